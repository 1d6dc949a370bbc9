"""Writes penalties, inside a transaction of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import orjson
from neo4j import AsyncManagedTransaction

from domain.penalty_merging import PenaltyValues
from graph.queries import query
from graph.writing import collected, run


@dataclass(slots=True)
class PenaltyDraft:
    """A penalty that is known or being made: every version of it, oldest first; the first `stored` are in the graph."""

    id: str
    versions: list[PenaltyValues]
    records: tuple[str, ...] = ()
    stored: int = 0
    touched: bool = False


@dataclass(frozen=True, slots=True)
class NewPenalty:
    """A penalty to be created."""

    party_id: str
    key: str
    document_number: str
    department: str
    state: PenaltyDraft = field(repr=False)


class PenaltyWriter:
    """The penalty statements of one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int, source: str) -> None:
        self._tx = tx
        self._at = at
        self._source = source

    async def known(self, keys: Iterable[str]) -> dict[str, PenaltyDraft]:
        """The penalties with these keys."""
        wanted = list(keys)
        if not wanted:
            return {}
        rows = await collected(self._tx, query("write/penalties_known"), keys=wanted)
        return {
            wanted[i]: PenaltyDraft(id_, [_values(text) for text in versions], tuple(records or ()), len(versions))
            for i, id_, versions, records in rows
        }

    async def create(self, penalties: Iterable[NewPenalty]) -> None:
        """Creates penalties."""
        rows = [
            [
                *(new.party_id, new.state.id, new.key, new.document_number, new.department),
                *(*new.state.versions[-1], list(new.state.records), self._texts(new.state.versions)),
            ]
            for new in penalties
        ]
        await run(self._tx, query("write/penalties_create"), rows, at=self._at, source=self._source)

    async def revise(self, states: Iterable[PenaltyDraft]) -> None:
        """Writes the further versions and records of known penalties."""
        rows = [
            [state.id, *state.versions[-1], list(state.records), self._texts(state.versions[state.stored :])]
            for state in states
        ]
        await run(self._tx, query("write/penalties_revise"), rows, at=self._at)

    def _texts(self, versions: Sequence[PenaltyValues]) -> list[str]:
        return [orjson.dumps({"at": self._at, **values._asdict()}).decode() for values in versions]


def _values(text: str) -> PenaltyValues:
    found = orjson.loads(text)
    del found["at"]
    for name in ("decided_on", "valid_until", "publicised_until"):
        found[name] = date.fromisoformat(found[name]) if found[name] is not None else None
    return PenaltyValues(**found)
