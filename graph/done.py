"""Calls that were done already, by the idempotency key that their caller gave."""

from __future__ import annotations

from neo4j import AsyncManagedTransaction

from graph.queries import query
from graph.writing import collected, run


async def answered(tx: AsyncManagedTransaction, key: str) -> str | None:
    """What was answered to the call with this key, None if there was none."""
    found = await collected(tx, query("write/done_known"), key=key)
    return str(found[0]) if found else None


async def remember(tx: AsyncManagedTransaction, at: int, key: str, result: str) -> None:
    """Remembers the answer, in the transaction that makes it true."""
    await run(tx, query("write/done_create"), [[key, result]], at=at)
