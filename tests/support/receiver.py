"""A receiving server on loopback that behaves as it is told: it answers well or badly, late, by halves or not at all."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

HALF = "half"
SILENT = "silent"
CLOSED = "closed"
ENDLESS = "endless"


@dataclass
class Received:
    """One request."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """What came in, and how to answer: statuses or behaviours one after another, the last one for ever."""

    port: int = 0
    answers: list[int | str] = field(default_factory=lambda: [200])
    received: list[Received] = field(default_factory=list)
    called: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?office=1"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            named = (line.split(": ", 1) for line in head[1:-2])
            headers = {name.lower(): value for name, value in named}
            body = await reader.readexactly(int(headers["content-length"]))
            self.received.append(Received(head[0], headers, body))
            self.called.set()
            await self._answer(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, writer: asyncio.StreamWriter) -> None:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer == SILENT:
            await self.released.wait()
        elif answer == HALF:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf an answ")
        elif answer == ENDLESS:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n" + b"x" * 1_000_000)
        elif answer != CLOSED:
            location = b"location: http://127.0.0.1:1/\r\n" if answer == 302 else b""
            writer.write(b"HTTP/1.1 %d X\r\n%scontent-length: 0\r\n\r\n" % (int(answer), location))
        await writer.drain()


@asynccontextmanager
async def receiving(*answers: int | str, tls: ssl.SSLContext | None = None) -> AsyncIterator[Receiver]:
    """A receiver on a free port."""
    receiver = Receiver(answers=list(answers) or [200])
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        receiver.released.set()
        server.close()
        await server.wait_closed()
