"""Ways between two parties (关系路径): looked for from both ends, then shown with everything about their links."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Link, LinkKind
from domain.parties import Party, PartyKey
from domain.walking.search import Found, PathSearch
from domain.walking.web import Following
from graph.reader import Reader
from graph.walking import WalkReader
from resolvers.clock import Clock
from resolvers.path_walk import PathWalk
from resolvers.walking import (
    WALK_LIMITS,
    WalkLimit,
    WalkLimits,
    calculated,
    check_known_at,
    checked_kinds,
    checked_number,
)

LONGEST = 10
"""The most steps of a way that may be asked for."""

PARALLEL = 50
"""So many links of one step are shown."""

GRACE = 2.0
"""Seconds at least for taking the ways out of what was read, even when the time is used up."""


@dataclass(frozen=True, slots=True)
class PathsQuery:
    """Which ways: between whom, along which kinds of link (None: all), on which day (None: links of all dates), as known at
    which recorded time (None: all that is published), how long at most, how many."""

    start: PartyKey
    end: PartyKey
    kinds: frozenset[LinkKind] | None = None
    following: Following = "BOTH"
    day: date | None = None
    known_at: int | None = None
    max_length: int = 6
    first: int = 10


@dataclass(frozen=True, slots=True)
class Step:
    """From one party of a way to the next: the links between them that were followed, in the order of recording, the
    first `PARALLEL` of `link_count`."""

    from_party: Party
    to_party: Party
    links: tuple[Link, ...]
    link_count: int


@dataclass(frozen=True, slots=True)
class PartyWay:
    """One way: n parties, n - 1 steps."""

    parties: tuple[Party, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways found, the shortest first; of equally long ones by the ids of their parties.

    `complete`: no other way comes before or between them; `more`: whether others follow, None if not known; `certain`: all
    ways of at most so many steps were found (as far as they were asked for). `limits`: what kept the walk from going on;
    `not_walked`: parties that were not walked through for they have too many links, the first 20 by id.
    """

    start: Party
    end: Party
    day: date | None
    known_at: int
    ways: tuple[PartyWay, ...]
    complete: bool
    more: bool | None
    certain: int
    limits: tuple[WalkLimit, ...]
    not_walked: tuple[Party, ...]
    parties_read: int
    links_read: int
    round_trips: int


class PathFinder:
    """Finds ways. Round trips grow with the length of the ways only."""

    def __init__(
        self,
        reader: WalkReader,
        register: Reader,
        clock: Clock,
        *,
        limits: WalkLimits = WALK_LIMITS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._register = register
        self._clock = clock
        self._limits = limits
        self._now = now

    async def find(self, asked: PathsQuery) -> Paths:
        """The shortest simple ways.

        Raises INVALID_VALUE (a length outside 1-10, no kind of link, twice the same party), UNKNOWN_PARTY (also for one who
        was not recorded by then), KNOWN_AT_IN_FUTURE, ENGINE_UNAVAILABLE, TIMED_OUT where not even the first step was done.
        """
        kinds = checked_kinds(asked.kinds)
        checked_number(asked.max_length, 1, LONGEST, "max_length", "maxLength")
        check_known_at(asked.known_at, self._clock)
        start, end = await self._ends(asked)
        deadline = self._now() + self._limits.seconds
        search = PathSearch(
            *(start, end, asked.max_length, asked.first, asked.following),
            expired=lambda: self._now() > deadline,
            spare=self._limits.detour,
        )
        walk = PathWalk(self._reader, self._limits, kinds, asked.day, search, asked.known_at)
        await walk.run()
        until = max(deadline, self._now() + GRACE)
        found = await calculated(walk.links_read, lambda: search.found(lambda: self._now() > until))
        if search.timed_out:
            walk.limits.add(WalkLimit.TIME)
        return await self._shown(asked, walk, found)

    async def _ends(self, asked: PathsQuery) -> tuple[str, str]:
        ids = []
        for party, name in zip(await self._register.parties([asked.start, asked.end]), ("from", "to"), strict=True):
            if party is None:
                raise _unknown(name)
            ids.append(party.id)
        if ids[0] == ids[1]:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, "`from` and `to` are one party; name two.", "to")
        return ids[0], ids[1]

    async def _shown(self, asked: PathsQuery, walk: PathWalk, found: Found) -> Paths:
        search = walk.search
        steps = {step: search.web.links(*step) for way in found.ways for step in pairwise(way)}
        crowded = sorted(walk.crowded)[:20]
        occurring = {party for way in found.ways for party in way} | {search.start, search.end, *crowded}
        shown = [link_id for ids in steps.values() for link_id in ids[:PARALLEL]]
        (parties, known_at), links = await asyncio.gather(
            self._reader.parties(occurring, walk.known_at), self._reader.links(shown, walk.known_at or 0)
        )
        for party, name in ((search.start, "from"), (search.end, "to")):
            if party not in parties:
                raise _unknown(name)
        made = {
            (one, other): Step(
                parties[one], parties[other], tuple(links[link_id] for link_id in ids[:PARALLEL]), len(ids)
            )
            for (one, other), ids in steps.items()
        }
        return Paths(
            start=parties[search.start],
            end=parties[search.end],
            day=asked.day,
            known_at=known_at,
            ways=tuple(
                PartyWay(tuple(parties[party] for party in way), tuple(made[step] for step in pairwise(way)))
                for way in found.ways
            ),
            complete=found.complete,
            more=found.more,
            certain=search.certain,
            limits=tuple(limit for limit in WalkLimit if limit in walk.limits),
            not_walked=tuple(parties[party] for party in crowded),
            parties_read=len({party for party, _ in search.open}),
            links_read=walk.links_read,
            round_trips=walk.round_trips + (3 if shown else 2),
        )


def _unknown(field: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register was meant by this at that time.", field)
