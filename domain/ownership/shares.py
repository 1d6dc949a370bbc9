"""What every holder's share can be, as exact fractions of the company.

A declared number is itself; a range is an interval; an unknown share is anything from 0 to 1. Nothing is normalised. One
thing is known besides: what a company's holders truly hold adds up to no more than the whole. So where the least that
is declared stays within the whole, no holder has more than what the others leave; `capped` says that even so the most
that each can have does not fit together. Where more than the whole is declared the record contradicts itself: that
company's declared ends are taken as they are, and the surplus is `excess`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from domain.links import Share
from domain.ownership.snapshot import Holding, Snapshot

ZERO = Fraction(0)
ONE = Fraction(1)
WHOLE = 10**8


@dataclass(frozen=True, slots=True)
class Column:
    """The shares in one company. `low` has only what is above 0; `high` has every holder not declared with exactly 0.

    `total`: the sum of `low`. `unknown`: holders whose share is not stated.
    """

    low: Mapping[str, Fraction]
    high: Mapping[str, Fraction]
    total: Fraction
    capped: bool
    unknown: frozenset[str]

    @property
    def possible(self) -> Mapping[str, Fraction]:
        """`high` without those for whom nothing is left."""
        return {holder: most for holder, most in self.high.items() if most}

    @property
    def missing(self) -> Fraction:
        """What the declared shares leave, for lack of a share or of holders."""
        return max(ONE - self.total, ZERO)

    @property
    def excess(self) -> Fraction:
        """What is declared beyond the whole."""
        return max(self.total - ONE, ZERO)


@dataclass(frozen=True, slots=True)
class Votes:
    """The shares in one company as whole numbers, `whole` of which are the company: what is only added up and compared,
    as control does, needs no fractions. `low`, `high` and `total` are those of the `Column`; `vague`: some differ."""

    whole: int
    low: Mapping[str, int]
    high: Mapping[str, int]
    total: int
    vague: bool


class Shares:
    """The columns of a snapshot, each made when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._columns: dict[str, Column] = {}
        self._votes: dict[str, Votes] = {}
        self._companies: dict[str, tuple[str, ...]] = {}

    def column(self, company: str) -> Column:
        """The shares in `company`; empty for a party in which nobody holds anything."""
        found = self._columns.get(company)
        if found is None:
            holdings = self.snapshot.of_company.get(company)
            found = _column(holdings, self.votes(company)) if holdings else _NO_COLUMN
            self._columns[company] = found
        return found

    def votes(self, company: str) -> Votes:
        """The same as whole numbers."""
        found = self._votes.get(company)
        if found is None:
            holdings = self.snapshot.of_company.get(company)
            found = self._votes[company] = votes_of(holdings) if holdings else _NO_VOTES
        return found

    def companies(self, holder: str) -> tuple[str, ...]:
        """Where `holder` holds something, or an unknown share."""
        found = self._companies.get(holder)
        if found is None:
            held = self.snapshot.of_holder.get(holder, ())
            found = self._companies[holder] = tuple(one.company for one in held if not _is_nothing(one))
        return found


def column_of(holdings: tuple[Holding, ...]) -> Column:
    """The shares in one company from its holdings."""
    return _column(holdings, votes_of(holdings))


def _column(holdings: tuple[Holding, ...], votes: Votes) -> Column:
    ends = {one.holder: _ends(one.share) for one in holdings if one.holder in votes.high}
    low = {holder: least for holder, (least, _) in ends.items() if least}
    if votes.vague and votes.total <= votes.whole:
        high = {holder: Fraction(most, votes.whole) for holder, most in votes.high.items()}
    else:
        high = {holder: most for holder, (_, most) in ends.items()}
    return Column(
        low=low,
        high=high,
        total=Fraction(votes.total, votes.whole),
        capped=votes.vague and votes.total <= votes.whole < sum(votes.high.values()),
        unknown=frozenset(one.holder for one in holdings if one.share is None),
    )


def votes_of(holdings: tuple[Holding, ...]) -> Votes:
    """The same as whole numbers, by the smallest power of ten that makes them so. Companies with hundreds of holders are
    common, and fractions slow."""
    units = [(one.holder, *units_of(one.share)) for one in holdings]
    places = max((one[3] for one in units), default=0)
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    vague = False
    for holder, least, most, own_places in units:
        if most:
            scale = 10 ** (places - own_places)
            high[holder] = most * scale
            if least:
                low[holder] = least * scale
            vague = vague or least != most
    whole = 10 ** (places + 2)
    total = sum(low.values())
    if vague and total <= whole:
        high = {holder: min(most, whole - total + low.get(holder, 0)) for holder, most in high.items()}
    return Votes(whole, low, high, total, vague)


@lru_cache(maxsize=20_000)
def units_of(share: Share | None) -> tuple[int, int, int]:
    """Least and most of a share in units of one percent divided by ten so many times, and how many times."""
    if share is None:
        return 0, 100, 0
    ratios = share.low.as_integer_ratio(), share.high.as_integer_ratio()
    places = max(0, *(-int(end.as_tuple().exponent) for end in (share.low, share.high)))
    low, high = (numerator * 10**places // denominator for numerator, denominator in ratios)
    return low, high, places


@lru_cache(maxsize=20_000)
def rounded_up(share: Share | None) -> int:
    """The most that a share can be, as so many of `WHOLE`, no less than it is: enough to see what need not be looked at."""
    _, high, places = units_of(share)
    whole: int = 10 ** (places + 2)
    return -(-high * WHOLE // whole)


@lru_cache(maxsize=20_000)
def _ends(share: Share | None) -> tuple[Fraction, Fraction]:
    if share is None:
        return ZERO, ONE
    low = Fraction(share.low) / 100
    return low, low if share.high == share.low else Fraction(share.high) / 100


def _is_nothing(holding: Holding) -> bool:
    return holding.share is not None and holding.share.high == 0


_NO_COLUMN, _NO_VOTES = column_of(()), votes_of(())
"""Of parties in which nobody holds anything, as of persons: most of a register's parties."""
