"""The standard's own data review (libcovebods), which has the published JSON schema of BODS 0.4 and checks that a schema
cannot make: every id that is referred to is there, flags and references agree, and so on. Beside it: published examples.

It is a program apart: its packages (one of which is called `tests`, and would hide ours) come into a folder of their own,
once, pinned with hashes by requirements/bods.txt. It would ask the network for the list of identifier schemes: the list is
given here.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "requirements" / "bods.txt"

SCRIPT = """
import json, sys
import libcove2.common
libcove2.common.get_orgids_prefixes = lambda *_: ["CN-SAIC", "XI-LEI", "GB-COH", "PA-PUB"]
import libcovebods.tasks.checks.legacy_checks as legacy
import libcovebods.tasks.checks.record_based_checks as record_based
for module in (legacy, record_based):
    if hasattr(module, "get_orgids_prefixes"):
        module.get_orgids_prefixes = libcove2.common.get_orgids_prefixes
from libcovebods.additionalfields import AdditionalFields
from libcovebods.config import LibCoveBODSConfig
from libcovebods.data_reader import DataReader
from libcovebods.jsonschemavalidate import JSONSchemaValidator
from libcovebods.run_tasks import TASK_CLASSES, process_additional_checks
from libcovebods.schema import SchemaBODS

reader, config = DataReader(sys.argv[1]), LibCoveBODSConfig()
schema = SchemaBODS(reader, config)
checked = process_additional_checks(reader, config, schema, TASK_CLASSES)
json.dump({
    "version": schema.schema_version,
    "errors": [error.json() for error in JSONSchemaValidator(schema).validate(reader)],
    "checks": checked["additional_checks"],
    "additional": sorted(AdditionalFields(schema).process(reader)),
    "statistics": checked["statistics"],
}, sys.stdout)
"""


@dataclass(frozen=True)
class Review:
    """`errors`: where the schema is broken; `checks`: other rules that are; `additional`: fields that it does not know."""

    version: str
    errors: list[Any]
    checks: list[Any]
    additional: list[str]
    statistics: dict[str, Any]


def review(path: Path) -> Review:
    """The review of a file of statements (a JSON array)."""
    command = [sys.executable, "-c", SCRIPT, str(path)]
    environment = {"PYTHONPATH": str(packages()), "PATH": os.environ.get("PATH", "")}
    answer = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise AssertionError(f"libcovebods failed: {answer.stderr[-2000:]}")
    return Review(**json.loads(answer.stdout))


def published() -> list[Path]:
    """The files of the conformance suite that goes with the standard (bods-v04-fixtures)."""
    return sorted((packages() / "bods_fixtures" / "data").rglob("*.json"))


@cache
def packages() -> Path:
    """The folder with the review's packages, fetched on first use."""
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + sys.version.encode()).hexdigest()[:16]
    folder = ROOT / ".cache" / "bods" / wanted
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "--no-compile"]
            command += ["--disable-pip-version-check", "--target", str(folder / "lib"), "-r", str(REQUIREMENTS)]
            subprocess.run(command, check=True, capture_output=True)
            (folder / "complete").touch()
    return folder / "lib"
