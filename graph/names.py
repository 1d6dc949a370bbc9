"""Keeps the name index in step with the graph, and searches it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Sequence

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKind
from graph.connection import Connection
from graph.name_index import Hit, Named, NameIndex
from graph.queries import query

WINDOW = 20_000
"""About so many parties are taken into the index at once; a search waits for at most so many."""
INTERVAL = 2.0
"""Seconds between two looks at what is new."""

_logger = logging.getLogger(__name__)


class Names:
    """Searches parties by name. A party is found as soon as its write was acknowledged, unless a large load is being
    taken in."""

    def __init__(self, connection: Connection, index: NameIndex) -> None:
        self._connection = connection
        self._index = index
        self._lock = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Follow the graph in the background."""
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop following and close the index."""
        if self._follower is not None:
            self._follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._follower
        self._index.close()

    async def search(
        self, name: str, kinds: Sequence[PartyKind], first: int, after: tuple[int, str, int] | None
    ) -> list[Hit]:
        """The first `first` hits after a place in the ranking.

        Raises NAME_INDEX_BUILDING (retryable) while a load of many parties is being taken in.
        """
        waiting = sum(parties for _, parties in await self._revisions())
        if waiting > WINDOW:
            raise CreditGraphError(
                ErrorCode.NAME_INDEX_BUILDING,
                f"{waiting} parties loaded a moment ago are being taken into the name index; retry in a few seconds.",
            )
        if waiting:
            await self.catch_up()
        return await asyncio.to_thread(self._index.search, name, kinds, first, after)

    async def catch_up(self) -> None:
        """Take in everything that is published."""
        async with self._lock:
            while True:
                since = self._index.followed_to()
                for first, last in _windows(await self._revisions()):
                    records = await self._connection.read(query("read/names"), since=first, until=last)
                    named = [
                        Named(r["id"], PartyKind(r["kind"]), r["name"], tuple(r["former_names"] or ())) for r in records
                    ]
                    if not await asyncio.to_thread(self._index.follow, named, since, last):
                        break  # another process was faster: look again
                    since = last
                else:
                    return

    async def _revisions(self) -> list[tuple[int, int]]:
        since = self._index.followed_to()
        until = (await self._connection.read(query("read/ledger_published")))[0]["published"]
        if until <= since:
            return []
        records = await self._connection.read(query("read/revisions"), since=since, until=until)
        return [(record["at"], record["parties"]) for record in records]

    async def _follow(self) -> None:
        while True:
            try:
                await self.catch_up()
            except CreditGraphError as error:
                _logger.warning("the name index could not follow the graph: %s", error.message)
            await asyncio.sleep(INTERVAL)


def _windows(revisions: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of recorded times, first and last, with about WINDOW parties each."""
    first: int | None = None
    parties = 0
    for at, count in revisions:
        first = at if first is None else first
        parties += count
        if parties >= WINDOW:
            yield first, at
            first, parties = None, 0
    if first is not None:
        yield first, revisions[-1][0]
