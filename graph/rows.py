"""Positional lists, as the read queries answer them, into the domain's types. What a position holds stands in the query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from domain.exemptions import Exemption
from domain.findings import EventKind, Finding, FindingEvent, Grade, Recognition
from domain.links import Link, LinkKind, Share
from domain.parties import Party, PartyKind

Row = list[Any]

LINK_KINDS: Mapping[str, LinkKind] = {kind.value: kind for kind in LinkKind}
PARTY_KINDS: Mapping[str, PartyKind] = {kind.value: kind for kind in PartyKind}


def party(row: Row, known_at: int) -> Party:
    """[id, kind, name, former_names, organization_type, on_public_payroll, area_code, recorded_at, versions or null].

    `versions` are given where the party was revised after `known_at`: then what was recorded last by then holds.
    """
    if row[8] is not None:
        return _party_as_known(row, known_at)
    return Party(row[0], PARTY_KINDS[row[1]], row[2], tuple(row[3] or ()), row[4], row[5], row[6], row[7])


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
    link_id, kind, since, until, share, position, source, records, recorded_at, superseded_at = row
    return Link(
        link_id,
        LINK_KINDS[kind],
        from_id,
        to_id,
        day(since),
        day(until),
        None if share is None else _share(share),
        position,
        source,
        tuple(records or ()),
        recorded_at,
        superseded_at,
    )


@lru_cache(maxsize=20_000)
def _share(text: str) -> Share:
    """Shares come again and again."""
    return Share.parse(text)


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
