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


class Shares:
    """The columns of a snapshot, each made when it is first asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._columns: dict[str, Column] = {}

    def column(self, company: str) -> Column:
        """The shares in `company`; empty for a party in which nobody holds anything."""
        found = self._columns.get(company)
        if found is None:
            found = self._columns[company] = column_of(self.snapshot.of_company.get(company, ()))
        return found

    def companies(self, holder: str) -> tuple[str, ...]:
        """Where `holder` holds something, or an unknown share."""
        return tuple(one.company for one in self.snapshot.of_holder.get(holder, ()) if not _is_nothing(one))


def column_of(holdings: tuple[Holding, ...]) -> Column:
    """The shares in one company from its holdings. Companies with hundreds of holders are common, and fractions slow."""
    ends = {one.holder: _ends(one.share) for one in holdings if not _is_nothing(one)}
    total = sum((low for low, _ in ends.values()), ZERO)
    vague = any(least is not most for least, most in ends.values())
    if total <= ONE and vague:
        high = {holder: min(most, ONE - total + least) for holder, (least, most) in ends.items()}
    else:
        high = {holder: most for holder, (_, most) in ends.items()}
    return Column(
        low={holder: least for holder, (least, _) in ends.items() if least},
        high=high,
        total=total,
        capped=vague and total <= ONE < sum(high.values(), ZERO),
        unknown=frozenset(one.holder for one in holdings if one.share is None),
    )


@lru_cache(maxsize=10_000)
def _ends(share: Share | None) -> tuple[Fraction, Fraction]:
    if share is None:
        return ZERO, ONE
    low = Fraction(share.low) / 100
    return low, low if share.high == share.low else Fraction(share.high) / 100


def _is_nothing(holding: Holding) -> bool:
    return holding.share is not None and holding.share.high == 0
