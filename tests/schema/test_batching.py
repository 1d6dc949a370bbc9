"""Batches: one call for what is asked at the same time, answers in order, errors to everybody who asked."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from schema.batching import Batcher


class Source:
    """Doubles numbers, and keeps what it was asked."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []

    async def load(self, keys: Sequence[int]) -> list[int]:
        self.calls.append(list(keys))
        await asyncio.sleep(0)
        if 13 in keys:
            raise ValueError("thirteen")
        return [2 * key for key in keys]


async def test_keys_asked_together_go_out_together_and_once() -> None:
    source = Source()
    batcher = Batcher(source.load)
    assert await asyncio.gather(*(batcher.load(key) for key in (3, 1, 3))) == [6, 2, 6]
    assert await batcher.load_many([1, 3]) == [2, 6]
    assert source.calls == [[3, 1]]


async def test_a_key_that_comes_a_few_turns_later_goes_with_the_others() -> None:
    source = Source()
    batcher = Batcher(source.load)

    async def later() -> int:
        for _ in range(4):
            await asyncio.sleep(0)
        return await batcher.load(2)

    assert await asyncio.gather(batcher.load(1), later()) == [2, 4]
    assert source.calls == [[1, 2]]


async def test_an_error_reaches_everybody_who_asked() -> None:
    batcher = Batcher(Source().load)
    answers = await asyncio.gather(batcher.load(13), batcher.load(1), return_exceptions=True)
    assert [str(answer) for answer in answers] == ["thirteen", "thirteen"]
    assert await batcher.load(2) == 4


async def test_one_who_gives_up_does_not_disturb_the_others() -> None:
    batcher = Batcher(Source().load)
    given_up = asyncio.create_task(batcher.load(1))
    waiting = asyncio.create_task(batcher.load(1))
    await asyncio.sleep(0)
    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up
    assert await waiting == 2
