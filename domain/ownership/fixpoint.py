"""The least fixpoint of joint holdings: which companies a party controls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from domain.errors import CreditGraphError, ErrorCode
from domain.ownership.regions import Budget
from domain.ownership.shares import ONE, ZERO, Shares


@dataclass(frozen=True, slots=True)
class Threshold:
    """How much is control: more than `percent`, or, `inclusive`, that much (sanctions regimes: 50 % or more).

    Raises INVALID_VALUE for a percentage outside 0-100 or not finite, and for 0 inclusive, by which all control all.
    """

    percent: Decimal = Decimal(50)
    inclusive: bool = False

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 <= self.percent <= 100 or (self.inclusive and self.percent == 0):
            raise CreditGraphError(
                ErrorCode.INVALID_VALUE,
                "A threshold is a percentage from 0 to 100, and not 0 if inclusive.",
                "threshold",
            )

    def met(self, share: Fraction) -> bool:
        """Whether a joint share (as a fraction of 1) is control."""
        least = Fraction(self.percent) / 100
        return share >= least if self.inclusive else share > least


@dataclass
class Group:
    """A party and the companies that it controls.

    `rounds`: by company, the round in which it was found; the party itself is in round 0. `joint`: what the group holds of
    each company that it touches, as a fraction. `complete`: false where something was cut off.
    """

    holder: str
    rounds: dict[str, int]
    joint: dict[str, Fraction] = field(default_factory=dict)
    complete: bool = True


def group_of(
    shares: Shares,
    holder: str,
    threshold: Threshold,
    budget: Budget,
    *,
    possible: bool,
    within: Collection[str] | None = None,
) -> Group:
    """The companies that `holder` certainly controls, or, `possible`, those that it may control.

    `within`: only these companies are looked at, and all holdings in them are known.
    """
    group = Group(holder, {holder: 0})
    low: dict[str, Fraction] = {}
    high: dict[str, Fraction] = {}
    entering, links, number = [holder], 0, 0
    while entering:
        touched: dict[str, None] = {}
        for member in entering:
            if within is None and member in shares.snapshot.holdings_unread:
                group.complete = False
            for company in shares.companies(member):
                if company != holder and (within is None or company in within):
                    links += 1
                    column = shares.column(company)
                    low[company] = low.get(company, ZERO) + column.low.get(member, ZERO)
                    high[company] = high.get(company, ZERO) + column.high.get(member, ZERO)
                    touched[company] = None
        for company in touched:
            group.joint[company] = _joint(shares, company, low[company], high[company]) if possible else low[company]
        entering = [one for one in touched if one not in group.rounds and threshold.met(group.joint[one])]
        number += 1
        group.rounds.update(dict.fromkeys(entering, number))
        if entering and (links > budget.links or len(low) > budget.parties or budget.expired()):
            group.complete = False
            break
    return group


def _joint(shares: Shares, company: str, low: Fraction, high: Fraction) -> Fraction:
    """The most that members with these shares in total can have together: what those outside leave, at most."""
    column = shares.column(company)
    return min(high, ONE - column.total + low) if column.total <= ONE else high
