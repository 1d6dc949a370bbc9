"""Dispatches in the graph: what says who must be told, what was told, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from neo4j import AsyncManagedTransaction, Record

from domain.dispatch_record import Recall, Tell, Told, tell_key
from domain.dispatches import Exposed, Learnt, Telling
from domain.evidence import Exposure
from domain.exemptions import Exemption
from domain.feedback import Feedback, FeedbackResult, SentDispatch
from domain.findings import Grade
from graph import rows
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.touching import Toucher
from graph.writing import new_id, run


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding: what says who must be told of it, and what was told, as known at `known_at`. `rules_at`: when the rule
    documents last changed."""

    telling: Telling
    held: tuple[Told, ...]
    known_at: int
    rules_at: int


class Latest(NamedTuple):
    """Recorded times: the last that is wholly visible, when the rule documents last changed, and when a write last touched
    every finding."""

    published: int
    rules_at: int
    every_at: int


class DispatchStore:
    """Reads and writes (:Dispatch) and (:Feedback)."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def published(self) -> int:
        """The last recorded time that is wholly visible."""
        return await self._ledger.published()

    async def latest(self) -> Latest:
        """What says whether anything that is due may have changed."""
        [record] = await self._connection.read(query("read/ledger_due"))
        return Latest(record["published"], record["rules"], record["every"])

    async def finding_ids(self, after: str, first: int) -> list[str]:
        """The first `first` findings' ids after one, in their order."""
        records = await self._connection.read(query("read/finding_ids"), after=after, first=first)
        return [record["id"] for record in records]

    async def changed(self, since: int, until: int) -> list[str]:
        """The findings of which an event was recorded after `since`, up to `until`."""
        records = await self._connection.read(query("read/findings_changed"), since=since, until=until)
        return sorted(record["id"] for record in records)

    async def touched(self, since: int) -> list[str]:
        """The findings that something other than their events has touched after `since` (`graph.touching`)."""
        return [record["id"] for record in await self._connection.read(query("read/findings_touched"), since=since)]

    async def parties_changed(self, since: int, until: int) -> list[str]:
        """The parties with findings that were recorded or revised after `since`, up to `until`."""
        text = query("read/parties_with_findings_revised")
        return sorted(record["id"] for record in await self._connection.read(text, since=since, until=until))

    async def standings(self, finding_ids: Sequence[str]) -> list[Standing]:
        """Each finding, as known now; in any order, without those that are not there."""
        return [_standing(r) for r in await self._connection.read(query("read/tellings"), ids=list(finding_ids))]

    async def settle(
        self,
        finding_ids: Sequence[str],
        day: date,
        choose: Callable[[Standing], tuple[tuple[Tell, ...], tuple[Recall, ...]]],
    ) -> tuple[int, int]:
        """Writes what `choose` answers for each finding as it stands inside the transaction, so that two who do this at
        once do it one after the other. Answers how many were told and recalled."""

        async def work(tx: AsyncManagedTransaction, at: int) -> tuple[int, int]:
            result = await tx.run(query("read/tellings"), {"ids": list(finding_ids)})
            tells: list[Tell] = []
            recalls: list[Recall] = []
            for standing in [_standing(record) async for record in result]:
                more_tells, more_recalls = choose(standing)
                tells += more_tells
                recalls += more_recalls
            await run(tx, query("write/dispatches_create"), [_tell_row(tell) for tell in tells], at=at, day=day)
            gone = [[recall.recalls, recall.key, recall.reason.value] for recall in recalls]
            await run(tx, query("write/dispatches_recall"), gone, at=at, day=day)
            return len(tells), len(recalls)

        return await self._ledger.write(work)

    async def by_keys(self, keys: Sequence[str]) -> list[SentDispatch | None]:
        """The dispatches; None for a key that none has."""
        records = await self._connection.read(query("read/dispatches"), keys=list(dict.fromkeys(keys)))
        found = {dispatch.key: dispatch for dispatch in map(dispatch_of, records)}
        return [found.get(key) for key in keys]

    async def due(self, recipient: str, after: tuple[int, str], first: int) -> list[SentDispatch]:
        """The first dispatches to a recipient that wait for its feedback, after (recorded_at, key)."""
        records = await self._connection.read(
            query("read/dispatches_due"), recipient=recipient, at=after[0], key=after[1], first=first
        )
        return sorted(map(dispatch_of, records), key=lambda dispatch: (dispatch.recorded_at, dispatch.key))

    async def answered(self, recipient: str, after: tuple[int, str], first: int) -> list[SentDispatch]:
        """The first dispatches to a recipient that it has answered, after (recorded_at, key)."""
        records = await self._connection.read(
            query("read/dispatches_answered"), recipient=recipient, at=after[0], key=after[1], first=first
        )
        return sorted(map(dispatch_of, records), key=lambda dispatch: (dispatch.recorded_at, dispatch.key))

    async def learn(
        self, finding_id: str, day: date, feedback: Feedback, choose: Callable[[Standing | None], Iterable[Tell]]
    ) -> list[SentDispatch]:
        """Records that a recipient learnt by a check what `choose` answers for the finding as it stands, and its feedback.

        What it was told already is given the feedback alone, where that says something new.
        """

        async def work(tx: AsyncManagedTransaction, at: int) -> list[str]:
            result = await tx.run(query("read/tellings"), {"ids": [finding_id]})
            standings = [_standing(record) async for record in result]
            tells = list(choose(standings[0] if standings else None))
            held = {tell_key(told.base, told.round) for told in standings[0].held} if standings else set()
            new = [tell for tell in tells if tell.key not in held]
            await run(tx, query("write/dispatches_learnt"), [_tell_row(tell) for tell in new], at=at, day=day)
            for tell in tells:
                await _give(tx, tell.key, at, lambda dispatch: feedback if feedback.is_new_on(dispatch) else None)
            await Toucher(tx, at).findings([finding_id] if new else [])  # that it held once does not say that it is due
            return [tell.key for tell in tells]

        keys = await self._ledger.write(work)
        return [dispatch for dispatch in await self.by_keys(keys) if dispatch is not None]

    async def answer(self, key: str, choose: Callable[[SentDispatch | None], Feedback | None]) -> SentDispatch:
        """Records the feedback that `choose` answers for the dispatch as it stands, nothing where it answers None."""

        async def work(tx: AsyncManagedTransaction, at: int) -> None:
            await _give(tx, key, at, choose)

        await self._ledger.write(work)
        (dispatch,) = await self.by_keys([key])
        assert dispatch is not None
        return dispatch


async def _give(
    tx: AsyncManagedTransaction, key: str, at: int, choose: Callable[[SentDispatch | None], Feedback | None]
) -> None:
    result = await tx.run(query("read/dispatches"), {"keys": [key]})
    found = [dispatch_of(record) async for record in result]
    feedback = choose(found[0] if found else None)
    if feedback is not None:
        values = {"id": new_id(), "result": feedback.result.value, "note": feedback.note}
        given = {"key": key, "at": at, "department": feedback.department}
        await (await tx.run(query("write/feedback_create"), values | given)).consume()


def _standing(record: Record) -> Standing:
    known = record["known"]
    party = rows.party(record["party"], known)
    finding = rows.finding(record["finding"], party.id)
    exposed = []
    for link_row, person_row in record["roles"]:
        person = rows.party(person_row, known)
        exposed.append(Exposed(person, Exposure(finding, party, rows.link(link_row, person.id, party.id))))
    exposed += [Exposed(rows.party(row, known), Exposure(finding, party, None)) for row in record["concerned"]]
    employments = tuple(rows.link(link_row, party.id, to_id) for link_row, to_id in record["employments"])
    held = tuple(Told(base, round_, Grade(grade), is_open) for base, round_, grade, is_open, _ in record["held"])
    learnt = frozenset(Learnt(*row[4]) for row in record["held"] if row[4] is not None)
    telling = Telling(finding, party, tuple(exposed), employments, _exemptions(record["exemptions"]), learnt)
    return Standing(telling, held, known, record["rules"])


def _exemptions(found: Sequence[tuple[str, rows.Row]]) -> dict[str, tuple[Exemption, ...]]:
    """By party; a person with two roles has theirs twice."""
    known: dict[str, dict[str, Exemption]] = {}
    for party_id, row in found:
        known.setdefault(party_id, {})[row[0]] = rows.exemption(row)
    return {party_id: tuple(by_id.values()) for party_id, by_id in known.items()}


def _tell_row(tell: Tell) -> list[object]:
    n = tell.notice
    return [
        *(n.finding_id, tell.key, n.base, tell.round, n.subject_id, n.policy_id, n.policy_version, n.clause_id),
        *(n.matter, n.effect.value, n.grade.value, n.recipient, n.since),
    ]


def dispatch_of(record: Record) -> SentDispatch:
    """The column `dispatch` of a record (read/dispatches.cypher)."""
    row = record["dispatch"]
    feedback = [Feedback(FeedbackResult(b[1]), b[2], b[3], b[4], b[0]) for b in row[23]]
    feedback.sort(key=lambda each: (each.recorded_at, each.id))
    return SentDispatch.from_row(row[:23], tuple(feedback))
