"""The walk behind a closure of holdings: which links each round trip asks for, and what is left out.

A step asks for the links of all parties at the border of what is known; where these are few, for the links of the parties
found there too, and once more, so that most walks end with their first step. An engine is never asked for the links of a
party that has too many of them: it counts first, and answers the number. Such a party is asked for by itself afterwards if
the budget allows it, else it is cut off; of one that was asked about itself the links recorded first are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from domain.links import Link
from domain.parties import Party, PartyKind
from graph import rows
from graph.connection import Connection
from graph.queries import query
from graph.rows import Row

Way = Literal["IN", "OUT"]
Node = tuple[str, Way]
"""A party, and which of its links: IN its owners, OUT its holdings."""


@dataclass(frozen=True, slots=True)
class ReadBudget:
    """How much may be read for one closure.

    `parties`: whose links are read (owners and holdings apart); `links`: in all; `fan`: links of one party in one direction,
    superseded versions counted; `depth`: holdings in a row; `seconds`: after which no further step is begun.
    """

    parties: int = 10_000
    links: int = 50_000
    fan: int = 5_000
    depth: int = 100
    seconds: float = 10.0


READ_BUDGET = ReadBudget()

DEEP = 3
"""Links in a row that one step can read."""
INNER = 8
"""Parties within a step whose links are more than these are left to the next."""
FEW = 50
"""Up to so many parties at the border, a step goes deep."""
DEEP_LINKS, WIDE_LINKS, LEAST = 2_000, 50_000, 10
"""Links of the parties at the border that a step may answer, deep or not, shared evenly, but LEAST for each."""
HUBS = 3
"""Of so many parties that were asked about and have too many links, the first ones are read: each costs seconds."""


@dataclass
class Walk:
    """One walk outwards. `read`: whose links were read, or given up."""

    connection: Connection
    known_at: int | None
    budget: ReadBudget
    clock: Callable[[], float]
    links: dict[str, Link] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    owners_unread: set[str] = field(default_factory=set)
    holdings_unread: set[str] = field(default_factory=set)
    round_trips: int = 0
    _read: set[Node] = field(default_factory=set)
    _border: set[Node] = field(default_factory=set)
    _ways: tuple[Way, ...] = ("IN",)
    """What is asked of each company that is reached."""

    async def upward(self, ids: Iterable[str]) -> None:
        """Reads the owners of companies, and theirs, until there are no others or the budget is used up."""
        await self._run({(party_id, "IN") for party_id in ids})

    async def downward(self, ids: Iterable[str]) -> None:
        """Reads the holdings of parties, and those of the companies held, and all owners of these; likewise."""
        self._ways = ("IN", "OUT")
        await self._run({(party_id, "OUT") for party_id in ids})

    async def _run(self, starts: set[Node]) -> None:
        deadline = self.clock() + self.budget.seconds
        border, depth = starts, 0
        while border or not self.round_trips:
            spent = depth >= self.budget.depth or (depth > 0 and self.clock() > deadline)
            room = 0 if spent else max(self.budget.parties - len(self._read), 0)
            nodes = sorted(border)
            for node in nodes[room:]:
                self._give_up(node)
            if nodes and not room:
                return
            self._border = set()
            depth += await self._step(nodes[:room], depth)
            border = self._border - self._read

    async def _step(self, nodes: Sequence[Node], depth: int) -> int:
        """Reads the links of `nodes`; how deep it went."""
        budget, many = self.budget, max(len(nodes), 1)
        is_deep = (
            many <= FEW
            and depth + DEEP <= budget.depth
            and len(self._read) + 1_000 <= budget.parties
            and len(self.links) + 10_000 <= budget.links
        )
        limit = min(budget.fan, max((DEEP_LINKS if is_deep else WIDE_LINKS) // many, LEAST))
        many_links = await self._ask(nodes, limit, min(INNER, budget.fan) if is_deep else 0)
        again: list[Node] = []
        hubs: list[Node] = []
        room = budget.links - len(self.links)
        for node, degree in sorted(many_links.items()):
            if degree <= min(budget.fan, room):
                again.append(node)
                room -= degree
            elif depth == 0 and len(hubs) < HUBS:
                hubs.append(node)
            else:
                self._give_up(node)
        if again:
            await self._ask(again, budget.fan, 0)
        if hubs:
            await self._ask_first(hubs)
        return DEEP if is_deep else 1

    async def _ask(self, nodes: Sequence[Node], limit: int, inner: int) -> dict[Node, int]:
        """One round trip. How many links those have of whom there are more than `limit`."""
        records = await self.connection.read(
            query("read/ownership_below" if "OUT" in self._ways else "read/ownership_above"),
            known_at=self.known_at,
            asked=_asked(nodes),
            limit=limit,
            inner=inner,
        )
        self.round_trips += 1
        self.known_at = records[0]["known"]
        answered = {(row[0][0], record["way"]): row for record in records for row in record["rows"]}
        many_links: dict[Node, int] = {}
        for node in sorted(answered):
            party, degree, links = answered[node]
            self._meet(party)
            if node in self._read:
                continue  # met on the way from another one
            if links is None:
                many_links[node] = degree
            else:
                self._take(node, links)
        return many_links

    async def _ask_first(self, hubs: Sequence[Node]) -> None:
        limit = min(self.budget.fan, max((self.budget.links - len(self.links)) // len(hubs), 0))
        records = await self.connection.read(
            query("read/ownership_first"),
            known_at=self.known_at,
            asked=_asked(hubs),
            limit=limit,
        )
        self.round_trips += 1
        for record in sorted(records, key=lambda record: (record["id"], record["way"])):
            self._take((record["id"], record["way"]), record["links"])
        for hub in hubs:
            self._give_up(hub)

    def _take(self, node: Node, links: Sequence[Row]) -> None:
        """Keeps all links of a party in a direction, and what was read beyond them."""
        if len(self.links) + len(links) > self.budget.links:
            self._give_up(node)
            return
        self._read.add(node)
        party_id, way = node
        for link_row, other_row, *beyond in sorted(links, key=lambda row: str(row[0][0])):
            other = self._meet(other_row)
            holder, company = (other, party_id) if way == "IN" else (party_id, other)
            if link_row[0] not in self.links:
                self.links[link_row[0]] = rows.link(link_row, holder, company)
            if way == "IN" and "OUT" in self._ways:
                continue  # downward, who else holds a company is not followed
            if self.parties[other].kind is not PartyKind.PERSON:
                for next_way, further in zip(self._ways, (*beyond, None, None), strict=False):
                    self._reach((other, next_way), further)

    def _reach(self, node: Node, links: Sequence[Row] | None) -> None:
        if node in self._read:
            return
        if links is None:
            self._border.add(node)
        else:
            self._take(node, links)

    def _meet(self, row: Row) -> str:
        party_id: str = row[0]
        if party_id not in self.parties:
            assert self.known_at is not None
            self.parties[party_id] = rows.party(row, self.known_at)
        return party_id

    def _give_up(self, node: Node) -> None:
        party_id, way = node
        self._read.add(node)
        (self.owners_unread if way == "IN" else self.holdings_unread).add(party_id)


def _asked(nodes: Iterable[Node]) -> dict[str, list[str]]:
    asked: dict[str, list[str]] = {"owners_of": [], "holdings_of": []}
    for party_id, way in nodes:
        asked["owners_of" if way == "IN" else "holdings_of"].append(party_id)
    return asked
