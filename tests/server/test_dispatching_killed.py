"""kill -9 of the server while it works out who must be told and delivers it; started again, everyone is told what is due."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from domain.delivery import signature, webhook_secret
from domain.dispatches import due
from graph.delivery import Address
from graph.dispatches import DispatchStore
from graph.engine_files import DataFolder
from graph.locks import FolderLock
from graph.opening import open_engine
from server.composition import open_installation
from server.settings import read_settings
from tests.server.test_cli import environment
from tests.support.engines import execute
from tests.support.loading import shipped_rules
from tests.support.processes import ROOT, kill
from tests.support.receiver import SILENT, Receiver, receiving

FINDINGS, EVERY, HEAVY, SECONDS = 400, 10, 4, 180
"""Findings; every tenth is the safety bureau's, which has an address; as many are SERIOUS."""
SAFETY, FIRE = "KS_EMERGENCY_MANAGEMENT", "KS_FIRE_BRIGADE"


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, str]:
    """Settings of the servers, and of what prepares their folder."""
    given = {"CREDITGRAPH_DATA_DIR": str(tmp_path), "CREDITGRAPH_DELIVER_TO_PRIVATE": "true"}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return environment(tmp_path, **given)


async def prepare(receiver: Receiver) -> tuple[set[str], str]:
    """Loads findings and sets the address of the safety bureau, no server running. Answers the keys that are due, and the
    secret that signs."""
    async with open_installation(read_settings()) as office:
        today = office.services.clock.today()
        parties = [{"key": "E1", "kind": "enterprise", "name": "甲公司"}]
        assert (await office.loader.load_parties(parties, "register")).row_errors == []
        rows = [_finding(number, today) for number in range(FINDINGS)]
        assert (await office.loader.load_findings(rows, "register")).row_errors == []
        await office.deliveries.set_address(Address(SAFETY, receiver.url, "id1"))
        store = DispatchStore(office.services.connection, office.services.ledger)
        standings = await store.standings(await store.finding_ids("", FINDINGS))
        wanted = {f"{n.base}:1" for s in standings for n in due(s.telling, today, shipped_rules())}
        return wanted, webhook_secret(office.identity_key.secret, SAFETY, "id1")


def _finding(number: int, today: date) -> dict[str, object]:
    area, department = ("FIRE_SAFETY", FIRE) if number % EVERY else ("WORK_SAFETY", SAFETY)
    row: dict[str, object] = {"number": f"F{number}", "party_key": "E1", "area": area, "department": department}
    days: dict[str, object] = {"act_on": today - timedelta(days=20), "recognised_on": today - timedelta(days=10)}
    is_heavy = number % (FINDINGS // HEAVY) == 1
    return row | days | ({"grade": "SERIOUS", "standard": "标准"} if is_heavy else {})


@contextlib.asynccontextmanager
async def serving(variables: dict[str, str]) -> AsyncIterator[Process]:
    """`creditgraph serve`, in a process of its own; killed at the end if need be."""
    command = (sys.executable, "-m", "server.cli", "serve", "--port", "0")
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=variables, stdin=DEVNULL, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def keys_recorded() -> list[str]:
    """The keys of all dispatches, no server running; every claim is as if it were over."""
    async with open_installation(read_settings()) as office:
        connection = office.services.connection
        await execute(connection, "MATCH (d:Dispatch) WHERE d.next_at > 0 SET d.next_at = 0")
        return [record["key"] for record in await connection.read("MATCH (d:Dispatch) RETURN d.key AS key")]


async def killed_at_the_first_call(settings: dict[str, str], receiver: Receiver) -> None:
    """While the recipient has a dispatch in its hands and does not answer."""
    receiver.answers, receiver.called = [SILENT], asyncio.Event()
    async with serving(settings) as process:
        await asyncio.wait_for(receiver.called.wait(), SECONDS)
        kill(process.pid)
        await process.wait()


async def test_everyone_is_told_once_however_often_the_server_dies(tmp_path: Path, settings: dict[str, str]) -> None:
    async with receiving() as receiver:
        wanted, secret = await prepare(receiver)
        await killed_at_the_first_call(settings, receiver)
        recorded = [await keys_recorded()]
        for _ in range(2):
            await killed_at_the_first_call(settings, receiver)
            recorded.append(await keys_recorded())
        receiver.answers = [200]
        async with serving(settings) as process:
            await asyncio.wait_for(_until_told(tmp_path, process, wanted), SECONDS)
            counts = await _attempts(tmp_path)
    assert 0 < len(recorded[0]) < len(wanted), "killed while it was at it"
    for keys in recorded:
        assert len(keys) == len(set(keys))
        assert set(keys) <= wanted
    assert set(counts) == wanted
    arrived: dict[str, set[bytes]] = {}
    for request in receiver.received:
        key, timestamp = request.headers["idempotency-key"], int(request.headers["creditgraph-timestamp"])
        assert request.headers["creditgraph-signature"] == signature(secret, timestamp, key, request.body)
        arrived.setdefault(key, set()).add(request.body)
    assert set(arrived) == ours(wanted)
    assert {len(bodies) for bodies in arrived.values()} == {1}, "what is sent again is the same"
    assert sum(counts.values()) == len(receiver.received) == len(arrived) + 3


def ours(keys: set[str]) -> set[str]:
    """Those to the safety bureau."""
    return {key for key in keys if key.split(":")[1] == SAFETY}


async def _until_told(folder: Path, process: Process, wanted: set[str]) -> None:
    """Until all is recorded and what has an address is delivered, by the server that runs."""
    lock = FolderLock(DataFolder.at(folder).lock)
    while True:
        assert process.returncode is None
        if lock.is_held():
            with contextlib.suppress(Exception):  # the server's engine is not up yet
                if await _told(folder) == (len(wanted), len(ours(wanted))):
                    return
        await asyncio.sleep(1)


async def _told(folder: Path) -> tuple[int, int]:
    """How many dispatches there are, and how many are delivered."""
    opened = await open_engine(folder, attach=True)
    try:
        assert opened.engine is None
        delivered = "sum(CASE d.state WHEN 'DELIVERED' THEN 1 ELSE 0 END)"
        (found,) = await opened.connection.read(f"MATCH (d:Dispatch) RETURN count(d) AS n, {delivered} AS told")
        return found["n"], found["told"]
    finally:
        await opened.close()


async def _attempts(folder: Path) -> dict[str, int]:
    """How often each dispatch was tried."""
    opened = await open_engine(folder, attach=True)
    try:
        records = await opened.connection.read("MATCH (d:Dispatch) RETURN d.key AS key, d.attempts AS attempts")
    finally:
        await opened.close()
    assert len(records) == len({record["key"] for record in records})
    return {record["key"]: record["attempts"] for record in records}
