"""The name index keeps in step with the graph."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey, PartyKind
from graph import names as names_module
from graph.connection import Connection
from graph.ledger import Ledger
from graph.name_index import NameIndex
from graph.names import Names
from graph.queries import query
from graph.reader import Reader
from tests.support.clock import FakeClock
from tests.support.processes import until
from tests.support.statements import PartyStated
from tests.support.telling import Teller

AT = 1_600_000_000_000_000
ALL = tuple(PartyKind)


@pytest.fixture
async def names(connection: Connection, tmp_path: Path) -> AsyncIterator[Names]:
    opened = Names(connection, NameIndex(tmp_path / "names.sqlite", "graph"))
    yield opened
    await opened.close()


@pytest.fixture
def teller(connection: Connection, ledger: Ledger, clock: FakeClock) -> Teller:
    return Teller(connection, ledger, clock)


def person(key: str, name: str, at: int = AT) -> PartyStated:
    return PartyStated(at, key, PartyKind.PERSON, name)


async def found(names: Names, connection: Connection, name: str) -> list[str]:
    """The names of the parties found, as the graph knows them."""
    hits = await names.search(name, ALL, 100, None)
    parties = await Reader(connection).parties([PartyKey(id=hit.party_id) for hit in hits])
    return [party.name if party else "nobody" for party in parties]


async def test_a_party_is_found_as_soon_as_it_is_recorded_and_under_its_old_name_after_a_new_one(
    names: Names, connection: Connection, teller: Teller
) -> None:
    assert await found(names, connection, "张三") == []
    await teller.tell([person("p", "张三"), person("q", "张三丰")])
    assert await found(names, connection, "张三") == ["张三", "张三丰"]
    await teller.tell([person("p", "李四", at=AT + 1_000_000)])
    assert await found(names, connection, "李四") == ["李四"]
    assert await found(names, connection, "张三") == ["李四", "张三丰"]


async def test_what_is_not_published_is_not_taken_in(names: Names, connection: Connection, teller: Teller) -> None:
    await teller.tell([person("p", "张三")])

    async def work(transaction: Any) -> None:
        text = """MATCH (l:Ledger) CREATE (:Party:Person {id: 'x', kind: 'PERSON', name: '张三', name_norm: '张三',
          former_names: [], recorded_at: l.published + 1, revised_at: l.published + 1, versions: []})"""
        await (await transaction.run(text)).consume()

    await connection.write(work)
    assert await found(names, connection, "张三") == ["张三"]


async def test_while_a_large_load_is_taken_in_a_search_is_to_be_repeated(
    names: Names, connection: Connection, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_module, "WINDOW", 5)
    await teller.tell([person(f"p{n}", f"王{n}") for n in range(6)])
    with pytest.raises(CreditGraphError) as raised:
        await names.search("王", ALL, 10, None)
    assert (raised.value.code, raised.value.retryable) == (ErrorCode.NAME_INDEX_BUILDING, True)
    assert raised.value.message.startswith("6 parties")
    await names.catch_up()
    assert len(await names.search("王", ALL, 10, None)) == 6


async def test_many_recordings_are_taken_in_by_stretches(
    names: Names, connection: Connection, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teller.tell([person(f"p{n}", f"王{n}", at=AT + n * 1_000_000) for n in range(7)])
    monkeypatch.setattr(names_module, "WINDOW", 3)
    reads: list[tuple[int, int]] = []
    read = connection.read

    async def counting(text: str, /, **params: Any) -> Any:
        if text == query("read/names"):
            reads.append((params["since"], params["until"]))
        return await read(text, **params)

    monkeypatch.setattr(connection, "read", counting)
    await names.catch_up()
    seconds = [((first - AT) // 1_000_000, (last - AT) // 1_000_000) for first, last in reads]
    assert seconds == [(0, 2), (3, 5), (6, 6)]
    assert await found(names, connection, "王") == [f"王{n}" for n in range(7)]


async def test_it_follows_by_itself(
    connection: Connection, teller: Teller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_module, "INTERVAL", 0.01)
    index = NameIndex(tmp_path / "followed.sqlite", "graph")
    names = Names(connection, index)
    names.start()
    await teller.tell([person("p", "张三"), person("q", "张四")])
    await until(lambda: index.count() == 2)
    await teller.tell([person("q", "李四", at=AT + 1_000_000)])
    await until(lambda: index.count() == 3)
    assert [hit.tier for hit in index.search("张四", ALL, 10, None)] == [1]
    await names.close()


async def test_it_goes_on_following_when_the_engine_was_away(
    names: Names, connection: Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(names_module, "INTERVAL", 0.01)
    read, failures = connection.read, iter([True, True])
    answered = asyncio.Event()

    async def sometimes(text: str, /, **params: Any) -> Any:
        if next(failures, False):
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "The engine is restarting.")
        answered.set()
        return await read(text, **params)

    monkeypatch.setattr(connection, "read", sometimes)
    with caplog.at_level(logging.WARNING):
        names.start()
        await asyncio.wait_for(answered.wait(), 30)
    assert caplog.text.count("the name index could not follow the graph: The engine is restarting.") == 2


async def test_two_servers_with_one_index_take_everything_in_once(
    connection: Connection, teller: Teller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await teller.tell([person(f"p{n}", f"王{n}", at=AT + n * 1_000_000) for n in range(8)])
    monkeypatch.setattr(names_module, "WINDOW", 1)
    indexes = [NameIndex(tmp_path / "shared.sqlite", "graph") for _ in range(2)]
    servers = [Names(connection, index) for index in indexes]
    await asyncio.gather(*(server.catch_up() for server in servers))
    assert [index.count() for index in indexes] == [8, 8]
    for server in servers:
        assert await found(server, connection, "王") == [f"王{n}" for n in range(8)]
        await server.close()


async def test_a_broken_index_is_built_again_from_the_graph(
    connection: Connection, teller: Teller, tmp_path: Path
) -> None:
    path = tmp_path / "broken.sqlite"
    await teller.tell([person("p", "张三")])
    index = NameIndex(path, "graph")
    await Names(connection, index).catch_up()
    index.close()
    path.write_bytes(b"nonsense" * 1000)
    names = Names(connection, NameIndex(path, "graph"))
    assert await found(names, connection, "张三") == ["张三"]
    await names.close()
