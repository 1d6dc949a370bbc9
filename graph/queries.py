"""The Cypher texts, each in a file of its own under `graph/cypher/`, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "cypher"


@cache
def query(name: str) -> str:
    """The text of `graph/cypher/<name>.cypher`, for example `query("read/evidence")`, with its comments (the engines
    skip them). Raises FileNotFoundError for a name that has no file."""
    return (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")


def statements(text: str) -> list[str]:
    """The statements of a text, which `;` at the end of a line separates, without comment lines and empty ones."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    return [part for part in (piece.strip() for piece in ("\n".join(lines) + "\n").split(";\n")) if part]
