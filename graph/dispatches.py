"""Dispatches in the graph: what says who must be told, what was told, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction, Record

from domain.dispatches import Exposed, Recall, Tell, Telling, Told
from domain.evidence import Exposure
from domain.feedback import Feedback, FeedbackResult, SentDispatch
from domain.findings import Grade
from graph import rows
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import new_id, run


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding: what says who must be told of it, and what was told, as known at `known_at`. `rules_at`: when the rule
    documents last changed."""

    telling: Telling
    held: tuple[Told, ...]
    known_at: int
    rules_at: int


class DispatchStore:
    """Reads and writes (:Dispatch) and (:Feedback)."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def published(self) -> int:
        """The last recorded time that is wholly visible."""
        return await self._ledger.published()

    async def finding_ids(self, after: str, first: int) -> list[str]:
        """The first `first` findings' ids after one, in their order."""
        records = await self._connection.read(query("read/finding_ids"), after=after, first=first)
        return [record["id"] for record in records]

    async def changed(self, since: int, until: int) -> list[str]:
        """The findings of which an event was recorded after `since`, up to `until`."""
        records = await self._connection.read(query("read/findings_changed"), since=since, until=until)
        return sorted(record["id"] for record in records)

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

    async def answer(self, key: str, choose: Callable[[SentDispatch | None], Feedback | None]) -> SentDispatch:
        """Records the feedback that `choose` answers for the dispatch as it stands, nothing where it answers None."""

        async def work(tx: AsyncManagedTransaction, at: int) -> None:
            result = await tx.run(query("read/dispatches"), {"keys": [key]})
            found = [dispatch_of(record) async for record in result]
            feedback = choose(found[0] if found else None)
            if feedback is not None:
                values = {"id": new_id(), "result": feedback.result.value, "note": feedback.note}
                given = {"key": key, "at": at, "department": feedback.department}
                await (await tx.run(query("write/feedback_create"), values | given)).consume()

        await self._ledger.write(work)
        (dispatch,) = await self.by_keys([key])
        assert dispatch is not None
        return dispatch


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
    held = tuple(Told(base, round_, Grade(grade), is_open) for base, round_, grade, is_open in record["held"])
    return Standing(Telling(finding, party, tuple(exposed), employments), held, known, record["rules"])


def _tell_row(tell: Tell) -> list[object]:
    n = tell.notice
    return [
        *(n.finding_id, tell.key, n.base, tell.round, n.subject_id, n.policy_id, n.policy_version, n.clause_id),
        *(n.matter, n.effect.value, n.grade.value, n.recipient, n.since),
    ]


def dispatch_of(record: Record) -> SentDispatch:
    """The column `dispatch` of a record (read/dispatches.cypher)."""
    row = record["dispatch"]
    feedback = [Feedback(FeedbackResult(b[1]), b[2], b[3], b[4], b[0]) for b in row[21]]
    feedback.sort(key=lambda each: (each.recorded_at, each.id))
    return SentDispatch.from_row(row[:21], tuple(feedback))
