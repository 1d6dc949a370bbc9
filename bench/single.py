"""Single checks over HTTP: the server beside the floor, in turn, on one engine in one run."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from bench import questions
from bench.asking import Asked, asked
from bench.engines import Place, running
from bench.processes import Client, Serving, client, floor, server
from graph.embedded import EmbeddedEngine
from graph.engine_files import EngineAddress

PARTIES = 20_000
CONNECTIONS = 16


@dataclass(frozen=True, eq=False)
class Stand:
    """Everything that runs while one place is measured."""

    place: Place
    server: Serving
    address: EngineAddress
    client: Client
    folder: Path


@contextlib.asynccontextmanager
async def stand(place: Place) -> AsyncIterator[Stand]:
    """Engine, server and client of a place, running."""
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        if place.engine == "neo4j":
            address = await stack.enter_async_context(running(place))
            serving = await stack.enter_async_context(server(place, address))
        else:
            if not place.is_made():
                async with running(place):
                    pass
            serving = await stack.enter_async_context(server(place, None))
            address = EmbeddedEngine.attach(place.folder)
        caller = await stack.enter_async_context(client())
        yield Stand(place, serving, address, caller, folder)


async def against_floor(on: Stand, *, rounds: int, seconds: float) -> dict[str, Any]:
    """Requests a second, p50 and p99 of server and floor, each the median of its rounds, and the ratios."""
    bodies = {
        "server": questions.write(on.folder / "server", _checks(on)),
        "floor": questions.write(on.folder / "floor", [questions.floor(one) for one in _parties(on)]),
    }
    async with floor(on.address) as beneath:
        targets = {"floor": beneath, "server": on.server}
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in targets}
        for name, target in targets.items():  # warm up: plans, caches, the engine's compiler
            await _send(on, target, bodies[name], seconds=0.1, warmup=max(5.0, seconds))
        for _ in range(rounds):
            for name, target in targets.items():
                runs[name].append(await _send(on, target, bodies[name], seconds=seconds, warmup=0.5))
    return _compared(runs)


async def across(stands: list[Stand], *, rounds: int, seconds: float) -> dict[str, Any]:
    """Single checks at one connection and at 16 on cities of several sizes, in turn; by connections and size."""
    runs: dict[tuple[int, int], list[dict[str, Any]]] = {}
    bodies = {on: questions.write(on.folder / "server", _checks(on)) for on in stands}
    for on in stands:
        await _send(on, on.server, bodies[on], seconds=0.1, warmup=max(5.0, 2 * seconds))
    for _ in range(rounds):
        for connections in (1, CONNECTIONS):
            for on in stands:
                run = await _send(on, on.server, bodies[on], seconds=seconds, warmup=0.5, connections=connections)
                runs.setdefault((connections, on.place.enterprises), []).append(run)
    return {
        str(connections): {
            str(on.place.enterprises): _medians(runs[connections, on.place.enterprises]) for on in stands
        }
        for connections in (1, CONNECTIONS)
    }


async def _send(
    on: Stand, target: Serving, bodies: Path, *, seconds: float, warmup: float, connections: int = CONNECTIONS
) -> dict[str, Any]:
    return await on.client.send(target, bodies, connections=connections, seconds=seconds, warmup=warmup)


def _parties(on: Stand) -> list[Asked]:
    return asked(on.place.city(), PARTIES)


def _checks(on: Stand) -> list[dict[str, Any]]:
    return [questions.check(one) for one in _parties(on)]


def _medians(runs: list[dict[str, Any]]) -> dict[str, Any]:
    return {name: median(run[name] for run in runs) for name in ("per_second", "p50_ms", "p99_ms")} | {"runs": runs}


def _compared(runs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    pairs = list(zip(runs["server"], runs["floor"], strict=True))
    return {
        "server": _medians(runs["server"]),
        "floor": _medians(runs["floor"]),
        "throughput_ratio": median(ours["per_second"] / least["per_second"] for ours, least in pairs),
        "p99_ratio": median(ours["p99_ms"] / least["p99_ms"] for ours, least in pairs),
    }
