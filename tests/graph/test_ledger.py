"""The ledger clock (design §2.8): one total order of recorded times, and nothing visible before it is published."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest
from neo4j import AsyncManagedTransaction

import graph.ledger
from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from graph.ledger import Ledger
from graph.locks import FileLock
from graph.migrations import migrate
from graph.opening import open_engine
from tests.support.clock import FakeClock
from tests.support.engines import Started
from tests.support.processes import line, running

CREATE = "CREATE (:Done {key: $key, recorded_at: $at})"
COUNT = "MATCH (d:Done) WHERE d.recorded_at <= $known_at RETURN count(d) AS n"


def record(key: str):  # type: ignore[no-untyped-def]
    """Work that records one node under a key and returns its time."""

    async def work(transaction: AsyncManagedTransaction, at: int) -> int:
        await (await transaction.run(CREATE, key=key, at=at)).consume()
        return at

    return work


async def recorded(connection: Connection) -> list[tuple[str, int]]:
    found = await connection.read("MATCH (d:Done) RETURN d.key AS key, d.recorded_at AS at ORDER BY at")
    return [(one["key"], one["at"]) for one in found]


async def test_nothing_is_published_at_first(ledger: Ledger) -> None:
    assert await ledger.published() == 0


async def test_a_write_is_stamped_by_the_clock_and_published(
    ledger: Ledger, connection: Connection, clock: FakeClock
) -> None:
    assert await ledger.write(record("a")) == clock.now
    assert await ledger.published() == clock.now
    assert await recorded(connection) == [("a", clock.now)]


async def test_times_are_strictly_later_when_the_clock_stands_still_or_goes_back(
    ledger: Ledger, clock: FakeClock
) -> None:
    start = clock.now
    assert [await ledger.write(record(key)) for key in "ab"] == [start, start + 1]
    clock.set(datetime(2000, 1, 1, tzinfo=UTC))
    assert await ledger.write(record("c")) == start + 2
    assert await ledger.published() == start + 2


async def test_writers_are_served_in_the_order_of_their_coming(
    ledger: Ledger, connection: Connection, clock: FakeClock
) -> None:
    keys = [f"k{number:02}" for number in range(12)]
    await asyncio.gather(*(ledger.write(record(key)) for key in keys))
    assert await recorded(connection) == [(key, clock.now + place) for place, key in enumerate(keys)]


async def test_a_write_that_fails_uses_no_time(ledger: Ledger, connection: Connection, clock: FakeClock) -> None:
    async def work(transaction: AsyncManagedTransaction, at: int) -> None:
        await (await transaction.run(CREATE, key="a", at=at)).consume()
        raise CreditGraphError(ErrorCode.LINK_CONFLICT, "of the use case")

    with pytest.raises(CreditGraphError, match="of the use case"):
        await ledger.write(work)
    assert await ledger.published() == 0
    assert await recorded(connection) == []
    assert await ledger.write(record("b")) == clock.now


async def test_a_caller_that_goes_away_does_not_stop_its_write(
    ledger: Ledger, connection: Connection, clock: FakeClock
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def work(transaction: AsyncManagedTransaction, at: int) -> None:
        begun.set()
        await go.wait()
        await record("a")(transaction, at)

    caller = asyncio.create_task(ledger.write(work))
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    go.set()
    await ledger.drain()
    assert await recorded(connection) == [("a", clock.now)]
    assert await ledger.published() == clock.now


async def test_lost_between_commit_and_publish_it_is_published_by_the_next_start(
    started: Started, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(transaction: AsyncManagedTransaction) -> None:
        raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "gone; retry")

    ledger = Ledger(started.connection, clock=clock, process_lock=started.process_lock)
    with monkeypatch.context() as patch:
        patch.setattr(graph.ledger, "_publish", lost)
        with pytest.raises(CreditGraphError) as caught:
            await ledger.write(record("a"))
    assert caught.value.retryable  # not acknowledged
    assert await recorded(started.connection) == [("a", clock.now)]  # and yet it is there
    assert await ledger.published() == 0  # but not visible

    again = Ledger(started.connection, clock=clock, process_lock=started.process_lock)
    await again.recover()
    assert await again.published() == clock.now


async def test_lost_between_commit_and_publish_it_is_published_by_the_next_write(
    ledger: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def nothing(transaction: AsyncManagedTransaction) -> None:
        return None

    with monkeypatch.context() as patch:
        patch.setattr(graph.ledger, "_publish", nothing)
        await ledger.write(record("a"))
    assert await ledger.published() == 0

    published = []

    async def work(transaction: AsyncManagedTransaction, at: int) -> None:
        found = await transaction.run("MATCH (l:Ledger) RETURN l.published AS published")
        published.append((await found.single(strict=True))["published"])

    await ledger.write(work)
    assert published == [clock.now]
    assert await ledger.published() == clock.now + 1


async def test_what_a_reader_saw_it_sees_again(started: Started) -> None:
    """8 writers and 4 readers at once; two ledgers, as in two servers. Nothing appears later at a published time."""
    connection = started.connection
    locks = [None, None]
    if started.process_lock is not None:
        locks = [started.process_lock, FileLock(started.process_lock._path)]  # type: ignore[list-item]
    ledgers = [Ledger(connection, process_lock=lock) for lock in locks]
    attempts, seen, writing = 0, [], True

    async def write(writer: int) -> None:
        nonlocal attempts
        for number in range(6):

            async def work(transaction: AsyncManagedTransaction, at: int, key: str = f"{writer}/{number}") -> None:
                nonlocal attempts
                attempts += 1
                for part in "abc":
                    await (await transaction.run(CREATE, key=f"{key}{part}", at=at)).consume()

            await ledgers[writer % 2].write(work)

    async def read() -> None:
        while writing:
            known_at = await ledgers[0].published()
            seen.append((known_at, (await connection.read(COUNT, known_at=known_at))[0]["n"]))

    readers = [asyncio.create_task(read()) for _ in range(4)]
    await asyncio.gather(*(write(writer) for writer in range(8)))
    writing = False
    await asyncio.gather(*readers)

    for known_at, count in seen:
        assert (await connection.read(COUNT, known_at=known_at))[0]["n"] == count
        assert count % 3 == 0  # never half a write
    assert len(seen) > 48
    assert attempts == 48  # queued, they do not fight
    assert (await connection.read(COUNT, known_at=await ledgers[0].published()))[0]["n"] == 8 * 6 * 3


KILLED_BEFORE_PUBLISHING = """
import asyncio, os, signal, sys
from pathlib import Path
import graph.ledger
from graph.migrations import migrate
from graph.opening import open_engine

async def killed(transaction):
    print("committed", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

async def main():
    opened = await open_engine(Path(sys.argv[1]))
    await migrate(opened.connection)
    graph.ledger._publish = killed
    ledger = graph.ledger.Ledger(opened.connection, clock=lambda: 1000, process_lock=opened.process_lock)
    async def work(transaction, at):
        await (await transaction.run("CREATE (:Done {key: 'a', recorded_at: $at})", at=at)).consume()
    await ledger.write(work)

asyncio.run(main())
"""


async def test_a_server_killed_before_publishing(tmp_path: Path) -> None:
    async with running(KILLED_BEFORE_PUBLISHING, str(tmp_path)) as server:
        assert await line(server) == "committed"
        await server.wait()
        opened = await open_engine(tmp_path)
        try:
            await migrate(opened.connection)
            ledger = Ledger(opened.connection, process_lock=opened.process_lock)
            assert await recorded(opened.connection) == [("a", 1000)]
            assert await ledger.published() == 0
            await ledger.recover()
            assert await ledger.published() == 1000
        finally:
            await opened.close()
