"""Worked examples from the literature and from statistical practice."""

from __future__ import annotations

from fractions import Fraction

from domain.ownership import controllers, effective_owners
from tests.domain.ownership.making import held


def test_elliott_golub_jackson_two_organizations() -> None:
    """Elliott, Golub, Jackson, "Financial Networks and Contagion", AER 104 (2014): two organizations hold 50 % of each
    other, C = (0 .5; .5 0); the final investors of 1 have 2/3 of its assets and 1/3 of those of 2: A = (2/3 1/3; 1/3 2/3)."""
    snapshot = held("a 50 ONE, TWO 50 ONE, b 50 TWO, ONE 50 TWO")
    shares = {
        (stake.holder, company): stake.percent
        for company in ("ONE", "TWO")
        for stake in effective_owners(snapshot, company).stakes
    }
    assert shares["a", "ONE"] == shares["b", "TWO"] == Fraction(200, 3)
    assert shares["b", "ONE"] == shares["a", "TWO"] == Fraction(100, 3)


def test_ultimate_beneficial_owner_of_statistics_over_two_ways() -> None:
    """The definition for statistics of foreign affiliates (quoted at tariffnumber.com, "Ultimate beneficial owner"): B1 and
    B2 have 20 % and 40 % of C, A all of B1 and 80 % of B2: A has 20 % + 32 % = 52 % of C; "A controls C, although
    indirectly (neither B1 nor B2 controls C)"."""
    snapshot = held("A 100 B1, A 80 B2, B1 20 C, B2 40 C")
    assert {stake.holder: stake.percent for stake in effective_owners(snapshot, "C").stakes}["A"] == 52
    found = controllers(snapshot, "C").controls
    assert [(one.controller, one.percent, one.direct) for one in found] == [("A", 60, False)]


def test_ultimate_beneficial_owner_of_statistics_along_a_chain_of_majorities() -> None:
    """From the same definition: A has 70 % of B, which has 60 % of C; A is the ultimate owner of both."""
    snapshot = held("A 70 B, B 60 C")
    assert {one.controller for one in controllers(snapshot, "C").controls} == {"A", "B"}
    assert {stake.holder: stake.percent for stake in effective_owners(snapshot, "C").stakes} == {"A": 42, "B": 60}


def test_open_ownership_workbook_scenario_b() -> None:
    """Open Ownership, Beneficial ownership disclosure workbook, scenario B: company A has 60 % of the declaring company, of
    A person 1 has 25 %; B has 40 %, of which person 1 has 20 % by company C, and person 2, a trustee, 25 %: "Via their
    holdings in Companies A and C, Person 1 has 23 %"; "Person 2 controls a 10 % stake"."""
    found = effective_owners(held("A 60 D, one 25 A, B 40 D, one 100 C, C 20 B, two 25 B"), "D")
    shares = {stake.holder: stake.percent for stake in found.stakes}
    assert (shares["one"], shares["two"]) == (23, 10)
    assert (found.parts.persons, found.parts.unknown) == (33, 67)


def test_pakistans_commission_company_with_five_members() -> None:
    """Securities and Exchange Commission of Pakistan, questions on beneficial owners: of A, x, y and z have 10 % each, B
    30 %, C 40 %; of B, ba has 70 % and bb 30 %; of C, ca all. Over other companies ba has 21 %, ca 40 %, bb only 9 %."""
    text = "x 10 A, y 10 A, z 10 A, B 30 A, C 40 A, ba 70 B, bb 30 B, ca 100 C"
    found = effective_owners(held(text), "A")
    persons = {stake.holder: stake.percent for stake in found.stakes if stake.holder.islower()}
    assert persons == {"x": 10, "y": 10, "z": 10, "ba": 21, "bb": 9, "ca": 40}
    assert found.parts.persons == 100


def test_all_outside_shares_of_a_ring_end_with_its_only_outside_owner() -> None:
    """The situation that T-Rank ("Understanding ownership") shows from Norway: a person with a small share in each of a
    few companies that otherwise hold each other owns all of every one of them."""
    snapshot = held("p 4 A, B 96 A, p 2 B, C 98 B, p 3 C, A 50 C, B 47 C")
    for company in "ABC":
        assert {s.holder: s.percent for s in effective_owners(snapshot, company).stakes}["p"] == 100
