"""Repair by the rules alone: the cases of tests/scenarios/desk/repair.yaml (R18, R19), and requests that wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.calendar import Period
from domain.findings import EventKind, Finding, FindingEvent, Grade, Recognition
from domain.repair import Repairable, RepairRule, RepairTerms, pending_request, repair_conditions
from seeds.yaml_nodes import read_source
from tests.support.loading import shipped_rules as shipped

FILE = Path(__file__).parent.parent / "scenarios" / "desk" / "repair.yaml"
CASES: Any = read_source(FILE.name, FILE.read_bytes()).data
EVENTS = {
    "rectified_on": EventKind.RECTIFIED,
    "repaired_on": EventKind.REPAIR_GRANTED,
    "withdrawn_on": EventKind.WITHDRAWN,
}
POLICY = next(policy for policy in shipped().policies if policy.id == "ks-2019-116")


def finding(number: str, said: dict[str, Any]) -> Finding:
    stated = Recognition(
        said.get("act_on", said["recognised_on"]), Grade(said.get("grade", "GENERAL")), said.get("rectify_by")
    )
    happened = [
        FindingEvent(f"{number}-{n}", kind, said[field])
        for n, (field, kind) in enumerate(EVENTS.items())
        if field in said
    ]
    first = FindingEvent(f"{number}-r", EventKind.RECOGNIZED, said["recognised_on"], recognition=stated)
    return Finding(number, number, "WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", "p", (first, *happened))


def rule(said: Any) -> RepairRule | None:
    if said == "none":
        return None
    changed = POLICY.repair
    assert changed is not None
    for name, value in (said or {}).items():
        if name in ("rectified", "no_new_finding"):
            changed = replace(changed, **{name: value})
        else:
            period = Period.parse(value["not_before"]) if "not_before" in value else None
            terms = {**changed.terms, Grade(name): RepairTerms(Repairable(value["allowed"]), period)}
            changed = replace(changed, terms=terms)
    return changed


QUESTIONS = [
    pytest.param(case, question, id=f"[{case['row']}] {case['case']}: {question['on']}")
    for case in CASES
    for question in case["questions"]
]


@pytest.mark.parametrize(("case", "question"), QUESTIONS)
def test_exactly_the_named_preconditions_fail(case: dict[str, Any], question: dict[str, Any]) -> None:
    this = finding("F1", case["finding"])
    others = [this, *(finding(f"O{n}", other) for n, other in enumerate(case.get("others", ())))]
    checked = repair_conditions(
        this, others, question["on"], rule(case.get("rule")), POLICY.validity, question.get("reason")
    )
    assert [item.condition.value for item in checked if not item.met] == question["fails"]


def asked(*events: tuple[EventKind, date]) -> Finding:
    base = finding("F1", {"recognised_on": date(2019, 8, 1)})
    return replace(
        base, events=(*base.events, *(FindingEvent(f"x{n}", kind, on) for n, (kind, on) in enumerate(events)))
    )


@pytest.mark.parametrize(
    ("events", "waits"),
    [
        ([], None),
        ([(EventKind.REPAIR_REQUESTED, date(2019, 9, 1))], date(2019, 9, 1)),
        ([(EventKind.REPAIR_REQUESTED, date(2019, 9, 3))], None),
        ([(EventKind.REPAIR_REQUESTED, date(2019, 9, 1)), (EventKind.REPAIR_DENIED, date(2019, 9, 2))], None),
        ([(EventKind.REPAIR_REQUESTED, date(2019, 9, 2)), (EventKind.REPAIR_DENIED, date(2019, 9, 2))], None),
        (
            [
                (EventKind.REPAIR_REQUESTED, date(2019, 8, 20)),
                (EventKind.REPAIR_DENIED, date(2019, 8, 25)),
                (EventKind.REPAIR_REQUESTED, date(2019, 9, 2)),
            ],
            date(2019, 9, 2),
        ),
        ([(EventKind.REPAIR_REQUESTED, date(2019, 9, 1)), (EventKind.REPAIR_GRANTED, date(2019, 9, 2))], None),
    ],
)
def test_the_request_that_waits_on_a_day(events: list[tuple[EventKind, date]], waits: date | None) -> None:
    found = pending_request(asked(*events), date(2019, 9, 2))
    assert (found.occurred_on if found else None) == waits
