"""Every kind of write reaches the dispatches at the next look at what changed, on both engines: no look at every finding is
waited for, and findings that it does not concern are left alone."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from random import Random

import pytest

from domain.dispatches import RecallReason
from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import FeedbackResult
from domain.identifiers import source_key
from domain.links import LinkKind
from domain.parties import PartyKey
from domain.rule_documents import RuleKind, make_document
from graph import touching
from graph.connection import Connection
from graph.control import ControlReader
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.queries import query
from graph.rulebook import RuleStore
from resolvers.clock import Clock
from resolvers.dispatching import Dispatcher, Settled
from resolvers.exemptions import ExemptionAct
from resolvers.recording import LinkChange, LinkInput, PartyInput, Recorder
from resolvers.restriction_feedback import RestrictionAct
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from seeds.rule_files import load_rules
from tests.support.clock import FakeClock
from tests.support.loading import IDENTITY_KEY, shipped_rules
from tests.support.office import FINANCE, GENERAL, SAFETY, SERIOUS, TODAY, Office, finding, open_office, serious
from tests.support.plans import plan

PAYROLL = 2
"""Recipients of a notice of a person on the public payroll (R13)."""
ROLES = ["legal_representative", "principal", "actual_controller"]
COMPANIES = [{"key": key, "kind": "enterprise", "name": f"公司{key}"} for key in ("A", "B", "C", "D", "X")]
Row = dict[str, object]


class World:
    """An office whose dispatcher looks at what changed only: it has looked at every finding, and fails if it does again."""

    def __init__(self, office: Office, ledger: Ledger) -> None:
        self.office = office
        self.recorder = Recorder(ledger, shipped_rules, IDENTITY_KEY)
        control = TellingControl(ControlReader(office.connection))
        store = DispatchStore(office.connection, ledger)
        self._other = Dispatcher(store, office.rules, Clock(now=office.clock), control)
        self._seen = 0

    async def begin(self, monkeypatch: pytest.MonkeyPatch) -> None:
        await self.look()
        monkeypatch.setattr(self.office.store, "finding_ids", None)

    async def look(self) -> Settled:
        self._seen = await self.office.store.published()
        return await self.office.dispatcher.look()

    async def amiss(self, day: date = TODAY) -> Settled:
        """What another dispatcher, that looks at every finding, finds amiss."""
        return await self._other.settle_all(day)

    async def named(self) -> list[str]:
        """The numbers of the findings that were touched since the last look."""
        ids = await self.office.store.touched(self._seen)
        match = "UNWIND $ids AS id MATCH (f:Finding {id: id}) RETURN f.number AS number"
        return sorted([r["number"] for r in await self.office.connection.read(match, ids=ids)])

    async def links(self, *rows: Row) -> None:
        assert (await self.office.loader.load_links(list(rows), "register")).row_errors == []

    async def parties(self, *rows: Row) -> None:
        assert (await self.office.loader.load_parties(list(rows), "register")).row_errors == []

    async def payroll(self, key: str, is_on: bool) -> None:
        party = key_of(key)
        name = {"P1": "张三", "P2": "李四"}[key]
        found = await self.office.connection.read(
            "MATCH (n:Identifier {key: $key})-[:IDENTIFIES]->(p) RETURN p.id AS id", key=party.key
        )
        await self.recorder.upsert_party(
            PartyInput("PERSON", name, id=found[0]["id"], on_public_payroll=is_on), "register"
        )


def key_of(key: str) -> PartyKey:
    return PartyKey(key=source_key("register", key).key)


def link(source: str, relation: str, target: str, share: str | None = None, **more: object) -> Row:
    row: Row = {"source_key": source, "relation": relation, "target_key": target, **more}
    return row if share is None else row | {"share_percent": share}


def holding(source: str, share: str, target: str) -> Row:
    return link(source, "shareholder", target, share)


@pytest.fixture
async def world(connection: Connection, ledger: Ledger, clock: FakeClock) -> World:
    made = World(await open_office(connection, ledger, clock), ledger)
    await made.parties(*COMPANIES)
    await made.office.load(serious(), serious("F2", party_key="X"))
    return made


@pytest.mark.parametrize("role", ROLES)
async def test_r13_a_role_recorded_ended_corrected_and_taken_back(
    world: World, monkeypatch: pytest.MonkeyPatch, role: str
) -> None:
    await world.begin(monkeypatch)
    recorder = world.recorder
    made = await recorder.record_link(LinkInput(LinkKind(role.upper()), key_of("P1"), key_of("E1")), "register")
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)
    ended = await recorder.end_link(made.id, date(2019, 7, 1))  # before the act
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(0, PAYROLL)
    mended = await recorder.correct_link(ended.id, LinkChange(until=date(2019, 8, 15)))
    assert await world.look() == Settled(PAYROLL, 0)
    await recorder.correct_link(mended.id, LinkChange(never=True))
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(0, PAYROLL)


@pytest.mark.parametrize("role", ROLES)
async def test_r13_a_role_from_a_file(world: World, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    await world.begin(monkeypatch)
    await world.links(link("P1", role, "E1", since="2018-01-01"), link("P2", role, "A"))
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)
    await world.links(link("P1", role, "E1", since="2018-01-01", until="2019-07-01"))
    assert await world.named() == ["F1"]
    await world.look()
    assert await world.amiss() == Settled()


async def test_r36_an_employment(world: World, monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    clock.set(datetime(2019, 8, 26, tzinfo=UTC))  # the medical policy is in force
    penalty = {"document_number": "D1", "party_key": "P2", "department": "KS_PUBLIC_SECURITY"}
    await world.office.loader.load_penalties([penalty | {"decided_on": "2019-08-05"}], "register")
    medical = finding("M1", party_key="P2", area="MEDICAL_ORDER", department="KS_HEALTH_COMMISSION")
    await world.office.load({**medical, "penalty_document_number": "D1"})
    await world.begin(monkeypatch)
    await world.links(link("P2", "employee", "H"), link("P1", "employee", "H"))
    assert await world.named() == ["M1"]
    assert await world.look() == Settled(1, 0)
    await world.links(link("P2", "employee", "H", until="2019-08-01"))
    await world.look()
    assert await world.amiss(date(2019, 8, 26)) == Settled()


async def test_r13_the_payroll_of_whoever_has_a_role(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.links(link("P2", "principal", "E1"))
    await world.begin(monkeypatch)
    await world.payroll("P2", True)
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)
    await world.payroll("P2", False)
    assert await world.look() == Settled(0, PAYROLL)
    await world.parties({"key": "P2", "kind": "person", "name": "李四", "on_public_payroll": "true"})
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)


async def test_r13_the_payroll_of_whom_a_finding_concerns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.office.load(serious(concerned_keys="P2"))
    await world.begin(monkeypatch)
    await world.payroll("P2", True)
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)


async def test_r13_whom_a_finding_concerns(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.begin(monkeypatch)
    await world.office.load(serious(concerned_keys="P1"))
    assert await world.look() == Settled(PAYROLL, 0)
    await world.office.load(serious(concerned_keys="P2"))
    assert await world.look() == Settled(0, PAYROLL)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
async def test_r13_holdings_deep_in_a_chain(
    world: World, monkeypatch: pytest.MonkeyPatch, order: tuple[int, ...]
) -> None:
    chain = [holding("P1", "60", "A"), holding("A", "60", "B"), holding("B", "60", "E1")]
    await world.begin(monkeypatch)
    for position in order[:2]:
        await world.links(chain[position])
        assert await world.look() == Settled()
    await world.links(chain[order[2]])
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)
    changed = await world.recorder.record_link(
        LinkInput(LinkKind.SHAREHOLDER, key_of("P2"), key_of("A"), share_percent="60"), "other"
    )
    assert await world.named() == ["F1"]
    await world.look()
    assert await world.amiss() == Settled()
    await world.recorder.correct_link(changed.id, LinkChange(never=True))
    assert await world.named() == ["F1"]
    await world.look()
    assert await world.amiss() == Settled()
    await world.payroll("P1", False)
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(0, PAYROLL)


async def test_r13_a_small_holding_that_decides_joint_control(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """B alone does not control 甲公司, B and D together do: who has them both has it too."""
    shares = [holding("P1", "100", "D"), holding("B", "30", "E1"), holding("D", "30", "E1")]
    await world.links(*shares)
    await world.begin(monkeypatch)
    await world.links(holding("P1", "100", "A"))
    assert await world.named() == []
    await world.look()
    await world.links(holding("A", "100", "B"))
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(PAYROLL, 0)


@pytest.mark.parametrize(("limit", "value"), [("MOST", 2), ("STARTS", 0)])
async def test_more_below_than_a_write_walks_through(
    world: World, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    """Then every finding is looked at, once."""
    await world.links(holding("B", "60", "E1"), holding("B", "60", "C"), holding("A", "60", "B"))
    looks = 0
    ids = world.office.store.finding_ids

    async def counted(*args):  # type: ignore[no-untyped-def]
        nonlocal looks
        looks += 1
        return await ids(*args)

    await world.begin(monkeypatch)
    monkeypatch.setattr(world.office.store, "finding_ids", counted)
    monkeypatch.setattr(touching, limit, value)
    await world.links(holding("P1", "60", "A"))
    assert await world.look() == Settled(PAYROLL, 0)
    assert await world.look() == Settled()
    assert looks == 1


async def test_r20_an_exemption_granted_and_revoked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.links(link("P2", "principal", "E1"))
    office = world.office
    for key, matter in (("E1", "BIDDING"), ("P2", "HONOURS")):
        act = RestrictionAct(key_of(key), matter, "F1", None, FINANCE, FeedbackResult.APPLIED)
        await office.restriction_feedback.record(act)
    await world.begin(monkeypatch)
    for key, matter in (("E1", "BIDDING"), ("P2", "HONOURS")):
        exempt = ExemptionAct(
            *(key_of(key), matter, SAFETY, date(2019, 8, 1), date(2020, 1, 1), "重大贡献", "市政府批复"), acting=SAFETY
        )
        granted = await office.exemptions.grant(exempt)
        assert await world.named() == ["F1"]
        assert await world.look() == Settled(0, 1)
        await office.exemptions.revoke(granted.id, "情况变化", SAFETY)
        assert await world.named() == ["F1"]
        assert await world.look() == Settled(1, 0)


async def test_r20_an_exemption_of_a_computed_controller(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.links(holding("P2", "60", "A"), holding("A", "60", "E1"))
    act = RestrictionAct(key_of("P2"), "HONOURS", "F1", None, FINANCE, FeedbackResult.APPLIED)
    await world.office.restriction_feedback.record(act)
    await world.begin(monkeypatch)
    period = (date(2019, 8, 1), date(2020, 1, 1))
    exempt = ExemptionAct(key_of("P2"), "HONOURS", SAFETY, *period, "重大贡献", "批复", acting=SAFETY)
    granted = await world.office.exemptions.grant(exempt)
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(0, 1)
    recalls = await world.office.all(kind="RECALL", to=FINANCE)
    assert [each.reason for each in recalls] == [RecallReason.EXEMPTED]
    await world.office.exemptions.revoke(granted.id, "情况变化", SAFETY)
    assert await world.look() == Settled(1, 0)


async def test_r20_feedback_about_a_day_on_which_it_held(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.office.load(serious(repaired_on="2019-08-20"))
    await world.begin(monkeypatch)
    act = RestrictionAct(key_of("E1"), "BIDDING", "F1", None, FINANCE, FeedbackResult.APPLIED, on=date(2019, 8, 19))
    await world.office.restriction_feedback.record(act)
    assert await world.named() == ["F1"]
    assert await world.look() == Settled(0, 1)
    await world.office.restriction_feedback.record(replace(act, result=FeedbackResult.NOT_APPLICABLE, note="无"))
    await world.look()
    assert await world.amiss() == Settled()


async def test_what_concerns_no_finding_names_none(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.begin(monkeypatch)
    await world.parties({"key": "E1", "kind": "enterprise", "name": "甲公司改名", "area_code": "320583"})
    await world.parties({"key": "N", "kind": "person", "name": "新人", "on_public_payroll": "true"})
    await world.links(
        *(link("P1", relation, "E1") for relation in ("director", "supervisor", "senior_manager", "employee")),
        *(link("P1", role, "A") for role in ROLES),
        *(link("A", "branch", "E1"), holding("E1", "60", "A"), holding("P1", "100", "B")),
    )
    await world.payroll("P2", True)
    assert await world.named() == []
    assert await world.look() == Settled()


async def test_a_change_seen_by_every_server(
    world: World, connection: Connection, ledger: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another server on the same graph, that knows of the write by the graph alone; what one has told the other does not."""
    stores = [DispatchStore(connection, ledger) for _ in range(2)]
    control = TellingControl(ControlReader(connection))
    servers = [Dispatcher(store, world.office.rules, Clock(now=clock), control) for store in stores]
    assert [await server.look() for server in servers] == [Settled(2 * SERIOUS, 0), Settled()]
    for store in stores:
        monkeypatch.setattr(store, "finding_ids", None)
    await world.links(link("P1", "principal", "E1"))
    assert [await server.look() for server in servers] == [Settled(PAYROLL, 0), Settled()]
    await world.payroll("P1", False)
    assert [await server.look() for server in reversed(servers)] == [Settled(0, PAYROLL), Settled()]


async def test_rules_that_another_server_recorded(world: World, connection: Connection, ledger: Ledger) -> None:
    """They are about every finding."""
    await world.look()
    recipients = next(document for document in load_rules() if document.kind is RuleKind.RECIPIENTS)
    content = json.loads(recipients.content)
    for route in content["routes"]:
        if route["matter"] == "INSPECTION":
            route["to"] = ["IN_CHARGE", "KS_URBAN_MANAGEMENT"]
    await Rules(RuleStore(connection, ledger)).record([make_document(RuleKind.RECIPIENTS, "recipients", 2, content)])
    assert await world.look() == Settled(2, 0)


async def test_it_is_not_forgotten_by_a_look_that_fails(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    await world.begin(monkeypatch)
    await world.links(link("P1", "principal", "E1"))
    with monkeypatch.context() as failing:

        async def lost(*_args):  # type: ignore[no-untyped-def]
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "gone")

        failing.setattr(world.office.store, "settle", lost)
        for _ in range(2):
            with pytest.raises(CreditGraphError):
                await world.look()
    assert await world.look() == Settled(PAYROLL, 0)


async def test_a_write_that_is_not_published_yet_hides_nothing(
    world: World, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It touches the finding again and leaves its own, later time: the earlier write is seen all the same."""
    await world.begin(monkeypatch)
    await world.links(link("P1", "principal", "E1"))

    async def touch(transaction):  # type: ignore[no-untyped-def]
        await transaction.run("MATCH (f:Finding {number: 'F1'}) SET f.touched_at = f.touched_at + 1000000")

    await connection.write(touch)
    assert await world.look() == Settled(PAYROLL, 0)


async def test_what_is_touched_is_found_by_an_index(connection: Connection) -> None:
    assert "INDEX" in (await plan(connection, query("read/findings_touched"), since=5)).upper()


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_whatever_is_written_the_look_at_what_changed_misses_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """After each of many writes by chance, a look at every finding finds nothing amiss."""
    chance, office = Random(seed), world.office
    await office.load(serious("F3", party_key="B"), finding("F4", party_key="C"), serious("F5", party_key="A"))
    for key, matter in (("E1", "BIDDING"), ("X", "BIDDING"), ("B", "HONOURS")):
        number = {"E1": "F1", "X": "F2", "B": "F3"}[key]
        act = RestrictionAct(key_of(key), matter, number, None, FINANCE, FeedbackResult.APPLIED)
        await office.restriction_feedback.record(act)
    await world.begin(monkeypatch)
    made: list[str] = []
    granted: list[str] = []
    settled = Settled()
    for _ in range(40):
        await chance.choice(WRITES)(world, chance, made, granted)
        settled += await world.look()
        assert await world.amiss() == Settled()
    assert min(settled.told, settled.recalled) > GENERAL, "the writes change what is due"


Write = Callable[[World, Random, list[str], list[str]], Awaitable[None]]


async def _hold(world: World, chance: Random, made: list[str], _granted: list[str]) -> None:
    source, target = chance.choice(["P1", "P2", "A", "B", "D"]), chance.choice(["A", "B", "C", "D", "E1", "X"])
    if source != target:
        share = chance.choice(["30", "40", "60", "100"])
        given = LinkInput(LinkKind.SHAREHOLDER, key_of(source), key_of(target), share_percent=share)
        made.append((await world.recorder.record_link(given, "register")).id)


async def _role(world: World, chance: Random, made: list[str], _granted: list[str]) -> None:
    kind, target = LinkKind(chance.choice(ROLES).upper()), chance.choice(["A", "B", "C", "E1", "X"])
    made.append((await world.recorder.record_link(LinkInput(kind, key_of("P1"), key_of(target)), "register")).id)


async def _correct(world: World, chance: Random, made: list[str], _granted: list[str]) -> None:
    if made:
        gone = made.pop(chance.randrange(len(made)))
        await world.recorder.correct_link(gone, LinkChange(never=True))


async def _payroll(world: World, chance: Random, _made: list[str], _granted: list[str]) -> None:
    await world.payroll(chance.choice(["P1", "P2"]), chance.random() < 0.7)


async def _concern(world: World, chance: Random, _made: list[str], _granted: list[str]) -> None:
    await world.office.load(serious(concerned_keys=chance.choice(["P1", "P2", "P1;P2"])))


async def _exempt(world: World, chance: Random, _made: list[str], granted: list[str]) -> None:
    if granted and chance.random() < 0.5:
        await world.office.exemptions.revoke(granted.pop(), "情况变化", SAFETY)
        return
    key, matter = chance.choice([("E1", "BIDDING"), ("X", "BIDDING"), ("B", "HONOURS")])
    period = (date(2019, 8, 1), date(2020, 1, 1 + chance.randrange(9)))
    given = ExemptionAct(key_of(key), matter, SAFETY, *period, "重大贡献", "批复", acting=SAFETY)
    granted.append((await world.office.exemptions.grant(given)).id)


WRITES: tuple[Write, ...] = (_hold, _hold, _hold, _role, _correct, _correct, _payroll, _concern, _exempt)
