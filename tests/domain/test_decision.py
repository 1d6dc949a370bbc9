"""Decisions: outcomes, errors, and the first day on which a party is clear."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.decision import Outcome, decide, find_matter
from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Grade
from domain.links import LinkKind
from domain.policy import Effect, MatterCategory, Measure, RuleBook, Target
from tests.domain.deciding import TODAY, decided, enterprise, finding, link, person
from tests.support.loading import shipped_rules
from tests.support.statements import Statement

BASE: list[Statement] = [enterprise("e"), person("boss"), link("L0", LinkKind.LEGAL_REPRESENTATIVE, "boss", "e")]


def with_effects(*effects: Effect) -> RuleBook:
    """Policy A with nothing but these effects for BIDDING."""
    measures = tuple(
        Measure("BIDDING", effect, Grade.SERIOUS, frozenset({Target.LEGAL_ENTITY}), "veto-2") for effect in effects
    )
    policies = tuple(replace(policy, measures=measures) for policy in shipped_rules().policies)
    return replace(shipped_rules(), policies=policies)


@pytest.mark.parametrize(
    ("effects", "outcome"),
    [
        ([], Outcome.CLEAR),
        ([Effect.VETO], Outcome.VETOED),
        ([Effect.RESTRICT], Outcome.RESTRICTED),
        ([Effect.REVOKE], Outcome.RESTRICTED),
        ([Effect.SUPERVISE], Outcome.REVIEW),
        ([Effect.NOTIFY], Outcome.REVIEW),
        ([Effect.PUBLICISE], Outcome.REVIEW),
        ([Effect.ADVISE], Outcome.REVIEW),
        ([Effect.ADVISE, Effect.REVOKE], Outcome.RESTRICTED),
        ([Effect.ADVISE, Effect.REVOKE, Effect.VETO, Effect.RESTRICT], Outcome.VETOED),
    ],
)
def test_the_outcome_is_the_strongest_effect(effects: list[Effect], outcome: Outcome) -> None:
    decision = decided([*BASE, finding("F", "e")], "e", "BIDDING", rules=with_effects(*effects))
    assert decision.outcome is outcome
    assert [ground.effect for ground in decision.grounds] == sorted(effects, key=list(Effect).index)


def test_an_unknown_party_is_unknown_for_every_matter_and_never_clear() -> None:
    decision = decided(BASE, "nobody", "PUBLIC_AUXILIARY_POST")
    assert decision.outcome is Outcome.UNKNOWN_PARTY
    assert (decision.party, decision.grounds, decision.reviews, decision.clear_from) == (None, (), (), None)


def test_a_cut_off_search_is_never_clear() -> None:
    decision = decided(BASE, "e", "LAND_GRANT")
    assert decision.outcome is Outcome.CLEAR
    assert decision.evidence is not None
    cut = replace(decision.evidence, cut_off=("findings",))
    again = decide(decision.question, cut, decision.known_at, TODAY, shipped_rules())
    assert (again.outcome, again.clear_from) == (Outcome.REVIEW, None)


@pytest.mark.parametrize(("on", "projected"), [("2019-12-31", False), ("2020-01-01", False), ("2020-01-02", True)])
def test_a_day_after_that_of_asking_is_a_projection(on: str, projected: bool) -> None:
    assert decided(BASE, "e", "BIDDING", on).projected is projected
    assert decided(BASE, "nobody", "BIDDING", on).projected is projected


@pytest.mark.parametrize(
    ("on", "policies"),
    [
        ("2019-07-25", []),
        ("2019-07-26", ["ks-2019-116"]),
        ("2019-08-26", ["ks-2019-116", "ks-xyb-2019-3"]),
    ],
)
def test_a_decision_is_based_on_the_policies_in_force_on_its_day(on: str, policies: list[str]) -> None:
    assert [policy.id for policy in decided(BASE, "e", "BIDDING", on).policies] == policies


def test_a_matter_is_found_by_its_code_and_must_be_of_the_checks_category() -> None:
    rules = shipped_rules()
    assert find_matter(rules, "BIDDING").label_zh == "招投标"
    assert find_matter(rules, "BIDDING", MatterCategory.BIDDING).code == "BIDDING"
    with pytest.raises(CreditGraphError) as unknown:
        find_matter(rules, "MOON")
    assert (unknown.value.code, unknown.value.field) == (ErrorCode.UNKNOWN_MATTER, "matter")
    with pytest.raises(CreditGraphError) as other:
        find_matter(rules, "BIDDING", MatterCategory.HIRING)
    assert (other.value.code, other.value.field) == (ErrorCode.MATTER_NOT_APPLICABLE, "matter")


def test_a_matter_that_does_not_apply_to_the_kind_of_party_is_an_error() -> None:
    with pytest.raises(CreditGraphError) as refused:
        decided(BASE, "e", "PUBLIC_AUXILIARY_POST")
    assert refused.value.code is ErrorCode.MATTER_NOT_APPLICABLE
    assert refused.value.message == "PUBLIC_AUXILIARY_POST applies to PERSON, and this party is ENTERPRISE."


def test_clear_from_is_the_day_asked_about_where_it_is_clear_then_whatever_comes() -> None:
    decision = decided([*BASE, finding("F", "e", recognised=date(2019, 10, 2))], "e", "BIDDING", "2019-10-01")
    assert (decision.outcome, decision.clear_from) == (Outcome.CLEAR, date(2019, 10, 1))


@pytest.mark.parametrize(
    ("gap", "clear"),
    [(-1, date(2025, 8, 1)), (0, date(2025, 8, 2)), (1, date(2025, 8, 3)), (2, date(2022, 8, 2))],
)
def test_clear_from_across_two_findings_of_three_years(gap: int, clear: date) -> None:
    """The first ends with 2022-08-01; the second begins so many days after that."""
    second = date(2022, 8, 1) + timedelta(days=gap)
    statements = [*BASE, finding("F1", "e"), finding("F2", "e", act=second, recognised=second)]
    assert decided(statements, "e", "BIDDING").clear_from == clear


def test_clear_from_waits_for_reviews_too() -> None:
    """The veto ends first, then there is no legal representative for a while, then his successor is reached elsewhere."""
    statements: list[Statement] = [
        *(enterprise("e"), enterprise("x"), person("p"), person("q")),
        link("L1", LinkKind.LEGAL_REPRESENTATIVE, "p", "e", until="2022-01-01"),
        link("L2", LinkKind.LEGAL_REPRESENTATIVE, "q", "e", since="2022-09-01"),
        finding("F1", "e"),
        finding("F2", "x", "q", recognised=date(2019, 12, 1)),
    ]
    decision = decided(statements, "e", "BIDDING")
    assert (decision.outcome, decision.clear_from) == (Outcome.VETOED, date(2022, 12, 2))


def test_clear_from_is_unknown_where_nothing_recorded_will_make_it_clear() -> None:
    assert decided([enterprise("e")], "e", "BIDDING").clear_from is None
    assert decided(BASE, "e", "BIDDING", name="another").clear_from is None


def test_clear_from_of_many_findings_is_quick() -> None:
    """A party may have hundreds of findings, and all its matters may be asked for at once."""
    days = [date(2019, 8, 1) + timedelta(days=3 * n) for n in range(300)]
    statements = [*BASE, *(finding(f"F{n}", "e", act=day, recognised=day) for n, day in enumerate(days))]
    decision = decided(statements, "e", "BIDDING", "2021-01-01")
    start = time.process_time()
    assert decision.clear_from == date(2025, 1, 15)
    assert time.process_time() - start < 1.0
