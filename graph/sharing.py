"""Questions that arrive together share a query: no timer, just whatever was asked while the last one was out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")


class Shared(Generic[Q, A]):
    """Asks for the questions of several callers at once, at most `most` of them, and gives each its own answer. The same
    question asked twice is asked once."""

    def __init__(self, ask: Callable[[Sequence[Q]], AsyncIterator[Mapping[Q, A]]], most: int) -> None:
        """`ask` answers each question once, as the answers come."""
        self._ask = ask
        self._most = most
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def one(self, question: Q) -> A:
        """The answer to one question. Raises whatever asking for it raised."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            futures: dict[Q, list[asyncio.Future[A]]] = {}
            for question, future in batch:
                futures.setdefault(question, []).append(future)
            try:
                async for some in self._ask(list(futures)):
                    for question, answer in some.items():
                        for future in futures[question]:
                            if not future.done():
                                future.set_result(answer)
            except BaseException as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                if not isinstance(error, Exception):
                    raise
