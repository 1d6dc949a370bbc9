"""What a check rests on: everything the graph knows, at one recorded time, that could bear on one party."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.control_record import ControlRecord
from domain.exemptions import Exemption
from domain.findings import Finding
from domain.links import Link
from domain.parties import Party


@dataclass(frozen=True, slots=True)
class Exposure:
    """A finding against `against` that may reach a person: through the role `link`, or, where it is None, by being named
    in the finding as a party concerned (当事人)."""

    finding: Finding
    against: Party
    link: Link | None


@dataclass(frozen=True, slots=True)
class ResponsiblePerson:
    """A person who holds or held a responsible role in the entity asked about, with what reaches that person elsewhere."""

    person: Party
    roles: tuple[Link, ...]
    elsewhere: tuple[Exposure, ...]


@dataclass(frozen=True, slots=True)
class ControlTie:
    """A holding or declared control between the entity asked about and another entity that has a finding."""

    link: Link
    other: Party
    finding: Finding


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence for one party, as known at `known_at` (µs since the epoch).

    `own`: findings against the party itself. `exposures`: findings that may reach a person through a role or by name.
    `responsible` and `ties` are filled for enterprises and organizations. `cut_off`: the kinds of evidence of which there
    was more than a limit lets through; a decision on it can never be CLEAR. `exemptions`: those of the party itself.
    `control`: what control is computed from, None where there is none to be computed or the question does not depend on it.
    """

    party: Party
    known_at: int
    own: tuple[Finding, ...] = ()
    exposures: tuple[Exposure, ...] = ()
    responsible: tuple[ResponsiblePerson, ...] = ()
    ties: tuple[ControlTie, ...] = ()
    cut_off: tuple[str, ...] = ()
    exemptions: tuple[Exemption, ...] = ()
    control: ControlRecord | None = None

    def findings(self) -> Iterator[Finding]:
        """Every finding in the evidence, some perhaps twice."""
        yield from self.own
        yield from (exposure.finding for exposure in self.exposures)
        for person in self.responsible:
            yield from (exposure.finding for exposure in person.elsewhere)
        yield from (tie.finding for tie in self.ties)
        if self.control is not None:
            yield from self.control.every_finding()

    def links(self) -> Iterator[Link]:
        """Every link in the evidence, some perhaps twice."""
        yield from (exposure.link for exposure in self.exposures if exposure.link)
        for person in self.responsible:
            yield from person.roles
            yield from (exposure.link for exposure in person.elsewhere if exposure.link)
        yield from (tie.link for tie in self.ties)
        if self.control is not None:
            yield from self.control.every_link()
