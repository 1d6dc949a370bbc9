"""Delivery of what waits, on both engines, to a real server that behaves well and badly."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from domain.delivery import MAX_ATTEMPTS, signature, webhook_secret
from graph.connection import Connection
from graph.delivery import Address
from server.composition import Installation, make_deliverer
from server.delivery.calling import Caller
from server.delivery.deliverer import Deliverer
from server.delivery.hand_over import HEAD, hand_over_list
from tests.support.api import running_api
from tests.support.engines import Started, execute
from tests.support.receiver import CLOSED, ENDLESS, HALF, SILENT, Receiver, receiving

SAFETY, CENTRE = "KS_EMERGENCY_MANAGEMENT", "KS_CREDIT_CENTRE"
ROW = {
    "number": "F1",
    "party_key": "E1",
    "area": "WORK_SAFETY",
    "department": SAFETY,
    "act_on": "2019-08-01",
    "recognised_on": "2019-08-10",
}


@pytest.fixture
async def office(started: Started, tmp_path: Path) -> AsyncIterator[Installation]:
    """One dispatch waits for the safety bureau, two for the centre."""
    async with running_api(started, tmp_path, deliver_to_private=True) as api:
        parties = [{"key": "E1", "kind": "enterprise", "name": "=甲公司"}]
        assert (await api.installation.loader.load_parties(parties, "register")).row_errors == []
        assert (await api.installation.loader.load_findings([ROW], "register")).row_errors == []
        await api.installation.services.dispatcher.settle_all(date(2019, 8, 20))
        yield api.installation


async def deliverer(office: Installation, receiver: Receiver, *recipients: str) -> Deliverer:
    for recipient in recipients:
        await office.deliveries.set_address(Address(recipient, receiver.url, "id1"))
    return make_deliverer(office)


async def states(office: Installation, recipient: str) -> list[tuple[str, str, int, str | None]]:
    found = await office.services.connection.read(
        "MATCH (d:Dispatch {recipient: $to}) RETURN d.kind AS k, d.state AS s, d.attempts AS a, d.problem AS p",
        to=recipient,
    )
    return sorted(((r["k"], r["s"], r["a"], r["p"]) for r in found), key=str)


async def wait_no_longer(connection: Connection) -> None:
    """As if every pause, and every claim, were over."""
    await execute(connection, "MATCH (d:Dispatch) SET d.next_at = 0")


async def test_everything_that_waits_is_told_once_and_signed(office: Installation) -> None:
    async with receiving(200) as receiver:
        sending = await deliverer(office, receiver, CENTRE)
        assert [await sending.deliver(), await sending.deliver()] == [2, 0]
    assert len({request.headers["idempotency-key"] for request in receiver.received}) == 2
    secret = webhook_secret(office.identity_key.secret, CENTRE, "id1")
    for request in receiver.received:
        key, timestamp = request.headers["idempotency-key"], int(request.headers["creditgraph-timestamp"])
        assert request.headers["creditgraph-signature"] == signature(secret, timestamp, key, request.body)
        body = request.json
        assert (body["key"], body["kind"], body["recipient"]) == (key, "TELL", CENTRE)
        assert body["finding"] == {"number": "F1", "area": "WORK_SAFETY", "department": SAFETY}
        assert body["subject"]["name"] == "=甲公司"  # type: ignore[index]
    assert await states(office, CENTRE) == [("TELL", "DELIVERED", 1, None)] * 2
    assert await states(office, SAFETY) == [("TELL", "PENDING", 0, None)]


async def test_a_failure_is_tried_again_later_with_the_same_key(office: Installation) -> None:
    async with receiving(500, 200) as receiver:
        sending = await deliverer(office, receiver, SAFETY)
        assert [await sending.deliver(), await sending.deliver()] == [0, 0]
        assert await states(office, SAFETY) == [("TELL", "PENDING", 1, "answered with status 500")]
        await wait_no_longer(office.services.connection)
        assert await sending.deliver() == 1
    assert await states(office, SAFETY) == [("TELL", "DELIVERED", 2, None)]
    assert len({request.headers["idempotency-key"] for request in receiver.received}) == 1
    assert len(receiver.received) == 2


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (SILENT, "no answer within 1 seconds"),
        (HALF, "the call failed: RemoteProtocolError"),
        (CLOSED, "the call failed: RemoteProtocolError"),
        (302, "answered with status 302"),
        (ENDLESS, "the answer is too long"),
    ],
)
async def test_whatever_goes_wrong_it_is_repeated_and_recalled_though_it_may_not_have_arrived(
    office: Installation, answer: int | str, problem: str
) -> None:
    async with receiving(answer, answer, 200) as receiver:
        await deliverer(office, receiver, SAFETY)
        sending = Deliverer(
            office.services,
            office.deliveries,
            Caller(allow_private=True, timeout=1.0),
            office.identity_key.secret,
            allow_http=True,
        )
        assert await sending.deliver() == 0
        assert await states(office, SAFETY) == [("TELL", "PENDING", 1, problem)]
        await wait_no_longer(office.services.connection)
        assert await sending.deliver() == 0
        assert (await office.loader.load_findings([{**ROW, "withdrawn_on": "2019-08-20"}], "register")).row_errors == []
        await office.services.dispatcher.settle_all(date(2019, 8, 20))
        await wait_no_longer(office.services.connection)
        assert await sending.deliver() == 1
    first, again, recall = (request.headers["idempotency-key"] for request in receiver.received)
    assert (again, recall) == (first, f"{first}:recall")
    assert receiver.received[0].body == receiver.received[1].body


async def test_410_is_a_dead_letter_that_can_be_sent_again(office: Installation) -> None:
    async with receiving(410, 200) as receiver:
        sending = await deliverer(office, receiver, SAFETY)
        await sending.deliver()
        await wait_no_longer(office.services.connection)
        assert await sending.deliver() == 0
        (dead,) = await office.deliveries.dead(10)
        assert (dead.recipient, dead.state, dead.problem) == (SAFETY, "DEAD", "answered with status 410")
        assert await office.deliveries.resend([dead.key, "another"]) == 1
        assert await sending.deliver() == 1
    assert await office.deliveries.dead(10) == []


async def test_given_up_after_the_last_attempt(office: Installation) -> None:
    async with receiving(503) as receiver:
        sending = await deliverer(office, receiver, SAFETY)
        for _ in range(MAX_ATTEMPTS + 1):
            await sending.deliver()
            await wait_no_longer(office.services.connection)
    assert len(receiver.received) == MAX_ATTEMPTS
    assert await states(office, SAFETY) == [("TELL", "DEAD", MAX_ATTEMPTS, "answered with status 503")]


async def test_two_at_once_send_each_once(office: Installation) -> None:
    rows = [{**ROW, "number": f"G{number}"} for number in range(10)]
    assert (await office.loader.load_findings(rows, "register")).row_errors == []
    await office.services.dispatcher.settle_all(date(2019, 8, 20))
    async with receiving(200) as receiver:
        one = await deliverer(office, receiver, SAFETY)
        told = await asyncio.gather(one.deliver(), make_deliverer(office).deliver(), make_deliverer(office).deliver())
    keys = Counter(request.headers["idempotency-key"] for request in receiver.received)
    assert (sum(told), len(keys), set(keys.values())) == (11, 11, {1})


async def test_killed_while_it_sends_the_same_is_sent_again(office: Installation) -> None:
    async with receiving(SILENT, 200) as receiver:
        sending = await deliverer(office, receiver, SAFETY)
        killed = asyncio.create_task(sending.deliver())
        await receiver.called.wait()
        killed.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await killed
        assert await make_deliverer(office).deliver() == 0  # the claim still holds
        await wait_no_longer(office.services.connection)
        assert await make_deliverer(office).deliver() == 1
    first, second = receiver.received
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]


async def test_r19_what_is_recalled_is_told_no_more_but_recalled(office: Installation) -> None:
    async with receiving(500, 200) as receiver:
        sending = await deliverer(office, receiver, SAFETY)
        await sending.deliver()
        repaired = {**ROW, "repaired_on": "2019-08-20"}
        assert (await office.loader.load_findings([repaired], "register")).row_errors == []
        await office.services.dispatcher.settle_all(date(2019, 8, 20))
        await wait_no_longer(office.services.connection)
        assert await sending.deliver() == 1
    assert [request.json["kind"] for request in receiver.received] == ["TELL", "RECALL"]
    recalled, recall = (request.json for request in receiver.received)
    assert (recall["recalls"], recall["reason"]) == (recalled["key"], "REPAIRED")


async def test_an_address_on_loopback_is_refused(office: Installation) -> None:
    strict = replace(office, settings=office.settings.model_copy(update={"deliver_to_private": False}))
    async with receiving(200) as receiver:
        await deliverer(office, receiver, SAFETY)
        assert await make_deliverer(strict).deliver() == 0
    assert receiver.received == []
    ((_, state, attempts, problem),) = await states(office, SAFETY)
    assert (state, attempts, problem) == (
        "PENDING",
        1,
        "This webhook address cannot be used. It must begin with https://.",
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f.1"])
async def test_a_private_address_is_refused_however_it_is_named(office: Installation, host: str) -> None:
    """Also where plain http is allowed, so that nothing but the address refuses it."""
    async with receiving(200) as receiver:
        await office.deliveries.set_address(Address(SAFETY, f"http://{host}:{receiver.port}/", "id1"))
        strict = Deliverer(
            office.services,
            office.deliveries,
            Caller(allow_private=False),
            office.identity_key.secret,
            allow_http=True,
        )
        assert await strict.deliver() == 0
        ((_, state, attempts, problem),) = await states(office, SAFETY)
        assert (state, attempts) == ("PENDING", 1)
        assert problem in (
            "the host has an address of a loopback or private network",
            "the host's name cannot be resolved",
        )
    assert receiver.received == []


async def test_a_slow_recipient_holds_up_nobody(office: Installation) -> None:
    async with receiving(SILENT) as slow, receiving(200) as quick:
        await deliverer(office, slow, SAFETY)
        sending = await deliverer(office, quick, CENTRE)
        sending.start()
        try:
            await asyncio.wait_for(slow.called.wait(), 30)
            await asyncio.wait_for(quick.called.wait(), 30)
            await asyncio.wait_for(_until_delivered(office, 2), 30)
            assert [line[1] for line in await states(office, SAFETY)] == ["PENDING"]
        finally:
            await sending.close()


async def _until_delivered(office: Installation, count: int) -> None:
    while [line[1] for line in await states(office, CENTRE)] != ["DELIVERED"] * count:  # noqa: ASYNC110 - another task writes it
        await asyncio.sleep(0.02)


async def test_a_list_to_hand_over(office: Installation) -> None:
    waiting = await office.deliveries.waiting(CENTRE, 10)
    text = await hand_over_list(office.services, waiting)
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert tuple(head) == HEAD
    assert [dict(zip(head, row, strict=True))["party"] for row in rows] == ["'=甲公司"] * 2
    await office.deliveries.told([dispatch.key for dispatch in waiting], 5)
    assert await office.deliveries.waiting(CENTRE, 10) == []
