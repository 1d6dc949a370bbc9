"""Finds Java runtimes on this machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

SHORT_LIVED = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Options of a Java that runs for minutes, on few cores: half of the processor's time goes to compiling otherwise."""


@cache
def runtimes() -> dict[int, Path]:
    """Java's major version to its executable, from JAVA_HOME, the PATH and the usual folder of Linux systems."""
    found: dict[int, Path] = {}
    candidates = [Path(home) / "bin" / "java" for home in [os.environ.get("JAVA_HOME")] if home]
    candidates += [Path(path) for path in [shutil.which("java")] if path]
    candidates += sorted(Path("/usr/lib/jvm").glob("*/bin/java"))
    for java in candidates:
        if java.is_file():
            text = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr
            if match := re.search(r'version "(\d+)', text):
                found.setdefault(int(match[1]), java)
    return found


def find(wanted: range) -> Path | None:
    """The oldest runtime in a range of major versions."""
    fitting = sorted(version for version in runtimes() if version in wanted)
    return runtimes()[fitting[0]] if fitting else None
