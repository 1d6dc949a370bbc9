"""API keys in the graph: only hashes of their secrets, never a secret."""

from __future__ import annotations

from dataclasses import dataclass

from neo4j import AsyncManagedTransaction, Record

from graph.connection import Connection
from graph.queries import query


@dataclass(frozen=True, slots=True)
class StoredKey:
    """One API key as stored. Times are recorded times (µs since the epoch); `hash` is the hex SHA-256 of the secret."""

    id: str
    hash: str
    name: str
    scopes: tuple[str, ...]
    department: str | None
    source: str | None
    created_at: int
    revoked_at: int | None


class KeyStore:
    """Reads and writes (:ApiKey) nodes. Keys are no facts of the register: the ledger does not stamp them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def find(self, key_id: str) -> StoredKey | None:
        """The key with this id, revoked or not."""
        records = await self._connection.read(query("read/api_key"), id=key_id)
        return _stored(records[0]) if records else None

    async def all(self) -> list[StoredKey]:
        """Every key, the oldest first."""
        return [_stored(record) for record in await self._connection.read(query("read/api_keys"))]

    async def add(self, key: StoredKey) -> None:
        """Stores a new key."""

        async def work(tx: AsyncManagedTransaction) -> None:
            await (
                await tx.run(
                    query("write/api_key_add"),
                    id=key.id,
                    hash=key.hash,
                    name=key.name,
                    scopes=list(key.scopes),
                    department=key.department,
                    source=key.source,
                    created_at=key.created_at,
                )
            ).consume()

        await self._connection.write(work)

    async def revoke(self, key_id: str, at: int) -> bool:
        """Marks the key revoked from `at`; False where there is none with this id. Revoked once stays as it was."""

        async def work(tx: AsyncManagedTransaction) -> bool:
            result = await tx.run(query("write/api_key_revoke"), id=key_id, at=at)
            return await result.single() is not None

        return await self._connection.write(work)


def _stored(record: Record) -> StoredKey:
    return StoredKey(
        id=record["id"],
        hash=record["hash"],
        name=record["name"],
        scopes=tuple(record["scopes"]),
        department=record["department"],
        source=record["source"],
        created_at=record["created_at"],
        revoked_at=record["revoked_at"],
    )
