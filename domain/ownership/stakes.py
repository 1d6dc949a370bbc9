"""Effective shares (穿透持股比例), as answers: one holder's stake in one company, least and most, and how sure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.ownership.components import components, is_cyclic
from domain.ownership.regions import Region
from domain.ownership.shares import Shares

APPROXIMATE = Fraction(1, 10**6)
"""Bounds no further apart than this, in percentage points, count as one number: declared ranges are wider, and what is
left of the error where a component is too large to be solved exactly is narrower by far."""


@dataclass(frozen=True, slots=True)
class Stake:
    """What `holder` effectively owns of `company`, in percent: at least `low`, at most `high`, both proved.

    `undetermined`: the equations have no solution (companies that own themselves wholly are on the chains); then there
    are no numbers. `cyclic`: a cycle of holdings is on the chains, or at one of their ends. `complete`: every share on the
    chains is stated, and nothing was cut off.
    """

    holder: str
    company: str
    low: Fraction | None
    high: Fraction | None
    cyclic: bool
    complete: bool

    @property
    def undetermined(self) -> bool:
        """Whether there is no number."""
        return self.low is None or self.high is None

    @property
    def percent(self) -> Fraction | None:
        """The percentage where it is one number."""
        if self.low is None or self.high is None:
            return None
        if self.low == self.high:
            return self.low
        return (self.low + self.high) / 2 if self.approximate else None

    @property
    def approximate(self) -> bool:
        """Whether a component was too large to be solved exactly; the error is within the bounds."""
        return self.low is not None and self.high is not None and 0 < self.high - self.low <= APPROXIMATE

    @property
    def width(self) -> Fraction | None:
        """How much of it is unknown, in percentage points."""
        return None if self.low is None or self.high is None else self.high - self.low

    def reaches(self, percent: Decimal) -> bool:
        """Whether it may be `percent` or more; also where there is no number."""
        return self.high is None or _is_at_least(self.high, percent)

    def surely_reaches(self, percent: Decimal) -> bool:
        """Whether it certainly is `percent` or more."""
        return self.low is not None and self.high is not None and _is_at_least(self.low, percent)


def _is_at_least(value: Fraction, percent: Decimal) -> bool:
    numerator, denominator = percent.as_integer_ratio()
    return value.numerator * denominator >= numerator * value.denominator


@dataclass(frozen=True, slots=True)
class ChainFlags:
    """What is on the chains between each party and the one asked about."""

    cyclic: frozenset[str]
    unstated: frozenset[str]


def flags_upward(shares: Shares, region: Region) -> ChainFlags:
    """By holder: a cycle, or a share that is not stated, on some chain to the company."""
    owners = {party: shares.column(party).high for party in region.parties if party not in region.unexplored}
    order = reversed(components(region.parties, owners))
    return _flags(order, owners, lambda party, owner: owner in shares.column(party).unknown)


def flags_downward(shares: Shares, region: Region) -> ChainFlags:
    """By company: a cycle, or a share that is not stated, on some chain from the holder."""
    held = {party: shares.companies(party) for party in region.parties if party not in region.unexplored}
    order = reversed(components(region.parties, held))
    return _flags(order, held, lambda party, company: party in shares.column(company).unknown)


def _flags(
    order: Iterable[tuple[str, ...]], onward: Mapping[str, Iterable[str]], is_unstated: Callable[[str, str], bool]
) -> ChainFlags:
    """`order`: the components, the one asked about first. A flag of one is a flag of all that lie beyond it."""
    cyclic: set[str] = set()
    unstated: set[str] = set()
    for component in order:
        members = set(component)
        steps = [(party, other) for party in component for other in onward.get(party, ())]
        if is_cyclic(component, onward) or members & cyclic:
            cyclic |= members | {other for _, other in steps}
        if members & unstated or any(other in members and is_unstated(party, other) for party, other in steps):
            unstated |= members | {other for _, other in steps}
        unstated |= {other for party, other in steps if other not in members and is_unstated(party, other)}
    return ChainFlags(frozenset(cyclic), frozenset(unstated))
