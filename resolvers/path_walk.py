"""The reading of one search for ways: level by level, within limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.walking.search import Opening, PathSearch
from graph.walking import Opened, WalkReader
from resolvers.walking import WalkLimit, WalkLimits, calculated


@dataclass
class PathWalk:
    """Reads what a search wants to know. `limits`: what kept it from going on; `crowded`: parties with too many links."""

    reader: WalkReader
    most: WalkLimits
    kinds: frozenset[LinkKind]
    day: date | None
    search: PathSearch
    known_at: int | None
    links_read: int = 0
    round_trips: int = 0
    limits: set[WalkLimit] = field(default_factory=set)
    crowded: set[str] = field(default_factory=set)

    async def run(self) -> None:
        """Reads level by level until enough is certain, nothing more can be found out, or a limit is reached."""
        parties: set[str] = set()
        while openings := await calculated(self.links_read, self.search.next):
            if self.round_trips and self.search.expired():
                self.limits.add(WalkLimit.TIME)
                return
            openings = self._within_limits(openings, parties)
            opened = await self._open(openings)
            if opened is None or not openings:
                return
            await calculated(self.links_read, lambda opened=opened: self._take(opened))  # type: ignore[misc]

    def _within_limits(self, openings: Sequence[Opening], parties: set[str]) -> list[Opening]:
        kept: list[Opening] = []
        for party, way in openings:
            if party in parties or len(parties) < self.most.parties:
                parties.add(party)
                kept.append((party, way))
            else:
                self.limits.add(WalkLimit.PARTIES)
                self.search.closed.add((party, way))
        return kept

    async def _open(self, openings: Sequence[Opening]) -> Opened | None:
        if not openings:
            return None
        room = self.most.links - self.links_read
        if room <= 0:
            self.limits.add(WalkLimit.LINKS)
            return None
        try:
            opened = await self.reader.open(openings, self.kinds, self.known_at, fan=self.most.fan, room=room)
        except CreditGraphError as error:
            if error.code is not ErrorCode.TIMED_OUT or not self.round_trips:
                raise
            self.limits.add(WalkLimit.TIME)
            return None
        self.known_at = opened.known_at
        self.round_trips += opened.round_trips
        self.links_read += opened.count()
        return opened

    def _take(self, opened: Opened) -> None:
        if opened.unread:
            self.limits.add(WalkLimit.LINKS)
        if opened.crowded:
            self.limits.add(WalkLimit.CROWDED)
            self.crowded.update(party for party, _ in opened.crowded)
        ties = [tie for links in opened.links.values() for tie in links if tie.holds_on(self.day)]
        self.search.add(ties, opened.links, opened.crowded | opened.unread)
