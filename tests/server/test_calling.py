"""One call of a webhook, to a real server that behaves well and badly."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import time
from pathlib import Path

import pytest

from domain.delivery import signature, webhook
from server.delivery.calling import Caller, CallError, Letter
from tests.support.receiver import CLOSED, ENDLESS, HALF, SILENT, receiving

LETTER = Letter("key:1", '{"name":"甲公司"}'.encode(), "id1", "secret")


async def call(
    url: str, *, allow_private: bool = True, seconds: float = 5.0, tls: ssl.SSLContext | None = None
) -> None:
    caller = Caller(allow_private=allow_private, timeout=seconds, tls=tls)
    await caller.call(webhook(url, allow_http=True), LETTER)


async def problem(url: str, *, allow_private: bool = True, seconds: float = 5.0) -> CallError:
    with pytest.raises(CallError) as caught:
        await call(url, allow_private=allow_private, seconds=seconds)
    return caught.value


async def test_what_is_sent() -> None:
    before = int(time.time())
    async with receiving(204) as receiver:
        await call(receiver.url)
    (request,) = receiver.received
    timestamp = int(request.headers["creditgraph-timestamp"])
    assert before <= timestamp <= time.time()
    assert (request.line, request.body) == ("POST /hook?office=1 HTTP/1.1", LETTER.body)
    assert request.headers["idempotency-key"] == "key:1"
    assert request.headers["creditgraph-key-id"] == "id1"
    assert request.headers["content-type"] == "application/json"
    assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
    assert request.headers["creditgraph-signature"] == signature("secret", timestamp, "key:1", LETTER.body)


@pytest.mark.parametrize(
    ("answer", "expected", "gone"),
    [
        (500, "answered with status 500", False),
        (410, "answered with status 410", True),
        (302, "answered with status 302", False),
        (HALF, "the call failed: RemoteProtocolError", False),
        (CLOSED, "the call failed: RemoteProtocolError", False),
        (ENDLESS, "the answer is too long", False),
    ],
)
async def test_what_does_not_count(answer: int | str, expected: str, gone: bool) -> None:
    async with receiving(answer) as receiver:
        found = await problem(receiver.url)
    assert (found.problem, found.gone, len(receiver.received)) == (expected, gone, 1)


async def test_no_answer_in_time() -> None:
    async with receiving(SILENT) as receiver:
        found = await problem(receiver.url, seconds=0.3)
    assert found.problem == "no answer within 0.3 seconds"


async def test_nobody_listens() -> None:
    async with receiving() as receiver:
        url = receiver.url
    assert (await problem(url)).problem == "the call failed: ConnectError"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1"])
async def test_loopback_is_refused_and_not_called(host: str) -> None:
    async with receiving() as receiver:
        found = await problem(f"http://{host}:{receiver.port}/", allow_private=False)
    assert "loopback or private" in found.problem or "cannot be resolved" in found.problem
    assert receiver.received == []


async def test_a_name_that_answers_otherwise_the_second_time_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is looked at is what is called: the name is resolved once."""
    asked = 0

    async def resolve(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        nonlocal asked
        asked += 1
        address = "127.0.0.1" if asked == 1 else "127.0.0.2"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async with receiving() as receiver:
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
        await call(f"http://rebinding.test:{receiver.port}/")
        monkeypatch.undo()
    assert (asked, receiver.received[0].headers["host"]) == (1, f"rebinding.test:{receiver.port}")


async def test_one_private_address_among_others_refuses_all(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    found = await problem("http://both.test/", allow_private=False)
    assert found.problem == "the host has an address of a loopback or private network"


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "::", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1", "ff02::1"),
    ],
)
async def test_a_name_that_leads_to_a_private_network_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    async def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(0, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    found = await problem("https://inside.test/", allow_private=False)
    assert found.problem == "the host has an address of a loopback or private network"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for receiver.test, with its key in the same file."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on this machine")
    folder = tmp_path_factory.mktemp("tls")
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
    ]
    command += ["-subj", "/CN=receiver.test", "-addext", "subjectAltName=DNS:receiver.test"]
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run([*command, "-keyout", key, "-out", cert], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_bytes(cert.read_bytes() + key.read_bytes())
    return both


@pytest.mark.parametrize(("host", "told"), [("receiver.test", True), ("another.test", False)])
async def test_the_certificate_must_be_the_names_though_the_address_is_called(
    certificate: Path, monkeypatch: pytest.MonkeyPatch, host: str, told: bool
) -> None:
    async def resolve(_host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=certificate)
    async with receiving(tls=serving) as receiver:
        url = f"https://{host}:{receiver.port}/"
        with monkeypatch.context() as resolving:
            resolving.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
            if told:
                await call(url, tls=trusting)
            else:
                with pytest.raises(CallError):
                    await call(url, tls=trusting)
    assert len(receiver.received) == int(told)
