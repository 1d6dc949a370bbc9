"""The cases of tests/scenarios/publicity on both engines: on each day, the list, the search and the finding's own address."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from resolvers.publicity_list import PublicityFilter, Published
from seeds.yaml_nodes import read_source
from tests.support.desk import HEALTH, POLICE, SAFETY, Desk

FILE = Path(__file__).parents[1] / "scenarios" / "publicity" / "list.yaml"
CASES = read_source(FILE.name, FILE.read_bytes()).data
IS = {"published", "gone", "never"}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"[{case['row']}] {case['case']}")
async def test_case(case: dict[str, Any], desk: Desk) -> None:
    assert {question["is"] for question in case["questions"]} <= IS
    desk.go_to(str(case["questions"][0]["on"]))
    await load(desk, case)
    publicity = desk.services.publicity
    for question in case["questions"]:
        at_noon(desk, question)
        page, total = await publicity.find(PublicityFilter(), 10, None)
        shown, was = await publicity.by_number("F1")
        assert [shown_as(each) for each in page.items] == ([] if shown is None else [shown_as(shown)]), question
        assert total == len(page.items)
        state = "published" if shown else "gone" if was else "never"
        assert state == question["is"], question
        if shown is not None:
            assert (shown.publication.since, shown.publication.last_day) == (question["since"], question["last_day"])
            assert shown.name == ("张*" if case.get("party") == "person" else "甲公司")


def shown_as(published: Published) -> tuple[str, str]:
    return published.publication.number, published.publication.since.isoformat()


def at_noon(desk: Desk, question: dict[str, Any]) -> None:
    """A little after noon in UTC, so that what was recorded at noon of the same day is past."""
    day = question["on"]
    desk.clock.set(datetime(day.year, day.month, day.day, 12, 1, tzinfo=UTC))


async def load(desk: Desk, case: dict[str, Any]) -> None:
    """The finding F1 of a case, all that ever happens to it."""
    is_medical = case.get("area") == "MEDICAL_ORDER"
    party = "P1" if case.get("party") == "person" else "E1"
    if is_medical:
        penalty = {"document_number": "D1", "party_key": party, "department": POLICE, "decided_on": "2019-08-01"}
        assert (await desk.loader.load_penalties([penalty], "register")).row_errors == []
    row = {
        "number": "F1",
        "party_key": party,
        "area": case.get("area", "WORK_SAFETY"),
        "department": HEALTH if is_medical else SAFETY,
        "act_on": "2019-07-01",
        **({"penalty_document_number": "D1"} if is_medical else {}),
        **({"standard": "分级标准"} if case["finding"].get("grade") == "SERIOUS" else {}),
        **{key: str(value) for key, value in case["finding"].items() if not (key == "grade" and value == "GENERAL")},
    }
    assert (await desk.loader.load_findings([row], "register")).row_errors == []
