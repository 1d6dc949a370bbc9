"""Looks at decisions, in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.decision import Outcome
from domain.looks import Conclusion, Look
from domain.months import Month
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import Values, collected, new_id, run


class LookStore:
    """Reads and records looks; none is changed."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def of_months(self, months: Sequence[str], known_at: int | None = None) -> list[Look]:
        """Those of some months as known at a recorded time (µs), in the order of recording."""
        records = await self._connection.read(query("read/looks"), months=list(months), known_at=known_at)
        return sorted((_look(record["look"]) for record in records), key=lambda look: look.id)

    async def record(self, look: Look) -> tuple[Look, bool]:
        """The look as recorded, and whether that is new; the last one of its key said again changes nothing."""

        async def work(tx: AsyncManagedTransaction, at: int) -> tuple[Look, bool]:
            known = [_look(row) for row in await collected(tx, query("write/looks_known"), key=look.key)]
            last = max(known, key=lambda each: each.id, default=None)
            if last is not None and last.says(look):
                return last, False
            made = replace(look, id=new_id(), recorded_at=at)
            await run(tx, query("write/looks_create"), [_row(made)], at=at)
            return made, True

        return await self._ledger.write(work)


def _row(look: Look) -> Values:
    return [
        *(look.department, look.party_id, look.matter, look.as_of, look.known_at, look.sha256, look.outcome.value),
        *(look.conclusion.value, look.note, look.looked_on, look.by, look.id, look.key, str(Month.of(look.looked_on))),
    ]


def _look(row: list[Any]) -> Look:
    department, party_id, matter, as_of, known_at, sha256, outcome, conclusion, note, looked_on, by, id_, at = row
    return Look(
        *(department, party_id, matter, date.fromisoformat(as_of), known_at, sha256, Outcome(outcome)),
        *(Conclusion(conclusion), note, date.fromisoformat(looked_on), by, id_, at),
    )
