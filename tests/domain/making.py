"""Findings for tests, in one line each."""

from __future__ import annotations

from datetime import date, timedelta

from domain.findings import EventKind, Finding, FindingEvent, Grade, Recognition

RECOGNISED = date(2019, 8, 1)
DEADLINE = date(2019, 9, 1)
GENERAL, SERIOUS = Grade.GENERAL, Grade.SERIOUS


def finding(
    *events: tuple[EventKind, date],
    recognised: date = RECOGNISED,
    grade: Grade = GENERAL,
    rectify_by: date | None = None,
    expires_on: date | None = None,
) -> Finding:
    stated = Recognition(
        act_on=recognised - timedelta(days=30), grade=grade, rectify_by=rectify_by, expires_on=expires_on
    )
    first = FindingEvent("e0", EventKind.RECOGNIZED, recognised, recorded_at=1, recognition=stated)
    later = (
        FindingEvent(f"e{number}", kind, on, recorded_at=1 + number)
        for number, (kind, on) in enumerate(events, start=1)
    )
    return Finding("f", "2019-1", "WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", "p", (first, *later))
