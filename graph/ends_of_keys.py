"""The one party that a caller names, inside a transaction."""

from __future__ import annotations

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from graph.ends import End, ends_by_id, ends_by_key


async def end_of(tx: AsyncManagedTransaction, party: PartyKey, field: str | None = "party") -> End:
    """The party. Raises UNKNOWN_PARTY."""
    found = await (ends_by_id(tx, [party.id]) if party.id is not None else ends_by_key(tx, [party.key or ""]))
    if not found:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_PARTY,
            "Nobody in the register has this identifier: load or record the party first.",
            field,
        )
    return next(iter(found.values()))
