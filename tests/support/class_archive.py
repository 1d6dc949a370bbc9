"""The embedded engine's classes, loaded once and kept in a file: each of the many engines of a whole run of the suite then
starts in half the time (Java's class data sharing; Java itself ignores an archive that does not fit its jars)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import arcadedb_embedded
import jpype
from arcadedb_embedded import jvm

from tests.support import java

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".cache" / "java"
LAYOUT = "-XX:+UseCompactObjectHeaders"
"""An archive serves only a Java with the same layout of objects: this is the engine's."""
START = """
import asyncio, sys
from pathlib import Path
from graph.opening import open_engine

async def main():
    graph = await open_engine(Path(sys.argv[1]))
    await graph.connection.read("MATCH (p:Party {id: 'nobody'}) RETURN p.id AS id")
    await graph.close()

asyncio.run(main())
"""


def options() -> tuple[str, ...]:
    """The options of an engine that is to use the archive, if there is one, and to keep its complaints about it to itself."""
    archive = _path()
    return (f"-XX:SharedArchiveFile={archive}", "-Xlog:cds=off", "-Xlog:aot=off") if archive.exists() else ()


def make() -> None:
    """Make the archive unless it is there. One that cannot be made is done without."""
    archive = _path()
    if archive.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        loaded, made = Path(folder, "loaded"), Path(folder, "archive")
        started = {"ARCADEDB_JVM_ARGS": " ".join((*java.SHORT_LIVED, f"-XX:DumpLoadedClassList={loaded}"))}
        engine = [sys.executable, "-c", START, str(Path(folder, "data"))]
        dump = [_bundled_java(), "-Xshare:dump", *java.SHORT_LIVED, LAYOUT, f"-XX:SharedClassListFile={loaded}"]
        dump += [f"-XX:SharedArchiveFile={made}", "-cp", os.pathsep.join(_jars())]
        for command in (engine, dump):
            subprocess.run(command, cwd=ROOT, env=os.environ | started, capture_output=True, check=False)
        if made.exists():
            made.rename(archive)


def _jars() -> list[str]:
    """The engine's class path, in the order in which it has it: its own jars as the folder lists them, then JPype's."""
    own = [str(path) for path in Path(jvm.get_jar_path()).glob("*.jar")]
    return [*own, str(Path(jpype.__file__).parents[1] / "org.jpype.jar")]


def _bundled_java() -> str:
    return str(Path(arcadedb_embedded.__file__).parent / "jre" / "bin" / "java")


def _path() -> Path:
    """Named after the jars, by path and time."""
    stated = [f"{jar} {Path(jar).stat().st_mtime_ns}" for jar in _jars()]
    return FOLDER / f"{hashlib.sha256(chr(10).join(stated).encode()).hexdigest()[:16]}.jsa"
