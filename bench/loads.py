"""`creditgraph load links` into a graph that holds the parties: rows a second, and memory, as a user has them."""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from asyncio.subprocess import PIPE
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil

from bench import register_files
from bench.city import SOURCE
from bench.engines import Place, running
from bench.processes import settings_of


async def load_links(place: Place) -> dict[str, Any]:
    """Rows a second of the command on an engine that has worked before, less the seconds that an empty file takes; and the
    command's own memory at its highest.

    A sixth of the links is loaded first: a Neo4j that has just started runs at a fraction of its speed for the first
    quarter of a minute, while Java compiles it. (The embedded engine is started by the command, so it is always new.)
    """
    parties = replace(place, contents="parties")
    async with running(parties):
        pass
    with TemporaryDirectory(dir=parties.folder.parent) as temporary:
        copy = replace(parties, at=Path(temporary) / "graph")
        shutil.copytree(parties.folder, copy.folder)
        async with AsyncExitStack() as stack:
            address = await stack.enter_async_context(running(copy)) if place.engine == "neo4j" else None
            environment = settings_of(copy, address)
            size = place.city().size.links
            links = register_files.write_links(place.city(), Path(temporary), size // 6)
            cold, _ = await _load(environment, links[0])
            start, _ = await _load(environment, links[1])
            seconds, peak = await _load(environment, links[2])
    rows = size - size // 6
    return {
        "rows": rows,
        "seconds": seconds,
        "start_seconds": start,
        "rows_per_second": rows / (seconds - start),
        "rows_per_second_cold": (size // 6) / (cold - start),
        "peak_mb": peak / 2**20,
    }


async def _load(environment: dict[str, str], csv: Path) -> tuple[float, int]:
    """Seconds, and the highest resident memory of the command itself (not of the engine)."""
    begun, peak = time.perf_counter(), 0
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "server.cli", "load", "links", str(csv), "--source", SOURCE),
        env=environment,
        stdout=PIPE,
        stderr=PIPE,
    )
    watched = psutil.Process(process.pid)
    ended = asyncio.create_task(process.communicate())
    while not ended.done():
        try:
            peak = max(peak, watched.memory_info().rss)
        except psutil.Error:
            break
        await asyncio.wait({ended}, timeout=0.05)
    out, err = await ended
    if process.returncode:
        raise RuntimeError(f"the load failed: {out.decode()[-500:]} {err.decode()[-500:]}")
    return time.perf_counter() - begun, peak
