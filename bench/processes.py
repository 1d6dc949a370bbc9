"""The processes of a measurement: the server as it is shipped, the floor, the client."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from bench.engines import Place, free_port
from graph.engine_files import EngineAddress

PATIENCE = 300.0


@dataclass(frozen=True, slots=True)
class Serving:
    """A process that answers on a port; `headers` are what a request needs."""

    process: psutil.Process
    port: int
    path: str
    headers: dict[str, str]


def settings_of(place: Place, address: EngineAddress | None) -> dict[str, str]:
    """The environment of the program on a place; Neo4j runs at `address`, the embedded engine is the server's own."""
    prefix = "CREDITGRAPH_"
    settings = {"DATA_DIR": str(place.folder), "ENGINE": place.engine, "LOG_LEVEL": "WARNING", "DISPATCHING": "false"}
    if place.engine == "neo4j":
        assert address is not None
        settings |= {"NEO4J_URI": address.uri, "NEO4J_PASSWORD": address.password}
    else:
        settings |= {"ENGINE_HEAP": place.heap}
    return {**os.environ, **{prefix + name: value for name, value in settings.items()}}


async def command(environment: dict[str, str], *arguments: str) -> str:
    """What `creditgraph ARGUMENTS` prints. Raises RuntimeError if it fails."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", *arguments), env=environment, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"creditgraph {' '.join(arguments)}: {err.decode()[-1000:]}")
    return out.decode()


@contextlib.asynccontextmanager
async def server(place: Place, address: EngineAddress | None, **settings: str) -> AsyncIterator[Serving]:
    """`creditgraph serve`, with a key of its own that may check and read. `settings`: names and values of others."""
    environment = settings_of(place, address) | {f"CREDITGRAPH_{name}": value for name, value in settings.items()}
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "server.cli", "serve", "--port", str(port), env=environment
    )
    async with ended(process):
        await _until_answering(process, port)
        printed = await command(environment, "keys", "create", "bench", "--scope", "check", "--scope", "read")
        headers = {"Authorization": f"Bearer {printed.split()[-1]}"}
        yield Serving(psutil.Process(process.pid), port, "/graphql", headers)


@contextlib.asynccontextmanager
async def floor(address: EngineAddress) -> AsyncIterator[Serving]:
    """`bench.floor` on a running engine."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.floor", stdin=PIPE)
    async with ended(process):
        assert process.stdin is not None
        orders = {"uri": address.uri, "user": address.user, "password": address.password, "database": address.database}
        process.stdin.write(json.dumps({**orders, "port": port}).encode() + b"\n")
        await _until_answering(process, port)
        yield Serving(psutil.Process(process.pid), port, "/", {})


class Client:
    """The load generator's process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def send(
        self, to: Serving, bodies: Path, *, connections: int, seconds: float, warmup: float
    ) -> dict[str, Any]:
        """Requests a second and latencies of one run. Raises RuntimeError if an answer was not as it should be."""
        order = {
            "port": to.port,
            "path": to.path,
            "headers": to.headers,
            "bodies": str(bodies),
            "connections": connections,
            "seconds": seconds,
            "warmup": warmup,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        line = await self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line)
        if answer["bad"]:
            raise RuntimeError(f"{answer['bad']} bad answers, for example {answer['first_bad']}")
        return answer


@contextlib.asynccontextmanager
async def client() -> AsyncIterator[Client]:
    """A running load generator."""
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "bench.client", stdin=PIPE, stdout=PIPE)
    async with ended(process):
        yield Client(process)


@contextlib.asynccontextmanager
async def ended(process: Process) -> AsyncIterator[None]:
    """Stops a process in the end, kindly first."""
    try:
        yield
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(process.wait(), 40)
            except TimeoutError:
                process.kill()
                await process.wait()


async def _until_answering(process: Process, port: int) -> None:
    async def attempt() -> None:
        while True:
            if process.returncode is not None:
                raise RuntimeError(f"a server ended with status {process.returncode}")
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.2)

    await asyncio.wait_for(attempt(), PATIENCE)
