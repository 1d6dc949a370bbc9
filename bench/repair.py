"""How soon a repair reaches the decision and everyone who was told, in a large city: `python -m bench.repair`.

The shipped server on a copy of a made city, dispatching. First, while it works its way through all that must be told (half
an hour, in a city of a million), how long a check and a write take, and again when it is done; then findings are
recognised and repaired by its API: how long until a check is CLEAR, and until every recall is recorded.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import statistics
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx

from bench.asking import asked
from bench.engines import ROOT, Place, connect, running
from bench.processes import Serving, command, server, settings_of
from graph.connection import Connection
from graph.engine_files import EngineAddress
from graph.opening import open_engine

DEPARTMENT = "KS_EMERGENCY_MANAGEMENT"
CHECK = 'query($p: PartyRef!) { decide(party: $p, matter: "GOVERNMENT_PROCUREMENT") { outcome } }'
RECOGNISE = (
    "mutation($i: RecognizeFindingInput!) { recognizeFinding(input: $i) { changed userErrors { code message } } }"
)
RECTIFY = "mutation($i: FindingEventInput!) { recordRectification(input: $i) { changed userErrors { code message } } }"
REQUEST = "mutation($i: RequestRepairInput!) { requestRepair(input: $i) { changed userErrors { code message } } }"
GRANT = "mutation($i: GrantRepairInput!) { grantRepair(input: $i) { changed userErrors { code message } } }"
COUNT = "MATCH (:Finding {number: $number})<-[:ABOUT]-(d:Dispatch {kind: $kind}) RETURN count(d) AS n"
ALL = "MATCH (d:Dispatch) RETURN count(d) AS n"


@dataclass
class Bench:
    """A server and a look at its engine."""

    http: httpx.AsyncClient
    connection: Connection
    parties: list[str]
    today: date = field(default_factory=date.today)

    async def ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        """The data of an answer. Raises RuntimeError where something was wrong."""
        answer = (await self.http.post("/graphql", json={"query": query, "variables": variables})).json()
        if "errors" in answer or any(isinstance(v, dict) and v.get("userErrors") for v in answer["data"].values()):
            raise RuntimeError(json.dumps(answer, ensure_ascii=False))
        found: dict[str, Any] = answer["data"]
        return found

    async def outcome(self, uscc: str) -> str:
        """The outcome of a check."""
        found: str = (await self.ask(CHECK, {"p": {"uscc": uscc}}))["decide"]["outcome"]
        return found

    async def count(self, number: str, kind: str) -> int:
        """How many dispatches of a kind are recorded of a finding."""
        found: int = (await self.connection.read(COUNT, number=number, kind=kind))[0]["n"]
        return found

    async def recognise(self, number: str, uscc: str) -> None:
        """A SERIOUS finding."""
        days = {"actOn": str(self.today - timedelta(days=20)), "recognisedOn": str(self.today - timedelta(days=10))}
        what = {
            "number": number,
            "party": {"uscc": uscc},
            "area": "WORK_SAFETY",
            "grade": "SERIOUS",
            "standard": "bench",
        }
        await self.ask(RECOGNISE, {"i": what | days})

    async def repair(self, number: str, uscc: str) -> dict[str, float]:
        """Seconds from sending the grant until it is answered, the decision is CLEAR, every recall is recorded."""
        await self.recognise(number, uscc)
        while not (told := await self.count(number, "TELL")):  # noqa: ASYNC110 - the server works it out
            await asyncio.sleep(0.1)
        said = {"findingNumber": number, "occurredOn": str(self.today)}
        await self.ask(RECTIFY, {"i": {"number": number, "occurredOn": str(self.today)}})
        await self.ask(REQUEST, {"i": said})
        assert await self.outcome(uscc) == "VETOED"
        begun = time.perf_counter()
        await self.ask(GRANT, {"i": said | {"exceptionReason": "bench"}})
        seconds = {"answered": time.perf_counter() - begun}
        while await self.outcome(uscc) != "CLEAR":
            pass
        seconds["lifted"] = time.perf_counter() - begun
        while await self.count(number, "RECALL") != told:  # noqa: ASYNC110 - the server works it out
            await asyncio.sleep(0.005)
        return seconds | {"recalled": time.perf_counter() - begun}

    async def others(self, seconds: float, name: str) -> dict[str, list[float]]:
        """Seconds of checks and of writes, one after another, for some time."""
        taken: dict[str, list[float]] = {"check": [], "write": []}
        ends, number = time.perf_counter() + seconds, 0
        while time.perf_counter() < ends:
            uscc = self.parties[number % (len(self.parties) // 2)]  # the others are left alone, to be repaired
            is_write = number % 10 == 0
            begun = time.perf_counter()
            await (self.recognise(f"{name}{number}", uscc) if is_write else self.outcome(uscc))
            taken["write" if is_write else "check"].append(time.perf_counter() - begun)
            number += 1
        return taken


async def measure(place: Place, rounds: int, seconds: float, *, meanwhile: bool) -> None:
    """Prints what was measured."""
    with tempfile.TemporaryDirectory(dir=ROOT) as made:
        copy = replace(place, at=Path(made) / "graph")
        await asyncio.to_thread(shutil.copytree, place.folder, copy.folder)
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(running(copy)) if place.engine == "neo4j" else None
            serving = await stack.enter_async_context(server(copy, address, DISPATCHING="true"))
            bench = await _bench(stack, copy, address, serving)
            begun = time.perf_counter()
            _print("while everyone is told", await bench.others(seconds, "A"))
            if meanwhile:
                print(f"  {await _all(bench)} dispatches, load {os.getloadavg()[0]:.1f}", flush=True)
            else:
                await _until_calm(bench)
                took, load = time.perf_counter() - begun, os.getloadavg()[0]
                print(f"all told: {await _all(bench)} dispatches, {took:.0f} s, load {load:.1f}", flush=True)
                _print("when everyone was told", await bench.others(seconds, "B"))
            repairs = [await bench.repair(f"R{n}", bench.parties[-1 - n]) for n in range(rounds)]
            _print("a repair", {name: [each[name] for each in repairs] for name in repairs[0]})
            print(f"  load {os.getloadavg()[0]:.1f}")


async def _bench(stack: AsyncExitStack, copy: Place, address: EngineAddress | None, serving: Serving) -> Bench:
    printed = await command(settings_of(copy, address), "keys", "create", "office", "--scope", "admin")
    headers = {"Authorization": f"Bearer {printed.split()[-1]}"}
    http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{serving.port}", headers=headers, timeout=600)
    await stack.enter_async_context(http)
    if address is not None:
        connection = await connect(copy, address)
    else:
        connection = (await open_engine(copy.folder, attach=True, command_timeout=600)).connection
    stack.push_async_callback(connection.close)
    bench = Bench(http, connection, [])
    for each in asked(copy.city(), 400, persons=0.0):
        if each.number.startswith("91") and await bench.outcome(each.number) == "CLEAR":
            bench.parties.append(each.number)
    return bench


async def _all(bench: Bench) -> int:
    found: int = (await bench.connection.read(ALL))[0]["n"]
    return found


async def _until_calm(bench: Bench) -> None:
    before = -1
    while (now := await _all(bench)) != before:
        before = now
        await asyncio.sleep(15)


def _print(what: str, taken: dict[str, list[float]]) -> None:

    for name, values in taken.items():
        ordered = sorted(values)
        p95 = ordered[int(len(ordered) * 0.95)]
        middle = statistics.median(ordered)
        print(
            f"{what}: {name} n={len(ordered)} median {middle * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, "
            f"most {ordered[-1] * 1000:.0f} ms",
            flush=True,
        )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.repair")
    parser.add_argument("--engine", choices=("neo4j", "embedded"), default="embedded")
    parser.add_argument("--size", type=int, default=1_000_000, help="enterprises of the city")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument(
        "--meanwhile", action="store_true", help="repair while everyone is told; do not wait for the end"
    )
    options = parser.parse_args()
    asyncio.run(
        measure(Place(options.engine, options.size), options.rounds, options.seconds, meanwhile=options.meanwhile)
    )
