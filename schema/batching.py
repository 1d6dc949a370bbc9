"""Gathers what the fields of one level ask for into one call.

Fields of a level do not all ask in the same turn of the event loop: a field whose party is known already is a turn or two
ahead of one that waited for it. So a batch waits for a few turns (microseconds) before it goes out; strawberry's own data
loader waits for one, and then the number of round trips depends on the data.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

PATIENCE = 8
"""Turns of the event loop for which a batch waits for more keys."""


class Batcher(Generic[K, V]):
    """Answers keys through `load`, which is asked for many at once and answers in their order. Remembers what it loaded."""

    def __init__(self, load: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._load = load
        self._known: dict[K, asyncio.Future[V]] = {}
        self._waiting: list[K] = []
        self._tasks: set[asyncio.Task[None]] = set()

    async def load(self, key: K) -> V:
        """The value of a key. Raises whatever loading its batch raised."""
        future = self._known.get(key)
        if future is None:
            loop = asyncio.get_running_loop()
            future = self._known[key] = loop.create_future()
            if not self._waiting:
                loop.call_soon(self._wait, PATIENCE)
            self._waiting.append(key)
        return await asyncio.shield(future)

    async def load_many(self, keys: Sequence[K]) -> list[V]:
        """The values of keys, in their order."""
        return await asyncio.gather(*(self.load(key) for key in keys))

    def _wait(self, turns: int) -> None:
        loop = asyncio.get_running_loop()
        if turns > 0:
            loop.call_soon(self._wait, turns - 1)
            return
        keys, self._waiting = self._waiting, []
        task = loop.create_task(self._answer(keys))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, keys: list[K]) -> None:
        try:
            values = await self._load(keys)
        except Exception as error:
            for key in keys:
                self._known[key].set_exception(error)
                self._known[key].exception()  # seen, where nobody waits any longer
            return
        for key, value in zip(keys, values, strict=True):
            self._known[key].set_result(value)
