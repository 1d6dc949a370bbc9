"""The legal cases of tests/scenarios, decided by the rules alone, and by every engine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support import scenario_files
from tests.support.plain_register import PlainRegister
from tests.support.rules import shipped
from tests.support.scenario_asking import PlainChecks, answer_text, questions
from tests.support.scenario_world import World

FILES = {path.stem: scenario_files.read(path) for path in scenario_files.files()}
WORLDS = {
    f"{name}/{number}": World(case, f"{name}/{number}", shipped())
    for name, file in FILES.items()
    for number, case in enumerate(file.cases, 1)
}


@pytest.mark.parametrize("name", WORLDS, ids=lambda name: f"{name}[{WORLDS[name].case.row}] {WORLDS[name].case.case}")
def test_case_by_the_rules_alone(name: str) -> None:
    world = WORLDS[name]
    checks = PlainChecks(PlainRegister(world.statements(), shipped()), shipped())
    for asked in questions(world):
        assert answer_text(checks.answer(asked)) == asked.expected, asked.where


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
    world = World(scenario_files.read(tmp_path / "x.yaml").cases[0], "x", shipped())
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
        world = World(case, "x", shipped())
        world.statements()
        list(questions(world))
