"""kill -9 of the engine and of the server under a stream of writes, 20 rounds on one data folder: every acknowledged
write is there, and none is there by halves."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError
from graph import embedded
from graph.connection import Connection
from graph.ledger import Ledger
from graph.migrations import migrate
from graph.opening import EmbeddedGraph, open_engine
from tests.support.processes import kill, line, running, until

ROUNDS = 10
PARTS = 3

SERVER = """
import asyncio, sys
from pathlib import Path
from graph.ledger import Ledger
from graph.opening import open_engine
from tests.graph.test_crashes import write

async def main():
    opened = await open_engine(Path(sys.argv[1]))
    ledger = Ledger(opened.connection, process_lock=opened.process_lock)
    await ledger.recover()

    async def stream(writer):
        number = 0
        while True:
            key = f"{sys.argv[2]}/{writer}/{number}"
            await write(ledger, key)
            print(key, flush=True)
            number += 1

    await asyncio.gather(*(stream(writer) for writer in range(3)))

asyncio.run(main())
"""


async def write(ledger: Ledger, key: str) -> None:
    """Record PARTS nodes under one key, unless they are there."""

    async def work(transaction: AsyncManagedTransaction, at: int) -> None:
        for part in range(PARTS):
            text = "MERGE (d:Done {key: $key}) ON CREATE SET d.recorded_at = $at"
            await (await transaction.run(text, key=f"{key}#{part}", at=at)).consume()

    await ledger.write(work)


async def check(connection: Connection, acknowledged: list[str]) -> None:
    """Everything acknowledged is there and published; what is there is whole, with one time."""
    published = (await connection.read("MATCH (l:Ledger) RETURN l.published AS at"))[0]["at"]
    times: dict[str, list[int]] = {}
    for record in await connection.read("MATCH (d:Done) RETURN d.key AS key, d.recorded_at AS at"):
        times.setdefault(record["key"].split("#")[0], []).append(record["at"])
    assert set(acknowledged) <= set(times)
    assert all(len(found) == PARTS and len(set(found)) == 1 for found in times.values())
    assert max((times[key][0] for key in acknowledged), default=0) <= published


async def test_the_engine_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "LAST_DELAY", embedded.FIRST_DELAY)
    opened = await open_engine(tmp_path)
    try:
        await migrate(opened.connection)
        acknowledged = await _write_while_it_is_killed(opened)
        await Ledger(opened.connection, process_lock=opened.process_lock).recover()
        await check(opened.connection, acknowledged)
    finally:
        await opened.close()


async def _write_while_it_is_killed(opened: EmbeddedGraph) -> list[str]:
    ledger, acknowledged = Ledger(opened.connection, process_lock=opened.process_lock), []
    engine = opened.engine
    assert engine is not None

    async def stream(writer: int) -> None:
        number = 0
        while True:
            key = f"{writer}/{number}"
            try:
                await write(ledger, key)
            except CreditGraphError as error:
                if not error.retryable:
                    raise
            else:
                acknowledged.append(key)
                number += 1
            await asyncio.sleep(0.005)

    writers = [asyncio.create_task(stream(writer)) for writer in range(3)]
    for round_ in range(ROUNDS):
        before = len(acknowledged)
        await until(lambda before=before: len(acknowledged) >= before + 4)  # type: ignore[misc]
        assert engine.pid is not None
        kill(engine.pid)
        await until(lambda round_=round_: engine.restarts == round_ + 1)  # type: ignore[misc]
    for task in writers:
        task.cancel()
    ends = await asyncio.gather(*writers, return_exceptions=True)
    assert [type(end) for end in ends] == [asyncio.CancelledError] * len(writers), ends
    await ledger.drain()
    assert len(acknowledged) >= 4 * ROUNDS
    return acknowledged


async def test_the_server_is_killed(tmp_path: Path) -> None:
    opened = await open_engine(tmp_path)
    await migrate(opened.connection)
    await opened.close()
    acknowledged = []
    for round_ in range(ROUNDS):
        async with running(SERVER, str(tmp_path), str(round_)) as server:
            acknowledged += [await line(server) for _ in range(4)]
            kill(server.pid)
            rest, _ = await server.communicate()
            # What it said before it died counts; a line that is cut off does not.
            acknowledged += rest.decode().split("\n")[:-1]
    opened = await open_engine(tmp_path)
    try:
        await Ledger(opened.connection, process_lock=opened.process_lock).recover()
        await check(opened.connection, acknowledged)
    finally:
        await opened.close()
    assert len(acknowledged) >= 4 * ROUNDS
