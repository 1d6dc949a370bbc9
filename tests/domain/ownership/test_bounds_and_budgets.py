"""What happens where exact and tight would cost too much: bounds that are still sound, and an answer that says so."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.ownership import Budget, effective_holdings, effective_owners, effective_share, elimination
from domain.ownership import systems as systems_module
from domain.ownership.elimination import Elimination, TooLargeError
from domain.ownership.iteration import UnsolvedError
from tests.domain.ownership.making import held

BEHIND_TWO = "q 60 A, B ? A, C ? A, p 100 B, p 100 C"


@pytest.fixture
def _nothing_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every component is too large to be solved exactly."""

    def too_large(rows: object, limit: int = elimination.WORK_LIMIT) -> Elimination:
        raise TooLargeError

    monkeypatch.setattr(systems_module, "Elimination", too_large)


@pytest.mark.usefixtures("_nothing_exact")
def test_a_component_too_large_has_proved_bounds_and_one_number_within_them() -> None:
    snapshot = held("p 50 A, B 50 A, q 50 B, A 50 B")
    stakes = {stake.holder: stake for stake in effective_owners(snapshot, "A").stakes}
    for holder, exact in (("p", Fraction(200, 3)), ("q", Fraction(100, 3))):
        stake = stakes[holder]
        assert stake.low is not None
        assert stake.high is not None
        assert stake.low <= exact <= stake.high
        assert 0 < stake.high - stake.low < Fraction(1, 10**9)
        assert stake.approximate
        assert stake.percent == (stake.low + stake.high) / 2
    alone = effective_share(snapshot, "B", "A")
    assert alone is not None
    assert (alone.low, alone.high) == (50, 50)


@pytest.mark.usefixtures("_nothing_exact")
def test_a_ring_that_owns_itself_is_known_whatever_its_size() -> None:
    found = effective_owners(held("A 100 B, B 100 C, C 100 A"), "A")
    assert [(stake.holder, stake.undetermined) for stake in found.stakes] == [("B", True), ("C", True)]
    assert found.self_owned == (("A", "B", "C"),)


@pytest.mark.usefixtures("_nothing_exact")
def test_from_the_holder_too() -> None:
    stakes = {s.company: s for s in effective_holdings(held("p 50 A, B 50 A, q 50 B, A 50 B"), "p").stakes}
    for company, exact in (("A", Fraction(200, 3)), ("B", Fraction(100, 3))):
        low, high = stakes[company].low, stakes[company].high
        assert low is not None
        assert high is not None
        assert low <= exact <= high <= low + Fraction(1, 10**9)


@pytest.mark.usefixtures("_nothing_exact")
def test_where_nothing_is_proved_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(rows: object, right: object) -> object:
        raise UnsolvedError

    monkeypatch.setattr(systems_module, "bounds", unsolved)
    found = effective_owners(held("p 50 A, B 50 A, q 50 B, A 50 B, A 40 Y, r 60 Y"), "Y")
    assert {s.holder: (s.low, s.high, s.complete) for s in found.stakes} == {
        "r": (60, 60, False),
        "A": (40, 40, False),
        "p": (20, 40, False),
        "B": (20, 20, False),
        "q": (0, 40, False),
    }
    assert (found.parts.persons, found.parts.unknown, found.parts.unread, found.complete) == (60, 40, 40, False)


def test_without_budget_for_tight_bounds_they_are_wide_and_said_to_be_incomplete() -> None:
    tight = effective_owners(held(BEHIND_TWO), "A")
    wide = effective_owners(held(BEHIND_TWO), "A", budget=Budget(solves=0))
    assert {s.holder: (s.low, s.high) for s in tight.stakes}["p"] == (0, 40)
    assert {s.holder: (s.low, s.high) for s in wide.stakes}["p"] == (0, 80)
    assert (tight.complete, wide.complete) == (True, False)


def test_bounds_below_what_is_of_interest_need_not_be_tight() -> None:
    snapshot = held(BEHIND_TWO.replace("60", "90"))
    found = effective_owners(snapshot, "A", tight_from=Decimal(25), budget=Budget(solves=0))
    assert {s.holder: (s.low, s.high) for s in found.stakes}["p"] == (0, 20)
    assert found.complete


def test_what_was_not_read_may_be_anybodys() -> None:
    """Of B 60 % have owners that were not read; of A's 70 % through B that is 42 %."""
    snapshot = held("p 30 A, B 70 A, q 40 B", owners_unread=["B"])
    stakes = {s.holder: (s.low, s.high) for s in effective_owners(snapshot, "A").stakes}
    assert stakes == {"B": (70, 70), "p": (30, 72), "q": (28, 70)}
    share = effective_share(snapshot, "p", "A")
    assert share is not None
    assert (share.low, share.high, share.complete) == (30, 72, False)


def test_what_was_not_read_of_holdings_may_be_behind_any_company() -> None:
    """What A holds was not read; D, which holds 50 % of B, may be A's."""
    snapshot = held("p 60 A, A 50 B, D 50 B", holdings_unread=["A"])
    found = effective_holdings(snapshot, "p")
    assert [(s.company, s.low, s.high, s.complete) for s in found.stakes] == [
        ("A", 60, 60, False),
        ("B", 30, 80, False),
    ]
    assert not found.complete


def test_a_holders_own_unread_owners_do_not_matter() -> None:
    found = effective_holdings(held("A 50 B", owners_unread=["A"]), "A")
    assert [(s.low, s.high, s.complete) for s in found.stakes] == [(50, 50, True)]
