"""The dispatcher and what became of dispatches, on both engines."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime

import pytest

from domain.dispatches import RecallReason
from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import DispatchState
from domain.rule_documents import RuleKind, make_document
from graph.connection import Connection
from graph.control import ControlReader
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.queries import query
from graph.rulebook import RuleStore
from resolvers import dispatching
from resolvers.clock import Clock
from resolvers.dispatching import Dispatcher, Settled
from resolvers.loading import Loader
from resolvers.principal import Principal, Scope
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from seeds.rule_files import load_rules
from tests.support.clock import FakeClock
from tests.support.loading import counts, make_loader
from tests.support.plans import plan

SAFETY, CENTRE = "KS_EMERGENCY_MANAGEMENT", "KS_CREDIT_CENTRE"
GENERAL, SERIOUS = 3, 67
SAFETY_KEY = Principal("k", "safety", frozenset({Scope.FIND}), SAFETY)
ADMIN = Principal("a", "admin", frozenset({Scope.ADMIN}))


@pytest.fixture
async def store(connection: Connection, ledger: Ledger) -> DispatchStore:
    return DispatchStore(connection, ledger)


@pytest.fixture
async def rules(connection: Connection, ledger: Ledger) -> Rules:
    made = Rules(RuleStore(connection, ledger))
    await made.record(load_rules())
    return made


@pytest.fixture
def clock_on_2019_08_20(clock: FakeClock) -> FakeClock:
    clock.set(datetime(2019, 8, 20, tzinfo=UTC))
    return clock


@pytest.fixture
def dispatcher(
    connection: Connection, store: DispatchStore, rules: Rules, clock_on_2019_08_20: FakeClock
) -> Dispatcher:
    return Dispatcher(store, rules, Clock(now=clock_on_2019_08_20), TellingControl(ControlReader(connection)))


@pytest.fixture
async def loader(ledger: Ledger, clock_on_2019_08_20: FakeClock) -> Loader:
    made = make_loader(ledger)
    parties = [
        {"key": "E1", "kind": "enterprise", "name": "甲公司"},
        {"key": "P1", "kind": "person", "name": "张三", "on_public_payroll": "true"},
        {"key": "P2", "kind": "person", "name": "李四"},
        {"key": "H", "kind": "organization", "name": "医院"},
    ]
    assert counts(await made.load_parties(parties, "register"))[4] == 0
    return made


def finding(number: str = "F1", **more: object) -> dict[str, object]:
    return {
        "number": number,
        "party_key": "E1",
        "area": "WORK_SAFETY",
        "department": SAFETY,
        "act_on": "2019-08-01",
        "recognised_on": "2019-08-10",
        **more,
    }


async def load(loader: Loader, *rows: dict[str, object]) -> None:
    assert (await loader.load_findings(list(rows), "register")).row_errors == []


async def record(connection: Connection) -> list[tuple[str, str, str, str | None]]:
    """(kind, recipient, state, reason) of every dispatch."""
    found = await connection.read(
        "MATCH (d:Dispatch) RETURN d.kind AS kind, d.recipient AS to, d.state AS state, d.reason AS reason"
    )
    return sorted((r["kind"], r["to"], r["state"], r["reason"]) for r in found)


async def test_r07_told_once_however_often_one_looks(
    dispatcher: Dispatcher, loader: Loader, connection: Connection
) -> None:
    await load(loader, finding(rectify_by="2019-08-31"))
    assert await dispatcher.look() == Settled(GENERAL, 0)
    assert await dispatcher.look() == Settled()
    assert await dispatcher.settle_all(date(2019, 8, 20)) == Settled()
    assert await record(connection) == [
        ("TELL", CENTRE, "PENDING", None),
        ("TELL", CENTRE, "PENDING", None),
        ("TELL", SAFETY, "PENDING", None),
    ]


async def test_r05_midnight_in_shanghai_raises_and_recalls(
    dispatcher: Dispatcher, loader: Loader, clock: FakeClock
) -> None:
    await load(loader, finding(rectify_by="2019-08-31"))
    await dispatcher.look()
    clock.set(datetime(2019, 8, 31, 15, 59, 59, tzinfo=UTC))
    assert await dispatcher.look() == Settled()
    clock.set(datetime(2019, 8, 31, 16, 0, 0, tzinfo=UTC))
    assert await dispatcher.look() == Settled(SERIOUS, GENERAL)


async def test_r19_a_repair_reaches_everyone_after_the_write(
    dispatcher: Dispatcher, loader: Loader, connection: Connection
) -> None:
    row = finding(grade="SERIOUS", standard="标准")
    await load(loader, row)
    assert await dispatcher.look() == Settled(SERIOUS, 0)
    await load(loader, {**row, "repaired_on": "2019-08-20"})
    assert await dispatcher.look() == Settled(0, SERIOUS)
    found = await record(connection)
    assert [line[2] for line in found if line[0] == "TELL"] == [DispatchState.STOPPED] * SERIOUS
    assert [line[3] for line in found if line[0] == "RECALL"] == [RecallReason.REPAIRED] * SERIOUS
    told = sorted(line[1] for line in found if line[0] == "TELL")
    assert sorted(line[1] for line in found if line[0] == "RECALL") == told


async def test_r19_it_follows_in_the_background(dispatcher: Dispatcher, loader: Loader, connection: Connection) -> None:
    """Without being told to look: from its start, and after each write."""

    async def until(kinds: list[str]) -> None:
        while [line[0] for line in await record(connection)] != kinds:  # noqa: ASYNC110 - another task writes it
            await asyncio.sleep(0.02)

    await load(loader, finding())
    dispatcher.start()
    try:
        await asyncio.wait_for(until(["TELL"] * GENERAL), 30)
        await load(loader, finding(repaired_on="2019-08-20"))
        await asyncio.wait_for(until(["RECALL"] * GENERAL + ["TELL"] * GENERAL), 30)
    finally:
        await dispatcher.close()


async def test_rules_of_another_server_are_taken_up(
    dispatcher: Dispatcher, loader: Loader, connection: Connection, ledger: Ledger
) -> None:
    await load(loader, finding())
    assert await dispatcher.look() == Settled(GENERAL, 0)
    recipients = next(document for document in load_rules() if document.kind is RuleKind.RECIPIENTS)
    content = json.loads(recipients.content)
    for route in content["routes"]:
        if route["matter"] == "INSPECTION":
            route["to"] = ["IN_CHARGE", "KS_URBAN_MANAGEMENT"]
    others = Rules(RuleStore(connection, ledger))
    await others.record([make_document(RuleKind.RECIPIENTS, "recipients", 2, content)])
    assert await dispatcher.settle_all(date(2019, 8, 20)) == Settled(1, 0)


async def test_r13_r36_roles_and_employers_come_from_the_links(
    dispatcher: Dispatcher, loader: Loader, connection: Connection
) -> None:
    links = [
        {"source_key": "P1", "relation": "principal", "target_key": "E1"},
        {"source_key": "P2", "relation": "principal", "target_key": "E1"},
        {"source_key": "P2", "relation": "employee", "target_key": "H"},
    ]
    assert (await loader.load_links(links, "register")).row_errors == []
    penalty = {
        "document_number": "D1",
        "party_key": "P2",
        "department": "KS_PUBLIC_SECURITY",
        "decided_on": "2019-08-05",
    }
    assert (await loader.load_penalties([penalty], "register")).row_errors == []
    medical = finding("M1", party_key="P2", area="MEDICAL_ORDER", department="KS_HEALTH_COMMISSION")
    await load(loader, finding(grade="SERIOUS", standard="标准"), {**medical, "penalty_document_number": "D1"})
    assert await dispatcher.settle_all(date(2019, 8, 20)) == Settled(SERIOUS + 2, 0)
    recipients = [line[1] for line in await record(connection)]
    assert (
        recipients.count("KS_DISCIPLINE_SUPERVISION") == 2
    )  # as a municipal department, and for the one on the payroll
    hospital = (await connection.read("MATCH (p:Organization {name: '医院'}) RETURN p.id AS id"))[0]["id"]
    # the medical policy is in force from 2019-08-26
    assert (await dispatcher.settle_all(date(2019, 8, 26))).recalled == 0
    assert [line[1] for line in await record(connection)].count(f"party:{hospital}") == 1


async def test_two_at_once_tell_nobody_twice(
    store: DispatchStore, rules: Rules, loader: Loader, connection: Connection, clock: FakeClock
) -> None:
    await load(loader, *(finding(f"F{number}") for number in range(60)))
    dispatchers = [
        Dispatcher(store, rules, Clock(now=clock), TellingControl(ControlReader(connection))) for _ in range(3)
    ]
    settled = await asyncio.gather(*(each.look() for each in dispatchers))
    assert sum((each.told for each in settled), 0) == 60 * GENERAL
    assert len(await record(connection)) == 60 * GENERAL


async def test_killed_half_way_and_started_again(
    store: DispatchStore,
    rules: Rules,
    loader: Loader,
    connection: Connection,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await load(loader, *(finding(f"F{number}") for number in range(10)))
    monkeypatch.setattr(dispatching, "WRITE_AT_ONCE", 3)
    written = 0
    settle = store.settle

    async def killed(*args):  # type: ignore[no-untyped-def]
        nonlocal written
        if written == 2:
            raise KeyboardInterrupt
        written += 1
        return await settle(*args)

    control = TellingControl(ControlReader(connection))
    with monkeypatch.context() as dying:
        dying.setattr(store, "settle", killed)
        with pytest.raises(KeyboardInterrupt):
            await Dispatcher(store, rules, Clock(now=clock), control).look()
    assert len(await record(connection)) == 6 * GENERAL
    assert await Dispatcher(store, rules, Clock(now=clock), control).look() == Settled(4 * GENERAL, 0)
    assert len(await record(connection)) == 10 * GENERAL


async def test_what_changes_during_a_long_look_does_not_wait_for_its_end(
    dispatcher: Dispatcher,
    store: DispatchStore,
    loader: Loader,
    connection: Connection,
    clock: FakeClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await load(loader, finding())
    assert await dispatcher.look() == Settled(GENERAL, 0)
    await load(loader, *(finding(f"G{number}") for number in range(12)))
    monkeypatch.setattr(dispatching, "WRITE_AT_ONCE", 1)
    settle, is_first = store.settle, True

    async def repaired_meanwhile(*args):  # type: ignore[no-untyped-def]
        nonlocal is_first
        settled = await settle(*args)
        if is_first:
            is_first = False
            await load(loader, finding(repaired_on="2019-08-20"))
        return settled

    monkeypatch.setattr(store, "settle", repaired_meanwhile)
    clock.set(datetime(2019, 8, 21, tzinfo=UTC))  # another day: a look at everything
    assert await dispatcher.look() == Settled(12 * GENERAL, GENERAL)
    found = await connection.read("MATCH (d:Dispatch) RETURN d.kind AS kind, d.recorded_at AS at ORDER BY at")
    order = [record["kind"] for record in found]
    assert order == ["TELL"] * 2 * GENERAL + ["RECALL"] * GENERAL + ["TELL"] * 11 * GENERAL


async def test_what_changed_is_looked_at_again_after_a_failure(
    dispatcher: Dispatcher, store: DispatchStore, loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a look at what changed: the next look at everything is not waited for."""
    await load(loader, finding())
    await dispatcher.look()
    await load(loader, finding(repaired_on="2019-08-20"))
    with monkeypatch.context() as failing:

        async def lost(*_args):  # type: ignore[no-untyped-def]
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "gone")

        failing.setattr(store, "settle", lost)
        for _ in range(2):
            with pytest.raises(CreditGraphError):
                await dispatcher.look()
    monkeypatch.setattr(store, "finding_ids", None)
    assert await dispatcher.look() == Settled(0, GENERAL)


async def test_a_failed_look_is_made_again(
    dispatcher: Dispatcher, store: DispatchStore, loader: Loader, monkeypatch: pytest.MonkeyPatch
) -> None:
    await dispatcher.look()
    await load(loader, finding())
    with monkeypatch.context() as failing:

        async def lost(*_args):  # type: ignore[no-untyped-def]
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "gone")

        failing.setattr(store, "settle", lost)
        with pytest.raises(CreditGraphError):
            await dispatcher.look()
    assert await dispatcher.look() == Settled(GENERAL, 0)


async def test_what_changed_is_found_by_an_index(connection: Connection) -> None:
    text = await plan(connection, query("read/findings_changed"), since=5, until=10)
    assert "INDEX" in text.upper()
