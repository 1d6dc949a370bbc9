"""The programs of docs/examples against a server on a real port, as a procurement and an HR system run them (R44)."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn

from resolvers.principal import Scope
from server.app import make_app
from server.demo_city import load_city
from tests.support.api import running_api
from tests.support.engines import Engines
from tests.support.processes import ROOT

EXAMPLES = ROOT / "docs" / "examples"
DAY = "2025-06-30"
CITIZEN = "11010519491231002X"
NODE = shutil.which("node")
LANGUAGES = [
    pytest.param((sys.executable, ".py"), id="python"),
    pytest.param((NODE, ".mjs"), id="javascript", marks=pytest.mark.skipif(NODE is None, reason="Node.js not found")),
]
VETOED = ("procurement", "91329900MADEM0002E", "演示市云岭化工有限公司", DAY)


@dataclass(frozen=True)
class Served:
    """A server's address and a key with the scope `check`."""

    address: str
    key: str


@pytest.fixture(scope="module")
async def served(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("examples")) as api:
        await load_city(api.installation)
        await api.installation.loader.load_parties(
            [{"key": "c1", "kind": "person", "name": "赵一", "citizen_id": CITIZEN}], "hr"
        )
        config = uvicorn.Config(make_app(api.installation), lifespan="off", ws="none", log_config=None)
        server = uvicorn.Server(config)
        with socket.create_server(("127.0.0.1", 0)) as sock:
            running = asyncio.create_task(server.serve([sock]))
            yield Served(f"http://127.0.0.1:{sock.getsockname()[1]}", await api.key(frozenset({Scope.CHECK})))
            server.should_exit = True
            await running


async def run(
    language: tuple[str, str], served: Served, program: str, *arguments: str, given: str = "", key: str | None = None
) -> tuple[int | None, Any, str]:
    """Exit code, what it printed (JSON), standard error."""
    command, suffix = language
    process = await asyncio.create_subprocess_exec(
        *(command, str(EXAMPLES / f"{program}{suffix}"), *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        env={"CREDITGRAPH_URL": served.address, "CREDITGRAPH_KEY": key or served.key, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    out, err = await process.communicate(given.encode())
    return process.returncode, json.loads(out) if out else None, err.decode()


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_vetoed_supplier_is_refused_with_what_to_file(language: tuple[str, str], served: Served) -> None:
    code, filed, err = await run(language, served, *VETOED)
    assert (code, filed["action"], filed["outcome"], filed["asOf"], err) == (2, "refuse", "VETOED", DAY, "")
    assert "昆政办发〔2019〕116号" in filed["summary"]
    assert len(filed["sha256"]) == 64
    assert filed["clearFrom"] > DAY


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_clear_supplier_goes_on(language: tuple[str, str], served: Served) -> None:
    supplier = ("91329900MADEM0001B", "演示市晴川精密机械有限公司", DAY)
    code, filed, _ = await run(language, served, "procurement", *supplier)
    assert (code, filed["action"], filed["outcome"], filed["reviews"]) == (0, "go on", "CLEAR", [])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_another_name_is_for_a_person(language: tuple[str, str], served: Served) -> None:
    code, filed, _ = await run(language, served, "procurement", "91329900MADEM0001B", "别的公司", DAY)
    assert (code, filed["action"], filed["reviews"]) == (3, "person", ["NAME_MISMATCH"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("number", "code", "outcome"), [(CITIZEN, 0, "CLEAR"), ("320583199001010010", 3, "UNKNOWN_PARTY")]
)
async def test_a_candidate_by_the_citizen_number(
    language: tuple[str, str], served: Served, number: str, code: int, outcome: str
) -> None:
    found, filed, _ = await run(language, served, "hr", "赵一", DAY, given=f"{number}\n")
    assert (found, filed["outcome"]) == (code, outcome)
    assert number not in json.dumps(filed)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_an_answer_nothing_is_printed(language: tuple[str, str], served: Served) -> None:
    code, filed, err = await run(language, served, *VETOED, key="cg_nothing")
    assert (code, filed) == (1, None)
    assert err.startswith("no answer: UNAUTHENTICATED: ")
    code, filed, err = await run(language, served, "procurement", "91329900MADEM0001A", "x", DAY)
    assert (code, filed) == (1, None)
    assert err.startswith("no answer: INVALID_IDENTIFIER: ")
    code, filed, err = await run(language, Served("http://127.0.0.1:1", "k"), *VETOED)
    assert (code, filed) == (1, None)
    assert err.startswith("no answer: ")
