"""Control in random graphs against the intersection of all closed sets, and proofs that prove and are minimal."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.links import Share
from domain.ownership import Snapshot, Threshold, controllers, controls
from domain.ownership.snapshot import Holding
from tests.domain.ownership import brute
from tests.domain.ownership.making import kinds_of

PARTIES = "ABCDEp"
COMPANIES = "ABCDE"
THRESHOLDS = [Threshold(), Threshold(inclusive=True), Threshold(Decimal(30)), Threshold(Decimal(60), inclusive=True)]


@st.composite
def bounds(draw: st.DrawFn, companies: str = COMPANIES, holders: int = 4, *, ranges: bool = False) -> brute.Bounds:
    found: dict[tuple[str, str], tuple[Fraction, Fraction]] = {}
    for company in companies:
        left = 100
        for holder in draw(st.permutations(companies + "p"))[:holders]:
            low = draw(st.sampled_from((0, 10, 25, 30, 50, 51, 60)))
            high = low + (draw(st.sampled_from((0, 20, 40))) if ranges else 0)
            if low <= left and high:
                left -= low
                found[holder, company] = (Fraction(low, 100), Fraction(min(high, 100), 100))
    return found


def snapshot_of(found: brute.Bounds) -> Snapshot:
    holdings = tuple(
        Holding(holder, company, Share.parse(f"{int(low * 100)}-{int(high * 100)}"), f"{holder}-{company}")
        for (holder, company), (low, high) in found.items()
    )
    return Snapshot(kinds_of(PARTIES), holdings)


def lows(found: brute.Bounds) -> brute.Shares:
    return {pair: low for pair, (low, _) in found.items()}


def expected(shares: brute.Shares, holder: str, companies: str, threshold: Threshold) -> set[str]:
    limit = Fraction(threshold.percent) / 100
    return brute.controlled(shares, holder, companies, limit, inclusive=threshold.inclusive)


@settings(max_examples=80, deadline=None)
@given(bounds(), st.sampled_from(THRESHOLDS))
def test_control_is_the_least_closed_set(found: brute.Bounds, threshold: Threshold) -> None:
    snapshot, shares = snapshot_of(found), lows(found)
    for holder in PARTIES:
        answer = controls(snapshot, holder, threshold=threshold)
        group = expected(shares, holder, COMPANIES, threshold)
        assert {one.company for one in answer.controls} == group
        for one in answer.controls:
            together = sum(shares.get((member, one.company), Fraction(0)) for member in {holder, *group})
            assert one.percent == 100 * together


@settings(max_examples=80, deadline=None)
@given(bounds(ranges=True), st.sampled_from(THRESHOLDS))
def test_both_ends_of_a_control_say_the_same(found: brute.Bounds, threshold: Threshold) -> None:
    snapshot = snapshot_of(found)
    below = {
        (one.controller, one.company): one
        for h in PARTIES
        for one in controls(snapshot, h, threshold=threshold).controls
    }
    above = {
        (one.controller, one.company): one
        for company in COMPANIES
        for one in controllers(snapshot, company, threshold=threshold).controls
    }
    assert above == below


@settings(max_examples=20, deadline=None)
@given(bounds(companies="ABC", holders=3, ranges=True), st.sampled_from(THRESHOLDS))
def test_certain_and_possible_are_exact(found: brute.Bounds, threshold: Threshold) -> None:
    """Certain: for every corner of what the ranges allow; possible: for some corner; and so are the percentages."""
    snapshot = snapshot_of(found)
    corners = list(brute.corners(found))
    for holder in "ABCp":
        answer = {one.company: one for one in controls(snapshot, holder, threshold=threshold).controls}
        groups = [expected(shares, holder, "ABC", threshold) for shares in corners]
        for company in set("ABC") - {holder}:
            one = answer.get(company)
            assert (one is not None) == any(company in group for group in groups)
            assert (one is not None and one.certain) == all(company in group for group in groups)
            if one is not None:
                joint = [
                    sum(shares.get((member, company), Fraction(0)) for member in {holder, *group})
                    for shares, group in zip(corners, groups, strict=True)
                ]
                assert (one.low, one.high) == (100 * min(joint), 100 * max(joint))


@settings(max_examples=80, deadline=None)
@given(bounds(), st.sampled_from(THRESHOLDS))
def test_a_proof_proves_and_nothing_can_be_left_out(found: brute.Bounds, threshold: Threshold) -> None:
    shares = lows(found)
    for holder in PARTIES:
        for one in controls(snapshot_of(found), holder, threshold=threshold).controls:
            used = {(holding.holder, holding.company): shares[holding.holder, holding.company] for holding in one.via}
            assert one.company in expected(used, holder, COMPANIES, threshold)
            for pair in used:
                without = {other: share for other, share in used.items() if other != pair}
                assert one.company not in expected(without, holder, COMPANIES, threshold)
