"""Parties and the comparison of their names."""

from __future__ import annotations

import pytest

from domain.parties import Party, PartyKind, normalize_name, same_name


def test_r01_three_kinds_of_party() -> None:
    assert [kind.value for kind in PartyKind] == ["ENTERPRISE", "ORGANIZATION", "PERSON"]
    assert [kind.is_entity for kind in PartyKind] == [True, True, False]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("昆山（某某）有限公司", "昆山(某某)有限公司"),
        ("昆山某某 有限公司", "昆山某某　有限公司"),
        ("ＡＢＣ有限公司", "abc有限公司"),
        ("〔某某〕", "[某某]"),
        ("【某某】", "［某某］"),
    ],
)
def test_names_that_are_compared_alike(one: str, two: str) -> None:
    assert normalize_name(one) == normalize_name(two)


@pytest.mark.parametrize(
    ("one", "two"), [("昆山某某有限公司", "昆山某某公司"), ("张三", "张三丰"), ("某(某)", "某某"), ("(某)", "[某]")]
)
def test_names_that_differ(one: str, two: str) -> None:
    assert normalize_name(one) != normalize_name(two)


def test_a_former_name_is_the_partys_name_too() -> None:
    party = Party("p", PartyKind.ENTERPRISE, "新名有限公司", former_names=("旧名有限公司",))
    assert same_name("旧名 有限公司", party)
    assert same_name("新名有限公司", party)
    assert not same_name("他名有限公司", party)
