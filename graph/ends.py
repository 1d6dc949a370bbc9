"""Who is meant, inside a transaction: the parties that identifiers or ids lead to, with their kinds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from neo4j import AsyncManagedTransaction

from domain.parties import PartyKind
from graph.queries import query
from graph.writing import collected


class End(NamedTuple):
    """A party that something is recorded of."""

    id: str
    kind: PartyKind


_KINDS = {kind.value: kind for kind in PartyKind}


async def ends_by_key(tx: AsyncManagedTransaction, keys: Iterable[str]) -> dict[str, End]:
    """The parties that identifiers lead to, by identifier key; unknown ones are left out."""
    return await _ends(tx, "write/ends_by_key", keys)


async def ends_by_id(tx: AsyncManagedTransaction, ids: Iterable[str]) -> dict[str, End]:
    """The parties with these ids, by id; unknown ones are left out."""
    return await _ends(tx, "write/ends_by_id", ids)


async def _ends(tx: AsyncManagedTransaction, name: str, keys: Iterable[str]) -> dict[str, End]:
    wanted = list(keys)
    if not wanted:
        return {}
    rows = await collected(tx, query(name), keys=wanted)
    return {wanted[i]: End(party_id, _KINDS[kind]) for i, party_id, kind in rows}
