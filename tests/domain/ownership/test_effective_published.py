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


def test_ultimate_beneficial_owner_of_the_balance_of_payments_manuals() -> None:
    """The UBO of the United Nations' Manual on Statistics of International Trade in Services: A has all of B1 and 80 % of
    B2, which have 20 % and 40 % of C: A owns 20 % + 32 % = 52 % of C, "and is therefore the UBO of C"; neither B1 nor B2
    controls C."""
    snapshot = held("A 100 B1, A 80 B2, B1 20 C, B2 40 C")
    assert {stake.holder: stake.percent for stake in effective_owners(snapshot, "C").stakes}["A"] == 52
    found = controllers(snapshot, "C").controls
    assert [(one.controller, one.percent, one.direct) for one in found] == [("A", 60, False)]


def test_ultimate_beneficial_owner_along_a_chain_of_majorities() -> None:
    """From the same source: A owns 70 % of B, which owns 60 % of C; A is the UBO of both."""
    snapshot = held("A 70 B, B 60 C")
    assert {one.controller for one in controllers(snapshot, "C").controls} == {"A", "B"}
    assert {stake.holder: stake.percent for stake in effective_owners(snapshot, "C").stakes} == {"A": 42, "B": 60}


def test_all_outside_shares_of_a_ring_end_with_its_only_outside_owner() -> None:
    """The situation that T-Rank ("Understanding ownership") shows from Norway: a person with a small share in each of a
    few companies that otherwise hold each other owns all of every one of them."""
    snapshot = held("p 4 A, B 96 A, p 2 B, C 98 B, p 3 C, A 50 C, B 47 C")
    for company in "ABC":
        assert {s.holder: s.percent for s in effective_owners(snapshot, company).stakes}["p"] == 100
