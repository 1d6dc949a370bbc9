"""Effective shares of random graphs against models that share no code with them (`brute`), and identities."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.links import Share
from domain.ownership import Budget, Snapshot, effective_holdings, effective_owners
from domain.ownership.effective import large_owners_in, owners_in
from domain.ownership.regions import upward
from domain.ownership.shares import Shares
from domain.ownership.snapshot import Holding
from tests.domain.ownership import brute
from tests.domain.ownership.making import kinds_of

MODEST = settings(max_examples=60, deadline=None)
NEAR = 1e-7
"""Percentage points: the models sum endless series, in floats."""


def snapshot_of(bounds: brute.Bounds, parties: str) -> Snapshot:
    holdings = tuple(
        Holding(holder, company, Share.parse(f"{float(low * 100):g}-{float(high * 100):g}"), f"{holder}-{company}")
        for (holder, company), (low, high) in bounds.items()
    )
    return Snapshot(kinds_of(parties), holdings)


@st.composite
def exact_shares(draw: st.DrawFn, companies: str = "ABCD", persons: str = "pq", leak: int = 10) -> brute.Shares:
    """Whole percentages; of every company at least `leak` percent are nobody's, so that the sums converge fast."""
    shares: dict[tuple[str, str], Fraction] = {}
    for company in companies:
        left = 100 - leak
        for holder in draw(st.permutations(companies + persons)):
            percent = draw(st.sampled_from((0, 0, 5, 20, 45, 70)))
            if 0 < percent <= left:
                left -= percent
                shares[holder, company] = Fraction(percent, 100)
    return shares


@st.composite
def ranged_shares(draw: st.DrawFn) -> brute.Bounds:
    """Up to six ranges between two companies with cycles and two persons; the least fits into the whole."""
    bounds: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for company in "AB":
        left = 80
        for holder in draw(st.permutations("ABpq"))[:3]:
            low = draw(st.sampled_from((0, 0, 10, 30)))
            high = low + draw(st.sampled_from((0, 20, 60)))
            if low <= left and high > 0:
                left -= low
                bounds[holder, company] = (Fraction(low, 100), Fraction(min(high, 80), 100))
    return bounds


def as_bounds(shares: brute.Shares) -> brute.Bounds:
    return {pair: (share, share) for pair, share in shares.items()}


@MODEST
@given(exact_shares())
def test_cyclic_graphs_against_the_sum_over_the_chains(shares: brute.Shares) -> None:
    snapshot = snapshot_of(as_bounds(shares), "ABCDpq")
    for company in "ABCD":
        stakes = {stake.holder: stake for stake in effective_owners(snapshot, company).stakes}
        for holder in "ABCDpq":
            if holder == company:
                continue
            expected = 100 * brute.power_sum(shares, holder, company)
            found = stakes[holder].percent if holder in stakes else Fraction(0)
            assert found is not None
            assert float(found) == pytest.approx(expected, abs=NEAR)
            assert found <= 100


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from([holder + company for holder in "ABCDp" for company in "ABCD"]),
        st.sampled_from((20, 50, 100, 100)),
        max_size=9,
    )
)
def test_there_is_no_number_exactly_where_there_is_no_sum(percentages: dict[str, int]) -> None:
    """Anything may be declared: companies that own themselves wholly, and more than 100 %."""
    shares = {(pair[0], pair[1]): Fraction(percent, 100) for pair, percent in percentages.items()}
    snapshot = snapshot_of(as_bounds(shares), "ABCDp")
    for company in "ABCD":
        stakes = {stake.holder: stake for stake in effective_owners(snapshot, company).stakes}
        assert set(stakes) == {h for h in "ABCDp" if h != company and brute.leads(shares, h, company)}
        for holder, stake in stakes.items():
            assert stake.undetermined == brute.is_undetermined(shares, holder, company, "ABCD")
            if stake.percent is not None:
                expected = 100 * brute.power_sum(shares, holder, company)
                assert float(stake.percent) == pytest.approx(expected, abs=NEAR)


@settings(max_examples=25, deadline=None)
@given(exact_shares(companies="ABC", persons="p", leak=50))
def test_the_two_ways_to_sum_the_chains_are_the_same(shares: brute.Shares) -> None:
    for holder in "ABp":
        walked = brute.chain_sum(shares, holder, "C", 7)
        endless = brute.power_sum(shares, holder, "C")
        assert float(walked) <= endless + NEAR
        assert endless - float(walked) <= 0.5**7 * 2 + NEAR  # half of what goes round is lost each time


@MODEST
@given(exact_shares())
def test_both_ends_of_a_stake_say_the_same(shares: brute.Shares) -> None:
    snapshot = snapshot_of(as_bounds(shares), "ABCDpq")
    above = {s.company + s.holder: s for c in "ABCD" for s in effective_owners(snapshot, c).stakes}
    below = {s.company + s.holder: s for h in "ABCDpq" for s in effective_holdings(snapshot, h).stakes}
    assert above == below


@settings(max_examples=40, deadline=None)
@given(ranged_shares())
def test_bounds_are_the_extremes_over_every_choice_within_the_ranges(bounds: brute.Bounds) -> None:
    """Sound and tight: no corner of what the ranges allow is outside, and some corner is at each bound."""
    snapshot = snapshot_of(bounds, "ABpq")
    for company, holders in (("A", "Bpq"), ("B", "Ap")):
        stakes = {stake.holder: stake for stake in effective_owners(snapshot, company).stakes}
        for holder in holders:
            sums = [brute.power_sum(shares, holder, company) * 100 for shares in set_of(bounds)]
            if holder not in stakes:
                assert max(sums) == 0
                continue
            low, high = stakes[holder].low, stakes[holder].high
            assert low is not None
            assert high is not None
            assert float(low) == pytest.approx(min(sums), abs=NEAR)
            assert float(high) == pytest.approx(max(sums), abs=NEAR)


def set_of(bounds: brute.Bounds) -> list[brute.Shares]:
    unique = {tuple(sorted(shares.items())): shares for shares in brute.corners(bounds)}
    return list(unique.values())


@MODEST
@given(st.data())
def test_the_shares_of_an_acyclic_fully_known_company_add_up_to_100(data: st.DataObject) -> None:
    """Every company's holders are persons or companies after it in the alphabet; their shares add up to 100."""
    companies, persons = "ABCDE", "pqr"
    shares: dict[tuple[str, str], Fraction] = {}
    for number, company in enumerate(companies):
        holders = data.draw(st.lists(st.sampled_from(companies[number + 1 :] + persons), min_size=1, unique=True))
        cuts = sorted(data.draw(st.lists(st.integers(1, 99), min_size=len(holders) - 1, max_size=len(holders) - 1)))
        for holder, low, high in zip(holders, [0, *cuts], [*cuts, 100], strict=True):
            if high > low:
                shares[holder, company] = Fraction(high - low, 100)
    found = effective_owners(snapshot_of(as_bounds(shares), companies + persons), "A")
    assert sum(stake.percent or 0 for stake in found.stakes if stake.holder in persons) == 100
    assert (found.parts.persons, found.parts.others, found.parts.unknown, found.parts.excess) == (100, 0, 0, 0)


@MODEST
@given(exact_shares(leak=0))
def test_the_parts_add_up_with_cycles_too(shares: brute.Shares) -> None:
    snapshot = snapshot_of(as_bounds(shares), "ABCDpq")
    for company in "ABCD":
        found = effective_owners(snapshot, company)
        parts = found.parts
        assert parts.persons + parts.others + parts.unknown == 100 + parts.excess
        assert parts.persons == sum(s.percent or 0 for s in found.stakes if s.holder in "pq")
        assert min(parts.persons, parts.others, parts.unknown, parts.circular, parts.unread) >= 0
        assert parts.excess == 0
        assert sum(parts.rounded().values()) == 100


@MODEST
@given(exact_shares(), st.data())
def test_what_is_cut_off_never_makes_a_bound_wrong(shares: brute.Shares, data: st.DataObject) -> None:
    """Some owners of some companies are not read; or the budget ends somewhere. The true share stays within the bounds."""
    whole = snapshot_of(as_bounds(shares), "ABCDpq")
    unread = data.draw(st.sets(st.sampled_from("ABCD"), max_size=2))
    dropped = {pair for pair in sorted(shares) if pair[1] in unread and data.draw(st.booleans())}
    seen = {pair: share for pair, share in shares.items() if pair not in dropped}
    part = Snapshot(whole.kinds, snapshot_of(as_bounds(seen), "ABCDpq").holdings, frozenset(unread))
    budget = Budget(links=data.draw(st.integers(1, 12)))
    for company in "ABCD":
        true = {stake.holder: stake.percent for stake in effective_owners(whole, company).stakes}
        for found in (effective_owners(part, company), effective_owners(whole, company, budget=budget)):
            for stake in found.stakes:
                exact, low, high = true[stake.holder], stake.low, stake.high
                assert exact is not None
                assert low is not None
                assert high is not None
                assert low <= exact <= high
                assert not found.complete or low == exact == high


@MODEST
@given(exact_shares(), st.data())
def test_holdings_that_are_cut_off_never_make_a_bound_wrong(shares: brute.Shares, data: st.DataObject) -> None:
    """What some parties hold was not read; the companies that are reached have all their owners, or are said not to."""
    whole = snapshot_of(as_bounds(shares), "ABCDpq")
    unread = data.draw(st.sets(st.sampled_from("ABCD"), max_size=2))
    dropped = {pair for pair in sorted(shares) if pair[0] in unread and data.draw(st.booleans())}
    seen = {pair: share for pair, share in shares.items() if pair not in dropped}
    owners_unread = frozenset(company for _, company in dropped)
    part = Snapshot(whole.kinds, snapshot_of(as_bounds(seen), "ABCDpq").holdings, owners_unread, frozenset(unread))
    budget = Budget(links=data.draw(st.integers(1, 12)))
    for holder in "ABp":
        true = {stake.company: stake.percent for stake in effective_holdings(whole, holder).stakes}
        for found in (effective_holdings(part, holder), effective_holdings(whole, holder, budget=budget)):
            for stake in found.stakes:
                exact, low, high = true[stake.company], stake.low, stake.high
                assert exact is not None
                assert low is not None
                assert high is not None
                assert low <= exact <= high
                assert not found.complete or low == exact == high


@MODEST
@given(
    st.dictionaries(
        st.sampled_from([(holder, company) for holder in "ABCDpq" for company in "ABCD"]),
        st.sampled_from(("5", "20", "30", "60", "100", "10-40", "?")),
        max_size=10,
    ),
    st.sampled_from([Decimal(20), Decimal(25), Decimal(60)]),
)
def test_large_owners_are_the_large_ones_among_all(stated: dict[tuple[str, str], str], percent: Decimal) -> None:
    """Cycles, more than 100 %, ranges and unknown shares among them."""
    holdings = tuple(
        Holding(holder, company, None if share == "?" else Share.parse(share), f"{holder}-{company}")
        for (holder, company), share in stated.items()
    )
    snapshot = Snapshot(kinds_of("ABCDpq"), holdings)
    for company in "ABCD":
        shares = Shares(snapshot)
        region = upward(shares, company, Budget())
        everybody = owners_in(shares, region, tight_from=percent)
        large = large_owners_in(shares, region, percent, {"q"})
        wanted = {
            stake.holder: stake
            for stake in everybody.stakes
            if stake.reaches(percent) or not stake.complete or stake.holder == "q"
        }
        found = {stake.holder: stake for stake in large.stakes}
        assert wanted.items() <= found.items() <= {one.holder: one for one in everybody.stakes}.items()
        assert (large.parts, large.self_owned, large.complete) == (
            *(everybody.parts, everybody.self_owned, everybody.complete),
        )
