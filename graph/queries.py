"""The Cypher texts, each in a file of its own under `graph/cypher/`, read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "cypher"


@cache
def query(name: str) -> str:
    """The text of `graph/cypher/<name>.cypher`, for example `query("read/evidence")`, without its comment lines: the
    embedded engine reads the text of every query anew, and of a long one a third is comments. Raises FileNotFoundError for
    a name that has no file."""
    return "".join(line for line in source(name).splitlines(keepends=True) if not line.lstrip().startswith("//"))


def source(name: str) -> str:
    """The file as it is, with its comments: a migration's say for which engine a statement is."""
    return (FOLDER / f"{name}.cypher").read_text(encoding="utf-8")


def statements(text: str, engine: str) -> list[str]:
    """The statements of a text for one engine, without comments. `;` at the end of a line separates them; the comment
    line `// only on: embedded` (or neo4j) keeps the statement that it stands before from the other engine."""
    found = []
    for piece in (text + "\n").split(";\n"):
        lines = piece.strip().splitlines()
        comments = [line for line in lines if line.lstrip().startswith("//")]
        only = [line.split(":", 1)[1].strip() for line in comments if "only on:" in line]
        statement = "\n".join(line for line in lines if line not in comments).strip()
        if statement and only in ([], [engine]):
            found.append(statement)
    return found
