"""What the system sees of departments' work (R52): each class counts one kind, and is a `WorkSource` of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain.cases import CaseKind, CaseStep
from domain.months import Month
from domain.progress import WorkRecord
from domain.progress_rules import ProgressRules, WorkKind
from graph.looks import LookStore
from graph.work import Answers, WorkStore
from resolvers.clock import Clock

LISTED = 100
"""Dispatches of one department that are listed; all are counted."""
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
        start = self._clock.start_of(first) - 1
        until = min(known_at, self._clock.start_of(last + DAY) - 1)
        given = await self._store.feedback(start, until, LISTED)
        records = [record for answers in given for record in self._records(WorkKind.FEEDBACK, answers, 0)]
        return records + await self._missing(first, last, until, rules.feedback_within_days)

    async def _missing(self, first: date, last: date, until: int, days: int) -> list[WorkRecord]:
        """Month by month, so that no query reads a whole year."""
        records: list[WorkRecord] = []
        begin = first
        while begin <= last:
            end = min(last, Month.of(begin).next.first_day - DAY)
            told = (begin - (days + 1) * DAY, end - (days + 1) * DAY)
            since, before = self._clock.start_of(told[0]) - 1, self._clock.start_of(told[1] + DAY) - 1
            found = await self._store.feedback_missing(since, before, until, LISTED)
            for answers in found:
                records.extend(self._records(WorkKind.FEEDBACK_MISSING, answers, days + 1))
            begin = end + DAY
        return records

    def _records(self, kind: WorkKind, answers: Answers, later: int) -> Iterator[WorkRecord]:
        """Those that are listed, and one for the others. `later`: days from the recorded time to the day counted."""
        day = date.min
        for at, key in answers.first:
            day = self._clock.day_of(at) + later * DAY
            yield WorkRecord(answers.recipient, kind, day, key)
        more = answers.count - len(answers.first)
        if more > 0:
            yield WorkRecord(answers.recipient, kind, day, "", more)
