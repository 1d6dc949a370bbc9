"""The strongest single chains from a holder to a company: what a person is shown to understand a stake.

They explain, they do not add up: with cycles the effective share is the sum of endlessly many chains. Each chain here
visits no party twice. Found best first, by the product at the upper ends of the shares, guided by the best that is still
possible from each party on (A*), so that a hub beside the way costs nothing.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from domain.ownership.regions import Budget, Region, upward
from domain.ownership.shares import ONE, ZERO, Shares
from domain.ownership.snapshot import Holding, Snapshot

DEFAULT_BUDGET = Budget()


@dataclass(frozen=True, slots=True)
class Chain:
    """Holdings from a holder down to a company, and the product of their shares in percent, least and most."""

    holdings: tuple[Holding, ...]
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Chains:
    """The strongest chains, the strongest first; `complete`: there are no others."""

    chains: tuple[Chain, ...]
    complete: bool


def strongest_chains(
    snapshot: Snapshot, holder: str, company: str, *, first: int = 10, budget: Budget = DEFAULT_BUDGET
) -> Chains:
    """Up to `first` chains from `holder` to `company`."""
    shares = Shares(snapshot)
    region = upward(shares, company, budget)
    best = _best(shares, region)
    found: list[Chain] = []
    if holder == company or not best.get(holder):
        return Chains((), not region.cut)
    waiting: list[tuple[Fraction, int, tuple[str, ...], Fraction]] = [(-best[holder], 1, (holder,), ONE)]
    steps = 0
    while waiting and len(found) < first and steps <= budget.links and not budget.expired():
        _, _, path, product = heapq.heappop(waiting)
        if path[-1] == company:
            found.append(_chain(shares, path))
            continue
        for following in shares.companies(path[-1]):
            steps += 1
            share = shares.column(following).high.get(path[-1], ZERO) if following in best else ZERO
            if share and following not in path:
                reached = product * share
                heapq.heappush(waiting, (-reached * best[following], len(path) + 1, (*path, following), reached))
    return Chains(tuple(found), not waiting and not region.cut)


def _best(shares: Shares, region: Region) -> dict[str, Fraction]:
    """By party, the largest product over any chain to the company (Dijkstra)."""
    best: dict[str, Fraction] = {}
    waiting = [(-ONE, region.start)]
    while waiting:
        product, party = heapq.heappop(waiting)
        if party in best:
            continue
        best[party] = -product
        if party not in region.unexplored:
            for owner, share in shares.column(party).high.items():
                if owner not in best and share:
                    heapq.heappush(waiting, (product * share, owner))
    return best


def _chain(shares: Shares, path: tuple[str, ...]) -> Chain:
    holdings, low, high = [], ONE, ONE
    for holder, company in pairwise(path):
        column = shares.column(company)
        low *= column.low.get(holder, ZERO)
        high *= column.high[holder]
        holdings.append(next(one for one in shares.snapshot.of_company[company] if one.holder == holder))
    return Chain(tuple(holdings), low * 100, high * 100)
