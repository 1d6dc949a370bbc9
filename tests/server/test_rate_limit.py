"""How often one caller may look at what is open to everybody."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import httpx
import pytest
import uvicorn

from server.app import make_app
from server.publicity import limiting
from server.publicity.limiting import RateLimit
from server.serving import uvicorn_config
from tests.support.api import running_api
from tests.support.engines import Engines


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_empties_and_fills() -> None:
    seconds = Seconds()
    limit = RateLimit(6, seconds)
    assert [limit.wait("1.2.3.4") for _ in range(8)] == [0] * 6 + [11, 11]
    assert limit.wait("1.2.3.5") == 0
    seconds.now = 10.0
    assert [limit.wait("1.2.3.4") for _ in range(2)] == [0, 11]
    seconds.now = 10_000.0
    assert [limit.wait("1.2.3.4") for _ in range(7)] == [0] * 6 + [11]


def test_ipv6_callers_are_networks() -> None:
    limit = RateLimit(1, Seconds())
    assert [limit.wait(each) > 0 for each in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1")] == [False, True, False]


def test_ipv4_callers_of_a_server_on_both_are_told_apart() -> None:
    limit = RateLimit(1, Seconds())
    callers = ("::ffff:192.0.2.1", "::ffff:192.0.2.2", "192.0.2.1")
    assert [limit.wait(each) > 0 for each in callers] == [False, False, True]


def test_a_download_counts_as_several_looks_but_never_as_more_than_all() -> None:
    limit = RateLimit(12, Seconds())
    assert [limit.wait("192.0.2.1", 10) for _ in range(2)] == [0, 41]
    assert [limit.wait("192.0.2.1") for _ in range(3)] == [0, 0, 6]
    assert RateLimit(3, Seconds()).wait("192.0.2.1", 10) == 0


REQUESTS = ["203.0.113.7", "203.0.113.8", "203.0.113.8", "198.51.100.9, 203.0.113.8"]


@pytest.mark.parametrize(
    ("trusted", "statuses"),
    [("127.0.0.1", [200, 200, 429, 429]), ("", [200, 429, 429, 429]), ("127.0.0.1, 203.0.113.8", [200, 200, 429, 200])],
)
async def test_behind_a_trusted_proxy_the_forwarded_address_counts(
    engines: Engines, tmp_path: Path, trusted: str, statuses: list[int]
) -> None:
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path, publicity_per_minute=1, trusted_proxies=trusted) as api:
        server = uvicorn.Server(uvicorn_config(make_app(api.installation), api.installation.settings))
        with socket.create_server(("127.0.0.1", 0)) as sock:
            running = asyncio.create_task(server.serve([sock]))
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{sock.getsockname()[1]}", trust_env=False
            ) as client:
                found = [
                    (await client.get("/publicity.json", headers={"x-forwarded-for": address})).status_code
                    for address in REQUESTS
                ]
            server.should_exit = True
            await running
    assert found == statuses


def test_callers_are_forgotten_before_they_fill_the_memory() -> None:
    limit = RateLimit(1, Seconds())
    for number in range(limiting.KEPT + 5):
        limit.wait(str(number))
    assert len(limit._buckets) == limiting.KEPT
