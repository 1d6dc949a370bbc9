"""Positional lists, as the read queries answer them, into the domain's types. What a position holds stands in the query."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from domain.exemptions import Exemption
from domain.findings import EventKind, Finding, FindingEvent, Grade, Recognition
from domain.links import Link, LinkKind, Share
from domain.parties import Party, PartyKind

Row = list[Any]


def party(row: Row, known_at: int) -> Party:
    """[id, kind, name, former_names, organization_type, on_public_payroll, area_code, recorded_at, versions or null].

    `versions` are given where the party was revised after `known_at`: then what was recorded last by then holds.
    """
    if row[8] is not None:
        return _party_as_known(row, known_at)
    return Party(row[0], PartyKind(row[1]), row[2], tuple(row[3] or ()), row[4], row[5], row[6], row[7])


def _party_as_known(row: Row, known_at: int) -> Party:
    versions = [json.loads(text) for text in row[8]]
    version = [version for version in versions if version["at"] <= known_at][-1]
    return Party(
        id=row[0],
        kind=PartyKind(row[1]),
        name=version["name"],
        former_names=tuple(version["former_names"]),
        organization_type=version["organization_type"],
        on_public_payroll=version["on_public_payroll"],
        area_code=version["area_code"],
        recorded_at=row[7],
    )


def link(row: Row, from_id: str, to_id: str) -> Link:
    """[id, kind, since, until, share, position, source, records, recorded_at, superseded_at]."""
    return Link(
        id=row[0],
        kind=LinkKind(row[1]),
        from_id=from_id,
        to_id=to_id,
        since=day(row[2]),
        until=day(row[3]),
        share=Share.parse(row[4]) if row[4] is not None else None,
        position=row[5],
        source=row[6],
        records=tuple(row[7] or ()),
        recorded_at=row[8],
        superseded_at=row[9],
    )


def finding(row: Row, party_id: str) -> Finding:
    """[id, number, area, department, recorded_at, events, ids of parties concerned, ids of penalties]."""
    return Finding(
        id=row[0],
        number=row[1],
        area=row[2],
        department=row[3],
        party_id=party_id,
        events=tuple(sorted((event(item) for item in row[5]), key=lambda e: (e.occurred_on, e.recorded_at, e.id))),
        recorded_at=row[4],
        concerned_ids=tuple(sorted(row[6])),
        penalty_ids=tuple(sorted(row[7])),
    )


def event(row: Row) -> FindingEvent:
    """[id, kind, occurred_on, recorded_at, grade, act_on, rectify_by, standard, expires_on, reason (not of evidence)]."""
    kind = EventKind(row[1])
    recognition = None
    if kind is EventKind.RECOGNIZED:
        recognition = Recognition(date.fromisoformat(row[5]), Grade(row[4]), day(row[6]), row[7], day(row[8]))
    reason = row[9] if len(row) > 9 else None
    return FindingEvent(row[0], kind, date.fromisoformat(row[2]), row[3], recognition=recognition, reason=reason)


def exemption(row: Row) -> Exemption:
    """[id, matter, department, since, until, reason, authority, recorded_at]."""
    since, until = date.fromisoformat(row[3]), date.fromisoformat(row[4])
    return Exemption(row[0], row[1], row[2], since, until, row[5], row[6], row[7])


def day(text: str | None) -> date | None:
    """An ISO date, or None."""
    return date.fromisoformat(text) if text is not None else None
