"""Questions that arrive together share a query: no timer, just whatever was asked while the last one was out."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")


class Shared(Generic[Q, A]):
    """Asks `many` for the questions of several callers at once, at most `most` of them, and gives each its own answer."""

    def __init__(self, many: Callable[[Sequence[Q]], Awaitable[Sequence[A]]], most: int) -> None:
        """`many` answers in the order asked."""
        self._many = many
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
            try:
                answers = await self._many([question for question, _ in batch])
            except BaseException as error:
                for _, future in batch:
                    if not future.done():
                        future.set_exception(error)
                if not isinstance(error, Exception):
                    raise
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
