"""Which installation a database belongs to: its name, and the fingerprint of the key that digests its citizen numbers."""

from __future__ import annotations

from dataclasses import dataclass

from neo4j import AsyncManagedTransaction

from graph.connection import Connection
from graph.queries import query


@dataclass(frozen=True, slots=True)
class InstallationRecord:
    """`graph` names the database for caches beside it; `fingerprint` is that of the identity key."""

    graph: str
    fingerprint: str


async def read_installation(connection: Connection) -> InstallationRecord | None:
    """None for a new database."""
    records = await connection.read(query("read/installation"))
    return InstallationRecord(records[0]["graph"], records[0]["fingerprint"]) if records else None


async def claim(connection: Connection, graph: str, fingerprint: str) -> InstallationRecord:
    """Names a new database; what is named already stays. Two servers that start at once agree."""

    async def work(tx: AsyncManagedTransaction) -> InstallationRecord:
        result = await tx.run(query("write/installation"), graph=graph, fingerprint=fingerprint)
        record = await result.single(strict=True)
        return InstallationRecord(record["graph"], record["fingerprint"])

    return await connection.write(work)


async def counts(connection: Connection) -> dict[str, int]:
    """How many of each kind of node there are."""
    records = await connection.read(query("read/counts"))
    return {kind: int(number) for kind, number in records[0].data().items()}
