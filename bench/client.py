"""A load generator: so many connections, each sending its next request when its last one is answered.

    python -m bench.client    (one JSON order a line on standard input, one JSON answer a line on standard output)

An order: {port, path, headers, bodies (a file with one JSON body a line), connections, seconds, warmup}. It writes
prepared bytes and reads no more of an answer than its length and whether it holds errors, so that it costs a few
percent of what it measures.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any, cast

import uvloop


class Caller(asyncio.Protocol):
    """One connection."""

    def __init__(self, requests: Iterator[bytes], stop_at: float) -> None:
        self.latencies: list[tuple[float, float]] = []
        self.bad: list[bytes] = []
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._stop_at = stop_at
        self._buffer = b""
        self._needed = 0
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take what came; when an answer is whole, note it and send the next request."""
        self._buffer += data
        if not self._needed:
            head = self._buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            at = self._buffer.lower().find(b"content-length:", 0, head)
            self._needed = head + 4 + int(self._buffer[at + 15 : self._buffer.find(b"\r", at)])
        if len(self._buffer) < self._needed:
            return
        now = time.perf_counter()
        self.latencies.append((now, now - self._sent))
        if not self._buffer.startswith(b"HTTP/1.1 200") or b'"errors":' in self._buffer:
            self.bad.append(self._buffer)
        self._buffer, self._needed = b"", 0
        if now < self._stop_at:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The end, wanted or not."""
        if not self.done.done():
            self.done.set_result(None)
        if exc is not None or not self.latencies:
            self.bad.append(f"connection lost: {exc}".encode())

    def _send(self) -> None:
        self._sent = time.perf_counter()
        self._transport.write(next(self._requests))


def prepared(order: dict[str, Any]) -> list[bytes]:
    """The requests as bytes."""
    fixed = {"Host": "127.0.0.1", "Content-Type": "application/json", "Accept": "application/json", **order["headers"]}
    lines = "".join(f"{name}: {value}\r\n" for name, value in fixed.items())
    head = f"POST {order['path']} HTTP/1.1\r\n{lines}Content-Length: "
    bodies = Path(order["bodies"]).read_bytes().splitlines()
    return [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]


async def run(order: dict[str, Any]) -> dict[str, Any]:
    """Send for `warmup` + `seconds`; only what is answered after the warm-up counts."""
    requests = cycle(prepared(order))
    loop = asyncio.get_running_loop()
    begun = time.perf_counter() + order["warmup"]
    callers = []
    for _ in range(order["connections"]):
        _, caller = await loop.create_connection(
            lambda: Caller(requests, begun + order["seconds"]), "127.0.0.1", order["port"]
        )
        callers.append(caller)
    await asyncio.gather(*(caller.done for caller in callers))
    bad = [answer for caller in callers for answer in caller.bad]
    if bad:
        return {"bad": len(bad), "first_bad": bad[0].decode(errors="replace")[-500:]}
    taken = sorted(took for caller in callers for at, took in caller.latencies if at >= begun)
    last = max(at for caller in callers for at, _ in caller.latencies)
    return {
        "requests": len(taken),
        "per_second": len(taken) / (last - begun),
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p99_ms": taken[len(taken) * 99 // 100] * 1000,
        "bad": 0,
    }


def main() -> None:
    """Orders in, answers out, until standard input ends."""
    for line in sys.stdin:
        print(json.dumps(uvloop.run(run(json.loads(line)))), flush=True)


if __name__ == "__main__":
    main()
