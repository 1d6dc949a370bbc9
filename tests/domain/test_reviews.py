"""Reviews as values: what was seen, in a fixed order; which are on for which matters (design §2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.evidence import Evidence
from domain.findings import Grade
from domain.links import LinkKind
from domain.policy import MatterCategory, ReviewCode, ReviewRules
from domain.reviews import Review, reviews_on
from tests.domain.deciding import enterprise, evidence, finding, link, person
from tests.support.loading import shipped_rules
from tests.support.statements import Statement

ON = date(2019, 10, 1)
LEGAL, PRINCIPAL, HOLDER = LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL, LinkKind.SHAREHOLDER


def found(
    statements: Sequence[Statement], key: str = "e", matter: str = "BIDDING", on: date = ON, name: str | None = None
) -> tuple[Review, ...]:
    return reviews_on(evidence(statements, key), shipped_rules().matters[matter], on, shipped_rules(), name)


def plain(review: Review) -> tuple[str, list[str], list[str], list[str]]:
    return (
        review.code.value,
        [party.id for party in review.parties],
        [each.id for each in review.links],
        [each.number for each in review.findings],
    )


def test_everything_that_was_seen_of_a_person_reached_elsewhere_each_once_and_in_order() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), enterprise("y"), person("p")),
        *(
            link("L4", LEGAL, "p", "e"),
            link("L3", PRINCIPAL, "p", "e"),
            link("L9", PRINCIPAL, "p", "e", until="2019-09-01"),
        ),
        *(link("L2", LEGAL, "p", "y"), link("L1", LEGAL, "p", "x")),
        *(finding("F2", "x"), finding("F1", "y"), finding("F3", "x", "p"), finding("F4", "e"), finding("F5", "e", "p")),
    ]
    (review,) = found(statements)
    assert plain(review) == (
        "RESPONSIBLE_PERSON_REACHED_ELSEWHERE",
        ["party:p", "party:x", "party:y"],
        ["link:L3", "link:L4", "link:L1", "link:L2"],
        ["F1", "F2", "F3"],
    )


def test_every_person_has_a_review_of_his_own() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), person("q"), person("p"), person("o")),
        *(link("L1", LEGAL, "q", "e"), link("L2", PRINCIPAL, "p", "e"), link("L3", PRINCIPAL, "o", "e")),
        finding("F", "x", "p", "q"),
    ]
    assert [review.parties[0].id for review in found(statements)] == ["party:p", "party:q"]


def test_left_since_the_act_shows_the_roles_that_were_left() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), person("p"), person("boss")),
        link("L0", LEGAL, "boss", "e"),
        link("L1", PRINCIPAL, "p", "e", "2017-01-01", "2018-01-01"),
        link("L2", PRINCIPAL, "p", "e", "2019-01-01", "2019-08-01"),
        link("L3", LEGAL, "p", "e", "2020-01-01"),
        finding("F", "x", "p"),
    ]
    (review,) = found(statements)
    assert plain(review) == ("RECENTLY_LEFT", ["party:p", "party:x"], ["link:L2"], ["F"])
    (current,) = found(statements, on=date(2020, 1, 1))
    assert current.code is ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE
    assert [each.id for each in current.links] == ["link:L3"]


def test_only_findings_whose_act_he_was_still_there_for_count_as_left_since() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), person("p"), person("boss"), link("L0", LEGAL, "boss", "e")),
        link("L1", PRINCIPAL, "p", "e", until="2019-08-01"),
        finding("F1", "x", "p", act=date(2019, 7, 1)),
        finding("F2", "x", "p", act=date(2019, 8, 1), recognised=date(2019, 8, 2)),
    ]
    (review,) = found(statements)
    assert plain(review)[3] == ["F1"]


def test_one_control_tie_for_each_other_enterprise() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), enterprise("y"), person("boss"), link("L0", LEGAL, "boss", "e")),
        link("L2", HOLDER, "e", "y", share="60"),
        link("L1", LinkKind.ACTUAL_CONTROLLER, "y", "e"),
        link("L3", HOLDER, "x", "e", share="50.5-80"),
        *(finding("F2", "y"), finding("F1", "y"), finding("F3", "x"), finding("F4", "x", grade=Grade.GENERAL)),
    ]
    assert [plain(review) for review in found(statements)] == [
        ("CONTROL_TIE", ["party:x"], ["link:L3"], ["F3"]),
        ("CONTROL_TIE", ["party:y"], ["link:L1", "link:L2"], ["F1", "F2"]),
    ]


def test_codes_are_in_the_order_of_the_alphabet() -> None:
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), person("p"), link("L1", PRINCIPAL, "p", "e")),
        *(link("L2", HOLDER, "x", "e", share="51"), finding("F", "x", "p")),
    ]
    assert [review.code for review in found(statements, name="乙公司")] == [
        ReviewCode.CONTROL_TIE,
        ReviewCode.INCOMPLETE_RECORD,
        ReviewCode.NAME_MISMATCH,
        ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE,
    ]


@pytest.mark.parametrize("matter", sorted(shipped_rules().matters))
def test_what_was_cut_off_is_said_for_every_matter(matter: str) -> None:
    known = Evidence(evidence([person("p")], "p").party, 1, cut_off=("roles", "findings"))
    (review,) = reviews_on(known, shipped_rules().matters[matter], ON, shipped_rules(), None)
    assert plain(review) == ("LIMIT_REACHED", ["party:p"], [], [])
    assert review.detail == "findings, roles"


def test_a_review_that_is_off_for_the_category_is_not_made() -> None:
    """Also where it is off for all: the review rules say which are on, the code does not."""
    known = evidence([enterprise("e")], "e")
    bidding = shipped_rules().matters["BIDDING"]
    none = replace(shipped_rules(), reviews=ReviewRules(2, {}))
    only = replace(
        shipped_rules(), reviews=ReviewRules(2, {ReviewCode.INCOMPLETE_RECORD: frozenset({MatterCategory.BIDDING})})
    )
    assert reviews_on(known, bidding, ON, none, "乙") == ()
    assert [review.code for review in reviews_on(known, bidding, ON, only, "乙")] == [ReviewCode.INCOMPLETE_RECORD]
    assert reviews_on(known, shipped_rules().matters["FISCAL_FUNDS"], ON, only, "乙") == ()


def test_nobody_is_reached_by_a_policy_without_measures_against_responsible_people() -> None:
    """Policy B has none; were its area given roles, nothing would come of it."""
    statements: Sequence[Statement] = [
        *(enterprise("e"), enterprise("x"), person("p"), link("L1", LEGAL, "p", "e"), link("L2", LEGAL, "p", "x")),
        finding("F", "x", "p", area="MEDICAL_ORDER"),
    ]
    rules = shipped_rules()
    wide = tuple(replace(policy, reached_roles=frozenset({LEGAL}), reaches_concerned=True) for policy in rules.policies)
    known = evidence(statements, "e")
    assert reviews_on(known, rules.matters["BIDDING"], ON, replace(rules, policies=wide), None) == ()
