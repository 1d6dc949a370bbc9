"""What is around parties (关联关系图): read level by level, for all that are asked for together."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Link, LinkKind
from domain.parties import Party
from domain.walking.around import LINKS_EACH, Surroundings
from domain.walking.search import Opening
from domain.walking.web import Following, Tie
from graph.walking import Opened, WalkReader
from resolvers.clock import Clock
from resolvers.walking import (
    WALK_LIMITS,
    WalkLimit,
    WalkLimits,
    check_known_at,
    checked_kinds,
    checked_number,
)

DEEPEST = 3
"""The most links away that may be asked for."""

MOST = 200
"""The most parties that may be asked for."""


@dataclass(frozen=True, slots=True)
class NeighbourhoodQuery:
    """Around whom, how many links away at most, along which kinds (None: all), on which day (None: links of all dates), as
    known at which recorded time (None: all that is published), how many parties at most."""

    party_id: str
    depth: int = 1
    kinds: frozenset[LinkKind] | None = None
    following: Following = "BOTH"
    day: date | None = None
    known_at: int | None = None
    limit: int = MOST

    def checked(self, clock: Clock) -> None:
        """Raises INVALID_VALUE for a depth outside 1-3, a limit outside 1-200, no kind of link; KNOWN_AT_IN_FUTURE."""
        checked_number(self.depth, 1, DEEPEST, "depth", "depth")
        checked_number(self.limit, 1, MOST, "limit", "limit")
        checked_kinds(self.kinds)
        check_known_at(self.known_at, clock)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Links of a kind that are not shown: so many were counted, at least one; not `exact`: there may be others."""

    kind: LinkKind
    count: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What is kept of what is around a party (`domain.walking.around` says what), and what is not.

    `parties`: with their distance, the nearest first, then by id; the party itself is the first. Empty where it was not
    recorded by then. `links`: in the order of recording. `limits`: what kept the walk from going on; `not_walked`: parties
    shown whose own links were not all read, the first 20 by id.
    """

    day: date | None
    known_at: int
    parties: tuple[tuple[Party, int], ...]
    links: tuple[Link, ...]
    left_out: tuple[LeftOut, ...]
    complete: bool
    limits: tuple[WalkLimit, ...]
    not_walked: tuple[Party, ...]


@dataclass(slots=True)
class _Walked:
    asked: NeighbourhoodQuery
    kinds: frozenset[LinkKind]
    found: Surroundings
    limits: set[WalkLimit] = field(default_factory=set)


class Neighbourhoods:
    """Reads neighbourhoods. Round trips grow with the depth, and with the number of parties among those asked about that
    have very many links; never with the number of parties or links."""

    def __init__(
        self,
        reader: WalkReader,
        clock: Clock,
        *,
        limits: WalkLimits = WALK_LIMITS,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._clock = clock
        self._limits = limits
        self._now = now

    async def around(self, queries: Sequence[NeighbourhoodQuery]) -> list[Neighbourhood]:
        """The neighbourhood of each.

        Raises INVALID_VALUE, KNOWN_AT_IN_FUTURE (as `NeighbourhoodQuery.checked`), ENGINE_UNAVAILABLE, TIMED_OUT.
        """
        for asked in queries:
            asked.checked(self._clock)
        deadline = self._now() + self._limits.seconds
        found: dict[NeighbourhoodQuery, Neighbourhood] = {}
        groups: dict[tuple[int | None, frozenset[LinkKind]], list[NeighbourhoodQuery]] = {}
        for asked in dict.fromkeys(queries):
            groups.setdefault((asked.known_at, checked_kinds(asked.kinds)), []).append(asked)
        for (known_at, kinds), together in groups.items():
            walked = [
                _Walked(asked, kinds, Surroundings(asked.party_id, asked.depth, asked.limit, asked.following))
                for asked in together
            ]
            walk = _Walk(self._reader, self._limits, kinds, known_at, lambda: self._now() > deadline)
            await walk.run(walked)
            found.update(zip(together, await self._shown(walked, walk.known_at), strict=True))
        return [found[asked] for asked in queries]

    async def _shown(self, walked: Sequence[_Walked], known_at: int | None) -> list[Neighbourhood]:
        ids = {party for one in walked for party in one.found.distances}
        link_ids = {link_id for one in walked for link_id in one.found.links}
        (parties, known), links = await asyncio.gather(
            self._reader.parties(ids, known_at), self._reader.links(link_ids, known_at or 0)
        )
        return [_shown(one, parties, links, known) for one in walked]


def _shown(walked: _Walked, parties: dict[str, Party], links: dict[str, Link], known_at: int) -> Neighbourhood:
    found = walked.found
    there = sorted((distance, party) for party, distance in found.distances.items() if party in parties)
    exact = not found.uncounted
    return Neighbourhood(
        day=walked.asked.day,
        known_at=known_at,
        parties=tuple((parties[party], distance) for distance, party in there),
        links=tuple(links[link_id] for link_id in sorted(found.links)),
        left_out=tuple(LeftOut(kind, found.left_out[kind], exact) for kind in LinkKind if found.left_out[kind]),
        complete=found.complete,
        limits=tuple(limit for limit in WalkLimit if limit in walked.limits),
        not_walked=tuple(parties[party] for party in sorted(found.unread & parties.keys())[:20]),
    )


@dataclass
class _Walk:
    """The reading of some neighbourhoods along the same kinds of link, as known at one time."""

    reader: WalkReader
    most: WalkLimits
    kinds: frozenset[LinkKind]
    known_at: int | None
    expired: Callable[[], bool]
    read: dict[Opening, list[Tie]] = field(default_factory=dict)
    crowded: set[Opening] = field(default_factory=set)
    links_read: int = 0
    begun: bool = False

    async def run(self, walked: Sequence[_Walked]) -> None:
        """Reads level by level."""
        for level in range(DEEPEST):
            openings = {opening: None for one in walked for opening in one.found.openings()}
            limit = await self._open([opening for opening in openings if opening not in self.read])
            for one in walked:
                if one.found.openings():
                    await self._take(one, limit, at_centre=level == 0)

    async def _open(self, openings: Sequence[Opening]) -> WalkLimit | None:
        """Reads those openings that may be read; what kept it from reading the others."""
        openings = [opening for opening in openings if opening not in self.crowded]
        room = min(self.most.links - self.links_read, self.most.links)
        if not openings:
            return None
        if self.begun and self.expired():
            return WalkLimit.TIME
        if room <= 0:
            return WalkLimit.LINKS
        allowed = max(2 * self.most.parties - len(self.read), 0)
        try:
            opened = await self.reader.open(
                sorted(openings)[:allowed], self.kinds, self.known_at, fan=self.most.fan, room=room
            )
        except CreditGraphError as error:
            if error.code is not ErrorCode.TIMED_OUT or not self.begun:
                raise
            return WalkLimit.TIME
        self._keep(opened)
        if len(openings) > allowed:
            return WalkLimit.PARTIES
        return WalkLimit.LINKS if opened.unread else None

    def _keep(self, opened: Opened) -> None:
        self.begun = True
        self.known_at = opened.known_at
        self.read.update(opened.links)
        self.crowded |= opened.crowded
        self.links_read += opened.count()

    async def _take(self, one: _Walked, limit: WalkLimit | None, *, at_centre: bool) -> None:
        openings = one.found.openings()
        ties = [tie for opening in openings for tie in self.read.get(opening, ())]
        missing = [opening for opening in openings if opening not in self.read]
        if at_centre:
            for opening in [opening for opening in missing if opening in self.crowded]:
                missing.remove(opening)
                ties += await self._of_crowd(one, opening)
        if any(opening in self.crowded for opening in missing):
            one.limits.add(WalkLimit.CROWDED)
        if limit is not None and any(opening not in self.crowded for opening in missing):
            one.limits.add(limit)
        one.found.add([tie for tie in ties if tie.holds_on(one.asked.day)], {party for party, _ in missing})

    async def _of_crowd(self, one: _Walked, opening: Opening) -> list[Tie]:
        """The links recorded first of a party asked about that has very many; the others are counted."""
        if self.expired():
            one.limits.add(WalkLimit.TIME)
            one.found.unread.add(opening[0])
            return []
        assert self.known_at is not None
        crowd = await self.reader.crowd(opening, self.kinds, self.known_at, one.asked.day, self.most.crowd)
        ids = sorted(link_id for ids in crowd.ids.values() for link_id in ids)
        chosen = set(ids[: LINKS_EACH * one.asked.limit])
        for kind in one.kinds:
            rest = sum(1 for link_id in crowd.ids.get(kind, ()) if link_id not in chosen)
            one.found.leave_out(kind, rest, whole=crowd.whole)
        one.limits.add(WalkLimit.CROWDED)
        links = await self.reader.links(chosen, self.known_at)
        return list(_ties(links.values()))


def _ties(links: Iterable[Link]) -> Iterable[Tie]:
    return (Tie(link.id, link.from_id, link.to_id, link.kind, link.since, link.until) for link in links)
