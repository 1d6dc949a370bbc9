"""Who effectively owns a company, and what a holder effectively owns.

The effective share of X in Y is the sum, over all chains of holdings from X to Y that do not return to X, of the products
of their shares. The formula, the literature and worked examples: docs/decisions/ownership-arithmetic.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.ownership.components import components
from domain.ownership.flows import self_owned
from domain.ownership.numbers import falling
from domain.ownership.owning import OwnerBounds, Pair
from domain.ownership.parts import Parts, parts_of
from domain.ownership.reaching import least, most
from domain.ownership.regions import Budget, Region, downward, flattened, upward
from domain.ownership.shares import ZERO, Shares
from domain.ownership.snapshot import Snapshot
from domain.ownership.stakes import ChainFlags, Stake, flags_downward, flags_upward

DEFAULT_BUDGET = Budget()
_ANY = Decimal(0)


@dataclass(frozen=True, slots=True)
class Owners:
    """The effective owners of a company: the largest first, those without a number before them all.

    `complete`: nothing was cut off (`Stake.complete` also asks that every share is stated). `self_owned`: components
    among the owners that own themselves wholly.
    """

    company: str
    stakes: tuple[Stake, ...]
    parts: Parts
    self_owned: tuple[tuple[str, ...], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a holder effectively owns: the largest first, those without a number before them all."""

    holder: str
    stakes: tuple[Stake, ...]
    complete: bool


def effective_owners(
    snapshot: Snapshot,
    company: str,
    *,
    min_percent: Decimal = _ANY,
    tight_from: Decimal | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> Owners:
    """Everybody whose effective share in `company` may be `min_percent` or more.

    Bounds that stay below `tight_from` (if not given: `min_percent`) are sound, but may be wider than need be.
    """
    shares = Shares(snapshot)
    return owners_in(
        shares, upward(shares, company, budget), min_percent=min_percent, tight_from=tight_from, budget=budget
    )


def owners_in(
    shares: Shares,
    region: Region,
    *,
    min_percent: Decimal = _ANY,
    tight_from: Decimal | None = None,
    budget: Budget = DEFAULT_BUDGET,
) -> Owners:
    """The same of the company from which a region was walked upward."""
    bounds = OwnerBounds(shares, region, budget)
    flags = flags_upward(shares, region)
    tight = Fraction(min_percent if tight_from is None else tight_from)
    found = _stakes(bounds, region, flags, region.parties[1:], tight)
    return _owners(shares, region, bounds, (stake for stake in found if stake.reaches(min_percent)))


def large_owners_in(
    shares: Shares, region: Region, min_percent: Decimal, also: Collection[str], *, budget: Budget = DEFAULT_BUDGET
) -> Owners:
    """Of these only who may have `min_percent` or more, whose chains pass an unknown share, and those named in `also`: of the
    thousands behind a wide company a few. Other bounds than theirs are not worked out."""
    bounds = OwnerBounds(shares, region, budget)
    flags = flags_upward(shares, region)
    everybody = region.parties[1:]
    if _whole(region, bounds):
        everybody = tuple(
            owner
            for owner in everybody
            if owner in also or owner in flags.unstated or bounds.may_reach(owner, min_percent)
        )
    return _owners(shares, region, bounds, _stakes(bounds, region, flags, everybody, Fraction(min_percent)))


def _whole(region: Region, bounds: OwnerBounds) -> bool:
    """Whether nothing was cut off or left unsolved."""
    return not region.cut and not bounds.lowest.unsolved


def _stakes(
    bounds: OwnerBounds, region: Region, flags: ChainFlags, owners: Iterable[str], tight_from: Fraction
) -> Iterator[Stake]:
    whole = _whole(region, bounds)
    for owner in owners:
        yield _stake((owner, region.start), bounds.of(owner, tight_from), owner, flags, complete=whole)


def _owners(shares: Shares, region: Region, bounds: OwnerBounds, stakes: Iterable[Stake]) -> Owners:
    found = _sorted(stakes)
    complete = _whole(region, bounds) and bounds.complete  # which is known once all bounds are
    return Owners(region.start, found, parts_of(shares, region, bounds.lowest), bounds.self_owned, complete)


def effective_holdings(
    snapshot: Snapshot, holder: str, *, min_percent: Decimal = _ANY, budget: Budget = DEFAULT_BUDGET
) -> Holdings:
    """Every company of which the effective share of `holder` may be `min_percent` or more."""
    shares = Shares(snapshot)
    region = downward(shares, holder, budget)
    companies = region.parties[1:]
    lows = {party: shares.column(party).low for party in region.parties}
    singular = flattened(self_owned(lows, components(region.parties, lows)))
    low = least(shares, holder, companies, singular)
    high = most(
        shares, holder, companies, singular, snapshot.owners_unread if region.cut else (), _beyond(shares, region)
    )
    flags = flags_downward(shares, region)
    stakes = (
        _stake((holder, company), _percent(low[company], high[company]), company, flags, complete=not region.cut)
        for company in companies
    )
    return Holdings(holder, _sorted(stake for stake in stakes if stake.reaches(min_percent)), not region.cut)


def _beyond(shares: Shares, region: Region) -> frozenset[str]:
    """If something was cut off: whoever may be owned by the holder though no chain was seen."""
    if not region.cut:
        return frozenset()
    owners = flattened(shares.column(company).high for company in region.parties[1:])
    return frozenset(party for party in owners - set(region.parties) if not shares.snapshot.is_person(party))


def effective_share(snapshot: Snapshot, holder: str, company: str, *, budget: Budget = DEFAULT_BUDGET) -> Stake | None:
    """The stake of one holder in one company; None where no chain leads from the one to the other.

    A party's share in itself is not asked for: every such chain returns to it.
    """
    shares = Shares(snapshot)
    region = upward(shares, company, budget)
    if holder not in region.parties[1:]:
        return None
    bounds = OwnerBounds(shares, region, budget).tight(holder)
    return _stake((holder, company), bounds, holder, flags_upward(shares, region), complete=not region.cut)


def _percent(low: Fraction | None, high: Fraction | None) -> Pair:
    return (None, None) if low is None or high is None else (low * 100, high * 100)


def _stake(ends: tuple[str, str], bounds: Pair, flagged: str, flags: ChainFlags, *, complete: bool) -> Stake:
    low, high = bounds
    return Stake(*ends, low, high, flagged in flags.cyclic, complete and flagged not in flags.unstated)


def _sorted(stakes: Iterable[Stake]) -> tuple[Stake, ...]:
    return tuple(sorted(stakes, key=_largest_first))


def _largest_first(stake: Stake) -> tuple[bool, int, Fraction, int, Fraction, str, str]:
    low, high = stake.low or ZERO, stake.high or ZERO
    return (not stake.undetermined, *falling(low), *falling(high), stake.holder, stake.company)
