"""How many checks each department made with its keys, counted at no cost to the check.

A check adds one to a number in memory: no round trip, no lock, nothing to wait for. The numbers are written in the
background, in one transaction of the ledger for all of them: a second after the first check that a key makes on a day, then
every quarter of an hour, and when the program ends. So the report knows within two seconds that a department checked at all
on a day. A program that is killed loses what it counted since it wrote last: at most the last quarter of an hour of numbers,
never what was written, and never a day twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import date

from domain.errors import CreditGraphError
from graph.work import CheckTally, WorkStore
from graph.writing import new_id
from resolvers.principal import Principal

FIRST_AFTER = 1.0
"""Seconds after which the first check of a key on a day is written."""
EVERY = 900.0
"""Seconds after which what was counted since is written."""

_logger = logging.getLogger(__name__)
_Counted = tuple[str, str, date]


class ChecksMade:
    """Counts in memory; `start` writes in the background, `flush` at once."""

    def __init__(self, store: WorkStore) -> None:
        self._store = store
        self._counts: dict[_Counted, int] = {}
        self._batch: list[CheckTally] = []
        self._seen: set[_Counted] = set()
        self._news = asyncio.Event()
        self._lock = asyncio.Lock()
        self._follower: asyncio.Task[None] | None = None

    def count(self, principal: Principal, day: date, number: int = 1) -> None:
        """Counts checks that a key of a department made on a day; those of other keys are nobody's work."""
        if principal.department is None or number < 1:
            return
        counted = (principal.department, principal.key_id, day)
        self._counts[counted] = self._counts.get(counted, 0) + number
        if counted not in self._seen:
            self._seen.add(counted)
            self._news.set()

    async def flush(self) -> None:
        """Writes what was counted. Where the engine is lost it stays counted, and is written the next time, once."""
        async with self._lock:
            if (
                not self._batch
            ):  # else the last one may or may not have arrived: it is written again, under the same ids
                counts, self._counts = self._counts, {}
                self._batch = [CheckTally(*counted, number, new_id()) for counted, number in counts.items()]
            if self._batch:
                await self._store.record(self._batch)
                self._batch = []

    def start(self) -> None:
        """Write in the background."""
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop, and write what is left."""
        if self._follower is not None:
            self._follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._follower
        await self._write()

    async def _follow(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(EVERY):
                    await self._news.wait()
            if self._news.is_set():
                self._news.clear()
                await asyncio.sleep(FIRST_AFTER)
            await self._write()
            self._forget()

    async def _write(self) -> None:
        try:
            await self.flush()
        except CreditGraphError as error:
            _logger.warning("checks made could not be written, they are kept: %s", error.message)

    def _forget(self) -> None:
        """The days before the latest one."""
        latest = max((day for _, _, day in self._seen), default=None)
        self._seen = {counted for counted in self._seen if counted[2] == latest}
