"""Reading what walks need: the links of many parties in one round trip, and never much of a party that has very many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.links import Link, LinkKind
from domain.parties import Party
from domain.time import NEVER
from domain.walking.search import Opening
from domain.walking.web import Tie, Way
from graph import rows
from graph.connection import Connection
from graph.queries import query
from graph.reader import Reader

_WIDTH = 50_000
"""Links that one step may answer before parties with many of them are asked for a second time, by themselves."""
_NARROWEST = 20


@dataclass(slots=True)
class Opened:
    """What reading the links of some parties gave.

    `links`: by opening, all links of it as known at `known_at` (µs), of all dates; a party that is not there has none.
    `crowded`: those with more links than `fan`; `unread`: those for which there was no room. Neither has links here.
    """

    links: dict[Opening, list[Tie]] = field(default_factory=dict)
    crowded: set[Opening] = field(default_factory=set)
    unread: set[Opening] = field(default_factory=set)
    known_at: int = 0
    round_trips: int = 0

    def count(self) -> int:
        """How many links were read."""
        return sum(len(links) for links in self.links.values())


@dataclass(frozen=True, slots=True)
class Crowd:
    """The links of one way of a party with many: ids by kind, in their order; `whole`: no others were left unlooked at."""

    ids: Mapping[LinkKind, tuple[str, ...]]
    whole: bool


class WalkReader:
    """Reads links for walks, then whatever is shown of those that matter."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._register = Reader(connection)

    async def open(
        self, openings: Iterable[Opening], kinds: frozenset[LinkKind], known_at: int | None, *, fan: int, room: int
    ) -> Opened:
        """All links of each opening, of the given kinds; at most about `room` in all.

        One round trip; a second one where some have more links than a fair part of what one answer may hold. What is
        left out is the same on both engines. Raises as `Connection.read` does.
        """
        wanted = sorted(set(openings))
        found = Opened()
        share = max(_WIDTH // max(len(wanted), 1), _NARROWEST)
        most = min(fan, share, max(room, 0))
        larger = await self._step(found, wanted, kinds, known_at, most)
        if larger and most < fan:
            room -= found.count()
            wider = min(fan, room // len(larger))
            if wider > most:
                larger = await self._step(found, larger, kinds, found.known_at, wider)
            if wider < fan:
                found.unread.update(larger)
                return found
        found.crowded.update(larger)
        return found

    async def _step(
        self,
        found: Opened,
        openings: Sequence[Opening],
        kinds: frozenset[LinkKind],
        known_at: int | None,
        most: int,
    ) -> list[Opening]:
        """Reads those with at most `most` links; answers the others."""
        records = await self._connection.read(
            _of_kinds("read/walk_step", kinds),
            known_at=known_at,
            asked={
                "outgoing": [party for party, way in openings if way == "OUT"],
                "incoming": [party for party, way in openings if way == "IN"],
            },
            limit=most + 1,
        )
        found.round_trips += 1
        larger: list[Opening] = []
        for record in records:
            found.known_at = record["known"]
            way, party = record["way"], record["party"]
            if way == "KNOWN":
                continue
            if record["many"] > most:
                larger.append((party, way))
            else:
                found.links[party, way] = [_tie(row, party, way) for row in record["links"]]
        for opening in openings:
            if opening not in found.links and opening not in larger:
                found.links[opening] = []
        return sorted(larger)

    async def crowd(
        self, opening: Opening, kinds: frozenset[LinkKind], known_at: int, day: date | None, most: int
    ) -> Crowd:
        """The ids of all links of a party with many, holding on the day (None: of all dates); at most `most` are looked
        at, of all versions. One round trip."""
        party, way = opening
        records = await self._connection.read(
            _of_kinds("read/walk_crowd", kinds),
            known_at=known_at,
            id=party,
            outgoing=way == "OUT",
            day=day,
            most=most,
        )
        rows_of = [row for record in records for row in record["kinds"]]
        looked_at = sum(record["looked_at"] or 0 for record in records)
        ids = {LinkKind(kind): tuple(sorted(found)) for kind, found in rows_of}
        return Crowd(ids, looked_at < most)

    async def parties(self, ids: Iterable[str], known_at: int | None) -> tuple[dict[str, Party], int]:
        """The parties by id, with the names known then, and the recorded time used. One round trip."""
        asked = {"ids": sorted(set(ids))}
        records = await self._connection.read(query("read/parties_known"), asked=asked, known_at=known_at)
        known = records[0]["known"]
        found = [rows.party(record["party"], known) for record in records if record["party"] is not None]
        return {party.id: party for party in found}, known

    async def links(self, ids: Iterable[str], known_at: int) -> dict[str, Link]:
        """The link versions by id, as they were known then: what superseded one later does not show. One round trip."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        found = await self._register.links_by_id(wanted)
        return {link.id: as_known(link, known_at) for link in found if link is not None}


def as_known(link: Link, known_at: int) -> Link:
    """The version as it was known at a recorded time."""
    if link.superseded_at == NEVER or link.superseded_at <= known_at:
        return link
    return Link(
        *(link.id, link.kind, link.from_id, link.to_id, link.since, link.until, link.share, link.position),
        *(link.source, link.records, link.recorded_at, NEVER),
    )


def _tie(row: rows.Row, party: str, way: Way) -> Tie:
    """[link id, kind, party at the other end, since, until]."""
    from_id, to_id = (party, row[2]) if way == "OUT" else (row[2], party)
    return Tie(row[0], from_id, to_id, rows.LINK_KINDS[row[1]], rows.day(row[3]), rows.day(row[4]))


def _of_kinds(name: str, kinds: frozenset[LinkKind]) -> str:
    """A text in which `:SHAREHOLDER` stands for kinds of link, at least one."""
    return query(name).replace("[r:SHAREHOLDER]", f"[r:{'|'.join(kind for kind in LinkKind if kind in kinds)}]")
