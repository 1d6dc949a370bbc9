"""The receiver of docs/how-to/receive-dispatches.md takes what is genuine, once, and nothing else."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.delivery import webhook
from server.delivery.calling import Caller, CallError, Letter

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "receive-dispatches.md"


@pytest.fixture
async def receiver(tmp_path: Path) -> AsyncIterator[tuple[str, Path]]:
    """The guide's receiver, running; its URL and its store."""
    found = re.search("```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    (tmp_path / "receiver.py").write_text(found[1], encoding="utf-8")
    store = tmp_path / "store.sqlite"
    environment = os.environ | {"CREDITGRAPH_SECRET": "secret", "STORE": str(store), "PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, str(tmp_path / "receiver.py")),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        port = int(await asyncio.wait_for(process.stdout.readline(), 20))
        yield f"http://127.0.0.1:{port}/", store
    finally:
        process.kill()
        await process.wait()


def stored(store: Path) -> list[tuple[str, bytes]]:
    database = sqlite3.connect(store)
    try:
        return database.execute("SELECT key, body FROM dispatches").fetchall()
    finally:
        database.close()


async def test_what_is_genuine_is_stored_once(receiver: tuple[str, Path]) -> None:
    url, store = receiver
    letter = Letter("key:1", b"{}", "id1", "secret")
    for _ in range(2):
        await Caller(allow_private=True).call(webhook(url, allow_http=True), letter)
    assert stored(store) == [("key:1", b"{}")]


@pytest.mark.parametrize("wrong", ["secret", "time"])
async def test_what_is_not_is_refused(receiver: tuple[str, Path], wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    url, store = receiver
    letter = Letter("key:1", b"{}", "id1", "another" if wrong == "secret" else "secret")
    if wrong == "time":
        monkeypatch.setattr("server.delivery.calling.time.time", lambda: 1_500_000_000.0)
    with pytest.raises(CallError) as caught:
        await Caller(allow_private=True).call(webhook(url, allow_http=True), letter)
    assert caught.value.problem == "answered with status 401"
    assert not store.exists()
