"""The dispatcher's office on an engine: an enterprise, people, a hospital; findings are loaded, and dispatches follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.feedback import SentDispatch
from graph.connection import Connection
from graph.control import ControlReader
from graph.delivery import DeliveryStore
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.reader import Reader
from graph.rulebook import RuleStore
from resolvers.clock import Clock
from resolvers.dispatches import Dispatches
from resolvers.dispatching import Dispatcher, Settled
from resolvers.exemptions import Exemptions
from resolvers.loading import Loader
from resolvers.principal import Principal, Scope
from resolvers.restriction_feedback import RestrictionFeedback
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from tests.support.clock import FakeClock
from tests.support.loading import make_loader, shipped_documents

SAFETY, CENTRE, FINANCE = "KS_EMERGENCY_MANAGEMENT", "KS_CREDIT_CENTRE", "KS_FINANCE"
GENERAL, SERIOUS = 3, 67
"""How many are told of a finding of each grade against an enterprise whose persons are not on the public payroll."""
TODAY = date(2019, 8, 20)
ADMIN = Principal("a", "admin", frozenset({Scope.ADMIN}))
PARTIES: list[dict[str, object]] = [
    {"key": "E1", "kind": "enterprise", "name": "甲公司"},
    {"key": "P1", "kind": "person", "name": "张三", "on_public_payroll": "true"},
    {"key": "P2", "kind": "person", "name": "李四"},
    {"key": "H", "kind": "organization", "name": "医院"},
]


def acting(department: str) -> Principal:
    """A key of a department."""
    return Principal("k", department, frozenset({Scope.FIND}), department)


def finding(number: str = "F1", **more: object) -> dict[str, object]:
    """A row of a finding against 甲公司, GENERAL if nothing else is said."""
    row = {"number": number, "party_key": "E1", "area": "WORK_SAFETY", "department": SAFETY}
    return {**row, "act_on": "2019-08-01", "recognised_on": "2019-08-10", **more}


def serious(number: str = "F1", **more: object) -> dict[str, object]:
    """A row of a SERIOUS finding against 甲公司."""
    return finding(number, grade="SERIOUS", standard="标准", **more)


@dataclass
class Office:
    """Everything that tells, on one register."""

    connection: Connection
    clock: FakeClock
    store: DispatchStore
    deliveries: DeliveryStore
    dispatcher: Dispatcher
    dispatches: Dispatches
    restriction_feedback: RestrictionFeedback
    exemptions: Exemptions
    rules: Rules
    loader: Loader

    async def load(self, *rows: dict[str, object]) -> None:
        assert (await self.loader.load_findings(list(rows), "register")).row_errors == []

    async def settle(self, day: date = TODAY) -> Settled:
        return await self.dispatcher.settle_all(day)

    async def all(self, *, kind: str | None = None, to: str | None = None) -> list[SentDispatch]:
        """Every dispatch, by key."""
        keys = [r["key"] for r in await self.connection.read("MATCH (d:Dispatch) RETURN d.key AS key")]
        found = [each for each in await self.store.by_keys(sorted(keys)) if each is not None]
        return [each for each in found if kind in (None, each.kind) and to in (None, each.recipient)]


async def open_office(connection: Connection, ledger: Ledger, clock: FakeClock) -> Office:
    """The office on 2019-08-20, with its parties."""
    clock.set(datetime(2019, 8, 20, tzinfo=UTC))
    rules = Rules(RuleStore(connection, ledger))
    await rules.record(shipped_documents())
    store, deliveries, day = DispatchStore(connection, ledger), DeliveryStore(connection), Clock(now=clock)
    loader = make_loader(ledger)
    control = TellingControl(ControlReader(connection))
    assert (await loader.load_parties(PARTIES, "register")).row_errors == []
    return Office(
        connection,
        clock,
        store,
        deliveries,
        Dispatcher(store, rules, day, control),
        Dispatches(store, deliveries, day),
        RestrictionFeedback(store, Reader(connection), rules, day, control),
        Exemptions(ledger, Reader(connection), lambda: rules.current),
        rules,
        loader,
    )
