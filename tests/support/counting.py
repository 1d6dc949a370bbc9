"""A connection that is watched."""

from __future__ import annotations

import asyncio
from typing import Any

from graph.connection import Connection


class Counting:
    """A connection that counts its reads, can hold them back, and can fail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.reads: list[int] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.error: Exception | None = None

    async def read(self, text: str, /, **params: Any) -> Any:
        self.reads.append(len(params["asked"]["refs"]))
        await self.gate.wait()
        if self.error is not None:
            raise self.error
        return await self._connection.read(text, **params)
