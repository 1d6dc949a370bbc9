"""Grounds: order, paths, several policies, and what is not a ground (R02, R10-R13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from domain.calendar import Period
from domain.findings import Grade, Validity
from domain.grounds import Ground, Reach, grounds_on, turning_days_of
from domain.links import LinkKind
from domain.policy import Effect, Measure, RuleBook, Target
from tests.domain.deciding import DEADLINE, enterprise, evidence, finding, link, person, withdrawn
from tests.support.loading import shipped_rules
from tests.support.statements import Statement

ON = date(2019, 10, 1)
COMPANY: list[Statement] = [enterprise("e")]


def policy_a(**changes: object) -> RuleBook:
    """The shipped rules with policy A changed."""
    policies = (
        replace(policy, **changes) if policy.id == "ks-2019-116" else policy  # type: ignore[arg-type]
        for policy in shipped_rules().policies
    )
    return replace(shipped_rules(), policies=tuple(policies))


def found(
    statements: Sequence[Statement], key: str, matter: str, on: date = ON, rules: RuleBook | None = None
) -> tuple[Ground, ...]:
    return grounds_on(evidence(statements, key), matter, on, rules or shipped_rules())


def test_a_ground_says_everything_that_it_rests_on() -> None:
    (ground,) = found([*COMPANY, finding("F", "e")], "e", "BIDDING")
    assert (ground.effect, ground.discretionary, ground.reach) == (Effect.VETO, True, Reach.SELF)
    assert [party.id for party in ground.path.parties] == ["party:e"]
    assert ground.path.links == ()
    assert (ground.finding.number, ground.state.grade) == ("F", Grade.SERIOUS)
    assert (ground.policy.document_number, ground.clause.id) == ("昆政办发〔2019〕116号", "veto-2")
    assert ground.clause.text.startswith("在政府采购、招投标")
    assert ground.measure.matter == "BIDDING"
    assert (ground.since, ground.last_day) == (date(2019, 8, 1), date(2022, 8, 1))


def test_the_path_leads_from_the_findings_party_over_the_link_to_the_person() -> None:
    role = link("L", LinkKind.PRINCIPAL, "p", "e")
    (ground,) = found([*COMPANY, person("p"), role, finding("F", "e")], "p", "HONOURS")
    assert [party.id for party in ground.path.parties] == ["party:e", "party:p"]
    assert [each.id for each in ground.path.links] == ["link:L"]
    assert ground.reach is Reach.PRINCIPAL


def test_a_party_concerned_is_reached_over_no_link() -> None:
    (ground,) = found([*COMPANY, person("p"), finding("F", "e", "p")], "p", "HONOURS")
    assert [party.id for party in ground.path.parties] == ["party:e", "party:p"]
    assert (ground.path.links, ground.reach) == ((), Reach.PARTY_CONCERNED)


def test_strongest_effect_first_then_oldest_then_by_number() -> None:
    """A rule book in which one matter has three effects; three findings, two of the same day."""
    extra = tuple(
        Measure("BIDDING", effect, Grade.SERIOUS, frozenset({Target.LEGAL_ENTITY}), clause)
        for effect, clause in ((Effect.ADVISE, "finance-1"), (Effect.RESTRICT, "restrict-1"))
    )
    measures = next(p for p in shipped_rules().policies if p.id == "ks-2019-116").measures
    findings = [
        finding("F9", "e", recognised=date(2019, 8, 1)),
        finding("F2", "e", recognised=date(2019, 9, 1)),
        finding("F1", "e", recognised=date(2019, 9, 1)),
    ]
    grounds = found([*COMPANY, *findings], "e", "BIDDING", rules=policy_a(measures=(*extra, *measures)))
    assert [(ground.effect, ground.finding.number) for ground in grounds] == [
        (effect, number) for effect in (Effect.VETO, Effect.RESTRICT, Effect.ADVISE) for number in ("F9", "F1", "F2")
    ]


def test_the_order_of_the_evidence_is_of_no_importance() -> None:
    roles = [
        link("L1", LinkKind.PRINCIPAL, "p", "e"),
        link("L2", LinkKind.LEGAL_REPRESENTATIVE, "p", "e"),
        link("L3", LinkKind.LEGAL_REPRESENTATIVE, "p", "e", since="2019-01-01"),
    ]
    known = evidence([*COMPANY, person("p"), *roles, finding("F1", "e", "p"), finding("F2", "e")], "p")
    shuffled = replace(known, exposures=tuple(reversed(known.exposures)))
    grounds = grounds_on(known, "HONOURS", ON, shipped_rules())
    assert grounds == grounds_on(shuffled, "HONOURS", ON, shipped_rules())
    assert [(ground.finding.number, ground.reach) for ground in grounds] == [
        ("F1", Reach.LEGAL_REPRESENTATIVE),
        ("F1", Reach.PARTY_CONCERNED),
        ("F1", Reach.PRINCIPAL),
        ("F2", Reach.LEGAL_REPRESENTATIVE),
        ("F2", Reach.PRINCIPAL),
    ]


@pytest.mark.parametrize(("first", "second", "by"), [(2, 5, "link:L1"), (5, 2, "link:L2"), (2, 2, "link:L1")])
def test_of_several_links_in_one_role_the_one_recorded_first_is_shown(first: int, second: int, by: str) -> None:
    roles = [
        link("L1", LinkKind.PRINCIPAL, "p", "e", until="2019-08-10", at=first),
        link("L2", LinkKind.PRINCIPAL, "p", "e", since="2019-08-10", at=second),
    ]
    (ground,) = found(
        [*COMPANY, person("p"), *roles, finding("F", "e", grade=Grade.GENERAL, rectify_by=DEADLINE)], "p", "HONOURS"
    )
    assert [each.id for each in ground.path.links] == [by]


def test_a_role_that_the_policy_does_not_reach_is_no_ground() -> None:
    roles = [link("L1", LinkKind.PRINCIPAL, "p", "e"), link("L2", LinkKind.LEGAL_REPRESENTATIVE, "p", "e")]
    rules = policy_a(reached_roles=frozenset({LinkKind.LEGAL_REPRESENTATIVE}), reaches_concerned=False)
    grounds = found([*COMPANY, person("p"), *roles, finding("F", "e", "p")], "p", "HONOURS", rules=rules)
    assert [ground.reach for ground in grounds] == [Reach.LEGAL_REPRESENTATIVE]


def test_a_policy_covers_its_own_areas_only() -> None:
    assert found([*COMPANY, finding("F", "e", area="MEDICAL_ORDER")], "e", "BIDDING") == ()


def test_policies_in_force_add_up_each_with_its_own_validity() -> None:
    first = next(policy for policy in shipped_rules().policies if policy.id == "ks-2019-116")
    second = replace(first, id="zz", document_number="2号", validity=Validity(Period(months=1), Period(months=2)))
    rules = replace(shipped_rules(), policies=(*shipped_rules().policies, second))
    statements = [*COMPANY, finding("F", "e")]
    assert [(g.policy.id, g.last_day) for g in found(statements, "e", "BIDDING", rules=rules)] == [
        ("ks-2019-116", date(2022, 8, 1)),
        ("zz", date(2019, 10, 1)),
    ]
    later = found(statements, "e", "BIDDING", date(2019, 10, 2), rules)
    assert [ground.policy.id for ground in later] == ["ks-2019-116"]


def test_a_ground_ends_with_the_policy() -> None:
    rules = policy_a(in_force_until=date(2019, 12, 31))
    statements = [*COMPANY, finding("F", "e")]
    (ground,) = found(statements, "e", "BIDDING", date(2019, 12, 30), rules)
    assert ground.last_day == date(2019, 12, 30)
    assert found(statements, "e", "BIDDING", date(2019, 12, 31), rules) == ()


def test_a_ground_ends_the_day_before_a_known_withdrawal() -> None:
    (ground,) = found([*COMPANY, finding("F", "e"), withdrawn("F", "2019-11-11")], "e", "BIDDING")
    assert ground.last_day == date(2019, 11, 10)


def test_days_on_which_a_decision_can_change() -> None:
    statements = [
        *COMPANY,
        person("p"),
        link("L", LinkKind.PRINCIPAL, "p", "e", "2018-01-01", "2021-05-05"),
        finding("F", "e", grade=Grade.GENERAL, rectify_by=DEADLINE),
    ]
    assert turning_days_of(evidence(statements, "p"), shipped_rules()) == {
        date.fromisoformat(day)
        for day in (
            *("2019-07-26", "2019-08-26"),  # policies
            *("2018-01-01", "2021-05-05"),  # the link
            *("2019-08-01", "2019-09-02", "2020-08-02", "2022-09-03"),  # recognised, overdue, over
        )
    }
