"""The names that the Cypher texts use: Neo4j plans a text anew each time that one which it did not know has come to be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from neo4j import AsyncManagedTransaction

from graph.connection import Connection
from graph.queries import FOLDER

_LABELS = re.compile(r"\(\w*:(\w+)")
_TYPES = re.compile(r"\[\w*:(\w+(?:\|\w+)*)")
_PROPERTIES = re.compile(r"(?<=[\w)]\.)([a-z]\w*)|(?<=[{,] )([a-z]\w*)(?=: )|(?<=\{)([a-z]\w*)(?=: )")
_CREATE = {"Label": _LABELS, "RelationshipType": _TYPES, "Property": _PROPERTIES}


async def make_known(connection: Connection) -> None:
    """Make every name known to a Neo4j, so that it plans each text once."""
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.cypher")))

    async def create(transaction: AsyncManagedTransaction) -> None:
        for kind, pattern in _CREATE.items():
            for name in sorted(set(_names(pattern, texts))):
                await (await transaction.run(f"CALL db.create{kind}($name)", name=name)).consume()

    await connection.write(create)


def _names(pattern: re.Pattern[str], texts: str) -> Iterator[str]:
    for match in pattern.finditer(texts):
        for group in match.groups():
            yield from group.split("|") if group else ()
