"""Brings a database to the schema that this program needs: numbered steps forward, none backward.

`(:Schema {id: 'schema', version})` says how far a database has come. Each step may run twice and in several servers at
once, so no lock is needed; the version is raised when all of a step has run.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError
from graph.connection import Connection
from graph.errors import StartError
from graph.queries import FOLDER, query, source, statements

ATTEMPTS = 8
"""How often a statement is tried that two servers run at once."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its number and its text."""

    version: int
    text: str


def migrations() -> list[Migration]:
    """All steps, in order. Raises ValueError if their numbers are not 1, 2, 3, …"""
    found = []
    for number, path in enumerate(sorted(FOLDER.glob("migrations/*.cypher")), start=1):
        if int(path.name.split("_")[0]) != number:
            raise ValueError(f"{path.name}: the next migration is number {number:04}")
        found.append(Migration(number, source(f"migrations/{path.stem}")))
    return found


async def migrate(connection: Connection) -> int:
    """Run the steps that the database has not seen, and return its version.

    Raises StartError if the database is newer than this program, CreditGraphError if the engine is lost.
    """
    steps = migrations()
    done = await schema_version(connection)
    if done > len(steps):
        raise StartError(
            f"the database has schema version {done}, this program knows {len(steps)}: it was made by a newer "
            "creditgraph; update this one"
        )
    for step in steps[done:]:
        for statement in statements(step.text, connection.engine):
            await _run(partial(connection.schema, statement))
        await _run(partial(connection.write, partial(_set_version, version=step.version)))
    if connection.engine == "neo4j" and done < len(steps):
        await connection.read("CALL db.awaitIndexes(300)")
    return len(steps)


async def schema_version(connection: Connection) -> int:
    """The version of a database, 0 for a new one."""
    records = await connection.read(query("read/schema_version"))
    return max((record["version"] for record in records), default=0)


async def _set_version(transaction: AsyncManagedTransaction, version: int) -> None:
    await (await transaction.run(query("write/schema_version"), {"version": version})).consume()


async def _run(action: Callable[[], Awaitable[None]]) -> None:
    """Do something that another server may be doing at the same moment: tried again when they got in each other's way
    (it changes nothing then)."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            await action()
            return
        except CreditGraphError:
            if attempt == ATTEMPTS:
                raise
            await asyncio.sleep(random.uniform(0.05, 0.2) * attempt)  # noqa: S311 - spreads retries
