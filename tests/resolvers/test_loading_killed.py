"""kill -9 in the middle of a load, load again: the graph is that of one clean load. On both engines."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from graph.connection import Connection
from resolvers import loading
from resolvers.batches import Kind
from resolvers.loading import Loader
from tests.support.graph_dump import dump
from tests.support.loading import make_loader
from tests.support.processes import kill, line, running

CHUNK = 40
ROUNDS = 4

LOAD = """
import asyncio, json, sys
from graph.connection import open_connection
from graph.ledger import Ledger
from tests.resolvers.test_loading_killed import load_all

async def main():
    connection = await open_connection(**json.loads(sys.argv[1]))
    await load_all(Ledger(connection), lambda: print("stored", flush=True))

asyncio.run(main())
"""


def register() -> dict[Kind, list[dict[str, object]]]:
    """A register in which keys, names and records meet again and again."""
    dice = random.Random(7)
    parties: list[dict[str, object]] = [
        {"key": f"E{i}", "kind": "enterprise", "name": f"企业{i}", "record": f"p{i}"} for i in range(150)
    ]
    parties += [{"key": f"P{i}", "kind": "person", "name": f"人{i % 60}"} for i in range(150)]
    parties += [{"key": f"E{i}", "kind": "enterprise", "name": f"新企业{i}"} for i in range(0, 150, 7)]
    links = [
        {
            "source_key": f"P{dice.randrange(150)}",
            "relation": "shareholder",
            "target_key": f"E{dice.randrange(8)}",
            "share_percent": dice.choice(["", "10", "20"]),
            "since": dice.choice(["", "2015-01-01"]),
            "record": f"r{i}",
        }
        for i in range(900)
    ]
    findings = [
        {
            "number": f"F{i % 90}",
            "party_key": f"E{i % 90}",
            "area": "WORK_SAFETY",
            "department": "应急管理局",
            "act_on": "2019-08-01",
            "recognised_on": "2019-08-10",
            "rectify_by": dice.choice(["", "2019-08-31", "2019-09-30"]),
            "rectified_on": dice.choice(["", "2019-08-20"]),
            "concerned_keys": dice.choice(["", f"P{i}", f"P{i};P{i + 1}"]),
        }
        for i in range(140)
    ]
    return {Kind.PARTIES: parties, Kind.LINKS: links, Kind.FINDINGS: findings}


async def load_all(ledger: Any, stored: Any) -> None:
    """Loads the register in small transactions; `stored` is called after each."""
    loading.CHUNK = CHUNK  # type: ignore[attr-defined]
    loader: Loader = make_loader(ledger)
    for kind, rows in register().items():
        await loader.load_table(kind, enumerate(rows), "register", lambda _: stored())


def address(connection: Connection) -> str:
    """How another process reaches the same database."""
    pool = connection._driver._pool
    host, port = pool.address
    user, password = pool.pool_config.auth._auth
    return json.dumps(
        {
            "uri": f"bolt://{host}:{port}",
            "user": user,
            "password": password,
            "database": connection._session_config["database"],
            "engine": connection.engine,
        }
    )


async def test_a_killed_load_is_resumed_by_running_it_again(
    connection: Connection, ledger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "CHUNK", CHUNK)
    dice = random.Random(11)
    for _ in range(ROUNDS):
        async with running(LOAD, address(connection)) as process:
            for _ in range(dice.randrange(1, 12)):
                assert await line(process) == "stored"
            kill(process.pid)
            await process.wait()
    killed = await dump(connection)
    await load_all(ledger, lambda: None)
    resumed = await dump(connection)
    assert len(killed) < len(resumed)
    await connection.write(_empty)
    await load_all(ledger, lambda: None)
    assert resumed == await dump(connection)


async def _empty(transaction: Any) -> None:
    await (
        await transaction.run("MATCH (n) WHERE n:Party OR n:Identifier OR n:Finding OR n:Event DETACH DELETE n")
    ).consume()
