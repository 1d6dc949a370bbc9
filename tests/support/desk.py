"""A department's desk over an empty register on any engine: the services, the shipped rules, and a loader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.decision import Decision
from domain.identifiers import source_key
from domain.parties import PartyKey
from domain.receipt import receipt_hash
from graph.connection import Connection
from graph.ledger import Ledger
from graph.name_index import NameIndex
from resolvers.checks import CheckRequest
from resolvers.clock import Clock
from resolvers.loading import Loader
from resolvers.services import Services, wire
from tests.support.clock import FakeClock
from tests.support.loading import IDENTITY_KEY, shipped_documents

SAFETY, ENVIRONMENT, HEALTH, POLICE = (
    "KS_EMERGENCY_MANAGEMENT",
    "KS_ECOLOGY_ENVIRONMENT",
    "KS_HEALTH_COMMISSION",
    "KS_PUBLIC_SECURITY",
)
PARTIES: list[dict[str, object]] = [
    {"key": "E1", "kind": "enterprise", "name": "甲公司"},
    {"key": "E2", "kind": "enterprise", "name": "乙公司"},
    {"key": "P1", "kind": "person", "name": "张三"},
]


@dataclass
class Desk:
    """What tests act with. The clock stands at noon (UTC) of a day that tests set."""

    services: Services
    loader: Loader
    clock: FakeClock

    def go_to(self, day: str) -> None:
        """Noon in UTC of a day."""
        self.clock.set(datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC))

    async def party_id(self, key: str) -> str:
        """Our id of a party by its key in the register."""
        party = (await self.services.parties.resolve([party_key(key)]))[0]
        assert party is not None, key
        return party.id

    async def decide(self, key: str, matter: str, on: str | None = None, known_at: int | None = None) -> Decision:
        """One decision."""
        self.clock.advance(seconds=1)  # the ledger runs ahead of a clock that stands still
        day = datetime.fromisoformat(on).date() if on else None
        return await self.services.checks.decide(CheckRequest(party_key(key), matter), day, known_at)

    async def outcome(self, key: str, matter: str, on: str | None = None) -> str:
        """The outcome of one decision."""
        return (await self.decide(key, matter, on)).outcome.value


def party_key(key: str) -> PartyKey:
    """How a party of the register is looked up."""
    return PartyKey(key=source_key("register", key).key)


async def open_desk(
    connection: Connection, ledger: Ledger, clock: FakeClock, folder: Path, day: str = "2019-10-08"
) -> Desk:
    """A desk with three parties in its register, 甲公司 and 乙公司 with 张三 as their legal representative, on `day`."""
    services = wire(connection, ledger, NameIndex(folder / "names.sqlite", "tests"), Clock(now=clock))
    desk = Desk(services, Loader(ledger, lambda: services.rules.current, IDENTITY_KEY), clock)
    desk.go_to(day)
    await services.rules.record(shipped_documents())
    await desk.loader.load_parties(PARTIES, "register")
    links = [
        {"source_key": "P1", "relation": "legal_representative", "target_key": entity, "since": "2010-01-01"}
        for entity in ("E1", "E2")
    ]
    assert (await desk.loader.load_links(links, "register")).rejected == 0
    return desk


def same_receipt(one: Decision, two: Decision) -> bool:
    """Whether two decisions have one receipt."""
    return receipt_hash(one) == receipt_hash(two)


def finding(number: str = "F1", party: str = "E1", **more: object) -> dict[str, object]:
    """A row of findings.csv in work safety, SERIOUS by the department's standard unless it says otherwise."""
    graded = {"grade": "SERIOUS", "standard": "分级标准"} if "grade" not in more and "rectify_by" not in more else {}
    return {
        "number": number,
        "party_key": party,
        "area": "WORK_SAFETY",
        "department": SAFETY,
        "act_on": "2019-08-01",
        "recognised_on": "2019-08-10",
        **graded,
        **more,
    }
