"""Independent models to compare with: slow, direct readings of the definitions, sharing no code with the arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations, product

Shares = Mapping[tuple[str, str], Fraction]
"""The share, as a fraction of 1, by holder and company."""

Bounds = Mapping[tuple[str, str], tuple[Fraction, Fraction]]


def chain_sum(shares: Shares, holder: str, company: str, length: int) -> Fraction:
    """The sum over all chains of at most `length` holdings from `holder` to `company` that do not return to `holder`: every
    chain is walked and multiplied out, one by one."""
    if length == 0:
        return Fraction(0)
    total = shares.get((holder, company), Fraction(0))
    # the last step of the chain is (middle, company); what comes before is a chain to middle
    for (middle, target), share in shares.items():
        if target == company and middle != holder and share:
            total += chain_sum(shares, holder, middle, length - 1) * share
    return total


def power_sum(shares: Shares, holder: str, company: str) -> float:
    """The same without end, by powers: what reaches each party in 1, 2, … steps, dropping what returns, until nothing
    that matters is left. In floats."""
    links = [
        (source, target, float(share))
        for (source, target), share in shares.items()
        if target != holder and share and (target == company or leads(shares, target, company, avoiding=holder))
    ]
    at = {holder: 1.0}
    total = 0.0
    while at:
        following: dict[str, float] = {}
        for source, target, share in links:
            if source in at:
                following[target] = following.get(target, 0.0) + at[source] * share
        at = {party: amount for party, amount in following.items() if amount > 1e-14}
        total += at.get(company, 0.0)
    return total


def controlled(shares: Shares, holder: str, parties: Iterable[str], limit: Fraction, *, inclusive: bool) -> set[str]:
    """The least set of companies that is closed under "the holder and the set together hold enough": the intersection of
    all closed sets, found by trying every set."""
    others = sorted(set(parties) - {holder})
    least = set(others)
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            group = {holder, *chosen}
            sums = {y: sum((shares.get((x, y), Fraction(0)) for x in group), Fraction(0)) for y in others}
            if all(y in group for y in others if (sums[y] >= limit if inclusive else sums[y] > limit)):
                least &= group
    return least


def corners(bounds: Bounds) -> Iterable[dict[tuple[str, str], Fraction]]:
    """Every extreme way to choose the shares within their bounds so that no company has more than the whole.

    Of each company: each share at one of its ends, but for at most one that takes what is left.
    """
    companies = sorted({company for _, company in bounds})
    for choices in product(*(list(_column_corners(bounds, company)) for company in companies)):
        yield {pair: share for choice in choices for pair, share in choice.items()}


def _column_corners(bounds: Bounds, company: str) -> Iterable[dict[tuple[str, str], Fraction]]:
    pairs = sorted(pair for pair in bounds if pair[1] == company)
    for ends in product((0, 1), repeat=len(pairs)):
        chosen = {pair: bounds[pair][end] for pair, end in zip(pairs, ends, strict=True)}
        if sum(chosen.values()) <= 1:
            yield chosen
        for pair in pairs:
            rest = 1 - sum(share for other, share in chosen.items() if other != pair)
            if bounds[pair][0] <= rest <= bounds[pair][1]:
                yield {**chosen, pair: rest}


def has_sum(shares: Shares, parties: Iterable[str]) -> bool:
    """Whether the sum over all chains within `parties` is finite: I - A has a positive solution of (I - A) x = 1."""
    names = sorted(parties)
    rows = [[Fraction(int(i == j)) - shares.get((i, j), Fraction(0)) for j in names] + [Fraction(1)] for i in names]
    for k in range(len(names)):
        pivot = next((i for i in range(k, len(names)) if rows[i][k]), None)
        if pivot is None:
            return False
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [value / rows[k][k] for value in rows[k]]
        for i in range(len(names)):
            if i != k and rows[i][k]:
                rows[i] = [value - rows[i][k] * other for value, other in zip(rows[i], rows[k], strict=True)]
    return all(row[-1] > 0 for row in rows)


def leads(shares: Shares, start: str, end: str, *, avoiding: str | None = None) -> bool:
    """Whether a chain of one or more holdings leads from `start` to `end`, not by `avoiding` in between."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        party = waiting.pop()
        for (holder, company), share in shares.items():
            if holder == party and share and company not in found and company != avoiding:
                found.add(company)
                waiting.append(company)
    return end in found


def is_undetermined(shares: Shares, holder: str, company: str, companies: Iterable[str]) -> bool:
    """Whether some company that goes round without end, other than the holder, is on the chains (or their end)."""
    for member in companies:
        ring = [
            other
            for other in companies
            if other == member or (leads(shares, member, other) and leads(shares, other, member))
        ]
        if member == holder or has_sum(shares, ring):
            continue
        to_member = leads(shares, holder, member, avoiding=holder)
        if to_member and (member == company or leads(shares, member, company, avoiding=holder)):
            return True
    return False
