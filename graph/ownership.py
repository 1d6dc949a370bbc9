"""Reading who holds what (股权穿透): everything that the ownership arithmetic needs for some parties, and no more.

A closure holds links of all dates, so that any day or window can be asked of it, as known at one recorded time. It is
read step by step outwards from the parties asked about, up to three links deep in one round trip (`graph.ownership_walk`),
so that their number grows with the length of the chains only, never with the number of links.

Nothing is cut off silently. What a budget leaves out is named in `history.owners_unread` (companies not all of whose
owners were read) and `history.holdings_unread` (parties not all of whose holdings were read), and `complete` is false.
What is kept then does not depend on the engine (except where the time ran out).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from domain.links import Link
from domain.ownership import History
from domain.parties import Party
from graph import rows
from graph.connection import Connection
from graph.ownership_walk import READ_BUDGET, ReadBudget, Walk
from graph.queries import query

__all__ = ["READ_BUDGET", "Closure", "OwnershipReader", "ReadBudget", "Roles"]


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
        walk = Walk(self._connection, known_at, budget, self._clock)
        await walk.upward(ids)
        return _closure(walk)

    async def downward(
        self, ids: Iterable[str], known_at: int | None = None, budget: ReadBudget = READ_BUDGET
    ) -> Closure:
        """Everything that holdings and control of the parties rest on: what each holds, what the companies reached hold, and
        so on; and all other holdings in every company reached, for those held jointly and for what they leave.

        Raises as `Connection.read` does.
        """
        walk = Walk(self._connection, known_at, budget, self._clock)
        await walk.downward(ids)
        return _closure(walk)

    async def roles(
        self, company_ids: Sequence[str], known_at: int | None = None, *, fan: int = READ_BUDGET.fan
    ) -> Roles:
        """Declared controllers, senior managers, legal representatives and principals of companies, in one round trip."""
        records = await self._connection.read(
            query("read/ownership_roles"), asked={"ids": sorted(set(company_ids))}, known_at=known_at, limit=fan + 1
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


def _closure(walk: Walk) -> Closure:
    known_at = walk.known_at
    assert known_at is not None, "every step tells the time"
    history = History(
        tuple(link for _, link in sorted(walk.links.items())),
        {party_id: party.kind for party_id, party in walk.parties.items()},
        frozenset(walk.owners_unread & walk.parties.keys()),
        frozenset(walk.holdings_unread & walk.parties.keys()),
    )
    complete = not history.owners_unread and not history.holdings_unread
    return Closure(history, walk.parties, known_at, complete, walk.round_trips)
