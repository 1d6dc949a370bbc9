"""The shortest simple ways between two parties: no party twice, the shortest first.

Of equally long ones the first is the one whose parties have the lesser ids, compared along the way: a total order, so that
the same web gives the same ways in the same order, whatever order its links were met in.

The set of all ways is divided as by Lawler (1972), after Yen (1971): the best way of a part is taken, the rest of the part
falls into parts that begin like it and then turn off. Each part's best way is found by a search of breadth from the end, so
that no part is entered that has no way in it: the work grows with the ways asked for, not with those that there are.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

from domain.walking.web import Web

Way = tuple[str, ...]
"""Party ids from one end to the other; its length is the number of steps."""


Distances = tuple[dict[str, int], dict[str, int]]
"""How many steps parties are from the start, and from the end."""


class OutOfTimeError(Exception):
    """The time was used up before the next way was known."""


def shortest_ways(
    web: Web,
    start: str,
    end: str,
    max_length: int,
    expired: Callable[[], bool] = lambda: False,
    *,
    known: Distances | None = None,
) -> Iterator[Way]:
    """Every simple way from `start` to `end` (two different parties) of at most `max_length` steps, in the order above.
    `known`: how far parties are from both, at least as far as that, where it is known already.

    Raises OutOfTimeError where `expired` says so while the next one is looked for.
    """
    if known is None:
        known = {start: 0}, {end: 0}
        web.nearer(*known, ((one, next_) for one, after in web.onward.items() for next_ in after), max_length)
    core = _Core(web, end, max_length, expired, known)
    best = core.best((start,), frozenset())
    waiting: list[tuple[int, Way, int, frozenset[str]]] = []
    if best is not None:
        waiting.append((len(best), best, 0, frozenset()))
    while waiting:
        _, way, fixed, banned = heapq.heappop(waiting)
        yield way
        for turn in range(fixed, len(way) - 1):
            away = frozenset({way[turn + 1]}) | (banned if turn == fixed else frozenset())
            other = core.best(way[: turn + 1], away)
            if other is not None:
                heapq.heappush(waiting, (len(other), other, turn, away))


class _Core:
    """The steps that lie on some walk of at most `max_length` from start to end; nothing else can be on a way."""

    def __init__(self, web: Web, end: str, max_length: int, expired: Callable[[], bool], known: Distances) -> None:
        self._end = end
        self._max_length = max_length
        self._expired = expired
        behind, ahead = known
        inside = {party for party, steps in behind.items() if steps + ahead.get(party, max_length + 1) <= max_length}
        self._onward = {party: sorted(inside.intersection(web.onward.get(party, ()))) for party in inside}
        self._backward = {party: sorted(inside.intersection(web.backward.get(party, ()))) for party in inside}

    def best(self, begun: Way, banned: frozenset[str]) -> Way | None:
        """The best way that begins with `begun` and does not go on to one of `banned`; None if there is none."""
        if self._expired():
            raise OutOfTimeError
        turn = begun[-1]
        firsts = [party for party in self._onward.get(turn, ()) if party not in banned and party not in begun]
        room = self._max_length - len(begun)  # steps left after the first of them
        distances = self._distances(frozenset(begun), frozenset(firsts), room)
        reaching = [(distances[party], party) for party in firsts if party in distances]
        if not reaching:
            return None
        left, party = min(reaching)
        rest = [party]
        for distance in range(left - 1, -1, -1):
            rest.append(next(other for other in self._onward[rest[-1]] if distances.get(other) == distance))
        return (*begun, *rest)

    def _distances(self, closed: frozenset[str], wanted: frozenset[str], most: int) -> dict[str, int]:
        """Steps to the end, of parties not in `closed`, until the nearest of `wanted` are among them."""
        found = {self._end: 0}
        level = [self._end]
        distance = 0
        while level and distance < most and wanted.isdisjoint(level):
            distance += 1
            following = []
            for party in level:
                for other in self._backward.get(party, ()):
                    if other not in found and other not in closed:
                        found[other] = distance
                        following.append(other)
            level = following
        return found
