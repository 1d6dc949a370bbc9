"""The legal cases of tests/scenarios, decided by the rules alone, and by every engine."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from datetime import UTC, datetime, time
from pathlib import Path

import pytest

from domain.decision import Decision
from domain.errors import CreditGraphError
from domain.parties import PartyKey
from domain.receipt import receipt_hash
from graph.connection import Connection
from graph.evidence import EvidenceReader
from graph.ledger import Ledger
from graph.reader import Reader
from graph.rulebook import RuleStore
from resolvers.checks import CheckRequest, Checks, RestrictionsQuery
from resolvers.clock import Clock
from resolvers.rules import Rules
from tests.support import scenario_files
from tests.support.clock import FakeClock
from tests.support.control import control_evidence
from tests.support.loading import shipped_documents, shipped_rules
from tests.support.plain_register import PlainRegister
from tests.support.scenario_asking import Asked, PlainChecks, answer_text, questions
from tests.support.scenario_files import ZONE
from tests.support.scenario_world import World
from tests.support.telling import Teller, party_key

FILES = {path.stem: scenario_files.read(path) for path in scenario_files.files()}
WORLDS = {
    f"{name}/{number}": World(case, f"{name}/{number}", shipped_rules())
    for name, file in FILES.items()
    for number, case in enumerate(file.cases, 1)
}


@pytest.mark.parametrize("name", WORLDS, ids=lambda name: f"{name}[{WORLDS[name].case.row}] {WORLDS[name].case.case}")
def test_case_by_the_rules_alone(name: str) -> None:
    world = WORLDS[name]
    checks = PlainChecks(PlainRegister(world.statements(), shipped_rules()), shipped_rules())
    for asked in questions(world):
        assert answer_text(checks.answer(asked)) == asked.expected, asked.where


@pytest.mark.parametrize("name", FILES)
async def test_file_by_an_engine(name: str, connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
    """All cases of a file in one register, asked one by one and in one batch."""
    worlds = {key: world for key, world in WORLDS.items() if key.startswith(f"{name}/")}
    clock.set(datetime(2018, 1, 1, tzinfo=UTC))
    rules = Rules(RuleStore(connection, ledger))
    await rules.record(shipped_documents())
    await Teller(connection, ledger, clock).tell(
        statement for world in worlds.values() for statement in world.statements()
    )
    checks = Checks(EvidenceReader(connection), rules, Clock(now=clock), control_evidence(connection))
    for asked in (asked for world in worlds.values() for asked in questions(world)):
        clock.set(datetime.combine(asked.today, time(12), ZONE))
        assert answer_text(await _answer(connection, checks, asked)) == asked.expected, asked.where


async def _answer(connection: Connection, checks: Checks, asked: Asked) -> Decision | CreditGraphError | list[Decision]:
    key = PartyKey(key=party_key(asked.key))
    if not asked.matter:
        (party,) = await Reader(connection).parties([key])
        assert party is not None
        (decisions,) = await checks.restrictions([RestrictionsQuery(party.id, asked.day, asked.known_at)])
        return decisions
    request = CheckRequest(key, asked.matter, asked.name)
    (many,) = await checks.decide_many([request], asked.day, asked.known_at)
    one = await _or_error(checks.decide(request, asked.day, asked.known_at))
    assert _essence(many) == _essence(one), asked.where
    return one


async def _or_error(decision: Awaitable[Decision]) -> Decision | CreditGraphError:
    try:
        return await decision
    except CreditGraphError as error:
        return error


def _essence(answer: Decision | CreditGraphError) -> str:
    return answer.code if isinstance(answer, CreditGraphError) else receipt_hash(answer)


CASE = """
topic: a topic
cases:
  - case: a case
    row: R05
    enterprises: [甲公司]
    people: [张三]
    links: [{who: 张三, role: principal, of: 甲公司}]
    questions: [{on: 2019-09-01, ask: 甲公司, matter: HONOURS, outcome: CLEAR}]
"""


def test_the_case_that_the_next_test_spoils_is_right(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(CASE, encoding="utf-8")
    world = World(scenario_files.read(tmp_path / "x.yaml").cases[0], "x", shipped_rules())
    assert [type(statement).__name__ for statement in world.statements()] == [
        "PartyStated",
        "PartyStated",
        "LinkStated",
    ]
    assert [asked.expected for asked in questions(world)] == ["outcome CLEAR\nprojected False\nclear 2019-09-01"]


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("row: R05", "rows: R05", "rows"),
        ("row: R05", "row: R5", "row"),
        ("topic: a topic", "topic: a topic\ntopic: again", "given twice"),
        ("ask: 甲公司, ", "", "whom is the question"),
        ("matter: HONOURS, ", "", "which matter"),
        ("outcome: CLEAR", "outcome: CLEARED", "outcome"),
        ("outcome: CLEAR", "outcome: REVIEW", "`clear` is given exactly"),
        ("outcome: CLEAR", "outcome: CLEAR, grounds: [x]", "neither grounds nor reviews"),
        ("outcome: CLEAR", "outcome: CLEAR, error: UNKNOWN_MATTER", "exactly one"),
        ("on: 2019-09-01", "on: 2019-09-31", "possible date"),
        ("on: 2019-09-01", "on: 2019-09-01, until: 2019-09-01", "must lie after"),
        ("who: 张三", "who: 李四", "nobody is called 李四"),
        ("ask: 甲公司", "ask: 乙公司", "nobody is called 乙公司"),
        ("role: principal", "role: owner", "role"),
    ],
)
def test_a_file_that_says_something_odd_is_refused(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    assert right in CASE
    (tmp_path / "x.yaml").write_text(CASE.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(says)):
        _read_whole(tmp_path / "x.yaml")


def _read_whole(path: Path) -> None:
    for case in scenario_files.read(path).cases:
        world = World(case, "x", shipped_rules())
        world.statements()
        list(questions(world))
