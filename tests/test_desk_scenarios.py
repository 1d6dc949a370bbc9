"""The desk's cases of tests/scenarios/desk, played on every engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from graph.connection import Connection
from graph.ledger import Ledger
from tests.support.clock import FakeClock
from tests.support.desk import open_desk
from tests.support.desk_cases import Player
from tests.support.desk_questions import FOLDER, read
from tests.support.engines import of_each_kind

FILES = ("lateness", "lifting", "exemptions", "rewards", "cases", "double_publicity")
CASES = [
    pytest.param(case, id=f"{name}[{case['row']}] {case['case']}") for name in FILES for case in read(f"{name}.yaml")
]


def test_every_file_is_played() -> None:
    apart = {"repair"}  # by the rules alone: tests/domain/test_repair.py
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {*FILES, *apart}


@of_each_kind
@pytest.mark.parametrize("case", CASES)
async def test_case(
    case: dict[str, Any], connection: Connection, ledger: Ledger, clock: FakeClock, tmp_path: Path
) -> None:
    desk = await open_desk(connection, ledger, clock, tmp_path, str(case["from"]))
    player = Player(desk, ledger)
    await player.register()
    for number, step in enumerate(case["steps"], 1):
        expected = step["is"] if "ask" in step else step.get("says", [])
        assert await player.play(step) == expected, f"step {number}: {step}"
