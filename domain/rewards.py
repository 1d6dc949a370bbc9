"""Rewards (守信激励): what a trustworthy party is entitled to, and when it is lost (R40, R41)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Finding, FindingState, Grade
from domain.parties import PartyKind
from domain.time import within


@dataclass(frozen=True, slots=True)
class Labelled:
    """A code with its labels in both languages."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True, slots=True)
class Partner:
    """Where the conveniences of a scheme are recognised (互认国家), from `since` on."""

    place: Labelled
    since: date


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of rewards (激励): who may hold it, who records so, and what it gives."""

    name: Labelled
    applies_to: frozenset[PartyKind]
    departments: frozenset[str]
    conveniences: tuple[Labelled, ...]
    partners: tuple[Partner, ...] = ()


@dataclass(frozen=True, slots=True)
class Qualification:
    """That a party holds a scheme, from `since` until before `until` (None: no end recorded)."""

    id: str
    party_id: str
    scheme: str
    department: str
    since: date
    until: date | None = None
    recorded_at: int = 0


@dataclass(frozen=True, slots=True)
class Reward:
    """One convenience on one day. `partner`: where, None at home. `lost_to`: the SERIOUS findings in force while which it is
    lost; empty where the party is entitled to it."""

    scheme: Scheme
    convenience: Labelled
    partner: Partner | None
    since: date
    qualification: Qualification
    lost_to: tuple[Finding, ...] = ()

    @property
    def lost(self) -> bool:
        """Whether the party is not entitled to it on the day."""
        return bool(self.lost_to)


def rewards_on(
    qualifications: Iterable[Qualification],
    schemes: Mapping[str, Scheme],
    findings: Iterable[tuple[Finding, FindingState]],
    day: date,
) -> tuple[Reward, ...]:
    """Every convenience of every scheme held on `day`, in the order of the schemes; each partner's from its day on.

    `findings`: those against the party itself, with their state on the day.
    """
    serious = tuple(finding for finding, state in findings if state.in_force and state.grade is Grade.SERIOUS)
    held: dict[str, Qualification] = {}
    for qualification in sorted(qualifications, key=lambda each: (each.recorded_at, each.id)):
        if within(day, qualification.since, qualification.until):
            held.setdefault(qualification.scheme, qualification)
    return tuple(
        Reward(scheme, convenience, partner, _since(held[code], partner), held[code], serious)
        for code, scheme in schemes.items()
        if code in held
        for partner in (scheme.partners or (None,))
        if partner is None or partner.since <= day
        for convenience in scheme.conveniences
    )


def _since(qualification: Qualification, partner: Partner | None) -> date:
    return qualification.since if partner is None else max(qualification.since, partner.since)


def find_scheme(schemes: Mapping[str, Scheme], code: str, kind: PartyKind | None = None) -> Scheme:
    """The scheme. Raises UNKNOWN_SCHEME, PARTY_KIND_NOT_COVERED where a party of the kind cannot hold it."""
    scheme = schemes.get(code)
    if scheme is None:
        known = ", ".join(schemes)
        raise CreditGraphError(
            ErrorCode.UNKNOWN_SCHEME, f"No scheme of rewards has this code; known: {known}.", "scheme"
        )
    if kind is not None and kind not in scheme.applies_to:
        kinds = ", ".join(sorted(scheme.applies_to))
        raise CreditGraphError(ErrorCode.PARTY_KIND_NOT_COVERED, f"{code} is held by: {kinds}.", "party")
    return scheme
