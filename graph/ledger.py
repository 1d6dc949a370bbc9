"""The ledger clock (design §2.8): recorded times in one total order, published when their transaction is wholly visible.

A write takes the ledger node first, so that writers queue, and stamps all that it writes with the time it is given. A
second tiny transaction publishes that time, and only then is the write acknowledged. Readers use the published time as
their `known_at`, so a decision asked again later with it is the same, byte for byte (R33).

Writers that meet at the database fight (waits of seconds); so they queue here, first come first served, and on the
embedded engine, which cannot make a writer wait, in a lock between processes too.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from neo4j import AsyncManagedTransaction

from graph.connection import Connection
from graph.errors import UnfinishedLoadError
from graph.queries import query

T = TypeVar("T")
ProcessLock = contextlib.AbstractAsyncContextManager[Any]


def now_us() -> int:
    """The machine's time: microseconds since the epoch."""
    return time.time_ns() // 1000


class Ledger:
    """Gives out recorded times, and publishes them. One for each process."""

    def __init__(
        self,
        connection: Connection,
        *,
        clock: Callable[[], int] = now_us,
        process_lock: ProcessLock | None = None,
    ) -> None:
        """`process_lock` can be entered again and again (`graph.locks.FileLock`); None on Neo4j, which has locks."""
        self._connection = connection
        self.clock = clock
        self._process_lock: ProcessLock = process_lock or contextlib.nullcontext()
        self._queue = asyncio.Lock()
        self._running: set[asyncio.Task[Any]] = set()

    async def write(self, work: Callable[[AsyncManagedTransaction, int], Awaitable[T]]) -> T:
        """Call `work(transaction, at)` in a transaction of its own, `at` strictly later than every time given out
        before (microseconds). Returns its result when the write is committed and published.

        `work` may be called again with a later time, if the database asks for it. If it raises, nothing is written and
        no time is used up. A caller that is cancelled does not undo a write under way: it is finished and published.

        Raises CreditGraphError(ENGINE_UNAVAILABLE) if the engine is lost: the write is not acknowledged, but it may be
        there; the caller repeats it (writes are idempotent). `recover` publishes it.
        """
        task = asyncio.create_task(self._write(work))
        self._running.add(task)
        task.add_done_callback(self._finished)
        return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # seen: when the caller was cancelled nobody else looks

    async def _write(self, work: Callable[[AsyncManagedTransaction, int], Awaitable[T]]) -> T:
        async def stamped(transaction: AsyncManagedTransaction) -> T:
            await _take(transaction)
            at = await _run(transaction, "write/ledger_stamp", now=self.clock())
            return await work(transaction, at)

        async with self._queue, self._process_lock:
            result = await self._connection.write(stamped)
            await self._connection.write(_publish)
            return result

    async def hold(self, work: Callable[[AsyncManagedTransaction], Awaitable[T]], loading: str | None) -> T:
        """Call `work(transaction)` in a transaction that has the ledger, and publish nothing. `loading`: the fresh load
        (`graph.fresh_load`) that must have the graph to itself, None where none may. Raises UnfinishedLoadError."""

        async def held(transaction: AsyncManagedTransaction) -> T:
            await _take(transaction, loading)
            return await work(transaction)

        async with self._queue, self._process_lock:
            return await self._connection.write(held)

    async def published(self) -> int:
        """The last recorded time whose transaction is wholly visible; 0 before the first."""
        records = await self._connection.read(query("read/ledger_published"))
        published: int = records[0]["published"]
        return published

    async def recover(self) -> None:
        """Publish what a process committed and was killed before publishing. Called at every start."""
        async with self._queue, self._process_lock:
            await self._connection.write(_publish)

    async def drain(self) -> None:
        """Wait for the writes whose callers were cancelled. Called before the connection is closed."""
        while self._running:
            await asyncio.wait(self._running)


async def _publish(transaction: AsyncManagedTransaction) -> None:
    await _take(transaction)
    await _run(transaction, "write/ledger_publish")


async def _take(transaction: AsyncManagedTransaction, loading: str | None = None) -> None:
    """Raises UnfinishedLoadError where another fresh load than `loading` has the graph to itself."""
    record = await (await transaction.run(query("write/ledger_take"))).single(strict=True)
    if record["loading"] != loading:
        raise UnfinishedLoadError(taken_over=loading is not None)


async def _run(transaction: AsyncManagedTransaction, name: str, **params: int) -> int:
    """The only value of the only record."""
    record = await (await transaction.run(query(name), params)).single(strict=True)
    value: int = record.value()
    return value
