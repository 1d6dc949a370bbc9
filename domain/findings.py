"""Findings (失信行为认定): one recognised dishonest act against one party, as a fold of its events (R04-R08, R16, R17)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from domain.calendar import Period
from domain.time import NEVER


class Grade(StrEnum):
    """Grade (等级) of a finding."""

    GENERAL = "GENERAL"  # 一般
    SERIOUS = "SERIOUS"  # 严重


class EventKind(StrEnum):
    """What can happen to a finding."""

    RECOGNIZED = "RECOGNIZED"  # 认定
    RECTIFIED = "RECTIFIED"  # 整改到位
    RECTIFICATION_REFUSED = "RECTIFICATION_REFUSED"  # 拒不整改
    REPAIR_REQUESTED = "REPAIR_REQUESTED"  # 申请信用修复
    REPAIR_GRANTED = "REPAIR_GRANTED"  # 准予修复
    REPAIR_DENIED = "REPAIR_DENIED"  # 不予修复
    WITHDRAWN = "WITHDRAWN"  # 撤销认定


@dataclass(frozen=True, slots=True)
class Recognition:
    """What the department stated when it recognised the finding; carried by the RECOGNIZED event.

    `grade` is the grade that the finding starts with. `rectify_by` is the last day of the rectification period (规定期限),
    `standard` the department's own published grading standard where it graded directly (R06), `expires_on` the finding's
    own stated validity (exclusive), None where it states none.
    """

    act_on: date
    grade: Grade
    rectify_by: date | None = None
    standard: str | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class FindingEvent:
    """One event. `occurred_on`: when it happened; `recorded_at`/`superseded_at`: when we knew, and until when we held so."""

    id: str
    kind: EventKind
    occurred_on: date
    recorded_at: int = 0
    superseded_at: int = NEVER
    recognition: Recognition | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as known at one recorded time: only the events visible then."""

    id: str
    number: str
    area: str
    department: str
    party_id: str
    events: tuple[FindingEvent, ...]
    recorded_at: int = 0
    concerned_ids: tuple[str, ...] = ()
    penalty_ids: tuple[str, ...] = ()

    @property
    def recognised(self) -> FindingEvent:
        """The RECOGNIZED event (exactly one is visible at any recorded time)."""
        return next(event for event in self.events if event.kind is EventKind.RECOGNIZED)

    @property
    def recognition(self) -> Recognition:
        """What was stated at recognition."""
        stated = self.recognised.recognition
        assert stated is not None
        return stated


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a finding of each grade stays in force from the day of its grading (R07: 1年, R08: 3年)."""

    general: Period
    serious: Period

    def of(self, grade: Grade) -> Period:
        """The period for `grade`."""
        return self.serious if grade is Grade.SERIOUS else self.general


@dataclass(frozen=True, slots=True)
class FindingState:
    """The state of a finding on one day.

    `graded_on`: the day from which `grade` holds. `expires_on`: first day on which it is no longer in force by lapse of
    time. `lifted_on`: the day of a repair or withdrawal up to that day, None if there was none. `events`: the ids of the
    events that the state rests on.
    """

    grade: Grade
    graded_on: date
    expires_on: date
    lifted_on: date | None
    in_force: bool
    events: tuple[str, ...] = field(default=())


def state_on(finding: Finding, day: date, validity: Validity) -> FindingState | None:
    """The fold of the finding's events up to and including `day`; None before the finding was recognised.

    A finding with a deadline and no RECTIFIED event by it is SERIOUS from the next day; one refused, from the day of the
    refusal (R05), whichever comes first. A rectification in time settles it as GENERAL (R04). In force on a day:
    `graded_on <= day < expires_on`, not repaired and not withdrawn.
    """
    recognised = finding.recognised
    if recognised.occurred_on > day:
        return None
    stated = recognised.recognition
    assert stated is not None
    past = [e for e in finding.events if e.occurred_on <= day]
    if len(past) > 1:
        past.sort(key=lambda e: (e.occurred_on, e.recorded_at, e.id))
    lifted = next((e for e in past if e.kind in (EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN)), None)
    last_looked_at = day if lifted is None else lifted.occurred_on
    grade, graded_on = stated.grade, recognised.occurred_on
    if grade is Grade.GENERAL:
        risen_on = _risen_on(stated, past, last_looked_at)
        if risen_on is not None:
            grade, graded_on = Grade.SERIOUS, max(risen_on, recognised.occurred_on)
    expires_on = stated.expires_on or validity.of(grade).end_after(graded_on)
    lifted_on = lifted.occurred_on if lifted else None
    return FindingState(
        grade=grade,
        graded_on=graded_on,
        expires_on=expires_on,
        lifted_on=lifted_on,
        in_force=lifted is None and graded_on <= day < expires_on,
        events=tuple(event.id for event in past),
    )


def _risen_on(stated: Recognition, past: list[FindingEvent], day: date) -> date | None:
    """The day on which a GENERAL finding rose to SERIOUS, at the latest on `day`; None if it did not (R04, R05)."""
    rectified = min((e.occurred_on for e in past if e.kind is EventKind.RECTIFIED), default=None)
    in_time = rectified is not None and (stated.rectify_by is None or rectified <= stated.rectify_by)
    refused = min((e.occurred_on for e in past if e.kind is EventKind.RECTIFICATION_REFUSED), default=None)
    if refused is not None and in_time and rectified is not None and rectified <= refused:
        refused = None  # settled before: what comes after a rectification in time is not its refusal
    overdue = None if in_time else _day_after_deadline(stated)
    return min((d for d in (refused, overdue) if d is not None and d <= day), default=None)


def _day_after_deadline(stated: Recognition) -> date | None:
    """The day on which a finding becomes overdue; None without a deadline, or with one at the end of the calendar."""
    if stated.rectify_by is None or stated.rectify_by == date.max:
        return None
    return stated.rectify_by + timedelta(days=1)


def turning_days(finding: Finding, validity: Validity) -> set[date]:
    """Every day on which the finding's state can change, nothing new happening: events, deadline, and each expiry."""
    stated = finding.recognition
    days = {event.occurred_on for event in finding.events}
    overdue = _day_after_deadline(stated)
    if overdue is not None:
        days.add(overdue)
    if stated.expires_on is not None:
        days.add(stated.expires_on)
    for day in tuple(days):
        state = state_on(finding, day, validity)
        if state is not None:
            days.add(state.expires_on)
    return days
