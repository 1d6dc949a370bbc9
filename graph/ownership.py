"""Reading who holds what (股权穿透): everything that the ownership arithmetic needs for some parties, and no more.

A closure holds links of all dates, so that any day or window can be asked of it, as known at one recorded time. It is
read step by step outwards from the parties asked about; each step is one round trip (two where a company has unusually
many owners), so that their number grows with the length of the chains only, never with the number of links.

Nothing is cut off silently. What a budget leaves out is named in `history.owners_unread` (companies not all of whose
owners were read) and `history.holdings_unread` (parties not all of whose holdings were read), and `complete` is false.
What is kept then is the same on both engines and at any time (except where the time ran out): the nearest parties, and of
one party the links recorded first.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from domain.links import Link
from domain.ownership import History
from domain.parties import Party, PartyKind
from graph import rows
from graph.connection import Connection
from graph.queries import query


@dataclass(frozen=True, slots=True)
class ReadBudget:
    """How much may be read for one closure.

    `parties`: whose links are read; `links`: in all; `fan`: links of one party in one direction; `depth`: holdings in a row;
    `seconds`: after which no further step is begun.
    """

    parties: int = 20_000
    links: int = 100_000
    fan: int = 20_000
    depth: int = 100
    seconds: float = 10.0


READ_BUDGET = ReadBudget()


@dataclass(frozen=True, slots=True)
class Closure:
    """The holdings around some parties as known at `known_at` (µs; the time that was used).

    `parties`: everybody who occurs, by id, with the names known then; a party asked about that was not recorded by then is
    missing. `complete`: nothing was cut off. `round_trips`: what it cost.
    """

    history: History
    parties: dict[str, Party]
    known_at: int
    complete: bool
    round_trips: int = 0


@dataclass(frozen=True, slots=True)
class Roles:
    """Links of declared control and of those who run some companies, of all dates, by company id; and who holds them."""

    links: dict[str, tuple[Link, ...]]
    parties: dict[str, Party]
    known_at: int
    complete: bool


class OwnershipReader:
    """Reads closures of holdings. Ids that nobody has (or had by then) are no error: they are not in `parties`."""

    def __init__(self, connection: Connection, clock: Callable[[], float] = time.monotonic) -> None:
        self._connection = connection
        self._clock = clock

    async def upward(
        self, ids: Iterable[str], known_at: int | None = None, budget: ReadBudget = READ_BUDGET
    ) -> Closure:
        """Everything that owners, controllers and beneficial owners of the companies rest on: all holdings in each of them,
        and in each company that holds something, and so on. `known_at` None: all that is published.

        Raises as `Connection.read` does.
        """
        walk = _Walk(self._connection, known_at, budget, self._clock)
        await walk.run(owners_of=ids, holdings_of=(), follow_owners=True)
        return walk.closure()

    async def downward(
        self, ids: Iterable[str], known_at: int | None = None, budget: ReadBudget = READ_BUDGET
    ) -> Closure:
        """Everything that holdings and control of the parties rest on: what each holds, what the companies reached hold, and
        so on; and all other holdings in every company reached, for those held jointly and for what they leave.

        Raises as `Connection.read` does.
        """
        walk = _Walk(self._connection, known_at, budget, self._clock)
        await walk.run(owners_of=(), holdings_of=ids, follow_owners=False)
        return walk.closure()

    async def roles(
        self, company_ids: Sequence[str], known_at: int | None = None, *, fan: int = READ_BUDGET.fan
    ) -> Roles:
        """Declared controllers, senior managers, legal representatives and principals of companies, in one round trip."""
        records = await self._connection.read(
            query("read/ownership_roles"), ids=sorted(set(company_ids)), known_at=known_at, limit=fan + 1
        )
        known = records[0]["known"]
        links: dict[str, tuple[Link, ...]] = {}
        parties: dict[str, Party] = {}
        complete = True
        for record in records:
            if record["company_id"] is None:
                continue
            for _, other in record["links"]:
                parties[other[0]] = rows.party(other, known)
            found = [rows.link(link, other[0], record["company_id"]) for link, other in record["links"]]
            found.sort(key=lambda link: link.id)
            complete = complete and len(found) <= fan
            links[record["company_id"]] = tuple(found[:fan])
        return Roles(links, parties, known, complete)


_WIDTH = 50_000
"""Links that one step may answer before companies with many of them are asked for a second time, by themselves."""
_NARROWEST = 20


@dataclass
class _Walk:
    """One walk outwards. `in_read` and `out_read`: whose links of that direction were asked for."""

    connection: Connection
    known_at: int | None
    budget: ReadBudget
    clock: Callable[[], float]
    links: dict[str, Link] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    in_read: set[str] = field(default_factory=set)
    out_read: set[str] = field(default_factory=set)
    owners_unread: set[str] = field(default_factory=set)
    holdings_unread: set[str] = field(default_factory=set)
    round_trips: int = 0

    def __post_init__(self) -> None:
        self._deadline = self.clock() + self.budget.seconds

    async def run(self, *, owners_of: Iterable[str], holdings_of: Iterable[str], follow_owners: bool) -> None:
        """Reads outwards until there is nothing new or the budget is used up."""
        incoming, outgoing = sorted(set(owners_of)), sorted(set(holdings_of))
        depth = 0
        while incoming or outgoing or not self.round_trips:
            spent = depth >= self.budget.depth or (depth > 0 and self.clock() > self._deadline)
            room = 0 if spent else max(self.budget.parties - len(self.in_read | self.out_read), 0)
            self.owners_unread.update(incoming[room:])
            self.holdings_unread.update(outgoing[room:])
            incoming, outgoing = incoming[:room], outgoing[:room]
            if not incoming and not outgoing and self.round_trips:
                return
            found = await self._step(incoming, outgoing)
            depth += 1
            if follow_owners:
                incoming = sorted(
                    party for party in found.holders if self._is_entity(party) and party not in self.in_read
                )
            else:
                incoming = sorted(found.companies - self.in_read)
                outgoing = sorted(found.companies - self.out_read)

    async def _step(self, incoming: Sequence[str], outgoing: Sequence[str]) -> _Found:
        self.in_read.update(incoming)
        self.out_read.update(outgoing)
        room = max(self.budget.links - len(self.links), 0)
        many = max(len(incoming) + len(outgoing), 1)
        limit = min(self.budget.fan, room, max(_WIDTH // many, _NARROWEST))
        found = await self._read(incoming, outgoing, limit)
        if (found.cut_in or found.cut_out) and limit < min(self.budget.fan, room):
            again = len(found.cut_in) + len(found.cut_out)
            room = max(self.budget.links - len(self.links), 0)
            wider = min(self.budget.fan, max(room // again, limit))
            second = await self._read(sorted(found.cut_in), sorted(found.cut_out), wider)
            found = _Found(
                found.holders | second.holders, found.companies | second.companies, second.cut_in, second.cut_out
            )
        self.owners_unread |= found.cut_in
        self.holdings_unread |= found.cut_out
        return found

    async def _read(self, incoming: Sequence[str], outgoing: Sequence[str], limit: int) -> _Found:
        records = await self.connection.read(
            query("read/ownership_step"),
            known_at=self.known_at,
            owners_of=list(incoming),
            holdings_of=list(outgoing),
            limit=limit + 1,
        )
        self.round_trips += 1
        found = _Found(set(), set(), set(), set())
        for record in records:
            self.known_at = known = record["known"]
            if record["way"] == "KNOWN":
                continue
            party = rows.party(record["party"], known)
            self.parties[party.id] = party
            is_in = record["way"] == "IN"
            answered = sorted(record["links"], key=lambda row: row[0][0])
            if len(answered) > limit:
                (found.cut_in if is_in else found.cut_out).add(party.id)
            for link_row, other_row in answered[:limit]:
                self._keep(link_row, other_row, party.id, found, known, is_in=is_in)
        return found

    def _keep(
        self, link_row: rows.Row, other_row: rows.Row, party_id: str, found: _Found, known: int, *, is_in: bool
    ) -> None:
        other = other_row[0]
        if other not in self.parties:
            self.parties[other] = rows.party(other_row, known)
        holder, company = (other, party_id) if is_in else (party_id, other)
        if link_row[0] not in self.links:
            self.links[link_row[0]] = rows.link(link_row, holder, company)
        found.holders.add(holder)
        found.companies.add(company)

    def _is_entity(self, party_id: str) -> bool:
        return self.parties[party_id].kind is not PartyKind.PERSON

    def closure(self) -> Closure:
        """What was read."""
        known_at = self.known_at
        assert known_at is not None
        history = History(
            tuple(link for _, link in sorted(self.links.items())),
            {party_id: party.kind for party_id, party in self.parties.items()},
            frozenset(self.owners_unread & self.parties.keys()),
            frozenset(self.holdings_unread & self.parties.keys()),
        )
        complete = not history.owners_unread and not history.holdings_unread
        return Closure(history, self.parties, known_at, complete, self.round_trips)


@dataclass(frozen=True, slots=True)
class _Found:
    """The ends of the links that one step read, and those who have more links than it asked for."""

    holders: set[str]
    companies: set[str]
    cut_in: set[str]
    cut_out: set[str]
