"""Parties to look at: by key, by name, their identifiers and links."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.identifiers import Identifier
from domain.links import Link, LinkKind
from domain.parties import Party, PartyKey, PartyKind
from graph.names import Names
from graph.reader import Direction, LinksWanted, Reader
from resolvers.pages import Page, decode_cursor, encode_cursor, page


@dataclass(frozen=True, slots=True)
class LinksQuery:
    """A page of one party's current links: of which kinds, in which direction, holding on which day."""

    party_id: str
    direction: Direction = "BOTH"
    kinds: frozenset[LinkKind] | None = None
    as_of: date | None = None
    first: int = 50
    after: str | None = None

    def wanted(self) -> LinksWanted:
        """What the graph is asked for. Raises INVALID_CURSOR."""
        key = decode_cursor(self.after, [str])
        return LinksWanted(self.party_id, self.direction, self.kinds, self.as_of, str(key[0]) if key else "")


class Parties:
    """Reads parties. Every method answers in the order asked, in one round trip for any number of keys."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader = reader
        self._names = names

    async def by_ids(self, party_ids: Sequence[str]) -> list[Party | None]:
        """The parties, None for an id that nobody has."""
        return await self._reader.parties([PartyKey(id=party_id) for party_id in party_ids])

    async def resolve(self, keys: Sequence[PartyKey]) -> list[Party | None]:
        """The parties, None for a key that nobody has."""
        return await self._reader.parties(keys)

    async def identifiers(self, party_ids: Sequence[str]) -> list[list[Identifier]]:
        """The identifiers of each party; a citizen number only masked."""
        return await self._reader.identifiers(party_ids)

    async def links(self, queries: Sequence[LinksQuery]) -> list[Page[Link]]:
        """A page for each query, in the order of recording."""
        first = max((query.first for query in queries), default=0)
        found = await self._reader.links([query.wanted() for query in queries], first + 1)
        return [
            page(links[: query.first + 1], query.first, lambda link: [link.id])
            for query, links in zip(queries, found, strict=True)
        ]

    async def count_links(self, queries: Sequence[LinksQuery]) -> list[int]:
        """For each query, how many links it has on all pages."""
        return await self._reader.link_counts([query.wanted() for query in queries])

    async def links_by_ids(self, link_ids: Sequence[str]) -> list[Link | None]:
        """The link versions, current or superseded."""
        return await self._reader.links_by_id(link_ids)

    async def search(self, name: str, kinds: frozenset[PartyKind] | None, first: int, after: str | None) -> Page[Party]:
        """Parties by name: exact, former names, prefix, part, in that order; a name is not an identity.

        Raises INVALID_CURSOR, NAME_INDEX_BUILDING.
        """
        key = decode_cursor(after, [int, str, int])
        place = (int(key[0]), str(key[1]), int(key[2])) if key else None
        hits = await self._names.search(name, sorted(kinds if kinds is not None else PartyKind), first + 1, place)
        parties = await self.by_ids([hit.party_id for hit in hits[:first]])
        shown = [(hit, party) for hit, party in zip(hits[:first], parties, strict=True) if party is not None]
        return Page([party for _, party in shown], [encode_cursor(hit.place) for hit, _ in shown], len(hits) > first)
