"""The engines that the suite starts, each when a test first wants it, and how a test gets an empty database on one."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from neo4j import AsyncManagedTransaction

from graph.connection import Connection
from graph.locks import FileLock
from graph.migrations import migrate
from graph.opening import open_engine
from tests.support.neo4j_server import RELEASES, Neo4jServer, NoJavaError, UnavailableError
from tests.support.tokens import make_known

ENGINE_IDS = ("embedded", *RELEASES)
KINDS = ("embedded", "neo4j-5")
"""One engine of each kind."""
of_each_kind = pytest.mark.parametrize("started", KINDS, indirect=True)
"""For a long test whose length is in its rounds: it runs on one engine of each kind, not on two releases of Neo4j."""
NEO4J = os.environ.get("CREDITGRAPH_TEST_NEO4J", "auto")
"""`required`: Neo4j must be there; `auto`: its tests skip where it is not; `off`: they skip."""
OPTIONAL = frozenset({"neo4j-2026"})
"""Engines that may be missing for want of Java even where Neo4j is required: it is newer than most machines have."""
AT_A_TIME = 20_000
"""How many nodes one transaction deletes at most."""


@dataclass(frozen=True)
class Started:
    """An engine that this suite started, so its data may be deleted. `process_lock` is for the Ledger."""

    connection: Connection
    process_lock: FileLock | None


class Engines:
    """Starts engines on demand and keeps them for the session. Nothing but what it started is ever emptied."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = AsyncExitStack()
        self._started: dict[str, Started] = {}
        self._missing: dict[str, UnavailableError] = {}

    async def empty(self, engine_id: str) -> Started:
        """An engine with the schema and nothing else in its database; the ledger stands at 0. Skips the test where the
        engine cannot run."""
        engine = await self._get(engine_id)
        await _empty(engine.connection)
        return engine

    async def close(self) -> None:
        """Stop all of them."""
        await self._stack.aclose()

    async def _get(self, engine_id: str) -> Started:
        if engine_id not in self._started and engine_id not in self._missing:
            try:
                self._started[engine_id] = await self._start(engine_id)
            except UnavailableError as error:
                self._missing[engine_id] = error
        if engine_id in self._missing:
            reason = self._missing[engine_id]
            if NEO4J == "required" and not (engine_id in OPTIONAL and isinstance(reason, NoJavaError)):
                pytest.fail(f"CREDITGRAPH_TEST_NEO4J=required, but: {reason}")
            pytest.skip(str(reason))
        return self._started[engine_id]

    async def _start(self, engine_id: str) -> Started:
        if engine_id == "embedded":
            graph = await open_engine(self._folder / engine_id, strict=True, pool_size=40)
            self._stack.push_async_callback(graph.close)
            engine = Started(graph.connection, graph.process_lock)
        else:
            if NEO4J == "off":
                raise UnavailableError("CREDITGRAPH_TEST_NEO4J=off")
            server = Neo4jServer(RELEASES[engine_id], self._folder / engine_id)
            await server.start()
            self._stack.push_async_callback(server.stop)
            connection = await server.connect()
            self._stack.push_async_callback(connection.close)
            engine = Started(connection, None)
            await make_known(connection)
        await migrate(engine.connection)
        return engine


def started_on(engine_ids: Sequence[str]):  # type: ignore[no-untyped-def]
    """The fixture `started`: each of these engines in turn, empty."""

    @pytest.fixture(params=engine_ids)
    async def started(request: pytest.FixtureRequest, engines: Engines) -> Started:
        return await engines.empty(request.param)

    return started


async def _empty(connection: Connection) -> None:
    """Delete everything but the schema version and the ledger, which goes back to 0."""
    while await connection.write(_delete_some):
        pass
    await migrate(connection)


async def _delete_some(transaction: AsyncManagedTransaction) -> bool:
    """Whether there may be more to delete. Where there is not, the ledger is put back too: one transaction does for most
    tests."""
    everything = "MATCH (n) WHERE NOT n:Schema AND NOT n:Ledger WITH n LIMIT $most DETACH DELETE n RETURN count(*) AS n"
    deleted = await (await transaction.run(everything, most=AT_A_TIME)).single(strict=True)
    if deleted["n"] == AT_A_TIME:
        return True
    # A ledger or schema that a test has spoilt is deleted too; the next statement and `migrate` make them again.
    spoilt = "MATCH (n) WHERE n:Schema AND n.id <> 'schema' OR n:Ledger AND n.id <> 'ledger' DETACH DELETE n"
    ledger = "MERGE (l:Ledger {id: 'ledger'}) SET l.at = 0, l.published = 0, l.taken = 0 REMOVE l.rules, l.every"
    for statement in (spoilt, ledger):
        await (await transaction.run(statement)).consume()
    return False


@asynccontextmanager
async def planning_anew(connection: Connection, seconds: float = 3) -> AsyncIterator[None]:
    """Lets Neo4j forget its plans every few seconds, as it would of itself (`min_replan_interval` in neo4j_server): a plan
    made for an empty graph may scan the large one that a test loads."""

    async def forget() -> None:
        while True:
            await connection.read("CALL db.clearQueryCaches()")
            await asyncio.sleep(seconds)

    forgetting = asyncio.create_task(forget()) if connection.engine == "neo4j" else None
    try:
        yield
    finally:
        if forgetting is not None:
            forgetting.cancel()
            await asyncio.wait([forgetting])


async def execute(connection: Connection, query: str, /, **params: object) -> list[dict[str, object]]:
    """Run one statement in a write transaction and return its records as dicts. For arranging tests."""

    async def work(transaction):  # type: ignore[no-untyped-def]
        return await (await transaction.run(query, params)).data()

    return await connection.write(work)
