"""`creditgraph load --fresh` of a province: `python -m bench.fresh [--engine neo4j|embedded] [--scale 1.0]`.

600,000 persons, 300,000 companies and 2,000,000 holdings (LDBC FinBench SF10's size) with two identifiers a party, as CSV
files through the command line, into a new engine. Prints seconds, rows a second and the command's memory at its highest.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, STDOUT
from bisect import bisect
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench import register_files
from bench.city import SOURCE, City, Size, entity_key, person_key
from bench.engines import ROOT, EngineName, Neo4jHome

PERSONS, COMPANIES, HOLDINGS = 600_000, 300_000, 2_000_000
HEAVIEST = 10_000.0
"""How many times more holdings the busiest holder has than the least busy."""


def write_register(folder: Path, scale: float, seed: int = 1) -> int:
    """parties.csv and links.csv; answers the number of rows."""
    persons, companies, holdings = (int(n * scale) for n in (PERSONS, COMPANIES, HOLDINGS))
    city = City(Size(companies, persons, 0, 0), seed)
    parties = map(register_files.party, chain(city.entities(), city.persons()))
    register_files.write(folder / "parties.csv", register_files.PARTIES, parties)
    rows = _holdings(Random(f"{seed}:holdings"), persons, companies, holdings)
    register_files.write(folder / "links.csv", register_files.LINKS, rows)
    return persons + companies + holdings


def _holdings(random: Random, persons: int, companies: int, count: int) -> Iterator[list[Any]]:
    """Rows of links.csv. Holders are persons, one in five a company; 1 % of the shares are missing."""
    weights = list(accumulate(min(random.paretovariate(1.5), HEAVIEST) for _ in range(persons)))
    for n in range(count):
        if random.random() < 0.2:
            holder = entity_key(random.randrange(companies))
        else:
            holder = person_key(min(bisect(weights, random.random() * weights[-1]), persons - 1))
        share = None if random.random() < 0.01 else f"{random.randrange(1, 3000) / 100:g}"
        yield [holder, "shareholder", entity_key(n % companies), share, "2015-03-01", None, None, f"H{n}"]


async def measure(engine: EngineName, scale: float) -> dict[str, Any]:
    """One load into a new engine."""
    ROOT.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=ROOT) as temporary:
        folder = Path(temporary)
        rows = write_register(folder, scale)
        async with AsyncExitStack() as stack:
            environment = {**os.environ, "CREDITGRAPH_DATA_DIR": str(folder / "graph"), "CREDITGRAPH_ENGINE_HEAP": "2g"}
            if engine == "neo4j":
                home = Neo4jHome(folder / "neo4j", "2g", "1g")
                await home.start()
                stack.push_async_callback(home.stop)
                address = home.address
                environment |= {
                    "CREDITGRAPH_ENGINE": "neo4j",
                    "CREDITGRAPH_NEO4J_URI": address.uri,
                    "CREDITGRAPH_NEO4J_PASSWORD": address.password,
                }
            load = os.getloadavg()
            run = await _run(environment, folder, home.pid if engine == "neo4j" else None)
    return {
        "engine": engine,
        "rows": rows,
        "rows_per_second": round(rows / run["seconds"]),
        **run,
        "load_average_before": load,
        "load_average_after": os.getloadavg(),
    }


async def _run(environment: dict[str, str], folder: Path, server: int | None) -> dict[str, Any]:
    """Seconds of the command, its own highest resident memory, what it printed; and the seconds of processor time that it and
    the engine (`server`, or its child) took, which a busy machine changes less."""
    begun, peak, cpu, engine_cpu = time.perf_counter(), 0, 0.0, 0.0
    before = _cpu(psutil.Process(server)) if server else 0.0
    with open(folder / "out.txt", "w") as out:  # noqa: ASYNC230
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "server.cli", "load", str(folder), "--fresh", "--source", SOURCE),
            env=environment,
            stdin=DEVNULL,
            stdout=out,
            stderr=STDOUT,
        )
    watched, ended = psutil.Process(process.pid), asyncio.create_task(process.wait())
    while not ended.done():
        try:
            peak, cpu = max(peak, watched.memory_info().rss), _cpu(watched)
            engines = [psutil.Process(server)] if server else watched.children(recursive=True)
            engine_cpu = max(engine_cpu, sum(map(_cpu, engines)) - before)
        except psutil.Error:
            pass  # it is about to end
        await asyncio.wait({ended}, timeout=0.2)
    status = await ended
    seconds = time.perf_counter() - begun
    said = (folder / "out.txt").read_text().splitlines()
    if status:
        raise RuntimeError(f"the load failed: {said[-3:]}")
    return {
        "seconds": round(seconds, 1),
        "peak_mb": round(peak / 2**20),
        "cpu_seconds": round(cpu, 1),
        "engine_cpu_seconds": round(engine_cpu, 1),
        "said": said,
    }


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.fresh")
    parser.add_argument("--engine", choices=("neo4j", "embedded"), nargs="+", default=["neo4j", "embedded"])
    parser.add_argument("--scale", type=float, default=1.0, help="of the number of everything")
    options = parser.parse_args()
    for engine in options.engine:
        print(json.dumps(asyncio.run(measure(engine, options.scale)), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
