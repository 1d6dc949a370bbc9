"""Computed control in decisions: which policies know it, how a ground shows it, and what depends on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.computed_grounds import bears_on
from domain.control_record import ControlRecord, merged
from domain.decision import Outcome, Question, decide
from domain.grounds import Reach
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import ActualController, ReviewCode, ReviewRules, RuleBook
from tests.domain.deciding import KNOWN_AT, decided, enterprise, evidence, finding, link, person
from tests.support.loading import shipped_rules
from tests.support.statements import Statement

HOLDS = LinkKind.SHAREHOLDER
PARTIES: list[Statement] = [*(enterprise(key, f"{key}公司") for key in "ABCT"), person("p"), person("q", "李四")]
JOINT = [
    *PARTIES,
    *(
        link("1", HOLDS, "p", "A", share="51"),
        link("2", HOLDS, "A", "B", share="60"),
        link("3", HOLDS, "A", "T", share="30"),
    ),
    *(link("4", HOLDS, "B", "T", share="21"), link("5", HOLDS, "q", "T", share="49"), finding("F1", "T")),
]


def with_first(**changes: object) -> RuleBook:
    first, second = shipped_rules().policies
    return replace(shipped_rules(), policies=(replace(first, **changes), second))  # type: ignore[arg-type]


def declared_only() -> RuleBook:
    return with_first(actual_controller=ActualController.DECLARED)


def test_the_path_goes_from_the_finding_up_and_holds_every_holding_of_the_proof() -> None:
    (ground,) = decided(JOINT, "p", "HONOURS").grounds
    assert ground.reach is Reach.COMPUTED_CONTROLLER
    assert [party.id for party in ground.path.parties] == ["party:T", "party:B", "party:A", "party:p"]
    assert [one.id for one in ground.path.links] == ["link:4", "link:3", "link:2", "link:1"]
    assert [str(one.share) for one in ground.path.links] == ["21", "30", "60", "51"]


def test_r02_a_policy_that_knows_declared_controllers_only_reaches_nobody_else() -> None:
    assert decided(JOINT, "p", "HONOURS").outcome is Outcome.VETOED
    assert decided(JOINT, "p", "HONOURS", rules=declared_only()).outcome is Outcome.CLEAR
    tied = [*JOINT, link("6", LinkKind.LEGAL_REPRESENTATIVE, "q", "A")]
    codes = [review.code for review in decided(tied, "A", "BIDDING").reviews]
    assert codes == [ReviewCode.CONTROL_TIE, ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE]
    assert decided(tied, "A", "BIDDING", rules=declared_only()).outcome is Outcome.CLEAR


def test_a_policy_that_reaches_no_actual_controllers_reaches_no_computed_ones() -> None:
    rules = with_first(reached_roles=frozenset({LinkKind.PRINCIPAL}))
    assert decided(JOINT, "p", "HONOURS", rules=rules).outcome is Outcome.CLEAR


def test_only_the_policy_that_computes_does_so() -> None:
    """Of two that are in force one after the other."""
    first, second = shipped_rules().policies
    old = replace(first, in_force_until=date(2019, 10, 1), actual_controller=ActualController.DECLARED)
    new = replace(first, id="new", document_number="new", in_force_from=date(2019, 10, 1))
    rules = replace(shipped_rules(), policies=(old, new, second))
    before = decided(JOINT, "p", "HONOURS", "2019-09-30", rules=rules)
    after = decided(JOINT, "p", "HONOURS", "2019-10-01", rules=rules)
    assert (before.outcome, [ground.policy.id for ground in after.grounds]) == (Outcome.CLEAR, ["new"])


@pytest.mark.parametrize(
    ("kind", "matter", "bears"),
    [
        (PartyKind.PERSON, "HONOURS", True),
        (PartyKind.PERSON, "DISCIPLINE_COMMISSION_NOTICE", True),
        (PartyKind.PERSON, "BIDDING", False),
        (PartyKind.ENTERPRISE, "BIDDING", True),
        (PartyKind.ORGANIZATION, "FISCAL_FUNDS", True),
        (PartyKind.ENTERPRISE, "LAND_GRANT", False),
        (PartyKind.ENTERPRISE, "HONOURS", False),
    ],
)
def test_on_which_questions_computed_control_bears(kind: PartyKind, matter: str, bears: bool) -> None:
    known = shipped_rules().matters[matter]
    assert bears_on(kind, known, shipped_rules()) is bears
    assert bears_on(kind, known, declared_only()) is False


def test_without_the_reviews_of_others_nothing_of_an_enterprise_depends_on_it() -> None:
    rules = replace(shipped_rules(), reviews=ReviewRules(1, {}))
    assert not bears_on(PartyKind.ENTERPRISE, rules.matters["BIDDING"], rules)
    assert bears_on(PartyKind.PERSON, rules.matters["HONOURS"], rules)


def cut(statements: list[Statement], key: str, matter: str, rules: RuleBook | None = None) -> list[str]:
    """The reviews of a decision whose chains were cut off."""
    found = evidence(statements, key)
    assert found.control is not None
    short = replace(found, control=replace(found.control, links=(), cut_off=("companies controlled",)))
    question = Question(key, matter, date(2019, 10, 1))
    return [
        review.code for review in decide(question, short, KNOWN_AT, date(2020, 1, 1), rules or shipped_rules()).reviews
    ]


def test_what_was_cut_off_is_said_where_the_answer_depends_on_it_and_only_there() -> None:
    assert cut(JOINT, "p", "HONOURS") == ["LIMIT_REACHED"]
    assert cut(JOINT, "p", "BIDDING") == []
    assert cut(JOINT, "p", "HONOURS", declared_only()) == []


def test_a_clear_day_is_one_on_which_the_holding_has_ended_too() -> None:
    """The tie ends with the holding, long before the finding does."""
    told = [
        *PARTIES,
        *(link("1", HOLDS, "A", "B", share="60", until="2020-03-01"), link("2", HOLDS, "B", "T", share="60")),
        *(link("3", LinkKind.LEGAL_REPRESENTATIVE, "q", "A"), finding("F1", "T")),
    ]
    decision = decided(told, "A", "BIDDING")
    assert [review.code for review in decision.reviews] == [ReviewCode.CONTROL_TIE]
    assert decision.clear_from == date(2020, 3, 1)


def test_the_same_day_of_act_and_grading_is_a_window_of_one_day() -> None:
    day = date(2019, 8, 1)
    told = [*PARTIES, link("1", HOLDS, "p", "T", "2019-08-01", "2019-08-02", share="51"), finding("F1", "T", act=day)]
    assert decided(told, "p", "HONOURS").outcome is Outcome.VETOED
    late = [*PARTIES, link("1", HOLDS, "p", "T", "2019-08-02", share="51"), finding("F1", "T", act=day)]
    assert decided(late, "p", "HONOURS").outcome is Outcome.CLEAR


def test_what_several_records_know_is_known_together_once() -> None:
    one, two = (evidence(JOINT, key).control for key in "pq")
    assert one is not None
    assert two is not None
    both = merged([one, two, replace(one, cut_off=("x",)), ControlRecord(cut_off=("a", "x"))])
    assert (both.links, both.parties, both.findings) == (one.links, one.parties, one.findings)
    assert both.cut_off == ("a", "x")
