"""Measures creditgraph: `python -m bench`. Prints a table with ratios and writes bench/results/<time>.json.

Cities are made on first use and kept in .cache/bench (git-ignored, about 12 GB with all sizes on both engines).
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.batch import decide_many
from bench.control_checks import by_control
from bench.engines import EngineName, Place
from bench.loads import load_links
from bench.ownership import at_sizes
from bench.report import table
from bench.search import name_search
from bench.single import across, against_floor, stand

RESULTS = Path(__file__).parent / "results"
PARTS = ("single", "many", "sizes", "search", "load", "ownership", "checks-by-control")
USUAL = 200_000
FINBENCH_SF10 = 300_000
"""Companies of a register with the persons and holdings of LDBC FinBench's scale factor 10."""


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--engines", nargs="+", choices=("neo4j", "embedded"), default=["neo4j", "embedded"])
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="what to measure; default: all")
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[20_000, USUAL, 1_000_000],
        help="enterprises of the cities that are compared; the search runs on the largest",
    )
    parser.add_argument("--size", type=int, default=USUAL, help="enterprises of the city for everything else")
    parser.add_argument(
        "--registers",
        nargs="+",
        type=int,
        default=[USUAL, FINBENCH_SF10],
        help="companies of the registers of holdings for ownership; checks-by-control run on the largest",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0, help="of one run")
    parser.add_argument("--quick", action="store_true", help="a city of 20,000, two short rounds: whether it all works")
    options = parser.parse_args()
    if options.quick:
        options.size, options.sizes, options.rounds, options.seconds = 20_000, [2_000, 20_000], 2, 2.0
        options.registers = [10_000]
    results = asyncio.run(measure(options))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False))
    print(table(results))
    print(f"\n{path}")


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that is asked for, one engine after the other."""
    results: dict[str, Any] = {"machine": machine(), "options": vars(options), "engines": {}}
    for engine in options.engines:
        results["engines"][engine] = found = {}
        for part in PARTS:
            if part in options.only:
                print(f"{engine}: {part} …", flush=True)
                load = os.getloadavg()[0]
                found[part] = await measure_part(part, engine, options)
                found[part]["load_before"] = load
    return results


async def measure_part(part: str, engine: EngineName, options: argparse.Namespace) -> dict[str, Any]:
    """One part on one engine."""
    usual = Place(engine, options.size, options.seed)
    if part == "single":
        async with stand(usual) as on:
            return await against_floor(on, rounds=options.rounds, seconds=options.seconds)
    if part == "many":
        async with stand(usual) as on:
            return await decide_many(on, rounds=options.rounds)
    if part == "sizes":
        async with AsyncExitStack() as stack:
            places = [Place(engine, size, options.seed) for size in options.sizes]
            stands = [await stack.enter_async_context(stand(place)) for place in places]
            return await across(stands, rounds=options.rounds, seconds=options.seconds)
    if part == "search":
        largest = Place(engine, max(options.sizes), options.seed)
        async with stand(largest) as on:
            size = largest.city().size
            return await name_search(on, count=200 * options.rounds) | {"parties": size.enterprises + size.persons}
    if part == "ownership":
        registers = [Place(engine, size, options.seed) for size in options.registers]
        return await at_sizes(registers, count=100 * options.rounds)
    if part == "checks-by-control":
        return await by_control(Place(engine, max(options.registers), options.seed), rounds=options.rounds, count=1_000)
    return await load_links(usual)


def machine() -> dict[str, Any]:
    """What it was measured on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), ""
    )
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


if __name__ == "__main__":
    main()
