"""What a register is told, one statement at a time, each with the recorded time (µs) at which it was told.

The scenarios and the property test write their worlds in these; `plain_register` holds them in memory, `telling` tells them
to a real register by its use cases. Parties are named by a key, links by a label of each version, findings by number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from domain.findings import EventKind, Grade
from domain.links import LinkKind
from domain.parties import PartyKind


@dataclass(frozen=True)
class PartyStated:
    """A party, or what is new about one that is known: another name makes the old one a former name."""

    at: int
    key: str
    kind: PartyKind
    name: str
    former_names: tuple[str, ...] = ()
    on_public_payroll: bool | None = None


@dataclass(frozen=True)
class LinkStated:
    """A link; `share` is canonical text such as 50.01."""

    at: int
    label: str
    kind: LinkKind
    source: str
    target: str
    since: date | None = None
    until: date | None = None
    share: str | None = None


@dataclass(frozen=True)
class LinkCorrected:
    """We had it wrong: from `at` on, the version `replaces` is held to have been this one."""

    at: int
    label: str
    replaces: str
    since: date | None = None
    until: date | None = None
    share: str | None = None


@dataclass(frozen=True)
class LinkEnded:
    """It ended in the world: `until` is the first day on which it no longer holds."""

    at: int
    label: str
    replaces: str
    until: date


@dataclass(frozen=True)
class PenaltyStated:
    """A penalty or judgment on which a finding may rest."""

    at: int
    document_number: str
    party: str
    department: str
    decided_on: date


@dataclass(frozen=True)
class FindingStated:
    """A finding as recognised."""

    at: int
    number: str
    party: str
    area: str
    department: str
    act_on: date
    recognised_on: date
    rectify_by: date | None = None
    grade: Grade | None = None
    standard: str | None = None
    expires_on: date | None = None
    concerned: tuple[str, ...] = ()
    penalty: str | None = None


@dataclass(frozen=True)
class EventStated:
    """Something that happened to a finding later on."""

    at: int
    number: str
    kind: EventKind
    on: date


@dataclass(frozen=True)
class ExemptionGranted:
    """An exemption from a measure in principle; its reason is its label."""

    at: int
    label: str
    party: str
    matter: str
    department: str
    since: date
    until: date


@dataclass(frozen=True)
class ExemptionRevoked:
    """From `at` on, the exemption is no longer known."""

    at: int
    label: str


Statement = (
    PartyStated
    | LinkStated
    | LinkCorrected
    | LinkEnded
    | PenaltyStated
    | FindingStated
    | EventStated
    | ExemptionGranted
    | ExemptionRevoked
)
