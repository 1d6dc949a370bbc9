"""Bounds of every owner's effective share in one company.

Two flows up, one at the least and one at the most of all shares, bound every owner at once: the share of chains that do
not return to the owner grows with each share on them. For an owner they are tight if, in each company on its chains, the
most that those of its holders have through whom the owner is reached fits beside the least of the others. Where it does
not (somebody is behind two holders with unknown shares, who cannot both have the rest), and where a component owns itself
wholly, the owner is looked at alone, by `reaching`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from domain.ownership.components import components
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
        order = components(region.parties, self._low)
        self.self_owned = self_owned(self._low, order)
        self.lowest = flow(self._low, order, region.start, Side.LOW)

    def of(self, owner: str, tight_from: Fraction = ZERO) -> Pair:
        """Least and most, in percent; None where the equations have no solution.

        Tight unless the most is below `tight_from`; then it may be less than the bound.
        """
        low, high = self._flowing(owner)
        if owner not in self._alone or (high is not None and high < tight_from and owner not in self._troubled):
            return low, high
        if self._solves >= self._budget.solves or self._budget.expired():
            self.complete = False
            return low, high
        return self.tight(owner)

    def may_reach(self, owner: str, percent: Decimal) -> bool:
        """Whether the most may be `percent` or more, where nothing was cut off: for a tenth of what `of` costs, and more
        often than need be."""
        if owner in self._troubled or owner in self._endless:
            return True
        mass = (self.lowest if self._exact else self._highest).mass.get(owner, ZERO)
        numerator, denominator = percent.as_integer_ratio()
        return mass.numerator * 100 * denominator >= numerator * mass.denominator

    def _flowing(self, owner: str) -> Pair:
        """Sound bounds from the two flows."""
        if owner in self._troubled:
            return (ZERO, _percent(ONE)) if self._bounded else (None, None)
        low = self.lowest.effective(owner, Side.LOW)
        if owner in self._endless:
            return (_percent(low), _percent(ONE)) if self._bounded else (None, None)
        if self._exact and low <= ONE:
            percent = _percent(low)
            return percent, percent
        high = self._highest.effective(owner, Side.HIGH)
        if self._region.cut:
            high += self._cut_off - self._cut_at.get(owner, ZERO)
        return _percent(low), _percent(min(high, ONE) if self._bounded else high)

    def tight(self, owner: str) -> Pair:
        """The same, from the owner's own equations: the tightest bounds that there are."""
        sources = [owner, *self._region.cut]
        below = reachable(sources, lambda party: (c for c in self._shares.companies(party) if c in self._within))
        companies = sorted(below - {owner})
        self._solves += len(companies)
        region, start = self._region, self._region.start
        low = least(self._shares, owner, companies, self._self_owned)[start]
        high = most(self._shares, owner, companies, self._self_owned, region.cut, region.unexplored)[start]
        if low is None or high is None:
            return None, None
        return _percent(low), _percent(high)

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
        return flow(high, components(self._region.parties, high), self._region.start, Side.HIGH)

    @cached_property
    def _exact(self) -> bool:
        """Whether nothing is vague and nothing was cut off, so that the flow at the most of all shares is the one at the
        least."""
        return self._highest is self.lowest and not self._region.cut

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
    def _endless(self) -> frozenset[str]:
        """Those above components in which, at the most of all shares, the sum over the chains grows without end."""
        return self._above([*self._highest.trapped, *self._highest.unsolved])

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Owners for whom the flows are not tight bounds, or none."""
        found = set(self._troubled | self._endless)
        for party in self._explored:
            column = self._shares.column(party)
            if column.capped:
                more: dict[str, Fraction] = {}
                for owner, most_of_it in column.high.items():
                    wider = most_of_it - column.low.get(owner, ZERO)
                    for above in self._above([owner]) if wider else ():
                        more[above] = more.get(above, ZERO) + wider
                found.update(above for above, wider in more.items() if wider > ONE - column.total)
        return frozenset(found)

    def _above(self, parties: Iterable[str]) -> frozenset[str]:
        inside = [party for party in parties if party in self._within]
        return frozenset(reachable(inside, self._owners))

    def _owners(self, party: str) -> Iterable[str]:
        return self._shares.column(party).high if party in self._explored_set else ()


def _percent(share: Fraction) -> Fraction:
    return Fraction(share.numerator * 100, share.denominator)
