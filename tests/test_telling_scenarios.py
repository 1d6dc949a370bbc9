"""Who must be told and who that it is over, day by day (tests/scenarios/telling): by the rules alone, and on every engine."""

from __future__ import annotations

from datetime import date

import pytest

from domain.feedback import SentDispatch
from graph.connection import Connection
from graph.control import ControlReader
from graph.dispatches import DispatchStore
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from resolvers.clock import Clock
from resolvers.dispatching import Dispatcher
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from tests.support import telling_files
from tests.support.clock import FakeClock
from tests.support.engines import of_each_kind
from tests.support.loading import shipped_documents, shipped_rules
from tests.support.scenario_files import end_of
from tests.support.scenario_telling import Said, by_the_rules_alone, expected, named, number_of, state_text, text
from tests.support.scenario_world import World
from tests.support.telling import Teller
from tests.support.telling_files import TellingCase

FILES = {path.stem: telling_files.read(path) for path in telling_files.files()}
CASES: dict[str, TellingCase] = {
    f"{name}/{number}": case for name, file in FILES.items() for number, case in enumerate(file.cases, 1)
}
ROWS = {"R04", "R05", "R07", "R08", "R09", "R13", "R14", "R17", "R19"} | {f"R{n}" for n in range(31, 38)}


def test_every_row_has_a_case() -> None:
    assert set(", ".join(case.row for case in CASES.values()).split(", ")) == ROWS


@pytest.mark.parametrize("name", CASES, ids=lambda name: f"{name}[{CASES[name].row}] {CASES[name].case}")
def test_case_by_the_rules_alone(name: str) -> None:
    case = CASES[name]
    answers = by_the_rules_alone(case, World(case, name, shipped_rules()), shipped_rules())
    for day, answer in zip(case.days, answers, strict=True):
        assert answer == expected(FILES[name.split("/")[0]], day), f"{name} {case.case}, {day.on}"


@of_each_kind
@pytest.mark.parametrize("name", FILES)
async def test_file_by_an_engine(name: str, connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    """All cases of a file in one register; what is recorded and what is told follow each other day by day."""
    worlds = {key: World(case, key, shipped_rules()) for key, case in CASES.items() if key.startswith(f"{name}/")}
    rules = Rules(RuleStore(connection, ledger))
    clock.now = min(statement.at for world in worlds.values() for statement in world.statements()) - 1
    await rules.record(shipped_documents())
    office = _Office(connection, ledger, clock, rules)
    teller = Teller(connection, ledger, clock)
    statements = sorted((said for world in worlds.values() for said in world.statements()), key=lambda said: said.at)
    for on in sorted({day.on for world in worlds.values() for day in CASES[world.prefix].days}):
        known = [said for said in statements if said.at <= end_of(on)]
        statements = statements[len(known) :]
        await teller.tell(known)
        clock.now = end_of(on)
        for key, world in worlds.items():
            for day in CASES[key].days:
                if day.on == on:
                    assert await office.told_on(world, on) == expected(FILES[name], day), (
                        f"{key} {CASES[key].case}, {on}"
                    )
    assert statements == []


class _Office:
    """The dispatcher of one register; `told_on` answers what it did, in the words of a file."""

    def __init__(self, connection: Connection, ledger: Ledger, clock: FakeClock, rules: Rules) -> None:
        self._connection = connection
        self._rules = rules
        self._store = DispatchStore(connection, ledger)
        self._dispatcher = Dispatcher(self._store, rules, Clock(now=clock), TellingControl(ControlReader(connection)))
        self._seen: set[str] = set()

    async def told_on(self, world: World, day: date) -> str:
        found = await self._connection.read("MATCH (f:Finding {number: $n}) RETURN f.id AS id", n=number_of(world))
        ids = [record["id"] for record in found]
        await self._dispatcher.settle(ids, day)
        finding = (await self._store.standings(ids))[0].telling.finding if ids else None
        said = [self._said(each, await self._names()) for each in await self._new(ids)]
        return text(state_text(finding, day, self._rules.current), said, self._rules.current)

    async def _new(self, ids: list[str]) -> list[SentDispatch]:
        """Dispatches of these findings that were not there before."""
        match = "MATCH (f:Finding)<-[:ABOUT]-(d:Dispatch) WHERE f.id IN $ids RETURN d.key AS key"
        keys = {record["key"] for record in await self._connection.read(match, ids=ids)} - self._seen
        self._seen |= keys
        return [dispatch for dispatch in await self._store.by_keys(sorted(keys)) if dispatch is not None]

    async def _names(self) -> dict[str, str]:
        records = await self._connection.read("MATCH (p:Party) RETURN p.id AS id, p.name AS name")
        return {record["id"]: record["name"] for record in records}

    def _said(self, dispatch: SentDispatch, names: dict[str, str]) -> Said:
        return Said(
            *(dispatch.kind, dispatch.reason, dispatch.clause_id, dispatch.effect, dispatch.matter),
            names[dispatch.subject_id],
            named(dispatch.recipient, names),
        )
