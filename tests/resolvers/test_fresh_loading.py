"""A fresh load: the graph is that of a normal load, nothing is seen before its end, and nobody else writes meanwhile."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey, PartyKind
from graph.connection import Connection
from graph.fresh_load import FreshLoad, clear_unfinished, fresh_load
from graph.ledger import Ledger
from graph.name_index import NameIndex
from graph.names import Names
from graph.reader import Reader
from resolvers import loading
from resolvers.batches import Kind, LoadOutcome, Row
from resolvers.fresh_loading import FreshLoader
from resolvers.loading import Loader
from tests.resolvers.test_loading_killed import address
from tests.support.engines import execute
from tests.support.graph_dump import dump
from tests.support.loading import IDENTITY_KEY, counts, make_loader, shipped_rules
from tests.support.processes import kill, line, running
from tests.support.untidy_register import SOURCE, untidy_register

CHUNK = 50
"""Rows of a transaction here, so that rows meet others of their own transaction and of earlier ones."""
EVERYTHING = "MATCH (n) WHERE n:Party OR n:Identifier OR n:Finding OR n:Event OR n:Penalty DETACH DELETE n"
TIMES = """
CALL () { MATCH (n:Party) RETURN collect(n.recorded_at) + collect(n.revised_at) AS parties }
CALL () { MATCH (n:Identifier) RETURN collect(n.recorded_at) AS identifiers }
CALL () { MATCH (:Party)-[l]->(:Party) RETURN collect(l.recorded_at) AS links }
CALL () { MATCH (n:Event) RETURN collect(n.recorded_at) AS events }
RETURN parties + identifiers + links + events AS times
"""


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "CHUNK", CHUNK)


async def load_all(loader: Loader, register: dict[Kind, list[Row]]) -> list[LoadOutcome]:
    return [await loader.load_table(kind, enumerate(rows), SOURCE) for kind, rows in register.items()]


async def load_fresh(ledger: Ledger, register: dict[Kind, list[Row]]) -> list[LoadOutcome]:
    async with fresh_load(ledger) as load:
        return await load_all(FreshLoader(load, shipped_rules, IDENTITY_KEY), register)


def said(outcomes: list[LoadOutcome]) -> list[Any]:
    return [(counts(outcome), outcome.row_errors, outcome.notes) for outcome in outcomes]


@pytest.mark.parametrize("seed", [1, 2])
async def test_the_result_is_that_of_a_normal_load(connection: Connection, ledger: Ledger, seed: int) -> None:
    register, later = untidy_register(seed), untidy_register(seed + 100)
    fresh = said(await load_fresh(ledger, register))
    graph = await dump(connection)
    published = await ledger.published()
    times = (await connection.read(TIMES))[0]["times"]
    assert max(times) == published
    assert len(set(times)) > sum(len(rows) for rows in register.values()) / CHUNK / 2
    assert (await connection.read("MATCH (l:Ledger) RETURN l.loading AS loading, l.at AS at"))[0].values() == [
        None,
        published,
    ]
    again = said(await load_all(make_loader(ledger), register))
    assert await ledger.published() > published
    more = said(await load_all(make_loader(ledger), later))
    graphs = [graph, await dump(connection)]

    await execute(connection, EVERYTHING + " RETURN count(*) AS gone")
    assert said(await load_all(make_loader(ledger), register)) == fresh
    assert await dump(connection) == graphs[0]
    assert said(await load_all(make_loader(ledger), register)) == again
    assert said(await load_all(make_loader(ledger), later)) == more
    assert await dump(connection) == graphs[1]
    assert all(outcome[0][i] for outcome in fresh for i in (0, 1, 4))  # some of each are created, some are rejected
    superseded = [text for text in graph if text.startswith("link") and '"supersedes": {' in text]
    revised = [text for text in graph if text.startswith("party") and text.count('"organization_type"') > 2]
    assert superseded
    assert revised


async def test_names_are_found_as_after_a_normal_load(connection: Connection, ledger: Ledger, tmp_path: Path) -> None:
    await load_fresh(ledger, untidy_register(5))
    fresh = await names_found(connection, tmp_path / "fresh.sqlite")
    await execute(connection, EVERYTHING + " RETURN count(*) AS gone")
    await load_all(make_loader(ledger), untidy_register(5))
    assert fresh == await names_found(connection, tmp_path / "normal.sqlite")
    assert len(fresh) > 100


async def names_found(connection: Connection, path: Path) -> list[tuple[int, str, str]]:
    """Tier, matched name and current name of everything that a common part of names finds."""
    names = Names(connection, NameIndex(path, "graph"))
    hits = [hit for part in ("企业", "人") for hit in await names.search(part, list(PartyKind), 10_000, None)]
    parties = await Reader(connection).parties([PartyKey(id=hit.party_id) for hit in hits])
    await names.close()
    return sorted((hit.tier, hit.norm, party.name if party else "") for hit, party in zip(hits, parties, strict=True))


async def test_nothing_is_seen_before_the_end_and_nobody_else_writes(connection: Connection, ledger: Ledger) -> None:
    rows: list[Row] = [{"key": "E1", "kind": "enterprise", "name": "甲公司"}]
    before = await ledger.published()
    async with fresh_load(ledger) as load:
        await FreshLoader(load, shipped_rules, IDENTITY_KEY).load_parties(rows, SOURCE)
        assert await ledger.published() == before
        assert await Reader(connection).parties([PartyKey(key=f"KEY:{SOURCE}:E1")]) == [None]
        with pytest.raises(CreditGraphError, match="is under way") as refused:
            await make_loader(ledger).load_parties(rows, SOURCE)
        assert refused.value.code is ErrorCode.LOAD_UNFINISHED
        for begun in (ledger.recover(), clear_unfinished(connection, ledger)):
            with pytest.raises(CreditGraphError, match="is under way"):
                await begun
        assert await ledger.published() == before
    (party,) = await Reader(connection).parties([PartyKey(key=f"KEY:{SOURCE}:E1")])
    assert party is not None
    assert (party.name, party.recorded_at) == ("甲公司", await ledger.published())
    with pytest.raises(CreditGraphError, match="the graph is not empty, it has 1 parties") as refused:
        async with fresh_load(ledger):
            pytest.fail("a graph with parties is not empty")
    assert refused.value.code is ErrorCode.GRAPH_NOT_EMPTY
    assert (await make_loader(ledger).load_parties(rows, SOURCE)).unchanged == 1


async def test_a_load_that_fails_leaves_the_graph_marked_unless_it_wrote_nothing(
    connection: Connection, ledger: Ledger
) -> None:
    with pytest.raises(ZeroDivisionError):
        async with fresh_load(ledger):
            raise ZeroDivisionError
    assert not await clear_unfinished(connection, ledger)
    failed: list[FreshLoad] = []
    with pytest.raises(ZeroDivisionError):
        await _fail(ledger, failed)
    with pytest.raises(CreditGraphError, match="run it again, which starts over"):
        await ledger.recover()
    assert len(await dump(connection)) > 100
    assert await clear_unfinished(connection, ledger)
    assert (await connection.read("MATCH (n) WHERE NOT n:Schema AND NOT n:Ledger RETURN count(n) AS n"))[0]["n"] == 0
    assert not await clear_unfinished(connection, ledger)
    await ledger.recover()
    await load_fresh(ledger, untidy_register(3))
    with pytest.raises(CreditGraphError, match="this one is given up"):
        await failed[0].write(_nothing)  # it was taken over meanwhile


async def _fail(ledger: Ledger, begun: list[FreshLoad]) -> None:
    async with fresh_load(ledger) as load:
        begun.append(load)
        await load_all(FreshLoader(load, shipped_rules, IDENTITY_KEY), untidy_register(3))
        raise ZeroDivisionError


async def _nothing(_tx: Any, _at: int) -> None:
    """Writes nothing."""


LOAD = """
import asyncio, json, sys
from graph.connection import open_connection
from graph.fresh_load import fresh_load
from graph.ledger import Ledger
from resolvers import loading
from resolvers.fresh_loading import FreshLoader
from tests.resolvers.test_fresh_loading import CHUNK
from tests.support.loading import IDENTITY_KEY, shipped_rules
from tests.support.untidy_register import SOURCE, untidy_register

async def main():
    loading.CHUNK = CHUNK
    connection = await open_connection(**json.loads(sys.argv[1]))
    async with fresh_load(Ledger(connection)) as load:
        loader = FreshLoader(load, shipped_rules, IDENTITY_KEY)
        for kind, rows in untidy_register(4).items():
            await loader.load_table(kind, enumerate(rows), SOURCE, lambda _: print("stored", flush=True))

asyncio.run(main())
"""


async def test_a_killed_load_is_marked_and_starts_over(connection: Connection, ledger: Ledger) -> None:
    dice = random.Random(3)
    for _ in range(2):
        await clear_unfinished(connection, ledger)
        async with running(LOAD, address(connection)) as process:
            for _ in range(dice.randrange(1, 12)):
                assert await line(process) == "stored"
            with pytest.raises(CreditGraphError, match=f"is under way .process {process.pid}."):
                await clear_unfinished(connection, ledger)
            kill(process.pid)
            await process.wait()
        with pytest.raises(CreditGraphError, match="left it unfinished"):
            await ledger.recover()
        assert await ledger.published() == 0
    await clear_unfinished(connection, ledger)
    await load_fresh(ledger, untidy_register(4))
    killed_and_loaded = await dump(connection)
    await execute(connection, EVERYTHING + " RETURN count(*) AS gone")
    await load_all(make_loader(ledger), untidy_register(4))
    assert await dump(connection) == killed_and_loaded
