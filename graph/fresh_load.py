"""A load that has an empty graph to itself: nothing of it is seen before its end, and nobody else writes meanwhile.

The ledger says whose load it is (`loading`). Every writer takes the ledger first, so everybody else is refused, and the
program does not start on a graph that is marked so; the load itself is refused as soon as the mark is another's. Its times
are given out by the ledger but published only at the end, so readers see the empty graph until then, and a load that is
killed leaves nothing that could be seen: the next one deletes it and starts over.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeVar

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import new_id

T = TypeVar("T")

LABELS = ("Event", "Finding", "Penalty", "Identifier", "Party")
"""What a load makes, in the order in which it is deleted."""
MANY = 4_000
"""Nodes that one transaction deletes."""
_running: set[str] = set()
"""The loads of this process that are under way."""


class FreshLoad:
    """A load under way. `write` is used like the one of the Ledger, by one task at a time."""

    def __init__(self, ledger: Ledger, mark: str) -> None:
        self._ledger = ledger
        self._mark = mark
        self.wrote = False

    async def write(self, work: Callable[[AsyncManagedTransaction, int], Awaitable[T]]) -> T:
        """Call `work(transaction, at)` as `Ledger.write` does; it is published by `finish`. Raises UnfinishedLoadError where
        another load has taken the graph over."""

        async def stamped(transaction: AsyncManagedTransaction) -> T:
            at = await _value(transaction, "write/ledger_stamp_hidden", now=self._ledger.clock())
            return await work(transaction, at)

        self.wrote = True
        return await self._ledger.hold(stamped, self._mark)

    async def finish(self) -> None:
        """Everything is published, in one transaction."""

        async def work(transaction: AsyncManagedTransaction) -> None:
            await _value(transaction, "write/fresh_load_mark", loading=None)
            await _value(transaction, "write/ledger_publish")

        await self._ledger.hold(work, self._mark)


@contextlib.asynccontextmanager
async def fresh_load(ledger: Ledger) -> AsyncIterator[FreshLoad]:
    """Has the graph to itself until the end of the block, which publishes what was written; where the block raises, the
    graph stays marked as unfinished (unless nothing was written).

    Raises CreditGraphError: GRAPH_NOT_EMPTY, LOAD_UNFINISHED.
    """
    mark = f"{socket.gethostname()}/{os.getpid()}/{new_id()}"

    async def begin(transaction: AsyncManagedTransaction) -> None:
        await _check_empty(transaction)
        await _value(transaction, "write/fresh_load_mark", loading=mark)

    _running.add(mark)
    try:
        await ledger.hold(begin, None)
        load = FreshLoad(ledger, mark)
        try:
            yield load
        except BaseException:
            if not load.wrote:
                await load.finish()
            raise
        await load.finish()
    finally:
        _running.discard(mark)


async def clear_unfinished(connection: Connection, ledger: Ledger) -> bool:
    """Deletes what an interrupted load has left; whether there was one. Raises LOAD_UNFINISHED where it is under way."""
    left: str | None = (await connection.read(query("read/fresh_load")))[0]["loading"]
    if left is None:
        return False
    if _is_alive(left):
        process = left.rsplit("/", 2)[1]
        raise CreditGraphError(
            ErrorCode.LOAD_UNFINISHED,
            f"another `creditgraph load --fresh` into this graph is under way (process {process}); wait for it",
        )
    mark = f"{socket.gethostname()}/{os.getpid()}/{new_id()}"
    _running.add(mark)
    try:
        await ledger.hold(_marking(mark), left)
        for label in LABELS:
            while await ledger.hold(_deleting(label), mark):
                pass
        await ledger.hold(_marking(None), mark)
    finally:
        _running.discard(mark)
    return True


def _marking(mark: str | None) -> Callable[[AsyncManagedTransaction], Awaitable[Any]]:
    return lambda transaction: _value(transaction, "write/fresh_load_mark", loading=mark)


def _deleting(label: str) -> Callable[[AsyncManagedTransaction], Awaitable[int]]:
    async def work(transaction: AsyncManagedTransaction) -> int:
        text = query("write/fresh_load_clear").replace(":Party", f":{label}")
        record = await (await transaction.run(text, {"many": MANY})).single(strict=True)
        gone: int = record["gone"]
        return gone

    return work


def _is_alive(mark: str) -> bool:
    """Whether a load runs on this machine. One of another machine is taken over: it is refused when it writes again."""
    host, pid, _ = mark.rsplit("/", 2)
    if host != socket.gethostname():
        return False
    if int(pid) == os.getpid():
        return mark in _running
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except OSError:  # alive, and another user's
        return True
    return True


async def _check_empty(transaction: AsyncManagedTransaction) -> None:
    record = await (await transaction.run(query("write/fresh_load_room"))).single(strict=True)
    there = [f"{count} {what}" for what, count in record.data().items() if count]
    if there:
        raise CreditGraphError(
            ErrorCode.GRAPH_NOT_EMPTY,
            f"the graph is not empty, it has {', '.join(there)}: --fresh is for an empty one; load without it",
        )


async def _value(transaction: AsyncManagedTransaction, name: str, **params: Any) -> Any:
    """The only value of the only record."""
    record = await (await transaction.run(query(name), params)).single(strict=True)
    return record.value()
