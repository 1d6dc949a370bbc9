"""A row of the evidence query into the domain's types, cut off alike on every engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.evidence import ControlTie, Evidence, Exposure, ResponsiblePerson
from domain.findings import Finding
from domain.links import Link
from domain.parties import Party, PartyKind
from graph import rows
from graph.rows import Row


@dataclass(frozen=True, slots=True)
class Holdings:
    """Whether there is control to be computed, on whatever day; what there is, `graph.control` reads.

    `near`: the findings that may be within reach of control: against a company that the party, or who may control it, may
    control, or against one of these, or reaching a person among them elsewhere; None: there may be others than could be
    looked at.
    `majority`: the party has half or more of a company, or a share that is not known. `owners`: ids of persons who have
    that of the party. `by_entities`: enterprises or organizations hold something of it. `responsible`: ids of its
    responsible persons who have half or more of a company.
    """

    near: tuple[Finding, ...] | None = ()
    majority: bool = False
    owners: tuple[str, ...] = ()
    by_entities: bool = False
    responsible: tuple[str, ...] = ()


NOTHING_HELD = Holdings()
"""No control to be computed."""


def evidence(row: Row, known_at: int, kept: int) -> Evidence:
    """[party, own findings, role exposures, named exposures, responsible persons, control ties, exemptions,
    …] of `read/evidence`. Of each kind the first `kept` by id are kept; a kind that was not fetched (null) has none."""
    party = rows.party(row[0], known_at)
    cut_off: set[str] = set()

    def whole(part: Row | None, name: str, key: Callable[[Row], list[str]]) -> Row:
        if part is not None and len(part) <= kept:
            return part
        cut_off.add(name)
        return sorted(part, key=key)[:kept] if part is not None else []

    own = tuple(rows.finding(item, party.id) for item in whole(row[1], "findings", _of_finding))
    exemptions = tuple(rows.exemption(item) for item in whole(row[6], "exemptions", _of_finding))
    if party.kind is PartyKind.PERSON:
        exposures = (
            *(by_role(item, party.id, known_at) for item in whole(row[2], "roles", _of_role)),
            *(by_name(item, known_at) for item in whole(row[3], "findings naming the person", _of_naming)),
        )
        return Evidence(party, known_at, own, exposures, cut_off=tuple(sorted(cut_off)), exemptions=exemptions)
    people: dict[str, tuple[Party, list[Link], tuple[Exposure, ...]]] = {}
    for item in whole(row[4], "responsible persons", _of_person):
        person = rows.party(item[1], known_at)
        role = rows.link(item[0], person.id, party.id)
        if person.id in people:
            people[person.id][1].append(role)
            continue
        elsewhere = (
            *(
                by_role(other, person.id, known_at)
                for other in whole(item[2], "roles of responsible persons", _of_role)
            ),
            *(by_name(other, known_at) for other in whole(item[3], "findings naming responsible persons", _of_naming)),
        )
        people[person.id] = (person, [role], elsewhere)
    return Evidence(
        party,
        known_at,
        own,
        responsible=tuple(ResponsiblePerson(person, tuple(roles), there) for person, roles, there in people.values()),
        ties=tuple(_tie(item, party.id, known_at) for item in whole(row[5], "control ties", _of_tie)),
        cut_off=tuple(sorted(cut_off)),
        exemptions=exemptions,
    )


def holdings(row: Row, known: Evidence) -> Holdings:
    """The last part of a row of `read/evidence`."""
    majority, owners, by_entities, found = row[7]
    near = None if found is None else tuple(rows.finding(finding, against) for against, finding in found)
    held = {item[1][0] for item in row[4] or () if item[4]}
    responsible = sorted(held & {person.person.id for person in known.responsible})
    return Holdings(near, majority is True, tuple(sorted(set(owners))), by_entities is True, tuple(responsible))


def _of_finding(row: Row) -> list[str]:
    return [row[0]]


def _of_role(row: Row) -> list[str]:
    return [row[2][0], row[0][0]]


def _of_naming(row: Row) -> list[str]:
    return [row[1][0]]


def _of_person(row: Row) -> list[str]:
    return [row[0][0]]


def _of_tie(row: Row) -> list[str]:
    return [row[3][0], row[0][0]]


def by_role(row: Row, person_id: str, known_at: int) -> Exposure:
    """[link, party, finding] of a person."""
    against = rows.party(row[1], known_at)
    return Exposure(rows.finding(row[2], against.id), against, rows.link(row[0], person_id, against.id))


def by_name(row: Row, known_at: int) -> Exposure:
    """[party, finding] of the person whom the finding names."""
    against = rows.party(row[0], known_at)
    return Exposure(rows.finding(row[1], against.id), against, None)


def _tie(row: Row, party_id: str, known_at: int) -> ControlTie:
    other = rows.party(row[2], known_at)
    ends = (party_id, other.id) if row[1] else (other.id, party_id)
    return ControlTie(rows.link(row[0], *ends), other, rows.finding(row[3], other.id))
