"""Writes findings, their events, the parties they concern and what supports them, inside a transaction of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from neo4j import AsyncManagedTransaction

from domain.finding_merging import Stated
from domain.findings import EventKind, Grade
from domain.parties import PartyKind
from domain.time import NEVER
from graph.ends import End
from graph.queries import query
from graph.writing import collected, run


@dataclass(slots=True)
class EventDraft:
    """An event, known or being made (`fresh`). `stated`: what a RECOGNIZED event states."""

    id: str
    kind: EventKind
    day: date
    superseded_at: int = NEVER
    stated: Stated | None = None
    reason: str | None = None
    fresh: bool = False

    @property
    def current(self) -> bool:
        """Whether it is not superseded."""
        return self.superseded_at == NEVER


@dataclass(slots=True)
class FindingDraft:
    """A finding, known or being made (`fresh`). `penalties`: ids of those that support it."""

    id: str
    number: str
    area: str
    department: str
    party: End
    events: list[EventDraft] = field(default_factory=list)
    penalties: frozenset[str] = frozenset()
    fresh: bool = False

    def current(self, kind: EventKind) -> EventDraft | None:
        """The event of a kind that holds now."""
        return next((event for event in self.events if event.kind is kind and event.current), None)

    @property
    def recognition(self) -> Stated:
        """What the current RECOGNIZED event states. Every finding has one."""
        event = self.current(EventKind.RECOGNIZED)
        assert event is not None
        assert event.stated is not None
        return event.stated


class KnownPenalty(NamedTuple):
    """A penalty that was imposed on a party."""

    id: str
    document_number: str
    department: str


class FindingWriter:
    """The finding statements of one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int, source: str) -> None:
        self._tx = tx
        self._at = at
        self._source = source

    async def known(self, numbers: Iterable[str]) -> dict[str, FindingDraft]:
        """The findings with these numbers."""
        wanted = list(numbers)
        if not wanted:
            return {}
        rows = await collected(self._tx, query("write/findings_known"), keys=wanted)
        return {wanted[row[0]]: _finding(wanted[row[0]], row) for row in rows}

    async def penalties(self, party_ids: Sequence[str]) -> Mapping[str, list[KnownPenalty]]:
        """The penalties imposed on parties, by party."""
        found: dict[str, list[KnownPenalty]] = defaultdict(list)
        if party_ids:
            rows = await collected(self._tx, query("write/penalties_of_parties"), ids=list(party_ids))
            for party_id, *penalty in sorted(rows):
                found[party_id].append(KnownPenalty(*penalty))
        return found

    async def write(self, states: Sequence[FindingDraft], before: Mapping[str, FindingBefore]) -> None:
        """Writes what is new of findings. `before`: by id, what the graph says of those that it knows."""
        new = [[s.party.id, s.id, s.number, s.area, s.department] for s in states if s.fresh]
        await run(self._tx, query("write/findings_create"), new, at=self._at, source=self._source)
        superseded = [
            [event.id] for s in states for event in s.events if not event.fresh and event.superseded_at == self._at
        ]
        await run(self._tx, query("write/events_supersede"), superseded, at=self._at)
        events = [_event_row(s.id, event) for s in states for event in s.events if event.fresh]
        await run(self._tx, query("write/events_create"), events, at=self._at)
        await self._concern(states, before)
        supports = [
            [penalty, s.id] for s in states for penalty in sorted(s.penalties - before.get(s.id, _NOTHING).penalties)
        ]
        await run(self._tx, query("write/supports_create"), supports, at=self._at)

    async def _concern(self, states: Sequence[FindingDraft], before: Mapping[str, FindingBefore]) -> None:
        added: list[list[Any]] = []
        gone: list[list[Any]] = []
        for state in states:
            was, now = before.get(state.id, _NOTHING).concerned, state.recognition.concerned or frozenset()
            added.extend([state.id, person] for person in sorted(now - was))
            gone.extend([state.id, person] for person in sorted(was - now))
        await run(self._tx, query("write/concerned_supersede"), gone, at=self._at, never=NEVER)
        await run(self._tx, query("write/concerned_create"), added, at=self._at, never=NEVER)


class FindingBefore(NamedTuple):
    """What the graph says of a finding before this transaction: parties concerned, and penalties that support it."""

    concerned: frozenset[str] = frozenset()
    penalties: frozenset[str] = frozenset()


_NOTHING = FindingBefore()


def before_of(state: FindingDraft) -> FindingBefore:
    """What is to be compared with when the finding is written."""
    return FindingBefore(state.recognition.concerned or frozenset(), state.penalties)


def _finding(number: str, row: list[Any]) -> FindingDraft:
    _, id_, area, department, party_id, kind, events, penalties = row
    party = End(party_id, PartyKind(kind))
    found = sorted((_event(event) for event in events), key=lambda event: event.id)
    return FindingDraft(id_, number, area, department, party, found, frozenset(penalties))


def _event(row: list[Any]) -> EventDraft:
    id_, kind, occurred_on, superseded_at, act_on, grade, rectify_by, standard, expires_on, concerned, reason = row
    day, stated = date.fromisoformat(occurred_on), None
    if act_on is not None:
        people = frozenset(concerned) if concerned is not None else None
        stated = Stated(
            *(day, date.fromisoformat(act_on), Grade(grade), _day(rectify_by), standard, _day(expires_on), people)
        )
    return EventDraft(id_, EventKind(kind), day, superseded_at, stated, reason)


def _event_row(finding_id: str, event: EventDraft) -> list[Any]:
    row = [finding_id, event.id, event.kind.value, event.day, event.superseded_at]
    stated = event.stated
    if stated is None:
        return [*row, None, None, None, None, None, None, event.reason]
    people = sorted(stated.concerned) if stated.concerned is not None else None
    grade = stated.grade.value if stated.grade else None
    return [*row, stated.act_on, grade, stated.rectify_by, stated.standard, stated.expires_on, people, event.reason]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None
