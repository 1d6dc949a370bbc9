"""Control during a window of days, such as the liable window of a finding (design §2.3).

Holdings change only on the days on which a link begins or ends; between two such days every answer is the same. So the
window is cut at those days, each piece is looked at once, and pieces in which the same control holds are joined again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.links import Link, LinkKind
from domain.ownership.control import DEFAULT_BUDGET, MAJORITY, Control, Controls, controllers, controls
from domain.ownership.fixpoint import Threshold
from domain.ownership.regions import Budget, reachable
from domain.ownership.shares import WHOLE, rounded_up
from domain.ownership.snapshot import Snapshot, snapshot_on
from domain.parties import PartyKind
from domain.time import touches

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class History:
    """Everything known of some parties' holdings over a time: links of all dates, as known at one recorded time."""

    links: tuple[Link, ...]
    kinds: Mapping[str, PartyKind]
    owners_unread: frozenset[str] = frozenset()
    holdings_unread: frozenset[str] = frozenset()

    def on(self, day: date) -> Snapshot:
        """The snapshot of one day."""
        return snapshot_on(
            self.links,
            self.kinds,
            day,
            owners_unread=self.owners_unread,
            holdings_unread=self.holdings_unread,
        )

    def within(self, first: date, last: date) -> tuple[Link, ...]:
        """The holdings that are valid on some day from `first` to `last`, both inclusive."""
        return tuple(
            link
            for link in self.links
            if link.kind is LinkKind.SHAREHOLDER and touches(link.since, link.until, first, last)
        )


@dataclass(frozen=True, slots=True)
class ControlPeriod:
    """A control and the days of the window on which it held in the same way: `first` to `last`, both inclusive."""

    control: Control
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class ControlsDuring:
    """Periods of control by party and day; `complete`: nothing was cut off."""

    periods: tuple[ControlPeriod, ...]
    complete: bool


def turning_days(links: Iterable[Link], first: date, last: date) -> tuple[date, ...]:
    """`first`, and the days after it up to `last` on which one of the links begins or ends."""
    turns = {day for link in links for day in (link.since, link.until) if day is not None and first < day <= last}
    return (first, *sorted(turns))


def controllers_during(
    history: History,
    company: str,
    first: date,
    last: date,
    *,
    threshold: Threshold = MAJORITY,
    budget: Budget = DEFAULT_BUDGET,
) -> ControlsDuring:
    """Who controlled `company`, or may have, on which days from `first` to `last`. Raises ValueError if last < first."""
    links = history.within(first, last)
    owners = _neighbours((link.to_id, link.from_id) for link in links)
    relevant = reachable([company], lambda party: owners.get(party, ()))
    narrowed = _narrowed(history, [link for link in links if link.to_id in relevant])
    return _during(
        narrowed, first, last, lambda snapshot: controllers(snapshot, company, threshold=threshold, budget=budget)
    )


def controls_during(
    history: History,
    holder: str,
    first: date,
    last: date,
    *,
    of: str | None = None,
    threshold: Threshold = MAJORITY,
    budget: Budget = DEFAULT_BUDGET,
) -> ControlsDuring:
    """What `holder` controlled, or may have, on which days from `first` to `last`; `of`: of one company only, at the cost of
    looking at the companies above it only. Raises ValueError if last < first."""
    links = history.within(first, last)
    relevant = _at_most(links, holder, threshold)
    if of is not None:
        owners = _neighbours((link.to_id, link.from_id) for link in links if link.from_id in relevant)
        relevant &= set(reachable([of], lambda party: owners.get(party, ()))) if of in relevant else set()
    narrowed = _narrowed(history, [link for link in links if link.to_id in relevant])
    wanted = None if of is None else (of,)
    return _during(
        *(narrowed, first, last),
        lambda snapshot: controls(snapshot, holder, of=wanted, threshold=threshold, budget=budget),
    )


def _at_most(links: Iterable[Link], holder: str, threshold: Threshold) -> set[str]:
    """Companies among which are all that `holder` may control on any day: here every statement of every date counts, at its
    most. Only these need to be looked at day by day; of a small stake in a company with thousands of holders nothing is."""
    held: dict[str, list[Link]] = {}
    for link in links:
        held.setdefault(link.from_id, []).append(link)
    return may_control(held, holder, threshold)


def may_control(held: Mapping[str, Iterable[Link]], holder: str, threshold: Threshold = MAJORITY) -> set[str]:
    """The same, from the links of each party's holdings."""
    most: dict[str, int] = {}
    found: set[str] = set()
    entering = [holder]
    while entering:
        touched: dict[str, None] = {}
        for link in (link for member in entering for link in held.get(member, ()) if link.to_id != holder):
            most[link.to_id] = most.get(link.to_id, 0) + rounded_up(link.share)
            touched[link.to_id] = None
        entering = [company for company in touched if company not in found and threshold.met(most[company], WHOLE)]
        found.update(entering)
    return found


def _neighbours(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, other in pairs:
        found.setdefault(one, []).append(other)
    return found


def _narrowed(history: History, links: Sequence[Link]) -> History:
    return History(tuple(links), history.kinds, history.owners_unread, history.holdings_unread)


def _during(history: History, first: date, last: date, look: Callable[[Snapshot], Controls]) -> ControlsDuring:
    if last < first:
        raise ValueError("a window ends on or after the day on which it begins")
    days = turning_days(history.links, first, last)
    open_periods: dict[tuple[str, str], ControlPeriod] = {}
    closed: list[ControlPeriod] = []
    complete = True
    for day, following in zip(days, (*days[1:], last + _DAY), strict=True):
        found = look(history.on(day))
        complete = complete and found.complete
        still: dict[tuple[str, str], ControlPeriod] = {}
        for control in found.controls:
            pair = (control.controller, control.company)
            before = open_periods.pop(pair, None)
            begun = before.first if before is not None and before.control == control else day
            if before is not None and begun == day:
                closed.append(before)
            still[pair] = ControlPeriod(control, begun, following - _DAY)
        closed.extend(open_periods.values())
        open_periods = still
    closed.extend(open_periods.values())
    return ControlsDuring(tuple(sorted(closed, key=_order)), complete)


def _order(period: ControlPeriod) -> tuple[str, str, date]:
    return period.control.controller, period.control.company, period.first
