"""A register as plain as can be, to compare real ones with: lists in memory, searched from one end to the other.

It shares no code with `graph/`. What is asked of it is the evidence for a check, as known at a recorded time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from domain.control_record import ControlRecord
from domain.dispatches import Exposed, Telling
from domain.evidence import ControlTie, Evidence, Exposure, ResponsiblePerson
from domain.exemptions import Exemption
from domain.findings import EventKind, Finding, FindingEvent, Recognition
from domain.links import RESPONSIBLE_KINDS, Link, LinkKind, Share
from domain.parties import Party, PartyKind, normalize_name
from domain.policy import RuleBook
from domain.time import NEVER
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

Ids = Callable[[str, str], str]
"""The id of a thing, by what it is (party, link, finding, event, exemption) and how the statements name it."""

AUTHORITY = "authority"
"""Of every exemption."""

HOLDINGS = frozenset({LinkKind.SHAREHOLDER, LinkKind.ACTUAL_CONTROLLER})


def natural_ids(what: str, name: str) -> str:
    """Ids that a reader of a failing test understands."""
    return f"{what}:{name}"


@dataclass
class _Version:
    label: str
    link: Link


class PlainRegister:
    """What statements say, kept whole."""

    def __init__(self, statements: Iterable[Statement], rules: RuleBook, ids: Ids = natural_ids) -> None:
        """`rules` say with which grade findings in an area start, where the statement gives none."""
        self._ids = ids
        self._initial = {rule.area: rule.initial_grade for policy in rules.policies for rule in policy.areas.values()}
        self._parties: dict[str, list[Party]] = {}
        self._said_payroll: dict[str, bool] = {}
        self._links: list[_Version] = []
        self._told: dict[tuple[int, LinkKind, str, str], int] = {}
        self._findings: dict[str, Finding] = {}
        self._exemptions: dict[str, tuple[str, Exemption]] = {}
        self._revoked: dict[str, int] = {}
        for statement in sorted(statements, key=lambda statement: statement.at):
            self._take(statement)

    def evidence(self, key: str, known_at: int) -> Evidence | None:
        """Everything that could bear on a party, as known at `known_at`; None for one that was not known then."""
        party = self._party(key, known_at)
        if party is None:
            return None
        own, exempted = tuple(self._against(party.id, known_at)), tuple(self._exempted(party.id, known_at))
        if party.kind is PartyKind.PERSON:
            exposures = tuple(self._exposures(party.id, known_at))
            return Evidence(*(party, known_at, own, exposures), exemptions=exempted, control=self._control(known_at))
        return Evidence(
            party,
            known_at,
            own,
            responsible=tuple(self._responsible(party.id, known_at)),
            ties=tuple(self._ties(party.id, known_at)),
            exemptions=exempted,
            control=self._control(known_at),
        )

    def _control(self, known_at: int) -> ControlRecord:
        """Everything that is known of holdings, whoever is asked about."""
        parties = [party for key in self._parties if (party := self._party(key, known_at)) is not None]
        people = [party.id for party in parties if party.kind is PartyKind.PERSON]
        return ControlRecord(
            links=tuple(link for link in self.known_links(known_at) if link.kind is LinkKind.SHAREHOLDER),
            kinds={party.id: party.kind for party in parties},
            parties={party.id: party for party in parties},
            findings={party.id: tuple(self._against(party.id, known_at)) for party in parties},
            exposures={person: tuple(self._exposures(person, known_at)) for person in people},
        )

    def telling(self, number: str, known_at: int) -> Telling | None:
        """All that says who must be told of a finding, as known at `known_at`; None for one that was not known then."""
        finding = next((f for f in self._known_findings(known_at) if f.number == number), None)
        if finding is None:
            return None
        against = self._party_by_id(finding.party_id, known_at)
        exposed = [
            (link.from_id, Exposure(finding, against, link))
            for link in self.known_links(known_at)
            if link.to_id == finding.party_id and link.kind in RESPONSIBLE_KINDS
        ]
        exposed += [(person_id, Exposure(finding, against, None)) for person_id in finding.concerned_ids]
        people = [(self._party_by_id(person_id, known_at), exposure) for person_id, exposure in exposed]
        employments = [
            link
            for link in self.known_links(known_at)
            if (link.from_id, link.kind) == (finding.party_id, LinkKind.EMPLOYEE)
        ]
        persons = tuple(Exposed(person, exposure) for person, exposure in people if person.kind is PartyKind.PERSON)
        return Telling(finding, against, persons, tuple(employments), control=self._control(known_at))

    def _take(self, statement: Statement) -> None:
        match statement:
            case PartyStated():
                self._take_party(statement)
            case LinkStated():
                share = Share.parse(statement.share) if statement.share else None
                ends = (self._ids("party", statement.source), self._ids("party", statement.target))
                self._add(
                    statement.label,
                    Link(
                        self._ids("link", statement.label),
                        statement.kind,
                        *ends,
                        since=statement.since,
                        until=statement.until,
                        share=share,
                        source=self._source(statement),
                        records=(statement.label,),
                        recorded_at=statement.at,
                    ),
                )
            case LinkCorrected():
                old = self._supersede(statement.replaces, statement.at)
                share = Share.parse(statement.share) if statement.share else None
                new = replace(old, since=statement.since, until=statement.until, share=share)
                self._replace(statement.label, new, statement.at)
            case LinkEnded():
                old = self._supersede(statement.replaces, statement.at)
                self._replace(statement.label, replace(old, until=statement.until), statement.at)
            case PenaltyStated():
                pass
            case FindingStated():
                self._take_finding(statement)
            case EventStated():
                self._take_event(statement)
            case ExemptionGranted():
                days = (statement.since, statement.until)
                said = (statement.matter, statement.department, *days, statement.label, AUTHORITY, statement.at)
                exemption = Exemption(self._ids("exemption", statement.label), *said)
                self._exemptions[statement.label] = (self._ids("party", statement.party), exemption)
            case ExemptionRevoked():
                self._revoked[statement.label] = statement.at

    def _source(self, stated: LinkStated) -> str:
        """What else states a link between the same two parties at the same time comes from another source."""
        told = (stated.at, stated.kind, stated.source, stated.target)
        self._told[told] = self._told.get(told, -1) + 1
        return f"register {stated.at} {self._told[told]}"

    def _take_party(self, stated: PartyStated) -> None:
        versions = self._parties.setdefault(stated.key, [])
        payroll = stated.on_public_payroll
        if not versions:
            former = tuple(n for n in stated.former_names if normalize_name(n) != normalize_name(stated.name))
            party_id = self._ids("party", stated.key)
            versions.append(Party(party_id, stated.kind, stated.name, former, None, payroll, None, stated.at))
        else:
            last = versions[-1]
            known = {normalize_name(name) for name in (last.name, *last.former_names)}
            name, former = last.name, last.former_names
            if normalize_name(stated.name) not in known:
                name, former = stated.name, (*former, last.name)
            payroll = last.on_public_payroll if payroll is None else payroll
            # `recorded_at` of a version: from when on it was known
            versions.append(
                replace(last, name=name, former_names=former, on_public_payroll=payroll, recorded_at=stated.at)
            )

    def _party(self, key: str, known_at: int) -> Party | None:
        known = [version for version in self._parties.get(key, []) if version.recorded_at <= known_at]
        return known[-1] if known else None

    def _party_by_id(self, party_id: str, known_at: int) -> Party:
        key = next(key for key, versions in self._parties.items() if versions[0].id == party_id)
        party = self._party(key, known_at)
        assert party is not None
        return party

    def _add(self, label: str, link: Link) -> None:
        assert all(version.label != label for version in self._links), label
        self._links.append(_Version(label, link))

    def _supersede(self, label: str, at: int) -> Link:
        version = next(version for version in self._links if version.label == label)
        assert version.link.superseded_at == NEVER, label
        old = version.link
        version.link = replace(old, superseded_at=at)
        return old

    def _replace(self, label: str, link: Link, at: int) -> None:
        self._add(label, replace(link, id=self._ids("link", label), recorded_at=at, superseded_at=NEVER))

    def _take_finding(self, stated: FindingStated) -> None:
        recognition = Recognition(
            stated.act_on,
            stated.grade or self._initial[stated.area],
            stated.rectify_by,
            stated.standard,
            stated.expires_on,
        )
        assert stated.number not in self._findings, stated.number
        self._findings[stated.number] = Finding(
            id=self._ids("finding", stated.number),
            number=stated.number,
            area=stated.area,
            department=stated.department,
            party_id=self._ids("party", stated.party),
            events=(self._event(stated.number, EventKind.RECOGNIZED, stated.recognised_on, stated.at, recognition),),
            recorded_at=stated.at,
            concerned_ids=tuple(sorted(self._ids("party", key) for key in stated.concerned)),
        )

    def _take_event(self, stated: EventStated) -> None:
        finding = self._findings[stated.number]
        event = self._event(stated.number, stated.kind, stated.on, stated.at)
        self._findings[stated.number] = replace(finding, events=(*finding.events, event))

    def _event(
        self, number: str, kind: EventKind, on: date, at: int, recognition: Recognition | None = None
    ) -> FindingEvent:
        return FindingEvent(self._ids("event", f"{number} {kind}"), kind, on, at, recognition=recognition)

    def _known_findings(self, known_at: int) -> Iterator[Finding]:
        for finding in self._findings.values():
            if finding.recorded_at <= known_at:
                yield replace(finding, events=tuple(e for e in finding.events if e.recorded_at <= known_at))

    def known_links(self, known_at: int) -> Iterator[Link]:
        for version in self._links:
            if version.link.recorded_at <= known_at < version.link.superseded_at:
                yield version.link

    def _exempted(self, party_id: str, known_at: int) -> Iterator[Exemption]:
        for label, (whose, exemption) in self._exemptions.items():
            if whose == party_id and exemption.recorded_at <= known_at < self._revoked.get(label, NEVER):
                yield exemption

    def _against(self, party_id: str, known_at: int) -> Iterator[Finding]:
        return (finding for finding in self._known_findings(known_at) if finding.party_id == party_id)

    def _exposures(self, person_id: str, known_at: int) -> Iterator[Exposure]:
        for finding in self._known_findings(known_at):
            against = self._party_by_id(finding.party_id, known_at)
            for link in self.known_links(known_at):
                if (link.from_id, link.to_id) == (person_id, finding.party_id) and link.kind in RESPONSIBLE_KINDS:
                    yield Exposure(finding, against, link)
            if person_id in finding.concerned_ids:
                yield Exposure(finding, against, None)

    def _responsible(self, entity_id: str, known_at: int) -> Iterator[ResponsiblePerson]:
        roles: dict[str, list[Link]] = {}
        for link in self.known_links(known_at):
            if link.to_id == entity_id and link.kind in RESPONSIBLE_KINDS:
                roles.setdefault(link.from_id, []).append(link)
        for person_id, links in roles.items():
            person = self._party_by_id(person_id, known_at)
            if person.kind is PartyKind.PERSON:
                yield ResponsiblePerson(person, tuple(links), tuple(self._exposures(person_id, known_at)))

    def _ties(self, entity_id: str, known_at: int) -> Iterator[ControlTie]:
        for link in self.known_links(known_at):
            if link.kind in HOLDINGS and entity_id in (link.from_id, link.to_id):
                other_id = link.to_id if link.from_id == entity_id else link.from_id
                other = self._party_by_id(other_id, known_at)
                if other.kind is not PartyKind.PERSON and other_id != entity_id:
                    for finding in self._against(other_id, known_at):
                        yield ControlTie(link, other, finding)
