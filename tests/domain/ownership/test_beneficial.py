"""Beneficial owners: by share, by control, declared, possible; and the fallback."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Link, LinkKind
from domain.ownership import BeneficialOwners, OwnerReason, Rule, beneficial_owners
from tests.domain.ownership.making import held

DAY = date(2024, 11, 1)


def role(person: str, kind: LinkKind, company: str = "A", until: date | None = None) -> Link:
    return Link(f"{kind}-{person}", kind, person, company, until=until)


def found(text: str, *roles: Link, also: str = "", rule: Rule | None = None) -> BeneficialOwners:
    return beneficial_owners(held(text, also=also), "A", DAY, roles, rule=rule or Rule())


def summary(answer: BeneficialOwners) -> list[tuple[str, tuple[OwnerReason, ...], bool]]:
    return [(owner.party, owner.reasons, owner.certain) for owner in answer.owners]


def test_a_quarter_or_more_over_all_chains() -> None:
    """p has 15 % directly and 10 % through B; q 24.999 %; the company B is no natural person."""
    answer = found("p 15 A, B 40 A, p 25 B, q 24.999 A")
    assert summary(answer) == [("p", (OwnerReason.SHARE,), True)]
    assert not answer.fallback


def test_share_and_control_are_both_said() -> None:
    answer = found("B 40 A, p 51 B, p 15 A, q 20 A, q 49 B")
    assert summary(answer) == [
        ("q", (OwnerReason.SHARE,), True),
        ("p", (OwnerReason.SHARE, OwnerReason.CONTROL), True),
    ]


def test_control_without_a_quarter() -> None:
    """p has 51 % of 30 % and 51 % of 51 % of 21 %, together 20.7621 %, and decides on 51 %."""
    answer = found("B 30 A, C 21 A, p 51 B, D 51 C, p 51 D, q 24 A")
    owner = answer.owners[0]
    assert summary(answer) == [("p", (OwnerReason.CONTROL,), True)]
    assert (owner.stake and owner.stake.percent, owner.control and owner.control.percent) == (
        Decimal("20.7621"),
        51,
    )


def test_who_may_be_one_is_told_apart_and_the_fallback_stands_beside() -> None:
    answer = found("p 20-30 A, q ? A, r 70 A", rule=Rule(min_percent=Decimal(75)))
    assert summary(answer) == [("r", (OwnerReason.CONTROL,), True)]
    answer = found("p 20-30 A, q 10 A", role("m", LinkKind.SENIOR_MANAGER), also="m")
    assert summary(answer) == [("p", (OwnerReason.SHARE,), False), ("m", (OwnerReason.SENIOR_MANAGER,), True)]
    assert answer.fallback


def test_unknown_shares_are_listed_with_how_much_is_unknown() -> None:
    answer = found("p 60 A, q ? A, B ? A, r 100 B")
    assert {stake.holder: stake.width for stake in answer.incomplete} == {"q": 40, "B": 40, "r": 40}
    assert [owner.party for owner in answer.owners] == ["p", "q", "r"]
    assert (answer.parts.persons, answer.parts.unknown, answer.complete) == (60, 40, True)


def test_the_fallback_is_said_to_be_one() -> None:
    roles = (
        role("m", LinkKind.SENIOR_MANAGER),
        role("l", LinkKind.LEGAL_REPRESENTATIVE),
        role("m", LinkKind.LEGAL_REPRESENTATIVE),
        role("gone", LinkKind.SENIOR_MANAGER, until=DAY),
        role("d", LinkKind.DIRECTOR),
        role("other", LinkKind.SENIOR_MANAGER, "B"),
    )
    answer = found("p 20 A, l 5 A", *roles, also="m l gone d other B")
    assert answer.fallback
    assert summary(answer) == [
        ("l", (OwnerReason.LEGAL_REPRESENTATIVE,), True),
        ("m", (OwnerReason.LEGAL_REPRESENTATIVE, OwnerReason.SENIOR_MANAGER), True),
    ]
    assert answer.owners[0].stake is not None
    assert len(answer.owners[1].roles) == 2


def test_there_is_no_fallback_beside_a_certain_owner_nor_without_persons() -> None:
    assert not found("p 25 A", role("m", LinkKind.SENIOR_MANAGER), also="m").fallback
    none = found("p 20 A")
    assert (none.owners, none.fallback) == ((), False)


def test_a_declared_controller_is_one() -> None:
    answer = found("p 20 A", role("c", LinkKind.ACTUAL_CONTROLLER), role("m", LinkKind.SENIOR_MANAGER), also="c m")
    assert summary(answer) == [("c", (OwnerReason.DECLARED_CONTROL,), True)]
    company = replace(role("C", LinkKind.ACTUAL_CONTROLLER), id="by-company")
    assert found("p 20 A", company, also="C").owners == ()


def test_a_person_above_what_owns_itself_may_be_one() -> None:
    answer = found("A 100 A, p 10 A")
    assert summary(answer) == [("p", (OwnerReason.SHARE,), False)]
    assert answer.owners[0].stake is not None
    assert answer.owners[0].stake.undetermined


@pytest.mark.parametrize("percent", ["0", "-1", "101", "NaN"])
def test_a_rule_asks_for_a_percentage(percent: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        Rule(min_percent=Decimal(percent))
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_VALUE, "min_percent")
