"""The least fixpoint of joint holdings: which companies a party controls."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from domain.errors import CreditGraphError, ErrorCode
from domain.ownership.regions import Budget
from domain.ownership.shares import Shares, Votes


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

    def met(self, votes: int, whole: int) -> bool:
        """Whether so many votes of the whole are control."""
        least, of = self.percent.as_integer_ratio()
        have, need = votes * of * 100, whole * least
        return have >= need if self.inclusive else have > need


@dataclass
class Group:
    """A party and the companies that it controls.

    `rounds`: by company, the round in which it was found; the party itself is in round 0. `joint`: the votes that the
    group has in each company that it touches. `vague`: shares in one of these are not known exactly; if not, what is certain
    and what is possible are the same. `complete`: false where something was cut off.
    """

    holder: str
    rounds: dict[str, int]
    joint: dict[str, int] = field(default_factory=dict)
    vague: bool = False
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
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    entering, links, number = [holder], 0, 0
    while entering:
        touched: dict[str, Votes] = {}
        for member in entering:
            if within is None and member in shares.snapshot.holdings_unread:
                group.complete = False
            for company in shares.companies(member):
                if company != holder and (within is None or company in within):
                    links += 1
                    votes = touched[company] = shares.votes(company)
                    low[company] = low.get(company, 0) + votes.low.get(member, 0)
                    if possible:
                        high[company] = high.get(company, 0) + votes.high[member]
        entering = []
        number += 1
        for company, votes in touched.items():
            group.vague = group.vague or votes.vague
            joint = _joint(votes, low[company], high[company]) if possible else low[company]
            group.joint[company] = joint
            if company not in group.rounds and threshold.met(joint, votes.whole):
                entering.append(company)
        group.rounds.update(dict.fromkeys(entering, number))
        if entering and (links > budget.links or len(low) > budget.parties or budget.expired()):
            group.complete = False
            break
    return group


def _joint(votes: Votes, low: int, high: int) -> int:
    """The most that members with these shares in total can have together: what those outside leave, at most."""
    return min(high, votes.whole - votes.total + low) if votes.total <= votes.whole else high
