"""Effective shares, by hand: every number here was worked out on paper from the definition."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.ownership import effective_holdings, effective_owners, effective_share
from tests.domain.ownership.making import held, percent

Number = Fraction | int | None


def owners(text: str, company: str) -> dict[str, Number]:
    return {stake.holder: stake.percent for stake in effective_owners(held(text), company).stakes}


def bounds(text: str, company: str) -> dict[str, tuple[Number, Number]]:
    return {stake.holder: (stake.low, stake.high) for stake in effective_owners(held(text), company).stakes}


def test_a_chain_is_a_product_and_several_add_up() -> None:
    assert owners("p 60 A, A 50 B, p 10 B", "B") == {"A": 50, "p": 40}
    assert owners("p 50 A, p 50 B, A 50 C, B 30 C, q 20 C", "C") == {"A": 50, "p": 40, "B": 30, "q": 20}


def test_two_companies_that_hold_half_of_each_other() -> None:
    """p: 1/2 + 1/2·1/4 + … = (1/2)/(1 - 1/4) = 2/3. B's chains stop where they would return to B: 1/2."""
    text = "p 50 A, B 50 A, q 50 B, A 50 B"
    assert owners(text, "A") == {"p": Fraction(200, 3), "B": 50, "q": Fraction(100, 3)}
    assert owners(text, "B") == {"q": Fraction(200, 3), "A": 50, "p": Fraction(100, 3)}


def test_a_ring_of_three() -> None:
    """p holds 40 % of A, A 50 % of B, B 60 % of C, C 30 % of A. Round once: 0.09. p in A: 0.4/0.91, in C times 0.3."""
    text = "p 40 A, A 50 B, B 60 C, C 30 A"
    assert owners(text, "A") == {"p": Fraction(4000, 91), "C": 30, "B": 18}
    assert owners(text, "C") == {"B": 60, "A": 30, "p": Fraction(1200, 91)}


def test_nobody_holds_more_than_all_through_a_cycle() -> None:
    """With 90 % in each other, chains that return would make it 0.9/(1 - 0.81) = 474 %."""
    text = "A 90 B, B 90 A, p 10 A, q 10 B"
    assert owners(text, "B") == {"A": 90, "q": Fraction(1000, 19), "p": Fraction(900, 19)}


def test_a_self_holding_counts_like_any_other_link() -> None:
    """80 % from outside and 20 % in itself: 0.8 + 0.8·0.2 + … = 1."""
    assert owners("p 80 C, C 20 C", "C") == {"p": 100}
    assert owners("p 40 C, q 40 C, C 20 C", "C") == {"p": 50, "q": 50}
    assert owners("p 80 C, C 20 C, C 50 D", "D") == {"C": 50, "p": 50}


def test_cross_holdings_of_two_rings_that_share_a_company() -> None:
    """M is in a ring with A (0.2·0.5 = 0.1 comes by again) and in one with B (0.3·0.4 = 0.12).

    p: 0.5/(1 - 0.22). Of B's chains those may go round by A, not by B: 0.3/(1 - 0.1). Of A's: 0.2/(1 - 0.12).
    """
    text = "p 50 M, A 20 M, M 50 A, B 30 M, M 40 B"
    assert owners(text, "M") == {"p": Fraction(2500, 39), "B": Fraction(100, 3), "A": Fraction(250, 11)}
    assert owners(text, "A") == {"M": 50, "p": Fraction(1250, 39), "B": Fraction(50, 3)}


def test_a_ring_that_owns_itself_wholly_has_no_number() -> None:
    found = effective_owners(held("A 100 B, B 100 A, B 50 Z, p 50 Z"), "A")
    assert [(stake.holder, stake.undetermined, stake.low, stake.high) for stake in found.stakes] == [
        ("B", True, None, None)
    ]
    assert found.self_owned == (("A", "B"),)


def test_behind_such_a_ring_only_what_does_not_pass_another_member_has_a_number() -> None:
    """B holds 50 % of Z; A's only chain passes B, whose ownership by A is undetermined."""
    assert owners("A 100 B, B 100 A, B 50 Z, p 50 Z", "Z") == {"A": None, "B": 50, "p": 50}


@pytest.mark.parametrize(
    ("text", "company"),
    [("C 100 C, p 30 C", "C"), ("A 100 B, B 100 A, p 20 A", "A"), ("A 100 B, B 100 A, p 20 A", "B")],
)
def test_those_above_what_owns_itself_wholly_have_no_number_either(text: str, company: str) -> None:
    assert owners(text, company)["p"] is None


def test_more_than_the_whole_that_goes_round_has_no_number_although_the_matrix_could_be_inverted() -> None:
    """A holds 100 % of B twice over: 90 + 90 of C … the sum over the chains grows, an inverse would be negative."""
    text = "A 100 B, A 100 C, B 60 A, C 60 A, p 10 A"
    assert owners(text, "A") == {"p": None, "B": None, "C": None}


def test_more_than_the_whole_is_shown_not_normalised() -> None:
    assert owners("p 60 A, q 60 A", "A") == {"p": 60, "q": 60}


def test_ranges_carry_through() -> None:
    text = "A 5-10 Y, B 5-10 Y, p 50-75 A, p 25-50 B, q 25-50 A"
    assert bounds(text, "Y") == {
        "A": (5, 10),
        "B": (5, 10),
        "p": (Fraction(15, 4), Fraction(25, 2)),
        "q": (Fraction(5, 4), 5),
    }


def test_an_unknown_share_is_what_the_others_leave_at_most() -> None:
    assert bounds("p 60 A, q ? A, r ? A", "A") == {"p": (60, 60), "q": (0, 40), "r": (0, 40)}
    assert bounds("p 100 A, q ? A", "A") == {"p": (100, 100), "q": (0, 0)}


def test_two_unknown_shares_do_not_both_take_the_rest() -> None:
    """p holds all of B and C, which have unknown shares of A: together they have 40 % at most, not 80 %."""
    assert bounds("q 60 A, B ? A, C ? A, p 100 B, p 100 C", "A")["p"] == (0, 40)


def test_a_range_on_a_ring_has_bounds_though_its_end_owns_itself() -> None:
    """p has 0-50 % of A, and in A's ring with B at most what B leaves: in the limit all."""
    assert bounds("A 50-100 B, B 50-100 A, p 0-50 A", "A") == {"B": (50, 100), "p": (0, 100)}


def test_flags_say_what_is_on_the_chains() -> None:
    found = {stake.holder: stake for stake in effective_owners(held("p ? A, A 50 B, q 50 B, q 10 A"), "B").stakes}
    assert {holder: stake.complete for holder, stake in found.items()} == {"p": False, "A": True, "q": True}
    assert not any(stake.cyclic for stake in found.values())
    ring = effective_owners(held("p 50 A, B 50 A, A 50 B, B 10 C, q 90 C"), "C").stakes
    assert {stake.holder: stake.cyclic for stake in ring} == {"p": True, "A": True, "B": True, "q": False}


def test_holdings_are_the_same_numbers_from_the_other_end() -> None:
    text = "p 50 A, B 50 A, q 50 B, A 50 B, A 10-20 C, p ? C, r 95 D, C 5 D"
    snapshot = held(text)
    for holder in ("p", "q", "A", "B", "C"):
        found = effective_holdings(snapshot, holder)
        assert found.complete
        assert {stake.company for stake in found.stakes} == {"A", "B", "C", "D"} - {holder} - (
            {"A", "B"} if holder == "C" else set()
        )
        assert all(stake == effective_share(snapshot, holder, stake.company) for stake in found.stakes)


def test_smaller_stakes_are_left_out_and_possible_ones_are_not() -> None:
    snapshot = held("p 60 A, q 5-30 A, r 4 A")
    assert [s.holder for s in effective_owners(snapshot, "A", min_percent=Decimal(25)).stakes] == ["p", "q"]
    assert [s.company for s in effective_holdings(snapshot, "r", min_percent=Decimal("4.01")).stakes] == []


def test_no_chain_is_no_stake() -> None:
    assert effective_share(held("p 60 A, q 100 B"), "q", "A") is None
    assert effective_share(held("p 60 A, A 5 A"), "A", "A") is None
    assert effective_owners(held("p 0 A"), "A").stakes == ()


def test_percentages_are_exact_to_any_depth() -> None:
    chain = ", ".join(f"C{n} 33.3333 C{n + 1}" for n in range(12))
    stake = effective_share(held(f"p 100 C0, {chain}"), "p", "C12")
    assert stake is not None
    assert stake.percent == percent(100) * Fraction(333333, 1000000) ** 12
