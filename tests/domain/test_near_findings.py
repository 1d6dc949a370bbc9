"""Which findings near a party make computed control worth reading; that the others change nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from domain.decision import Question, decide
from domain.evidence import Evidence
from domain.findings import EventKind, Finding, Grade
from domain.links import LinkKind
from domain.near_findings import may_matter
from tests.domain.deciding import TODAY, enterprise, evidence, finding, link, person, withdrawn
from tests.support.loading import shipped_rules
from tests.support.plain_register import PlainRegister
from tests.support.statements import EventStated, Statement
from tests.support.worlds import RandomWorld, worlds_by_chance

HOLDS = LinkKind.SHAREHOLDER
RULES = shipped_rules()
HELD: list[Statement] = [
    *(enterprise(key, f"{key}公司") for key in "PAX"),
    person("p"),
    link("1", HOLDS, "p", "P", share="60"),
    link("2", HOLDS, "P", "A", share="60"),
]


def near(told: Sequence[Statement], key: str) -> tuple[Evidence, list[Finding]]:
    """The evidence without control, and all findings of the record that it is computed from."""
    found = evidence(told, key)
    assert found.control is not None
    return replace(found, control=None), list(found.control.every_finding())


def matters(said: Sequence[Statement], key: str, on: str) -> bool:
    without, found = near([*HELD, *said], key)
    return may_matter(without, found, date.fromisoformat(on), RULES)


def refused(on: str) -> EventStated:
    return EventStated(4, "F", EventKind.RECTIFICATION_REFUSED, date.fromisoformat(on))


@pytest.mark.parametrize(
    ("said", "key", "on", "expected"),
    [
        ([finding("F", "A")], "P", "2019-10-01", True),
        ([finding("F", "A")], "P", "2019-07-01", True),  # it will be
        ([finding("F", "A")], "P", "2022-08-01", True),  # its last day (R08: three years)
        ([finding("F", "A")], "P", "2022-08-02", False),
        ([finding("F", "A"), withdrawn("F", "2019-11-01")], "P", "2019-10-31", True),
        ([finding("F", "A"), withdrawn("F", "2019-11-01")], "P", "2019-11-01", False),
        ([finding("F", "A", grade=Grade.GENERAL)], "P", "2019-10-01", False),  # of an enterprise a serious one only
        ([finding("F", "A", grade=Grade.GENERAL)], "p", "2019-10-01", True),
        ([finding("F", "A", grade=Grade.GENERAL)], "p", "2020-08-02", False),  # R07: one year
        (
            [finding("F", "A", grade=Grade.GENERAL, rectify_by=date(2019, 12, 1))],
            "P",
            "2019-10-01",
            True,
        ),  # it will rise
        ([finding("F", "A", grade=Grade.GENERAL), refused("2020-02-01")], "P", "2019-10-01", True),
        ([finding("F", "A", area="NO_POLICY")], "P", "2019-10-01", False),
    ],
)
def test_a_finding_matters_while_it_may_be_in_force(
    said: Sequence[Statement], key: str, on: str, expected: bool
) -> None:
    assert matters(said, key, on) is expected


def test_what_reaches_a_responsible_person_elsewhere_matters_too() -> None:
    """Who has left may control the party by holdings."""
    left = link("3", LinkKind.PRINCIPAL, "p", "P", until="2019-09-01")
    told = [*HELD, left, link("4", LinkKind.PRINCIPAL, "p", "X"), finding("F", "X")]
    without, _ = near(told, "P")
    assert may_matter(without, [], date(2019, 10, 1), RULES)
    assert not may_matter(without, [], date(2023, 10, 1), RULES)


def test_where_something_was_not_looked_at_it_may_be_there() -> None:
    without, _ = near(HELD, "P")
    assert not may_matter(without, [], TODAY, RULES)
    assert may_matter(without, None, TODAY, RULES)
    assert may_matter(replace(without, cut_off=("control ties",)), [], TODAY, RULES)


@settings(max_examples=60)
@given(worlds_by_chance(RULES, exempting=True, holdings=True))
def test_where_none_matters_control_changes_no_decision(world: RandomWorld) -> None:
    register, known_at = PlainRegister(world.statements, RULES), max(said.at for said in world.statements)
    for asking in world.questions:
        found = register.evidence(asking.key, known_at)
        if found is None or found.control is None:
            continue
        without, near = replace(found, control=None), list(found.control.every_finding())
        if may_matter(without, near, asking.day, RULES):
            continue
        question = Question("KEY", asking.matter, asking.day)
        one, other = (decide(question, known, known_at, TODAY, RULES) for known in (found, without))
        assert (one.outcome, one.grounds, one.reviews, one.clear_from) == (
            *(other.outcome, other.grounds, other.reviews, other.clear_from),
        )
