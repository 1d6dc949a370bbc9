"""Public data sets that lie beside the repository and are never copied into it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("CREDITGRAPH_SHARED_DATA", ROOT.parent / "shared" / "data"))
MAPPINGS = ROOT / "seeds" / "mappings"


def shared(name: str) -> Path:
    """A file of the data sets. Skips the test where it is not there."""
    path = FOLDER / name
    if not path.is_file():
        pytest.skip(f"{path} is not there; CREDITGRAPH_SHARED_DATA names the folder of the data sets")
    return path
