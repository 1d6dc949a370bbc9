"""The evidence for checks: one query for a list of parties, and checks that arrive together share it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.evidence import ControlTie, Evidence, Exposure, ResponsiblePerson
from domain.links import Link
from domain.parties import Party, PartyKey, PartyKind
from graph import rows
from graph.connection import Connection
from graph.queries import query
from graph.rows import Row
from graph.sharing import Shared

LIMIT = 2_000
"""At most this many pieces of each kind of evidence for one party; beyond it the decision says LIMIT_REACHED."""

FETCHED = 5
"""So many times the limit is fetched: up to there the first by id are kept, which are the same on every engine and for
ever. Where there is still more, nothing of the kind is kept, for which part of it an engine answers is chance."""

SHARED = 100
"""At most this many checks share one query."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One party to look up, as known at `known_at` (µs), or at the published time where it is None."""

    party: PartyKey
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Holdings:
    """Whether there is control to be computed, on whatever day; what there is, `graph.control` reads.

    `majority`: the party has half or more of a company, or a share that is not known. `owners`: ids of persons who have
    that of the party. `by_entities`: enterprises or organizations hold something of it. `responsible`: ids of its
    responsible persons who have half or more of a company.
    """

    majority: bool = False
    owners: tuple[str, ...] = ()
    by_entities: bool = False
    responsible: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the recorded time as of which it was read, when the rules last changed, and None for a party that
    is not in the register."""

    known_at: int
    rules_at: int
    evidence: Evidence | None
    holdings: Holdings = Holdings()


class EvidenceReader:
    """Reads evidence. Checks asked one by one share a query with those that arrived while the last one was out."""

    def __init__(self, connection: Connection, limit: int = LIMIT) -> None:
        self._connection = connection
        self._limit = limit
        self._shared = Shared(self.many, SHARED)

    async def one(self, wanted: Wanted) -> Found:
        """The evidence for one party; shares a round trip with whatever else is asked at the same time.

        Raises as `Connection.read` does.
        """
        return await self._shared.one(wanted)

    async def many(self, wanted: Sequence[Wanted]) -> list[Found]:
        """The evidence for each, in the order given, in one round trip and all as of one published time."""
        asked = list(dict.fromkeys(wanted))  # the same question twice costs the engine once
        refs = [[item.party.id, item.party.key, item.known_at] for item in asked]
        records = await self._connection.read(query("read/evidence"), refs=refs, limit=self._limit * FETCHED)
        found: dict[Wanted, Found] = {}
        for position, rules_at, known_at, row in (row for record in records for row in record["rows"]):
            if position >= 0:
                if row is None:
                    found[asked[position]] = Found(known_at, rules_at, None)
                else:
                    known = evidence(row, known_at, self._limit)
                    found[asked[position]] = Found(known_at, rules_at, known, _holdings(row, known))
        return [found[item] for item in wanted]


def evidence(row: Row, known_at: int, limit: int) -> Evidence:
    """[party, own findings, role exposures, named exposures, responsible persons, control ties, …] of `read/evidence`."""
    party = rows.party(row[0], known_at)
    cut_off: set[str] = set()

    def whole(part: Row, name: str, key: Callable[[Row], list[str]]) -> Row:
        if len(part) <= limit:
            return part
        cut_off.add(name)
        return sorted(part, key=key)[:limit] if len(part) <= limit * FETCHED else []

    own = tuple(rows.finding(item, party.id) for item in whole(row[1], "findings", _of_finding))
    if party.kind is PartyKind.PERSON:
        exposures = (
            *(by_role(item, party.id, known_at) for item in whole(row[2], "roles", _of_role)),
            *(by_name(item, known_at) for item in whole(row[3], "findings naming the person", _of_naming)),
        )
        return Evidence(party, known_at, own, exposures, cut_off=tuple(sorted(cut_off)))
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
    )


def _holdings(row: Row, known: Evidence) -> Holdings:
    majority, owners, by_entities = row[6]
    held = {item[1][0] for item in row[4] if item[4]}
    responsible = sorted(held & {person.person.id for person in known.responsible})
    return Holdings(majority is True, tuple(sorted(set(owners))), by_entities is True, tuple(responsible))


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
    against = rows.party(row[1], known_at)
    return Exposure(rows.finding(row[2], against.id), against, rows.link(row[0], person_id, against.id))


def by_name(row: Row, known_at: int) -> Exposure:
    against = rows.party(row[0], known_at)
    return Exposure(rows.finding(row[1], against.id), against, None)


def _tie(row: Row, party_id: str, known_at: int) -> ControlTie:
    other = rows.party(row[2], known_at)
    ends = (party_id, other.id) if row[1] else (other.id, party_id)
    return ControlTie(rows.link(row[0], *ends), other, rows.finding(row[3], other.id))
