"""What the system sees of departments' work (R52): each class counts one kind, and is a `WorkSource` of the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from domain.cases import CaseKind, CaseStep
from domain.months import Month
from domain.progress import WorkRecord
from domain.progress_rules import ProgressRules, WorkKind
from graph.looks import LookStore
from graph.work import Listed, WorkStore
from resolvers.clock import Clock

LISTABLE = 20_000
"""Dispatches, of a year or a month, that are named one by one; where there are more they are counted alone."""
DAY = timedelta(days=1)

_OF_STEP = {
    CaseKind.COMMITMENT: WorkKind.COMMITMENT,
    CaseKind.REWARD_CASE: WorkKind.CASE,
    CaseKind.PUNISHMENT_CASE: WorkKind.CASE,
}


def _months(first: date, last: date) -> list[str]:
    month, found = Month.of(first), []
    while month.first_day <= last:
        found.append(str(month))
        month = month.next
    return found


class ChecksCounted:
    """Checks that departments made with their keys, a record for each day."""

    def __init__(self, store: WorkStore) -> None:
        self._store = store

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """By day and key."""
        return [
            WorkRecord(tally.department, WorkKind.CHECK, tally.day, f"{tally.day} {tally.key_id}", tally.count)
            for tally in await self._store.tallies(_months(first, last), known_at)
        ]


class LooksRecorded:
    """Looks at decisions that asked for one."""

    def __init__(self, store: LookStore) -> None:
        self._store = store

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """By the day of the look."""
        return [
            WorkRecord(look.department, WorkKind.REVIEW, look.looked_on, look.id)
            for look in await self._store.of_months(_months(first, last), known_at)
        ]


class CasesFiled:
    """Commitments taken (R42), and cases of joint reward or punishment filed with the credit office."""

    def __init__(self, store: WorkStore) -> None:
        self._store = store

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """By the day on which the commitment was made or the case filed."""
        steps = await self._store.steps(list(_OF_STEP), [CaseStep.MADE, CaseStep.FILED], first, last, known_at)
        return [
            WorkRecord(step.department, _OF_STEP[step.kind], step.occurred_on, step.number)
            for step in steps
            if step.department is not None
        ]


class FeedbackCounted:
    """Feedback on dispatches (R20): what was given, and what was due and is missing.

    A feedback is missing from the day after its period ends (`feedback_within_days`, the day of the dispatch not counted),
    until it is given or the dispatch is recalled.
    """

    def __init__(self, store: WorkStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def recorded(self, first: date, last: date, known_at: int, rules: ProgressRules) -> Sequence[WorkRecord]:
        """Given: by its day. Missing at the end of `last`: by the first day on which it is."""
        store, since = self._store, self._clock.start_of(first) - 1
        until = min(known_at, self._clock.start_of(last + DAY) - 1)
        counts = await store.feedback_counts(since, until)
        listed = await store.feedback(since, until) if _listable(counts) else []
        records = self._records(WorkKind.FEEDBACK, counts, listed, last, 0)
        return records + await self._missing(first, last, until, rules.feedback_within_days + 1)

    async def _missing(self, first: date, last: date, until: int, later: int) -> list[WorkRecord]:
        """Month by month, so that no query reads a whole year. `later`: days from a dispatch to the first on which its
        feedback is missing."""
        store, records, begin = self._store, list[WorkRecord](), first
        while begin <= last:
            end = min(last, Month.of(begin).next.first_day - DAY)
            since = self._clock.start_of(begin - later * DAY) - 1
            before = self._clock.start_of(end - (later - 1) * DAY) - 1
            counts = await store.missing_counts(since, before, until)
            listed = await store.missing(since, before, until) if _listable(counts) else []
            records += self._records(WorkKind.FEEDBACK_MISSING, counts, listed, end, later)
            begin = end + DAY
        return records

    def _records(
        self, kind: WorkKind, counts: Mapping[str, int], listed: Sequence[Listed], last: date, later: int
    ) -> list[WorkRecord]:
        """One for each that is listed; else one for all of a recipient, which says so."""
        if not listed:
            return [
                WorkRecord(unit, kind, last, f"{count} dispatches until {last}", count)
                for unit, count in sorted(counts.items())
            ]
        return [WorkRecord(unit, kind, self._clock.day_of(at) + later * DAY, key) for unit, at, key in listed]


def _listable(counts: Mapping[str, int]) -> bool:
    return 0 < sum(counts.values()) <= LISTABLE
