"""Feedback on dispatches (R20), what a recall reaches, and dead letters; on both engines."""

from __future__ import annotations

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import FeedbackResult
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.dispatching import Settled
from tests.support.clock import FakeClock
from tests.support.office import ADMIN, CENTRE, GENERAL, SAFETY, SERIOUS, Office, acting, finding, open_office, serious


@pytest.fixture
async def office(connection: Connection, ledger: Ledger, clock: FakeClock) -> Office:
    return await open_office(connection, ledger, clock)


async def test_r20_feedback(office: Office) -> None:
    key_of_safety = acting(SAFETY)
    await office.load(finding(), finding("F2"))
    await office.settle()
    page = await office.dispatches.due(key_of_safety, SAFETY, 1, None)
    rest = await office.dispatches.due(key_of_safety, SAFETY, 5, page.cursors[0])
    assert (len(page.items), page.has_next, len(rest.items), rest.has_next) == (1, True, 1, False)
    key = page.items[0].key
    answered = await office.dispatches.answer(key_of_safety, key, FeedbackResult.APPLIED, None)
    again = await office.dispatches.answer(key_of_safety, key, FeedbackResult.APPLIED, None)
    assert len(answered.feedback) == len(again.feedback) == 1
    changed = await office.dispatches.answer(key_of_safety, key, FeedbackResult.NOT_APPLICABLE, "已注销")
    assert [(each.result, each.note, each.department) for each in changed.feedback] == [
        (FeedbackResult.APPLIED, None, SAFETY),
        (FeedbackResult.NOT_APPLICABLE, "已注销", SAFETY),
    ]
    due = await office.dispatches.due(key_of_safety, SAFETY, 5, None)
    assert [each.key for each in due.items] == [rest.items[0].key]
    done = await office.dispatches.answered(key_of_safety, SAFETY, 5, None)
    assert done.items == [changed]


@pytest.mark.parametrize(
    ("result", "note", "code"),
    [
        (FeedbackResult.LIFTED, None, ErrorCode.INVALID_VALUE),
        (FeedbackResult.NOT_APPLICABLE, None, ErrorCode.REQUIRED),
        (FeedbackResult.APPLIED, "x" * 1001, ErrorCode.INVALID_VALUE),
    ],
)
async def test_r20_feedback_that_does_not_fit(
    office: Office, result: FeedbackResult, note: str | None, code: ErrorCode
) -> None:
    await office.load(finding())
    await office.settle()
    (due,) = (await office.dispatches.due(ADMIN, SAFETY, 5, None)).items
    with pytest.raises(CreditGraphError) as caught:
        await office.dispatches.answer(ADMIN, due.key, result, note)
    assert caught.value.code is code
    assert (await office.dispatches.due(ADMIN, SAFETY, 5, None)).items == [due]


async def test_r20_another_departments_dispatch_is_neither_seen_nor_answered(office: Office) -> None:
    await office.load(finding())
    await office.settle()
    due = (await office.dispatches.due(ADMIN, CENTRE, 5, None)).items
    for key, code in ((due[0].key, ErrorCode.FORBIDDEN), ("none", ErrorCode.INVALID_VALUE)):
        with pytest.raises(CreditGraphError) as caught:
            await office.dispatches.answer(acting(SAFETY), key, FeedbackResult.APPLIED, None)
        assert caught.value.code is code
    for listing in (office.dispatches.due, office.dispatches.answered):
        with pytest.raises(CreditGraphError) as caught:
            await listing(acting(SAFETY), CENTRE, 5, None)
        assert caught.value.code is ErrorCode.FORBIDDEN
    assert (await office.dispatches.due(ADMIN, CENTRE, 5, None)).items == due


async def test_r19_a_recall_of_what_nobody_can_have_heard_of_is_closed_with_it(office: Office) -> None:
    await office.load(serious())
    await office.settle()
    await office.load(serious(repaired_on="2019-08-20"))
    assert await office.settle() == Settled(0, SERIOUS)
    assert {(each.kind, each.state, each.heard_at) for each in await office.all()} == {
        ("TELL", "STOPPED", None),
        ("RECALL", "STOPPED", None),
    }
    for recipient in {each.recipient for each in await office.all()}:
        assert await office.deliveries.to_send(recipient, office.clock.now + 10**12, 100) == []
        assert (await office.dispatches.due(ADMIN, recipient, 5, None)).items == []


async def heard_by_an_attempt(office: Office, key: str) -> None:
    assert await office.deliveries.claim(key, office.clock.now, office.clock.now + 60_000_000) == 1


async def heard_by_a_failed_attempt(office: Office, key: str) -> None:
    await heard_by_an_attempt(office, key)
    await office.deliveries.failed(key, "answered with status 500", office.clock.now + 3_600_000_000, dead=False)


async def heard_before_it_was_given_up(office: Office, key: str) -> None:
    await heard_by_an_attempt(office, key)
    await office.deliveries.failed(key, "answered with status 410", office.clock.now, dead=True)


async def heard_before_it_was_sent_again(office: Office, key: str) -> None:
    await heard_before_it_was_given_up(office, key)
    assert await office.deliveries.resend([key]) == 1


async def heard_by_a_list(office: Office, key: str) -> None:
    assert await office.deliveries.shown([key], office.clock.now) == [key]


async def heard_by_looking(office: Office, key: str) -> None:
    (due,) = (await office.dispatches.due(acting(SAFETY), SAFETY, 5, None)).items
    assert due.key == key


async def heard_by_paper(office: Office, key: str) -> None:
    await office.deliveries.told([key], office.clock.now)


async def heard_by_telephone(office: Office, key: str) -> None:
    """An admin answers for it."""
    await office.dispatches.answer(ADMIN, key, FeedbackResult.APPLIED, None)


@pytest.mark.parametrize(
    ("heard", "state"),
    [
        (heard_by_an_attempt, "STOPPED"),
        (heard_by_a_failed_attempt, "STOPPED"),
        (heard_before_it_was_given_up, "DEAD"),
        (heard_before_it_was_sent_again, "STOPPED"),
        (heard_by_a_list, "STOPPED"),
        (heard_by_looking, "STOPPED"),
        (heard_by_paper, "DELIVERED"),
        (heard_by_telephone, "STOPPED"),
    ],
)
async def test_r19_whatever_may_have_been_heard_is_recalled(office: Office, heard, state: str) -> None:  # type: ignore[no-untyped-def]
    await office.load(finding())
    await office.settle()
    (tell,) = await office.all(to=SAFETY)
    await heard(office, tell.key)
    await office.load(finding(repaired_on="2019-08-20"))
    assert await office.settle() == Settled(0, GENERAL)
    (told,) = await office.all(kind="TELL", to=SAFETY)
    (recall,) = await office.all(kind="RECALL", to=SAFETY)
    assert (told.state, recall.state, recall.recalls) == (state, "PENDING", tell.key)
    assert await office.deliveries.to_send(SAFETY, office.clock.now + 10**12, 9) == [recall.key]
    assert (await office.dispatches.due(acting(SAFETY), SAFETY, 5, None)).items == [recall]
    assert {each.state for each in await office.all(to=CENTRE)} == {"STOPPED"}


async def test_a_recall_waits_until_the_attempt_that_is_under_way_is_over(office: Office) -> None:
    """Otherwise another server could deliver it before what it recalls."""
    await office.load(finding())
    await office.settle()
    (tell,) = await office.all(to=SAFETY)
    now = office.clock.now
    assert await office.deliveries.claim(tell.key, now, now + 60_000_000) == 1
    await office.load(finding(withdrawn_on="2019-08-20"))
    await office.settle()
    assert await office.deliveries.to_send(SAFETY, now + 59_999_999, 9) == []
    assert await office.deliveries.to_send(SAFETY, now + 60_000_000, 9) == [f"{tell.key}:recall"]


async def test_what_an_admin_looks_at_its_recipient_has_not_heard_of(office: Office) -> None:
    await office.load(finding())
    await office.settle()
    assert len((await office.dispatches.due(ADMIN, SAFETY, 5, None)).items) == 1
    assert [each.heard_at for each in await office.all(to=SAFETY)] == [None]


async def test_what_is_recalled_while_it_is_looked_at_is_not_shown(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.load(finding())
    await office.settle()
    shown = office.deliveries.shown

    async def after_a_recall(keys: list[str], at: int) -> list[str]:
        await office.load(finding(withdrawn_on="2019-08-20"))
        await office.settle()
        return await shown(keys, at)

    monkeypatch.setattr(office.deliveries, "shown", after_a_recall)
    assert (await office.dispatches.due(acting(SAFETY), SAFETY, 5, None)).items == []
    assert {each.state for each in await office.all(to=SAFETY)} == {"STOPPED"}


async def test_dead_letters_are_an_admins(office: Office) -> None:
    await office.load(finding(), finding("F2"), finding("F3"))
    await office.settle()
    keys = [each.key for each in await office.all(to=SAFETY)]
    for key in keys:
        await heard_before_it_was_given_up(office, key)
    await office.load(finding("F3", withdrawn_on="2019-08-20"))
    await office.settle()
    page = await office.dispatches.dead(ADMIN, 1, None)
    rest = await office.dispatches.dead(ADMIN, 5, page.cursors[0])
    dead = [each.key for each in (*page.items, *rest.items)]
    assert (len(page.items), page.has_next, len(rest.items), rest.has_next) == (1, True, 1, False)
    assert len(set(dead)) == 2
    assert await office.dispatches.resend(ADMIN, [dead[0], dead[0], "none", *set(keys) - set(dead)]) == 1
    assert await office.dispatches.resend(ADMIN, None) == 1
    assert (await office.dispatches.dead(ADMIN, 5, None)).items == []
    for refused in (office.dispatches.dead(acting(SAFETY), 1, None), office.dispatches.resend(acting(SAFETY), None)):
        with pytest.raises(CreditGraphError) as caught:
            await refused
        assert caught.value.code is ErrorCode.FORBIDDEN
