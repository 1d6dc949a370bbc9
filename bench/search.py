"""Name search over HTTP: whole names, prefixes and parts, in Chinese, over every party of a place."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from random import Random
from typing import Any

import httpx
import orjson

from bench import questions
from bench.city import City
from bench.single import Stand

BUILDING = "NAME_INDEX_BUILDING"


def searched(city: City, count: int) -> list[tuple[str, str]]:
    """What clerks type: (kind, text). Half whole names, the others prefixes and parts of 2 to 6 characters."""
    random = Random(f"{city.seed}:search")
    names: list[str] = []
    for number, party in enumerate(city.entities()):
        if len(names) < count:
            names.append(party.name)
        elif random.random() < count / (number + 1):
            names[random.randrange(count)] = party.name
    found = []
    for name in names:
        length = random.randrange(2, 7)
        start = random.randrange(1, max(2, len(name) - length))
        kind = random.choice(("whole", "whole", "prefix", "part"))
        text = {"whole": name, "prefix": name[: 2 + length], "part": name[start : start + length]}[kind]
        found.append((kind, text))
    return found


async def name_search(on: Stand, *, count: int) -> dict[str, Any]:
    """p50 and p95 of searches one after another, in all and by what was typed; first, how long the index took to build."""
    url = f"http://127.0.0.1:{on.server.port}{on.server.path}"
    taken: dict[str, list[float]] = defaultdict(list)
    async with httpx.AsyncClient(timeout=120, headers=on.server.headers) as http:

        async def search(text: str) -> dict[str, Any]:
            body = orjson.dumps(questions.search(text))
            answer: dict[str, Any] = (await http.post(url, content=body)).json()
            return answer

        http.headers["Content-Type"] = "application/json"
        begun = time.perf_counter()
        while BUILDING in str((await search("昆山")).get("errors", "")):  # noqa: ASYNC110 - another process builds it
            await asyncio.sleep(0.5)
        building = time.perf_counter() - begun
        texts = await asyncio.to_thread(searched, on.place.city(), count)
        for kind, text in texts:
            begun = time.perf_counter()
            answer = await search(text)
            taken[kind].append((time.perf_counter() - begun) * 1000)
            assert answer["data"]["parties"]["edges"], f"{kind} {text} was not found: {answer}"
    every = [ms for kind in taken for ms in taken[kind]]
    return {
        "waited_for_index_s": building,
        **_percentiles(every),
        "by": {kind: _percentiles(times) for kind, times in sorted(taken.items())},
    }


def _percentiles(times: list[float]) -> dict[str, float]:
    times = sorted(times)
    return {"p50_ms": times[len(times) // 2], "p95_ms": times[len(times) * 95 // 100], "max_ms": times[-1]}
