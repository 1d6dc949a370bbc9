"""What every writer needs: running the Cypher texts of `graph/cypher/write/` in a transaction of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from neo4j import AsyncManagedTransaction
from uuid_utils import uuid7

from domain.links import LinkKind
from domain.parties import PartyKind
from graph.queries import query

Values = list[Any]


def new_id() -> str:
    """A new id of ours: UUIDv7 text. Ids made one after another are in that order, so made inside a ledger transaction
    they are in the order of recording."""
    return str(uuid7())


async def collected(tx: AsyncManagedTransaction, text: str, **params: Any) -> list[Any]:
    """The rows that a statement answers as one list in one record: for a thousand rows a tenth of the price."""
    record = await (await tx.run(text, params)).single(strict=True)
    found: list[Any] = record.value()
    return found


async def run(tx: AsyncManagedTransaction, text: str, rows: Sequence[Values], **params: Any) -> None:
    """Runs a statement for `rows`; not at all for none."""
    if rows:
        await (await tx.run(text, given(rows) | params)).consume()


def given(rows: Sequence[Any]) -> dict[str, Any]:
    """The parameter `given` with the rows of a statement: in a map, because Neo4j plans anew for lists of other lengths."""
    return {"given": {"rows": rows}}


@cache
def for_party_kind(name: str, kind: PartyKind) -> str:
    """A text in which `:Enterprise` stands for the label of a kind of party."""
    return query(name).replace(":Enterprise", f":{kind.value.capitalize()}")


@cache
def for_link_kind(name: str, kind: LinkKind) -> str:
    """A text in which `:SHAREHOLDER` stands for a kind of link."""
    return query(name).replace(":SHAREHOLDER", f":{kind.value}")
