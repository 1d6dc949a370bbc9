"""Who controls whom, once more, as plainly as can be: one day at a time, shares as decimals, nothing clever.

It uses none of the code of `domain/ownership`. A holding is what one statement says of one day; a party controls a company
where it and the companies that it controls hold more than half together, the least set of which that is so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

from domain.links import LinkKind

HALF = Decimal(50)
WHOLE = Decimal(100)
EARLIEST = date(2019, 6, 1)
"""Before every act of a finding that is asked about."""


class Holding(Protocol):
    """What the oracle holds of a link."""

    label: str
    at: int
    kind: LinkKind
    origin: str
    source: str
    target: str
    since: date | None
    share: str | None

    def on(self, day: date) -> bool:
        """Whether it holds on the day."""


class Stake(NamedTuple):
    """What one holder has of one company on a day: at least, at most, and the link that says so."""

    low: Decimal
    high: Decimal
    label: str


@dataclass(frozen=True)
class Control:
    """That one party controls a company on a day, certainly or possibly, and the links that prove it."""

    certain: bool
    links: frozenset[str]


class PlainControl:
    """Control among holdings."""

    def __init__(self, links: Iterable[Holding]) -> None:
        self._links = [link for link in links if link.kind is LinkKind.SHAREHOLDER]
        self._days: dict[date, dict[tuple[str, str], Stake]] = {}
        self._known: dict[tuple[object, ...], Control | None] = {}

    def on(self, holder: str, company: str, day: date) -> Control | None:
        """Whether `holder` controls `company` on the day. Days on which the same links hold are asked about once."""
        asked = (holder, company, tuple(link.label for link in self._links if link.on(day)))
        if asked not in self._known:
            self._known[asked] = self._on(holder, company, day)
        return self._known[asked]

    def _on(self, holder: str, company: str, day: date) -> Control | None:
        if holder == company:
            return None
        for certain in (True, False):
            rounds = self._rounds(holder, day, certain)
            if company in rounds:
                return Control(certain, frozenset(self._proof(rounds, company, day, certain)))
        return None

    def during(self, holder: str, company: str, first: date, last: date) -> Control | None:
        """Its control of the first day on which it was certain, else of the first on which it was possible."""
        asked = (holder, company, first, last)
        if asked not in self._known:
            found = [control for day in _days(first, last) if (control := self.on(holder, company, day)) is not None]
            certain = [control for control in found if control.certain]
            self._known[asked] = next(iter((*certain, *found)), None)
        return self._known[asked]

    def stretches(self, holder: str, company: str, last: date) -> list[tuple[date, date]]:
        """The first and last days of the times, up to `last`, in which `holder` certainly controlled `company`."""
        begun, found = None, list[tuple[date, date]]()
        for day in _days(EARLIEST, last + timedelta(days=1)):
            control = self.on(holder, company, day) if day <= last else None
            if control is not None and control.certain:
                begun = begun or day
            elif begun is not None:
                found.append((begun, day - timedelta(days=1)))
                begun = None
        return found

    def _stakes(self, day: date) -> dict[tuple[str, str], Stake]:
        if day not in self._days:
            said: dict[tuple[str, str], list[Holding]] = {}
            for link in self._links:
                if link.on(day):
                    said.setdefault((link.source, link.target), []).append(link)
            self._days[day] = {pair: _stake(min(links, key=_first)) for pair, links in said.items()}
        return self._days[day]

    def _rounds(self, holder: str, day: date, certain: bool) -> dict[str, int]:
        """In which round each company is found to be of the group."""
        stakes = self._stakes(day)
        rounds = {holder: 0}
        for number in range(1, len(stakes) + 2):
            found = [
                company
                for company in {company for _, company in stakes}
                if company not in rounds and self._held(rounds.keys(), company, day, certain) > HALF
            ]
            rounds.update(dict.fromkeys(found, number))
        return rounds

    def _held(self, group: Iterable[str], company: str, day: date, certain: bool) -> Decimal:
        """What the group has of the company: at least, or the most that the others leave it."""
        members = set(group)
        own = [stake for (holder, held), stake in self._stakes(day).items() if held == company and holder in members]
        others = [s for (holder, held), s in self._stakes(day).items() if held == company and holder not in members]
        least = sum((stake.low for stake in own), Decimal(0))
        if certain:
            return least
        most = sum((self._most(stake, [*own, *others]) for stake in own), Decimal(0))
        outside = sum((stake.low for stake in others), Decimal(0))
        return min(most, WHOLE - outside) if least + outside <= WHOLE else most

    def _most(self, stake: Stake, everybody: list[Stake]) -> Decimal:
        """The most that one holder can have: all that is left where the least of everybody is no more than the whole."""
        total = sum((each.low for each in everybody), Decimal(0))
        return min(stake.high, WHOLE - total + stake.low) if total <= WHOLE else stake.high

    def _proof(self, rounds: dict[str, int], company: str, day: date, certain: bool) -> Iterator[str]:
        """The largest holdings of those who were of the group a round earlier, the party's own alone where it is enough."""
        (holder,) = (party for party, number in rounds.items() if number == 0)
        stakes = self._stakes(day)
        todo, done = [company], {holder}
        while todo:
            target = todo.pop()
            if target in done:
                continue
            done.add(target)
            everybody = [stake for (_, held), stake in stakes.items() if held == target]
            weights = {
                member: stakes[member, target].low if certain else self._most(stakes[member, target], everybody)
                for member, number in rounds.items()
                if number < rounds[target] and (member, target) in stakes
            }
            largest = sorted(weights, key=lambda member: (-weights[member], f"party:{member}"))
            chosen = [holder] if weights.get(holder, Decimal(0)) > HALF else []
            while sum((weights[member] for member in chosen), Decimal(0)) <= HALF:
                chosen.append(largest[len(chosen)])
            for member in chosen:
                yield stakes[member, target].label
                todo.append(member)


def _first(link: Holding) -> tuple[object, ...]:
    """Which of several statements of one holding counts: the smallest of these."""
    low, high = _ends(link.share)
    since = link.since or date.min
    return (link.share is None, -since.toordinal(), high - low, -link.at, link.origin, link.share or "", link.label)


def _stake(link: Holding) -> Stake:
    low, high = _ends(link.share)
    return Stake(low, high if link.share is not None else WHOLE, link.label)


def _ends(share: str | None) -> tuple[Decimal, Decimal]:
    if share is None:
        return Decimal(0), Decimal(0)
    low, _, high = share.partition("-")
    return Decimal(low), Decimal(high or low)


def _days(first: date, last: date) -> Iterator[date]:
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)
