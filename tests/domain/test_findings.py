"""Findings as folds of their events, with the boundaries of the law (R04-R08, R16, R17)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.calendar import Period
from domain.findings import (
    EventKind,
    Finding,
    FindingState,
    Grade,
    Validity,
    state_on,
    turning_days,
)
from tests.domain.making import DEADLINE, GENERAL, RECOGNISED, SERIOUS, finding

VALIDITY = Validity(general=Period(years=1), serious=Period(years=3))


def day(text: str) -> date:
    return date.fromisoformat(text)


def state(of: Finding, on: str | date, validity: Validity = VALIDITY) -> FindingState:
    found = state_on(of, day(on) if isinstance(on, str) else on, validity)
    assert found is not None
    return found


def test_there_is_no_state_before_recognition() -> None:
    assert state_on(finding(), RECOGNISED - timedelta(days=1), VALIDITY) is None


def test_r07_general_is_in_force_one_year_its_last_day_included() -> None:
    assert state(finding(), RECOGNISED) == FindingState(GENERAL, RECOGNISED, day("2020-08-02"), None, True, ("e0",))
    assert state(finding(), "2020-08-01").in_force
    assert not state(finding(), "2020-08-02").in_force


def test_r08_serious_is_in_force_three_years_from_its_grading() -> None:
    serious = finding(grade=SERIOUS)
    assert state(serious, RECOGNISED).expires_on == day("2022-08-02")
    assert state(serious, "2022-08-01").in_force
    assert not state(serious, "2022-08-02").in_force


def test_a_year_from_a_leap_day_ends_with_the_last_of_february() -> None:
    leap = finding(recognised=day("2020-02-29"))
    assert state(leap, "2021-02-28").in_force
    assert not state(leap, "2021-03-01").in_force


def test_a_finding_that_rises_on_a_leap_day() -> None:
    leap = finding(recognised=day("2020-01-15"), rectify_by=day("2020-02-28"))
    assert state(leap, "2020-02-28").grade is GENERAL
    assert state(leap, "2020-02-29") == FindingState(SERIOUS, day("2020-02-29"), day("2023-03-01"), None, True, ("e0",))


def test_r04_rectified_on_the_last_day_of_the_deadline_stays_general() -> None:
    rectified = finding((EventKind.RECTIFIED, DEADLINE), rectify_by=DEADLINE)
    assert state(rectified, DEADLINE + timedelta(days=1)) == FindingState(
        GENERAL, RECOGNISED, day("2020-08-02"), None, True, ("e0", "e1")
    )


def test_r05_rectified_one_day_late_is_serious_from_the_day_after_the_deadline() -> None:
    late = finding((EventKind.RECTIFIED, DEADLINE + timedelta(days=1)), rectify_by=DEADLINE)
    assert state(late, DEADLINE).grade is GENERAL
    assert state(late, DEADLINE).expires_on == day("2020-08-02")
    risen = state(late, DEADLINE + timedelta(days=1))
    assert (risen.grade, risen.graded_on, risen.expires_on) == (SERIOUS, day("2019-09-02"), day("2022-09-03"))


def test_r05_without_any_event_the_finding_rises_by_itself() -> None:
    silent = finding(rectify_by=DEADLINE)
    assert state(silent, DEADLINE).grade is GENERAL
    assert state(silent, "2019-09-02").grade is SERIOUS
    assert state(silent, "2022-09-02").in_force
    assert not state(silent, "2022-09-03").in_force


def test_without_a_deadline_nothing_rises() -> None:
    assert state(finding(), "2020-07-31").grade is GENERAL


def test_r05_refused_is_serious_from_the_day_of_the_refusal() -> None:
    refused = finding((EventKind.RECTIFICATION_REFUSED, day("2019-08-20")), rectify_by=DEADLINE)
    assert state(refused, "2019-08-19").grade is GENERAL
    risen = state(refused, "2019-08-20")
    assert (risen.grade, risen.graded_on, risen.expires_on) == (SERIOUS, day("2019-08-20"), day("2022-08-21"))
    assert state(refused, "2019-12-01").graded_on == day("2019-08-20")


def test_refused_without_a_deadline_is_serious() -> None:
    refused = finding((EventKind.RECTIFICATION_REFUSED, day("2019-08-20")))
    assert state(refused, "2019-08-20").grade is SERIOUS


def test_refused_after_the_deadline_rose_with_the_deadline() -> None:
    refused = finding((EventKind.RECTIFICATION_REFUSED, day("2019-10-01")), rectify_by=DEADLINE)
    assert state(refused, "2019-10-01").graded_on == day("2019-09-02")


def test_a_refusal_after_rectification_in_time_changes_nothing() -> None:
    settled = finding(
        (EventKind.RECTIFIED, day("2019-08-10")),
        (EventKind.RECTIFICATION_REFUSED, day("2019-08-20")),
        rectify_by=DEADLINE,
    )
    assert state(settled, "2019-12-01").grade is GENERAL


def test_refused_and_then_rectified_in_time_stays_serious() -> None:
    """The refusal has raised it on its day, and R04 speaks of those who rectify 积极 within the deadline."""
    turned = finding(
        (EventKind.RECTIFICATION_REFUSED, day("2019-08-10")),
        (EventKind.RECTIFIED, day("2019-08-20")),
        rectify_by=DEADLINE,
    )
    assert state(turned, "2019-12-01").grade is SERIOUS
    assert state(turned, "2019-12-01").graded_on == day("2019-08-10")


def test_a_deadline_before_recognition_grades_on_the_day_of_recognition() -> None:
    late = finding(rectify_by=day("2019-07-15"))
    assert state(late, RECOGNISED).grade is SERIOUS
    assert state(late, RECOGNISED).graded_on == RECOGNISED


def test_r06_graded_serious_directly_needs_no_deadline_and_no_refusal() -> None:
    direct = finding((EventKind.RECTIFIED, day("2019-08-10")), grade=SERIOUS, rectify_by=DEADLINE)
    assert state(direct, "2019-12-01").grade is SERIOUS
    assert state(direct, "2019-12-01").graded_on == RECOGNISED


@pytest.mark.parametrize("kind", [EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN])
def test_repair_and_withdrawal_lift_it_on_their_day(kind: EventKind) -> None:
    lifted = finding((kind, day("2019-10-01")), grade=SERIOUS)
    assert state(lifted, "2019-09-30").in_force
    assert state(lifted, "2019-09-30").lifted_on is None
    after = state(lifted, "2019-10-01")
    assert (after.in_force, after.lifted_on, after.grade) == (False, day("2019-10-01"), SERIOUS)


@pytest.mark.parametrize("kind", [EventKind.REPAIR_REQUESTED, EventKind.REPAIR_DENIED])
def test_asking_for_repair_or_being_denied_it_lifts_nothing(kind: EventKind) -> None:
    asked = finding((kind, day("2019-10-01")), grade=SERIOUS)
    assert state(asked, "2019-10-02").in_force


def test_what_was_lifted_does_not_rise_any_more() -> None:
    lifted = finding((EventKind.REPAIR_GRANTED, day("2019-08-15")), rectify_by=DEADLINE)
    assert state(lifted, "2019-12-01").grade is GENERAL
    assert not state(lifted, "2019-12-01").in_force


def test_the_first_lifting_counts() -> None:
    lifted = finding((EventKind.WITHDRAWN, day("2019-11-01")), (EventKind.REPAIR_GRANTED, day("2019-10-01")))
    assert state(lifted, "2019-12-01").lifted_on == day("2019-10-01")


def test_a_stated_validity_goes_before_the_policys() -> None:
    """R16, R17: the policy's period counts only where there is no stated one (没有明确有效期的)."""
    stated = finding(rectify_by=DEADLINE, expires_on=day("2021-01-01"))
    assert state(stated, RECOGNISED).expires_on == day("2021-01-01")
    assert state(stated, "2020-12-31").grade is SERIOUS
    assert state(stated, "2020-12-31").in_force
    assert not state(stated, "2021-01-01").in_force


def test_events_recorded_late_count_on_the_day_they_happened() -> None:
    """A rectification in time that became known after the deadline undoes the rise, for whoever knows of it."""
    deadline_passed = finding(rectify_by=DEADLINE)
    known_later = finding((EventKind.RECTIFIED, DEADLINE), rectify_by=DEADLINE)
    assert state(deadline_passed, "2019-09-05").grade is SERIOUS
    assert state(known_later, "2019-09-05").grade is GENERAL


def test_events_after_the_day_do_not_count() -> None:
    lifted = finding((EventKind.WITHDRAWN, day("2019-10-01")))
    assert state(lifted, "2019-09-30").events == ("e0",)
    assert state(lifted, "2019-10-01").events == ("e0", "e1")


@pytest.mark.parametrize(
    ("rectify_by", "grade"), [(None, GENERAL), (date.max, GENERAL), (date.max - timedelta(days=1), SERIOUS)]
)
def test_the_end_of_the_calendar_is_no_error(rectify_by: date | None, grade: Grade) -> None:
    far = finding(recognised=date.max, rectify_by=rectify_by)
    assert state(far, date.max).grade is grade
    assert max(turning_days(far, VALIDITY)) == date.max
