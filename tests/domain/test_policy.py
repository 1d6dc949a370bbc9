"""Policies, review rules and rule books as values."""

from __future__ import annotations

from datetime import date

import pytest

from domain.calendar import Period
from domain.findings import Grade, Validity
from domain.parties import PartyKind
from domain.policy import (
    ActualController,
    AreaRule,
    Clause,
    Effect,
    MatterCategory,
    Measure,
    Policy,
    ReviewCode,
    ReviewRules,
    RuleBook,
    Target,
    check_no_overlap,
)

NO_REVIEWS = ReviewRules(1, {})


def policy(
    id: str = "p",
    *,
    number: str = "1号",
    start: date = date(2019, 7, 26),
    until: date | None = None,
    areas: tuple[str, ...] = ("WORK_SAFETY",),
    measures: tuple[Measure, ...] = (),
) -> Policy:
    return Policy(
        id=id,
        version=1,
        document_number=number,
        title="某意见",
        title_en="Some opinions",
        issuer="昆山市政府办公室",
        issued_on=start,
        in_force_from=start,
        in_force_until=until,
        areas={area: AreaRule(area, "D", frozenset(PartyKind)) for area in areas},
        validity=Validity(Period(years=1), Period(years=3)),
        reached_roles=frozenset(),
        reaches_concerned=False,
        actual_controller=ActualController.DECLARED,
        clauses={"c": Clause("c", "原文")},
        measures=measures,
    )


def book(*policies: Policy) -> RuleBook:
    return RuleBook({}, {}, policies, NO_REVIEWS)


def test_effects_from_the_strongest_to_the_weakest() -> None:
    assert sorted(Effect, key=lambda effect: effect.strength) == [
        Effect.VETO,
        Effect.RESTRICT,
        Effect.REVOKE,
        Effect.SUPERVISE,
        Effect.NOTIFY,
        Effect.PUBLICISE,
        Effect.ADVISE,
    ]


def test_a_policy_is_in_force_from_its_first_day_to_the_day_before_its_end() -> None:
    dated = policy(start=date(2019, 7, 26), until=date(2021, 7, 26))
    days = (date(2019, 7, 25), date(2019, 7, 26), date(2021, 7, 25), date(2021, 7, 26))
    assert [dated.in_force_on(day) for day in days] == [False, True, True, False]


def test_measures_by_matter_keep_the_documents_order() -> None:
    first = Measure("BIDDING", Effect.VETO, Grade.SERIOUS, frozenset({Target.LEGAL_ENTITY}), "c")
    other = Measure("HONOURS", Effect.VETO, Grade.SERIOUS, frozenset({Target.LEGAL_ENTITY}), "c")
    second = Measure("BIDDING", Effect.NOTIFY, Grade.GENERAL, frozenset({Target.LEGAL_ENTITY}), "c")
    assert policy(measures=(first, other, second)).measures_by_matter == {
        "BIDDING": (first, second),
        "HONOURS": (other,),
    }


def test_policies_in_force_add_up() -> None:
    one, two = policy("one"), policy("two", number="2号", start=date(2019, 8, 26))
    rules = book(one, two)
    assert rules.in_force_on(date(2019, 8, 25)) == (one,)
    assert rules.in_force_on(date(2019, 8, 26)) == (one, two)


def test_an_area_is_governed_by_the_policy_in_force_that_was_issued_first() -> None:
    old = policy("old", until=date(2021, 1, 1))
    new = policy("new", number="2号", start=date(2020, 6, 1))
    rules = book(new, old)
    assert rules.governing("WORK_SAFETY", date(2020, 12, 31)) is old
    assert rules.governing("WORK_SAFETY", date(2021, 1, 1)) is new
    assert rules.governing("WORK_SAFETY", date(2018, 1, 1)) is old
    assert rules.governing("NO_SUCH_AREA", date(2020, 1, 1)) is None


@pytest.mark.parametrize(
    ("end", "start"), [(None, date(2020, 1, 1)), (date(2020, 1, 2), date(2020, 1, 1)), (None, date(2019, 7, 26))]
)
def test_one_document_number_in_force_twice_on_a_day_is_refused(end: date | None, start: date) -> None:
    one, two = policy("one", until=end), policy("two", start=start)
    for pair in ((one, two), (two, one)):
        with pytest.raises(ValueError, match="in force at the same time"):
            check_no_overlap(pair)


def test_one_document_number_one_after_the_other_is_allowed() -> None:
    check_no_overlap([policy("one", until=date(2020, 1, 1)), policy("two", start=date(2020, 1, 1))])


def test_different_document_numbers_may_be_in_force_together() -> None:
    check_no_overlap([policy("one"), policy("two", number="2号")])


def test_a_review_is_on_for_the_categories_that_its_rule_names() -> None:
    rules = ReviewRules(1, {ReviewCode.CONTROL_TIE: frozenset({MatterCategory.BIDDING})})
    assert rules.is_on(ReviewCode.CONTROL_TIE, MatterCategory.BIDDING)
    assert not rules.is_on(ReviewCode.CONTROL_TIE, MatterCategory.HONOURS)
    assert not rules.is_on(ReviewCode.RECENTLY_LEFT, MatterCategory.BIDDING)
