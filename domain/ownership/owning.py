"""Bounds of every owner's effective share in one company.

Two flows up, one at the least and one at the most of all shares, bound every owner at once: the share of chains that do
not return to the owner grows with each share on them. They are tight where the most that the shares of each company on
the owner's chains can be fits into the company. Where it does not (two holders with unknown shares cannot both have the
rest), and where a component owns itself wholly, the owner is looked at alone, by `reaching`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cached_property

from domain.ownership.flows import Flow, Side, flow, self_owned
from domain.ownership.reaching import least, most
from domain.ownership.regions import Budget, Region, flattened, reachable
from domain.ownership.shares import ONE, ZERO, Shares

Pair = tuple[Fraction | None, Fraction | None]


class OwnerBounds:
    """Bounds in percent for the owners in a region that was walked upward from a company."""

    def __init__(self, shares: Shares, region: Region, budget: Budget) -> None:
        self._shares = shares
        self._region = region
        self._budget = budget
        self._within = frozenset(region.parties)
        self._explored = [party for party in region.parties if party not in region.unexplored]
        self._solves = 0
        self.complete = True
        """False once an owner could not be looked at alone for want of budget: its bounds are then sound but wide."""
        self._low = {party: shares.column(party).low for party in self._explored}
        self.self_owned = self_owned(self._low, region.parties)
        self.lowest = flow(self._low, region.parties, region.start, Side.LOW)

    def of(self, owner: str) -> Pair:
        """Least and most, in percent; None where the equations have no solution."""
        if owner in self._troubled or owner in self._uncertain:
            if self._solves >= self._budget.solves or self._budget.expired():
                self.complete = False
                return self._wide(owner)
            self._solves += 1
            return self.tight(owner)
        low = self.lowest.effective(owner, Side.LOW)
        high = self._highest.effective(owner, Side.HIGH) + self._cut_off - self._cut_at.get(owner, ZERO)
        return _percent(low), _percent(min(high, ONE) if self._bounded else high)

    def tight(self, owner: str) -> Pair:
        """The same, from the owner's own equations: the tightest bounds that there are."""
        below = reachable([owner], lambda party: (c for c in self._shares.companies(party) if c in self._within))
        companies = sorted(below - {owner})
        region, start = self._region, self._region.start
        low = least(self._shares, owner, companies, self._self_owned)[start]
        high = most(self._shares, owner, companies, self._self_owned, region.cut, region.unexplored)[start]
        if low is None or high is None:
            return None, None
        return _percent(low), _percent(high)

    def _wide(self, owner: str) -> Pair:
        low = ZERO if owner in self._troubled else self.lowest.effective(owner, Side.LOW)
        return (_percent(low), _percent(ONE)) if self._bounded else (None, None)

    @cached_property
    def _explored_set(self) -> frozenset[str]:
        return frozenset(self._explored)

    @cached_property
    def _self_owned(self) -> frozenset[str]:
        return flattened(self.self_owned)

    @cached_property
    def _bounded(self) -> bool:
        """Whether no company has more than 100 % declared, so that nobody's share can be more."""
        return all(not self._shares.column(party).excess for party in self._explored)

    @cached_property
    def _highest(self) -> Flow:
        ranges = any(self._shares.column(p).high != self._low[p] for p in self._explored)
        if not ranges and self.lowest.exact:
            return self.lowest
        high = {party: self._shares.column(party).possible for party in self._explored}
        return flow(high, self._region.parties, self._region.start, Side.HIGH)

    @cached_property
    def _cut_off(self) -> Fraction:
        """What may be anybody's, for it is behind parties whose owners were not read."""
        return sum(self._cut_at.values(), ZERO)

    @cached_property
    def _cut_at(self) -> dict[str, Fraction]:
        mass, region = self._highest.mass, self._region
        return {
            party: mass.get(party, ZERO) * (ONE if party in region.unexplored else self._shares.column(party).missing)
            for party in region.cut
        }

    @cached_property
    def _troubled(self) -> frozenset[str]:
        """Members of components that own themselves wholly, and whoever holds anything of them."""
        return self._above(self._self_owned)

    @cached_property
    def _uncertain(self) -> frozenset[str]:
        """Owners for whom the flow at the most of all shares is no bound, or not a tight one."""
        capped = [party for party in self._explored if self._shares.column(party).capped]
        owners = flattened(self._shares.column(party).high for party in capped)
        highest = self._highest
        return self._above([*owners, *highest.trapped, *highest.unsolved])

    def _above(self, parties: Iterable[str]) -> frozenset[str]:
        inside = [party for party in parties if party in self._within]
        return frozenset(reachable(inside, self._owners))

    def _owners(self, party: str) -> Iterable[str]:
        return self._shares.column(party).high if party in self._explored_set else ()


def _percent(share: Fraction) -> Fraction:
    return share * 100
