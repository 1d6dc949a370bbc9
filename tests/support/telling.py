"""Tells statements to a real register: rows by the loader, corrections and ends one by one, in the order of their times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, groupby

from domain.findings import EventKind
from domain.links import LinkKind
from domain.parties import PartyKey
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Reader
from resolvers.batches import LoadOutcome, Row
from resolvers.exemptions import ExemptionAct, Exemptions
from resolvers.recording import EventInput, LinkChange, Recorder
from tests.support.clock import FakeClock
from tests.support.loading import IDENTITY_KEY, make_loader, shipped_rules
from tests.support.plain_register import AUTHORITY
from tests.support.statements import (
    EventStated,
    ExemptionGranted,
    ExemptionRevoked,
    FindingStated,
    LinkCorrected,
    LinkEnded,
    LinkStated,
    PartyStated,
    PenaltyStated,
    Statement,
)

SOURCE = "register"
_COLUMNS = {
    EventKind.RECTIFIED: "rectified_on",
    EventKind.RECTIFICATION_REFUSED: "refused_on",
    EventKind.REPAIR_GRANTED: "repaired_on",
    EventKind.WITHDRAWN: "withdrawn_on",
}
_LINK_IDS = (
    f"MATCH (:Party)-[l:{'|'.join(LinkKind)}]->(:Party) WHERE l.recorded_at >= $at "
    "RETURN l.id AS id, l.records[0] AS label"
)


def party_key(key: str) -> str:
    """The identifier under which a party of a statement is looked up."""
    return f"KEY:{SOURCE}:{key}"


class Teller:
    """Tells statements. Fails where one is refused, or says nothing new."""

    def __init__(
        self, connection: Connection, ledger: Ledger, clock: FakeClock, *, events_as_rows: bool = False
    ) -> None:
        """`clock` must be the ledger's. `events_as_rows`: what happens to a finding later is told as a row of its file,
        all together, and not one by one."""
        self._events_as_rows = events_as_rows
        self._connection = connection
        self._clock = clock
        self._loader = make_loader(ledger)
        self._recorder = Recorder(ledger, shipped_rules, IDENTITY_KEY)
        self._findings: dict[str, FindingStated] = {}
        self._exemptions = Exemptions(ledger, Reader(connection), shipped_rules)
        self._sources: dict[str, str] = {}
        self.link_ids: dict[str, str] = {}
        self.exemption_ids: dict[str, str] = {}

    async def tell(self, statements: Iterable[Statement]) -> None:
        """Tells them, and learns the ids of links by their labels."""
        for at, together in groupby(sorted(statements, key=lambda said: said.at), key=lambda said: said.at):
            self._clock.now = at
            await self._tell(list(together))

    async def _tell(self, statements: Sequence[Statement]) -> None:
        parties = [said for said in statements if isinstance(said, PartyStated)]
        _accepted(await self._loader.load_parties([_party(said) for said in parties], SOURCE), parties)
        await self._tell_links([said for said in statements if isinstance(said, LinkStated)])
        penalties = [said for said in statements if isinstance(said, PenaltyStated)]
        _accepted(await self._loader.load_penalties([_penalty(said) for said in penalties], SOURCE), penalties)
        events = [said for said in statements if isinstance(said, EventStated)]
        findings = [said for said in statements if isinstance(said, FindingStated)]
        self._findings.update((said.number, said) for said in findings)
        rows = [_finding(said, [event for event in events if event.number == said.number]) for said in findings]
        _accepted(await self._loader.load_findings(rows, SOURCE), findings)
        revised = [said for said in statements if isinstance(said, LinkCorrected | LinkEnded)]
        for said in revised:
            self._sources[said.label] = self._sources[said.replaces]
        for said in sorted(revised, key=lambda said: self._sources[said.label], reverse=True):
            await self._revise(said)
        for exempted in statements:
            if isinstance(exempted, ExemptionGranted | ExemptionRevoked):
                await self._exempt(exempted)
        told = {said.number for said in findings}
        await self._happen([event for event in events if event.number not in told])

    async def _tell_links(self, links: Sequence[LinkStated]) -> None:
        """Links of one kind between the same two parties come from several sources, for one would merge them.

        The first source by name is told last: of two that state the same holding at one time it counts by either rule, that
        of the time recorded (which here differs by microseconds) and that of the name.
        """
        seen: dict[tuple[str, str, str], Iterator[int]] = {}
        by_source: dict[str, list[LinkStated]] = {}
        for link in links:
            number = next(seen.setdefault((link.kind, link.source, link.target), count()))
            # what was told earlier is of another source, too
            source = f"{SOURCE} {link.at} {number}"
            by_source.setdefault(source, []).append(link)
            self._sources[link.label] = source
        for source, told in sorted(by_source.items(), reverse=True):
            _accepted(await self._loader.load_links([_link(link) for link in told], source), told)
        if links:
            records = await self._connection.read(_LINK_IDS, at=links[0].at)
            ids = {record["label"]: record["id"] for record in records}
            self.link_ids.update((link.label, ids[link.label]) for link in links)

    async def _revise(self, said: LinkCorrected | LinkEnded) -> None:
        before = self.link_ids[said.replaces]
        if isinstance(said, LinkEnded):
            recorded = await self._recorder.end_link(before, said.until)
        else:
            change = LinkChange(share_percent=said.share, since=said.since, until=said.until)
            recorded = await self._recorder.correct_link(before, change)
        assert recorded.changed, said
        self.link_ids[said.label] = recorded.id

    async def _exempt(self, said: ExemptionGranted | ExemptionRevoked) -> None:
        if isinstance(said, ExemptionGranted):
            party, reason = PartyKey(key=party_key(said.party)), said.label
            granted = (party, said.matter, said.department, said.since, said.until, reason, AUTHORITY)
            recorded = await self._exemptions.grant(ExemptionAct(*granted, acting=None))
            self.exemption_ids[said.label] = recorded.id
        else:
            recorded = await self._exemptions.revoke(self.exemption_ids[said.label], "reason", None)
        assert recorded.changed, said

    async def _happen(self, events: Sequence[EventStated]) -> None:
        if self._events_as_rows:
            numbers = dict.fromkeys(event.number for event in events)
            rows = [_finding(self._findings[n], [event for event in events if event.number == n]) for n in numbers]
            _accepted(await self._loader.load_findings(rows, SOURCE), events)
        else:
            for event in events:
                await self._happened(event)

    async def _happened(self, event: EventStated) -> None:
        happened = EventInput(event.number, event.on, "reason")
        if event.kind is EventKind.RECTIFIED:
            recorded = await self._recorder.record_rectification(happened)
        elif event.kind is EventKind.RECTIFICATION_REFUSED:
            recorded = await self._recorder.record_refusal(happened)
        elif event.kind is EventKind.WITHDRAWN:
            recorded = await self._recorder.withdraw_finding(happened)
        else:
            row = _finding(self._findings[event.number], [event])
            _accepted(await self._loader.load_findings([row], SOURCE), [event])
            return
        assert recorded.changed, event


def _accepted(outcome: LoadOutcome, said: Sequence[Statement]) -> None:
    assert outcome.row_errors == [], [(said[problem.row], problem) for problem in outcome.row_errors]
    assert outcome.unchanged == 0 or all(isinstance(each, PartyStated) for each in said), said


def _filled(**cells: object) -> Row:
    return {name: value for name, value in cells.items() if value is not None}


def _party(said: PartyStated) -> Row:
    return _filled(
        key=said.key,
        kind=said.kind,
        name=said.name,
        former_names=list(said.former_names),
        on_public_payroll=said.on_public_payroll,
    )


def _link(said: LinkStated) -> Row:
    return _filled(
        source_key=said.source,
        source_key_scheme=SOURCE,
        relation=said.kind,
        target_key=said.target,
        target_key_scheme=SOURCE,
        share_percent=said.share,
        since=said.since,
        until=said.until,
        record=said.label,
    )


def _penalty(said: PenaltyStated) -> Row:
    return _filled(
        document_number=said.document_number,
        party_key=said.party,
        department=said.department,
        decided_on=said.decided_on,
    )


def _finding(said: FindingStated, events: Sequence[EventStated]) -> Row:
    return _filled(
        number=said.number,
        party_key=said.party,
        area=said.area,
        department=said.department,
        act_on=said.act_on,
        recognised_on=said.recognised_on,
        rectify_by=said.rectify_by,
        grade=said.grade,
        standard=said.standard,
        expires_on=said.expires_on,
        penalty_document_number=said.penalty,
        concerned_keys=list(said.concerned) or None,
        **{_COLUMNS[event.kind]: event.on for event in events},
    )
