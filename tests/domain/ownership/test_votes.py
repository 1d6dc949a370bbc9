"""Shares as whole numbers: the same as fractions, whatever their decimal places; and what need not be looked at."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from domain.links import Share
from domain.ownership.during import may_control
from domain.ownership.fixpoint import Threshold
from domain.ownership.shares import ONE, WHOLE, ZERO, Column, column_of, rounded_up, votes_of
from domain.ownership.snapshot import Holding
from tests.domain.ownership.making import share_link

percents = st.decimals(0, 100, places=None, allow_nan=False, allow_infinity=False) | st.sampled_from(
    [
        Decimal(text)
        for text in ("0", "0.00", "1E+1", "33.3", "50", "50.000000000000000000000000000001", "4.6E-50", "100")
    ]
)
shares = st.none() | st.tuples(percents, percents).map(lambda ends: Share(min(ends), max(ends)))
small = st.none() | st.sampled_from(["0", "0.5", "3.125", "10", "0-20", "7.5-33.3"]).map(Share.parse)
columns = (st.lists(shares, max_size=4) | st.lists(small, max_size=6)).map(
    lambda found: tuple(Holding(f"h{number}", "A", share, f"link{number}") for number, share in enumerate(found))
)


def in_fractions(holdings: tuple[Holding, ...]) -> Column:
    """The plain way: every share a fraction of the company."""
    ends = {
        one.holder: (ZERO, ONE)
        if one.share is None
        else (Fraction(one.share.low) / 100, Fraction(one.share.high) / 100)
        for one in holdings
        if one.share is None or one.share.high
    }
    total = sum((low for low, _ in ends.values()), ZERO)
    high = {holder: min(most, ONE - total + low) if total <= ONE else most for holder, (low, most) in ends.items()}
    vague = any(low != most for low, most in ends.values())
    return Column(
        low={holder: low for holder, (low, _) in ends.items() if low},
        high=high,
        total=total,
        capped=vague and total <= ONE < sum(high.values(), ZERO),
        unknown=frozenset(one.holder for one in holdings if one.share is None),
    )


@given(columns)
def test_a_column_is_what_fractions_make_of_it(holdings: tuple[Holding, ...]) -> None:
    assert column_of(holdings) == in_fractions(holdings)


@given(columns)
def test_votes_are_the_column_times_the_whole(holdings: tuple[Holding, ...]) -> None:
    votes, column = votes_of(holdings), in_fractions(holdings)
    assert {holder: Fraction(low, votes.whole) for holder, low in votes.low.items()} == column.low
    assert {holder: Fraction(high, votes.whole) for holder, high in votes.high.items()} == column.high
    assert Fraction(votes.total, votes.whole) == column.total
    assert votes.vague or votes.low == votes.high


@given(percents, st.booleans(), st.integers(0, 10**40), st.integers(0, 40))
def test_a_threshold_is_met_as_by_fractions(percent: Decimal, inclusive: bool, votes: int, places: int) -> None:
    threshold = Threshold(percent, inclusive and percent > 0)
    share, least = Fraction(votes, 10**places), Fraction(percent) / 100
    assert threshold.met(votes, 10**places) is (share >= least if threshold.inclusive else share > least)


@given(shares)
def test_rounding_up_leaves_nothing_out(share: Share | None) -> None:
    most = ONE if share is None else Fraction(share.high) / 100
    assert most <= Fraction(rounded_up(share), WHOLE) < most + Fraction(1, WHOLE)


def test_who_has_just_enough_by_what_rounding_drops_may_control() -> None:
    links = [share_link("p", "50.000000000000001", "A"), share_link("A", "50", "B"), share_link("p", "1e-90", "B")]
    held = {"p": [links[0], links[2]], "A": [links[1]]}
    assert may_control(held, "p") == {"A", "B"}
    assert may_control({"p": [share_link("p", "50", "A")]}, "p") == set()
    assert may_control({"p": [share_link("p", "50", "A")]}, "p", Threshold(inclusive=True)) == {"A"}
