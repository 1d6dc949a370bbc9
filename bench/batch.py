"""decideMany with 10,000 questions: µs a decision end to end, and the server's memory at its highest."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from statistics import median
from typing import Any

import httpx
import orjson
import psutil

from bench import questions
from bench.asking import asked
from bench.single import Stand

SIZE = 10_000


async def decide_many(on: Stand, *, rounds: int, size: int = SIZE) -> dict[str, Any]:
    """The median over the rounds; each asks about other parties. Sending and reading the answer is included."""
    url = f"http://127.0.0.1:{on.server.port}{on.server.path}"
    seconds, outcomes = [], Counter[str]()
    with Watch(on.server.process) as watch:
        async with httpx.AsyncClient(timeout=300, headers=on.server.headers) as http:
            for number in range(rounds + 1):
                body = orjson.dumps(questions.many(asked(on.place.city(), size, seed=100 + number)))
                begun = time.perf_counter()
                answer = await http.post(url, content=body, headers={"Content-Type": "application/json"})
                taken = time.perf_counter() - begun
                results = answer.raise_for_status().json()["data"]["decideMany"]
                assert len(results) == size
                assert not any(result["error"] for result in results)
                if number > 0:  # the first one warms up
                    seconds.append(taken)
                    outcomes.update(result["decision"]["outcome"] for result in results)
                await asyncio.sleep(0)
    return {
        "us_per_decision": median(seconds) / size * 1e6,
        "rounds": [taken / size * 1e6 for taken in seconds],
        "peak_mb": watch.peak / 2**20,
        "before_mb": watch.before / 2**20,
        "outcomes": {name: count / (rounds * size) for name, count in sorted(outcomes.items())},
    }


class Watch:
    """The highest resident memory of a process, without its children, while the context lasts (looked at every 20 ms)."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self.before = self.peak = process.memory_info().rss

    def __enter__(self) -> Watch:
        self._task = asyncio.create_task(self._look())
        return self

    def __exit__(self, *_: object) -> None:
        self._task.cancel()

    async def _look(self) -> None:
        while True:
            self.peak = max(self.peak, self._process.memory_info().rss)
            await asyncio.sleep(0.02)
