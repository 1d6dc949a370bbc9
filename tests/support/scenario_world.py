"""What a case of a scenario file says, as statements to a register.

Keys, numbers and labels get the case's own prefix, so that all cases of a file can be told to one register.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.findings import EventKind
from domain.parties import PartyKind
from domain.policy import RuleBook
from tests.support.scenario_files import Entity, Facts, FindingEntry, Happened, Human, recorded_on
from tests.support.statements import (
    EventStated,
    FindingStated,
    LinkCorrected,
    LinkEnded,
    LinkStated,
    PartyStated,
    PenaltyStated,
    Statement,
)

_EVENTS = {
    "rectified_on": EventKind.RECTIFIED,
    "refused_on": EventKind.RECTIFICATION_REFUSED,
    "repaired_on": EventKind.REPAIR_GRANTED,
    "withdrawn_on": EventKind.WITHDRAWN,
}


@dataclass(frozen=True)
class World:
    """The statements of one case. Raises ValueError for a name that nobody has."""

    case: Facts
    prefix: str
    rules: RuleBook

    def key(self, name: str) -> str:
        """The key of the party that the case calls `name`."""
        return f"{self.prefix}/{name}"

    def statements(self) -> list[Statement]:
        """Everything, those with one recorded time in the order in which they must be told."""
        told = [
            *self._parties(),
            *self._links(),
            *self._penalties(),
            *self._findings(),
            *self._events(),
            *self._corrections(),
        ]
        return sorted(told, key=lambda statement: statement.at)

    def _at(self, day: date | None) -> int:
        return recorded_on(day or self.case.recorded)

    def known(self, name: str) -> str:
        """The key of a party that there is. Raises ValueError."""
        entries = (*self.case.enterprises, *self.case.organizations, *self.case.people)
        if name not in (entry if isinstance(entry, str) else entry.name for entry in entries):
            raise ValueError(f"{self.case.case}: nobody is called {name}")
        return self.key(name)

    def _parties(self) -> Iterator[Statement]:
        for kind, entries in (
            (PartyKind.ENTERPRISE, self.case.enterprises),
            (PartyKind.ORGANIZATION, self.case.organizations),
            (PartyKind.PERSON, self.case.people),
        ):
            for entry in entries:
                given = entry if isinstance(entry, Entity) else Entity(name=entry)
                yield PartyStated(
                    at=self._at(given.recorded),
                    key=self.key(given.name),
                    kind=kind,
                    name=given.name,
                    former_names=given.former_names,
                    on_public_payroll=given.on_public_payroll if isinstance(given, Human) else None,
                )
        for rename in self.case.renames:
            key = self.known(rename.party)
            kind = next(s.kind for s in self._kinds() if s.key == key)
            yield PartyStated(recorded_on(rename.recorded), key, kind, rename.to)

    def _kinds(self) -> Iterator[PartyStated]:
        for kind, entries in (
            (PartyKind.ENTERPRISE, self.case.enterprises),
            (PartyKind.ORGANIZATION, self.case.organizations),
            (PartyKind.PERSON, self.case.people),
        ):
            for entry in entries:
                yield PartyStated(0, self.key(entry if isinstance(entry, str) else entry.name), kind, "")

    def _links(self) -> Iterator[Statement]:
        for link in self.case.links:
            yield LinkStated(
                at=self._at(link.recorded),
                label=self.key(link.label or f"{link.who} {link.role} {link.of}"),
                kind=link.role,
                source=self.known(link.who),
                target=self.known(link.of),
                since=link.since,
                until=link.until,
                share=None if link.share is None else str(link.share),
            )

    def _penalties(self) -> Iterator[Statement]:
        for finding in self.case.findings:
            if finding.penalty is not None:
                yield PenaltyStated(
                    at=self._at(finding.recorded),
                    document_number=self.key(finding.penalty.document_number),
                    party=self.known(finding.against),
                    department=finding.penalty.department,
                    decided_on=finding.penalty.decided_on,
                )

    def _findings(self) -> Iterator[Statement]:
        for finding in self.case.findings:
            yield self._finding(finding)
            yield from self._happened(finding.number, finding, self._at(finding.recorded))

    def _finding(self, finding: FindingEntry) -> Statement:
        policy = self.rules.governing(finding.area, finding.recognised_on)
        if policy is None:
            raise ValueError(f"{self.case.case}: there is no area {finding.area}")
        return FindingStated(
            at=self._at(finding.recorded),
            number=self.key(finding.number),
            party=self.known(finding.against),
            area=finding.area,
            department=policy.areas[finding.area].department,
            act_on=finding.act_on,
            recognised_on=finding.recognised_on,
            rectify_by=finding.rectify_by,
            grade=finding.grade,
            standard=finding.standard,
            expires_on=finding.expires_on,
            concerned=tuple(self.known(name) for name in finding.concerned),
            penalty=self.key(finding.penalty.document_number) if finding.penalty else None,
        )

    def _events(self) -> Iterator[Statement]:
        for event in self.case.events:
            if event.finding not in (finding.number for finding in self.case.findings):
                raise ValueError(f"{self.case.case}: no finding has the number {event.finding}")
            yield from self._happened(event.finding, event, recorded_on(event.recorded))

    def _happened(self, number: str, happened: Happened, at: int) -> Iterator[Statement]:
        for field, kind in _EVENTS.items():
            day = getattr(happened, field)
            if day is not None:
                yield EventStated(at, self.key(number), kind, day)

    def _corrections(self) -> Iterator[Statement]:
        for n, correction in enumerate(self.case.corrections):
            yield LinkCorrected(
                at=recorded_on(correction.recorded),
                label=self.key(correction.label or f"{correction.link} corrected {n}"),
                replaces=self.key(correction.link),
                since=correction.since,
                until=correction.until,
                share=None if correction.share is None else str(correction.share),
            )
        for n, end in enumerate(self.case.ends):
            at = recorded_on(end.recorded)
            yield LinkEnded(at, self.key(f"{end.link} ended {n}"), self.key(end.link), end.on)
