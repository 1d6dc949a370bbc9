"""Bringing statements about one finding together, and what cannot have happened (R04, R05, R18)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import CreditGraphError
from domain.finding_merging import History, Stated, check_history, event_is_new, restated
from domain.findings import EventKind, Grade
from domain.penalty_merging import PenaltyValues, revised

ACT, RECOGNISED, DEADLINE = date(2019, 8, 1), date(2019, 8, 10), date(2019, 8, 31)
BASE = Stated(RECOGNISED, ACT, Grade.GENERAL, DEADLINE)


def test_a_statement_with_nothing_new_is_nothing() -> None:
    assert restated(Stated(RECOGNISED, ACT), BASE, []) is None
    assert restated(BASE, BASE, []) is None


def test_a_statement_supersedes_with_what_it_gives_and_keeps_the_rest() -> None:
    said = Stated(RECOGNISED, ACT, standard="标准", concerned=frozenset({"p"}))
    assert restated(said, BASE, []) == Stated(RECOGNISED, ACT, Grade.GENERAL, DEADLINE, "标准", None, frozenset({"p"}))


def test_what_was_superseded_does_not_come_back() -> None:
    wrong = BASE._replace(rectify_by=date(2019, 8, 15))
    assert restated(wrong, BASE, [wrong]) is None
    assert restated(Stated(RECOGNISED, ACT, rectify_by=wrong.rectify_by), BASE, [wrong]) is None
    assert not event_is_new(DEADLINE, None, [DEADLINE])
    assert not event_is_new(DEADLINE, DEADLINE, [])
    assert event_is_new(DEADLINE, RECOGNISED, [ACT])


def test_versions_of_a_penalty() -> None:
    first = PenaltyValues(ACT, "行为", amount_10k="12")
    corrected = revised(PenaltyValues(ACT, amount_10k="13"), [first])
    assert corrected == PenaltyValues(ACT, "行为", amount_10k="13")
    assert revised(PenaltyValues(ACT, amount_10k="12"), [first, corrected]) is None
    assert revised(PenaltyValues(ACT), [first, corrected]) is None


@pytest.mark.parametrize(
    ("stated", "days", "code", "field"),
    [
        (BASE._replace(act_on=date(2019, 8, 11)), {}, "INVALID_PERIOD", "recognised_on"),
        (BASE._replace(rectify_by=date(2019, 7, 31)), {}, "INVALID_PERIOD", "rectify_by"),
        (BASE._replace(expires_on=RECOGNISED), {}, "INVALID_PERIOD", "expires_on"),
        (BASE, {EventKind.RECTIFIED: date(2019, 7, 31)}, "INVALID_PERIOD", "rectified_on"),
        (BASE, {EventKind.RECTIFICATION_REFUSED: date(2019, 7, 31)}, "INVALID_PERIOD", "refused_on"),
        (BASE, {EventKind.WITHDRAWN: date(2019, 8, 9)}, "INVALID_PERIOD", "withdrawn_on"),
        (BASE, {EventKind.REPAIR_GRANTED: date(2019, 8, 9)}, "INVALID_PERIOD", "repaired_on"),
        (
            BASE,
            {EventKind.RECTIFIED: DEADLINE, EventKind.RECTIFICATION_REFUSED: DEADLINE},
            "EVENT_CONFLICT",
            "refused_on",
        ),
        (
            BASE,
            {EventKind.REPAIR_GRANTED: DEADLINE, EventKind.RECTIFICATION_REFUSED: date(2019, 9, 1)},
            "EVENT_CONFLICT",
            "refused_on",
        ),
        (
            BASE,
            {EventKind.WITHDRAWN: DEADLINE, EventKind.REPAIR_GRANTED: date(2019, 9, 1)},
            "EVENT_CONFLICT",
            "repaired_on",
        ),
    ],
)
def test_what_cannot_have_happened(stated: Stated, days: dict[EventKind, date], code: str, field: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        check_history(History(stated, days))
    assert (refused.value.code, refused.value.field) == (code, field)


@pytest.mark.parametrize(
    "days",
    [
        {},
        {EventKind.RECTIFIED: ACT},
        {EventKind.RECTIFICATION_REFUSED: ACT, EventKind.RECTIFIED: RECOGNISED},
        {EventKind.RECTIFIED: date(2019, 9, 1), EventKind.RECTIFICATION_REFUSED: date(2019, 9, 2)},
        {
            EventKind.RECTIFIED: DEADLINE,
            EventKind.REPAIR_GRANTED: date(2020, 1, 1),
            EventKind.WITHDRAWN: date(2020, 1, 1),
        },
    ],
)
def test_what_can_have_happened(days: dict[EventKind, date]) -> None:
    check_history(History(BASE, days))
