"""The monthly report: marks recorded, work counted, both put together (R50-R52)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.policy import RuleBook
from domain.progress import Mark, ProgressReport, RecordedWork, WorkRecord
from domain.progress_filling import progress_report
from domain.progress_marks import check_mark
from domain.progress_rules import ProgressRules, TableKind, WorkKind
from graph.progress import ProgressStore
from resolvers.clock import Clock
from resolvers.principal import Principal, Scope
from resolvers.rules import Rules


class WorkSource(Protocol):
    """A feature that records work which the report counts: one for each, wired in `resolvers.services`."""

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """The work of all units from `first` to `last`, both counted, as known at a recorded time (µs)."""
        ...


class GradedFindings:
    """Counts findings that departments recognised, which grades and so supervises the party (R07, R08); a `WorkSource`."""

    def __init__(self, store: ProgressStore) -> None:
        self._store = store

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """Findings by the day of recognition."""
        table = rules.tables[TableKind.DEPARTMENTS]
        if not any(WorkKind.GRADED_FINDING in item.done_by for item in table.items):
            return []
        return await self._store.graded(table.units, first, last, known_at)


@dataclass(frozen=True)
class KnownReport:
    """A report, the last day that it counts, the recorded time that it is as of (µs), and the rules that it was made by.

    Asked again with the same day and time it is the same.
    """

    report: ProgressReport
    as_of: date
    known_at: int
    rules: RuleBook


class Progress:
    """The report and its marks."""

    def __init__(self, store: ProgressStore, rules: Rules, clock: Clock, sources: Sequence[WorkSource]) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._sources = tuple(sources)

    async def report(self, month: Month, known_at: int | None = None, as_of: date | None = None) -> KnownReport:
        """The report of a month that has begun, by what was known at `known_at` (µs; None: all that is published).

        `as_of`: the last day counted, where that is before the end of the month; today, in a month that is not over.
        Raises INVALID_VALUE for a month to come or one without rules, INVALID_DATE, KNOWN_AT_IN_FUTURE.
        """
        if month > self._this_month():
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "The month has not begun yet.", "month")
        last = self._last_day(month, as_of)
        if known_at is not None and known_at > self._clock.now():
            raise CreditGraphError(ErrorCode.KNOWN_AT_IN_FUTURE, "`knownAt` lies in the future.", "known_at")
        known, marks = await self._store.marks(month.first_of_year, month, known_at)
        book = self._rules.current if known_at is None else self._rules.at(known)
        rules = _progress(book)
        first = month.first_of_year.first_day
        records = [record for source in self._sources for record in await source.recorded(first, last, known, rules)]
        return KnownReport(progress_report(rules, month, marks, RecordedWork(tuple(records))), last, known, book)

    async def mark(self, marks: Sequence[Mark], principal: Principal) -> list[Mark]:
        """Records marks; answers those that hold then, in the order given. All or none.

        Raises FORBIDDEN for any but an admin, and what `check_mark` raises.
        """
        principal.require(Scope.ADMIN)
        rules, this_month = _progress(self._rules.current), self._this_month()
        for mark in marks:
            check_mark(rules, mark, this_month)
        return await self._store.record(
            [replace(mark, note=mark.note.strip(), marked_by=principal.name) for mark in marks]
        )

    def _last_day(self, month: Month, as_of: date | None) -> date:
        today = self._clock.today()
        if as_of is not None and not month.first_day <= as_of <= today:
            raise CreditGraphError(
                ErrorCode.INVALID_DATE, "A report is as of a day from the month's first one to today.", "as_of"
            )
        return min(as_of or today, month.next.first_day - timedelta(days=1))

    def _this_month(self) -> Month:
        return Month.of(self._clock.today())


def _progress(book: RuleBook) -> ProgressRules:
    if book.progress is None:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "There is no progress.yaml among the rules of that time.")
    return book.progress
