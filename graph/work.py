"""Recorded work that the monthly report counts: checks made, steps of cases, feedback given and missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.cases import CaseKind, CaseStep
from domain.months import Month
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import run


@dataclass(frozen=True, slots=True)
class CheckTally:
    """How many checks a department made with one key on one day, or a part of that day. `id`: of the tally as recorded."""

    department: str
    key_id: str
    day: date
    count: int
    id: str = ""


@dataclass(frozen=True, slots=True)
class DoneStep:
    """A step of a case."""

    kind: CaseKind
    number: str
    department: str | None
    occurred_on: date


Listed = tuple[str, int, str]
"""A dispatch: its recipient, a recorded time (µs), its key."""


class WorkStore:
    """Reads recorded work; records tallies of checks."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def record(self, tallies: Sequence[CheckTally]) -> None:
        """Records tallies; one with an id that is there already changes nothing."""
        rows = [[t.id, t.department, t.key_id, t.day, str(Month.of(t.day)), t.count] for t in tallies]

        async def work(tx: AsyncManagedTransaction, at: int) -> None:
            await run(tx, query("write/check_tallies"), rows, at=at)

        await self._ledger.write(work)

    async def tallies(self, months: Sequence[str], known_at: int | None = None) -> list[CheckTally]:
        """Checks made in some months, added up by department, key and day, in this order of day, department, key."""
        records = await self._connection.read(query("read/check_tallies"), months=list(months), known_at=known_at)
        found = [CheckTally(r["department"], r["key_id"], date.fromisoformat(r["day"]), r["count"]) for r in records]
        return sorted(found, key=lambda tally: (tally.day, tally.department, tally.key_id))

    async def steps(
        self, kinds: Sequence[CaseKind], steps: Sequence[CaseStep], first: date, last: date, known_at: int
    ) -> list[DoneStep]:
        """Steps of cases from `first` to `last`, both counted."""
        records = await self._connection.read(
            query("read/progress_cases"),
            kinds=[kind.value for kind in kinds],
            steps=[step.value for step in steps],
            first=first,
            last=last,
            known_at=known_at,
        )
        return [
            DoneStep(CaseKind(r["kind"]), r["number"], r["department"], date.fromisoformat(r["occurred_on"]))
            for r in records
        ]

    async def feedback_counts(self, since: int, until: int) -> dict[str, int]:
        """How much feedback was recorded after `since`, up to `until`, by recipient."""
        return await self._counts("read/progress_feedback_counts", since=since, until=until)

    async def feedback(self, since: int, until: int) -> list[Listed]:
        """The dispatches that it is on, with the time of the feedback; by time and key."""
        return await self._listed("read/progress_feedback", since=since, until=until)

    async def missing_counts(self, since: int, before: int, until: int) -> dict[str, int]:
        """How many dispatches told after `since`, up to `before`, were by `until` neither answered nor recalled, by
        recipient."""
        return await self._counts("read/progress_feedback_missing_counts", since=since, before=before, until=until)

    async def missing(self, since: int, before: int, until: int) -> list[Listed]:
        """These dispatches, with the time at which they were told; by time and key."""
        return await self._listed("read/progress_feedback_missing", since=since, before=before, until=until)

    async def _counts(self, name: str, **params: int) -> dict[str, int]:
        return {r["recipient"]: r["count"] for r in await self._connection.read(query(name), **params)}

    async def _listed(self, name: str, **params: int) -> list[Listed]:
        """Sorted here: the embedded engine takes 80 µs a row for it."""
        found = [(r["recipient"], r["at"], r["key"]) for r in await self._connection.read(query(name), **params)]
        return sorted(found, key=lambda listed: (listed[1], listed[2]))
