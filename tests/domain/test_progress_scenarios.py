"""The cases of tests/scenarios/report, by the rules alone (R50-R52)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from domain.months import Month
from domain.progress import Mark, RecordedWork, Standing, WorkRecord
from domain.progress_filling import progress_report
from domain.progress_rules import WorkKind
from seeds.yaml_nodes import read_source
from tests.support.loading import shipped_rules

FILE = Path(__file__).parents[1] / "scenarios" / "report" / "progress.yaml"
CASES = read_source(FILE.name, FILE.read_bytes()).data


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"[{case['row']}] {case['case']}")
def test_case(case: dict[str, Any]) -> None:
    rules = shipped_rules().progress
    assert rules is not None
    marks = [mark(case["unit"], entry) for entry in case.get("marks", ())]
    work = RecordedWork(
        tuple(
            WorkRecord(case["unit"], WorkKind(entry["kind"]), entry["on"], entry["id"])
            for entry in case.get("work", ())
        )
    )
    for question in case["questions"]:
        report = progress_report(rules, Month.parse(question["month"]), marks, work)
        [row] = [row for table in report.tables for row in table.rows if row.unit == case["unit"]]
        [cell] = [cell for cell in row.cells if cell.item == question["item"]]
        assert cell.text == question["shows"], question
        found = [(str(each.points), list(each.records)) for each in cell.deductions]
        expected = [(question["takes_off"], question["records"])] if "takes_off" in question else []
        assert found == expected, question


def mark(unit: str, entry: dict[str, Any]) -> Mark:
    points = entry.get("points")
    return Mark(
        unit=unit,
        item=entry["item"],
        month=Month.parse(entry["month"]),
        standing=Standing(entry["standing"]),
        note="n",
        count=entry.get("count"),
        target=entry.get("target"),
        points=None if points is None else Decimal(points),
        id=f"{entry['item']} {entry['month']}",
    )
