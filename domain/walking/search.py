"""Ways between two parties, looked for from both ends at once, level by level.

A party is *open* in a way (OUT, IN) when all its links of that way were read. A way that is not in the web has a step that
is known from neither side: from a party `u` that is not open onwards to a party `v` that is not open backwards. The
part before its first such step and the part after its last are in the web, so it has at least
`steps to u + 1 + steps from v` steps. The least such number is what bounds the unknown: every shorter way is in the web. That
holds also where parties with too many links are never opened: what they hide may be found from the other side, and `certain`
says how far it is. Such a detour is worth only so much: near a hub it may mean half of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import islice

from domain.walking.shortest import OutOfTimeError, Way, shortest_ways
from domain.walking.web import Following, Tie, Web
from domain.walking.web import Way as Towards

Opening = tuple[str, Towards]
"""A party, and the way in which its links are read."""


@dataclass(frozen=True, slots=True)
class Found:
    """Ways between two parties, in their order.

    `complete`: no other way comes before or between them. `more`: whether there are others after them, None if not known.
    """

    ways: list[Way]
    complete: bool
    more: bool | None


@dataclass(slots=True)
class PathSearch:
    """What is known of the ways from `start` to `end` and whose links are to be read next.

    `wanted`: so many ways are looked for, shortest first. `closed`: parties whose links are not read, for there are too many
    or no more may be read. `spare`: so many openings may be spent on what closed parties hide, once the rest is certain.
    `timed_out`: whether the time was used up while ways were taken out of the web.
    """

    start: str
    end: str
    max_length: int
    wanted: int
    following: Following = "BOTH"
    expired: Callable[[], bool] = lambda: False
    spare: int = 6_000
    web: Web = field(init=False)
    open: set[Opening] = field(default_factory=set)
    closed: set[Opening] = field(default_factory=set)
    timed_out: bool = False
    _behind: dict[str, int] = field(default_factory=dict)
    _ahead: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.web = Web(self.following)
        self._behind, self._ahead = {self.start: 0}, {self.end: 0}

    def add(self, ties: Iterable[Tie], opened: Iterable[Opening], closed: Iterable[Opening]) -> None:
        """Takes in what was read."""
        self.open.update(opened)
        self.closed.update(closed)
        self.web.nearer(self._behind, self._ahead, self.web.add(ties), self.max_length)

    @property
    def certain(self) -> int:
        """Every way of at most so many steps is in the web (no more than `max_length`)."""
        return self._bound(self.open)

    def _bound(self, open_: set[Opening]) -> int:
        starts = self._unopened(self._behind, open_, onward=True)
        bound = _least_sum(starts, self._unopened(self._ahead, open_, onward=False))
        return self.max_length if bound is None else min(bound, self.max_length)

    def next(self) -> list[Opening]:
        """Whose links to read next, in order; nothing when enough is certain or nothing more can be found out."""
        if self._has_enough(self.certain):
            return []
        detour = bool(self.closed) and self._has_enough(self._bound(self.open | self.closed))
        level = self._next_level()
        if detour:
            level = level[: self.spare]
            self.spare -= len(level)
        return level

    def _next_level(self) -> list[Opening]:
        starts = self._unopened(self._behind, self.open, onward=True)
        ends = self._unopened(self._ahead, self.open, onward=False)
        onward, backward = self._level(starts, ends, onward=True), self._level(ends, starts, onward=False)
        if onward and (not backward or len(onward) <= len(backward)):
            return sorted(onward)
        return sorted(backward)

    def found(self, expired: Callable[[], bool]) -> Found:
        """What there is by now. `expired`: when to stop with those ways that were taken out of the web."""
        ways: list[Way] = []
        in_time = True
        try:
            for way in islice(shortest_ways(self.web, self.start, self.end, self.max_length, expired), self.wanted + 1):
                ways.append(way)
        except OutOfTimeError:
            in_time = False
            self.timed_out = True
        certain = self.certain
        all_known = certain >= self.max_length and in_time
        enough = len(ways) >= self.wanted and len(ways[self.wanted - 1]) - 1 <= certain
        more = True if len(ways) > self.wanted else (False if all_known else None)
        return Found(ways[: self.wanted], all_known or enough, more)

    def _has_enough(self, certain: int) -> bool:
        """Whether nothing more need be found out, if every way of at most so many steps is in the web."""
        if certain >= self.max_length:
            return True
        if self._behind.get(self.end, certain + 1) > certain:
            return False
        try:
            ways = shortest_ways(
                *(self.web, self.start, self.end, certain, self.expired), known=(self._behind, self._ahead)
            )
            return sum(1 for _ in islice(ways, self.wanted)) >= self.wanted
        except OutOfTimeError:
            self.timed_out = True
            return True

    def _ways(self, *, onward: bool) -> tuple[Towards, ...]:
        if self.following == "BOTH":
            return ("OUT", "IN")
        return ("OUT",) if (self.following == "OUT") == onward else ("IN",)

    def _unopened(self, distances: Mapping[str, int], open_: set[Opening], *, onward: bool) -> dict[str, int]:
        """Parties not all of whose steps onwards (or backwards) are known, with their distance."""
        last = self.end if onward else self.start
        towards = [{party for party, way in open_ if way == one} for one in self._ways(onward=onward)]
        known = {last, *towards[0].intersection(*towards[1:])}
        return {party: steps for party, steps in distances.items() if party not in known}

    def _level(self, these: Mapping[str, int], others: Mapping[str, int], *, onward: bool) -> list[Opening]:
        """The nearest parties whose opening may tell something, each with the ways to read."""
        ways = self._ways(onward=onward)
        opposite = _two_least(others)
        nearest: list[Opening] = []
        distance: int | None = None
        for party, steps in sorted(these.items(), key=lambda item: item[1]):
            if distance is not None and steps > distance:
                break
            other = next((far for far, who in opposite if who != party), None)
            if other is None or steps + 1 + other > self.max_length:
                continue
            new = [(party, way) for way in ways if (party, way) not in self.open and (party, way) not in self.closed]
            if new:
                nearest += new
                distance = steps
        return nearest


def _two_least(distances: Mapping[str, int]) -> list[tuple[int, str]]:
    return nsmallest(2, ((steps, party) for party, steps in distances.items()))


def _least_sum(starts: Mapping[str, int], ends: Mapping[str, int]) -> int | None:
    """The least sum of a distance of each, of two different parties; None if there are no two."""
    pairs = [(one + other, a != b) for one, a in _two_least(starts) for other, b in _two_least(ends)]
    return min((total for total, differ in pairs if differ), default=None)
