"""Findings under random events, compared with a day-by-day account of R04 and R05."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.calendar import Period
from domain.findings import EventKind, Finding, Grade, Validity, state_on, turning_days
from tests.domain.making import GENERAL, SERIOUS, finding

FIRST = date(2019, 1, 1)
near = st.integers(0, 500).map(lambda number: FIRST + timedelta(days=number))
short = Validity(general=Period(days=60), serious=Period(months=5))
events = st.lists(
    st.tuples(st.sampled_from([kind for kind in EventKind if kind is not EventKind.RECOGNIZED]), near), max_size=5
)
findings = st.builds(
    lambda happened, recognised, grade, rectify_by, expires_on: finding(
        *happened, recognised=recognised, grade=grade, rectify_by=rectify_by, expires_on=expires_on
    ),
    events,
    near,
    st.sampled_from(Grade),
    st.none() | near,
    st.none() | near,
)


@given(findings, st.randoms(), near)
def test_the_order_of_events_is_irrelevant(one: Finding, random: Random, on: date) -> None:
    shuffled = list(one.events)
    random.shuffle(shuffled)
    other = Finding(one.id, one.number, one.area, one.department, one.party_id, tuple(shuffled))
    assert state_on(one, on, short) == state_on(other, on, short)
    assert turning_days(one, short) == turning_days(other, short)


@settings(max_examples=60)
@given(findings)
def test_nothing_changes_but_on_turning_days(one: Finding) -> None:
    turns = turning_days(one, short)
    days = [FIRST + timedelta(days=number) for number in range(-1, 900)]
    for yesterday, today in pairwise(days):
        if state_on(one, yesterday, short) != state_on(one, today, short):
            assert today in turns


@given(findings, near)
def test_what_is_in_force_lies_between_grading_and_expiry(one: Finding, on: date) -> None:
    found = state_on(one, on, short)
    if found is not None and found.in_force:
        assert found.graded_on <= on < found.expires_on
        assert found.lifted_on is None
        assert not any(
            event.occurred_on <= on and event.kind in (EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN)
            for event in one.events
        )


def plain_grade(one: Finding, on: date) -> tuple[Grade, date]:
    """The rule of R04 and R05, played day by day."""
    stated, recognised = one.recognition, one.recognised.occurred_on
    happened: dict[date, set[EventKind]] = {}
    for event in one.events:
        happened.setdefault(event.occurred_on, set()).add(event.kind)
    grade, graded_on, settled, today = stated.grade, recognised, False, min(happened) - timedelta(days=400)
    while today <= on and grade is GENERAL:
        here = happened.get(today, set())
        in_time = stated.rectify_by is None or today <= stated.rectify_by
        settled = settled or (EventKind.RECTIFIED in here and in_time)
        if not settled and (EventKind.RECTIFICATION_REFUSED in here or not in_time):
            grade, graded_on = SERIOUS, max(today, recognised)
        if here & {EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN}:
            break
        today += timedelta(days=1)
    return grade, graded_on


@given(findings, near)
def test_the_fold_grades_like_a_day_by_day_account(one: Finding, on: date) -> None:
    found = state_on(one, on, short)
    if found is not None:
        assert (found.grade, found.graded_on) == plain_grade(one, on)
