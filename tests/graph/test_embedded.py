"""The embedded engine as a process: private, supervised, one owner for each folder, gone with its owner."""

from __future__ import annotations

import asyncio
import importlib.util
import json
import os
import stat
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from domain.errors import CreditGraphError, ErrorCode
from graph import embedded
from graph.embedded import EmbeddedEngine
from graph.errors import StartError
from graph.opening import EmbeddedGraph, open_engine
from tests.support.engines import execute
from tests.support.processes import is_gone, kill, line, running, until

OWNER = """
import asyncio, sys
from pathlib import Path
from graph.opening import open_engine

async def main():
    graph = await open_engine(Path(sys.argv[1]))
    print(graph.engine.pid, flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


@pytest.fixture(scope="module")
async def graph(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedGraph]:
    """An engine that only this module uses, with a limit of 2 seconds for a command."""
    opened = await open_engine(tmp_path_factory.mktemp("own") / "data", command_timeout=2.0)
    yield opened
    await opened.close()


def engine(graph: EmbeddedGraph) -> EmbeddedEngine:
    assert graph.engine is not None
    return graph.engine


async def test_its_files_are_for_this_user_only(graph: EmbeddedGraph) -> None:
    root = engine(graph).folder.root
    assert stat.S_IMODE(root.stat().st_mode) == 0o700
    for name in ["engine.lock", "engine.json", "engine.password", "engine.log"]:
        assert stat.S_IMODE((root / name).stat().st_mode) == 0o600, name


async def test_the_password_is_in_no_process_list(graph: EmbeddedGraph) -> None:
    process = psutil.Process(engine(graph).pid)
    password = engine(graph).address.password
    assert len(password) >= 40
    assert password not in " ".join(process.cmdline())
    assert password not in process.environ().values()
    assert password not in repr(engine(graph).address)


async def test_it_listens_on_the_loopback_address_only(graph: EmbeddedGraph) -> None:
    sockets = psutil.Process(engine(graph).pid).net_connections(kind="inet")
    listening = {(s.laddr.ip.removeprefix("::ffff:")) for s in sockets if s.status == psutil.CONN_LISTEN}
    assert listening == {"127.0.0.1"}


@pytest.mark.parametrize("source", ["file:///etc/hostname", "http://127.0.0.1:1/a.csv"])
async def test_queries_read_no_files_and_no_addresses(graph: EmbeddedGraph, source: str) -> None:
    with pytest.raises(CreditGraphError, match=r"Security\.Forbidden"):
        await graph.connection.read(f"LOAD CSV FROM '{source}' AS row RETURN row")


async def test_a_command_that_takes_too_long_is_stopped(graph: EmbeddedGraph) -> None:
    endless = "UNWIND range(1, 30000) AS x UNWIND range(1, 30000) AS y WITH x, y WHERE x + y < 0 RETURN count(*) AS n"
    with pytest.raises(CreditGraphError) as caught:
        await graph.connection.read(endless)
    assert caught.value.code is ErrorCode.TIMED_OUT


async def test_killed_it_comes_back_with_its_data(graph: EmbeddedGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    await execute(graph.connection, "CREATE (:Party {id: 'kept'})")
    before, address, spawn = engine(graph).pid, engine(graph).address, engine(graph)._spawn
    assert before is not None
    failures = iter([StartError("its port is taken"), OSError("no memory left"), None])
    go = asyncio.Event()

    async def spawn_later() -> Process:
        if failure := next(failures):
            raise failure
        await go.wait()
        return await spawn()

    monkeypatch.setattr(engine(graph), "_spawn", spawn_later)
    kill(before)
    await until(lambda: engine(graph).pid is None)
    with pytest.raises(CreditGraphError, match="retry") as caught:
        await graph.connection.read("MATCH (p:Party) RETURN p.id")
    assert caught.value.code is ErrorCode.ENGINE_UNAVAILABLE

    go.set()
    await until(lambda: engine(graph).restarts == 1)
    records = await graph.connection.read("MATCH (p:Party) RETURN p.id AS id")
    assert [record["id"] for record in records] == ["kept"]
    assert engine(graph).pid not in (None, before)
    assert engine(graph).address == address


async def test_killed_before_it_is_told_what_to_start(graph: EmbeddedGraph) -> None:
    """Then the pipe is closed, which uvloop answers with a RuntimeError: the supervisor must go on trying."""

    def closed(_: bytes) -> None:
        raise RuntimeError("unable to perform operation; the handler is closed")

    async def status() -> int:
        return -9

    dead = SimpleNamespace(stdin=SimpleNamespace(write=closed), wait=status)
    with pytest.raises(StartError, match="ended with status -9"):
        await engine(graph)._order(dead)  # type: ignore[arg-type]


async def test_a_folder_has_one_engine(graph: EmbeddedGraph) -> None:
    second = EmbeddedEngine(engine(graph).folder.root)
    with pytest.raises(StartError, match=rf"in use by another creditgraph server \(pid {os.getpid()}\)"):
        await second.start()
    await second.stop()
    assert engine(graph).pid is not None


async def test_others_attach_to_a_running_engine(graph: EmbeddedGraph) -> None:
    root = engine(graph).folder.root
    assert EmbeddedEngine.attach(root) == engine(graph).address
    attached = await open_engine(root, attach=True)
    assert attached.engine is None
    assert [record["x"] for record in await attached.connection.read("RETURN 1 AS x")] == [1]
    await attached.close()
    assert engine(graph).pid is not None


async def test_an_engine_that_is_starting_cannot_be_attached_to(
    graph: EmbeddedGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = engine(graph).folder
    folder.withdraw()
    with pytest.raises(StartError, match=r"in use, but engine\.json does not say"):
        EmbeddedEngine.attach(folder.root)
    folder.publish(engine(graph).address)


async def test_nothing_to_attach_to(tmp_path: Path) -> None:
    with pytest.raises(StartError, match="no creditgraph server is running"):
        EmbeddedEngine.attach(tmp_path / "data")
    assert os.listdir(tmp_path) == []


async def test_stopped_it_leaves_the_folder_to_the_next(tmp_path: Path) -> None:
    first = await open_engine(tmp_path)
    await execute(first.connection, "CREATE (:Party {id: 'p1'})")
    assert first.engine is not None
    pid = first.engine.pid
    await first.close()
    assert pid is not None
    assert is_gone(pid)
    assert not (tmp_path / "engine.json").exists()

    (tmp_path / "engine.password").unlink()  # lost: a new one is made
    second = await open_engine(tmp_path, attach=True)
    assert second.engine is not None
    assert second.engine.address.password != first.engine.address.password
    assert [record["id"] for record in await second.connection.read("MATCH (p:Party) RETURN p.id AS id")] == ["p1"]
    await second.close()


async def test_killed_with_its_owner_the_folder_is_free_again(tmp_path: Path) -> None:
    async with running(OWNER, str(tmp_path)) as owner:
        child = int(await line(owner))
        assert json.loads((tmp_path / "engine.json").read_text())["owner"] == owner.pid
        kill(owner.pid)
        await owner.wait()
        successor = await open_engine(tmp_path)  # at once: it waits for the orphan to leave
        assert is_gone(child)
        await successor.close()


async def test_a_port_that_is_taken_meanwhile(
    graph: EmbeddedGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = int(engine(graph).address.uri.rsplit(":", 1)[1])
    free = embedded.free_ports()
    offers = iter([(taken, free[1]), (free[0], taken), free])
    monkeypatch.setattr(embedded, "free_ports", lambda: next(offers))
    other = await open_engine(tmp_path)
    assert other.engine is not None
    assert other.engine.address.uri == f"bolt://127.0.0.1:{free[0]}"
    await other.close()


async def test_an_engine_that_cannot_start(tmp_path: Path) -> None:
    with pytest.raises(StartError, match=r"did not start.*engine\.log") as caught:
        await open_engine(tmp_path, heap="banana")
    assert "\n" not in caught.value.message
    usable = await open_engine(tmp_path)
    await usable.close()


async def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StartError, match=r"cannot use the data folder .* choose one with CREDITGRAPH_DATA_DIR"):
        await open_engine(tmp_path / "file" / "data")


async def test_a_folder_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root, who often runs tests, may write everywhere
    with pytest.raises(StartError, match="no write permission for the data folder"):
        await open_engine(tmp_path / "data")


async def test_no_wheel_for_this_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StartError, match=r"not available for this platform .* CREDITGRAPH_ENGINE=neo4j"):
        await open_engine(tmp_path / "data")
    assert os.listdir(tmp_path) == []
