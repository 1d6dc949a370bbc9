"""Findings to look at: by number, of parties, and lists filtered by their state on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.findings import Finding, FindingState, Grade, state_on
from domain.parties import PartyKey
from domain.penalties import Penalty
from domain.policy import RuleBook
from graph.reader import Reader
from resolvers.clock import Clock
from resolvers.pages import Page, decode_cursor, page
from resolvers.rules import Rules

CHUNK = 1_000
"""Findings read at once while a filter on their state is applied; doubled each time."""

EVERY = 1_000_000
"""More findings than one party has."""


@dataclass(frozen=True, slots=True)
class FindingsOf:
    """A page of one party's findings; only those in force on a day where one is given."""

    party_id: str
    in_force_on: date | None = None
    first: int = 50
    after: str | None = None


@dataclass(frozen=True, slots=True)
class FindingFilter:
    """Which findings: of an area, with a grade (on `in_force_on`, else today), against a party, in force on a day."""

    area: str | None = None
    grade: Grade | None = None
    party: PartyKey | None = None
    in_force_on: date | None = None


def state(finding: Finding, day: date, rules: RuleBook) -> FindingState:
    """The finding's state on `day` by the policy that governs its area; before its recognition, the state it began with.

    A finding in an area that no policy knows is never in force: it is shown with the validity of no policy, as expired
    on the day of its recognition.
    """
    recognised_on = finding.recognised.occurred_on
    governing = rules.governing(finding.area, day)
    if governing is None:
        grade = finding.recognition.grade
        return FindingState(grade, recognised_on, recognised_on, None, False)
    found = state_on(finding, max(day, recognised_on), governing.validity)
    assert found is not None  # from its recognition on a finding has a state
    if day < recognised_on:
        return FindingState(found.grade, found.graded_on, found.expires_on, None, False, found.events)
    return found


class Findings:
    """Reads findings. Lists answer in the order of recording, with keyset cursors."""

    def __init__(self, reader: Reader, rules: Rules, clock: Clock) -> None:
        self._reader = reader
        self._rules = rules
        self._clock = clock

    async def by_ids(self, finding_ids: Sequence[str]) -> list[Finding | None]:
        """One round trip; None for what is not there."""
        return await self._reader.findings_by_id(finding_ids)

    async def by_numbers(self, numbers: Sequence[str]) -> list[Finding | None]:
        """One round trip; None for what is not there."""
        return await self._reader.findings_by_number(numbers)

    async def penalties(self, penalty_ids: Sequence[str]) -> list[Penalty | None]:
        """One round trip; None for what is not there."""
        return await self._reader.penalties(penalty_ids)

    async def of_parties(self, queries: Sequence[FindingsOf]) -> list[Page[Finding]]:
        """A page for each query, in one round trip."""
        found = await self._reader.findings_of([query.party_id for query in queries])
        pages: list[Page[Finding]] = []
        for query, findings in zip(queries, found, strict=True):
            wanted = FindingFilter(in_force_on=query.in_force_on)
            after = _after(query.after)
            kept = [f for f in findings if f.id > after and self._passes(f, wanted)]
            pages.append(page(kept[: query.first + 1], query.first, lambda finding: [finding.id]))
        return pages

    async def find(self, wanted: FindingFilter, first: int, after: str | None) -> Page[Finding]:
        """A page of the findings that pass the filter; a party that nobody has gives an empty one."""
        last = _after(after)
        if wanted.party is not None:
            findings = [f for f in await self._against(wanted.party) if f.id > last and self._passes(f, wanted)]
            return page(findings[: first + 1], first, lambda finding: [finding.id])
        kept: list[Finding] = []
        chunk = CHUNK
        while len(kept) <= first:
            read = await self._reader.findings(wanted.area, last, chunk)
            kept.extend(finding for finding in read if self._passes(finding, wanted))
            if len(read) < chunk:
                break
            last, chunk = read[-1].id, chunk * 2
        return page(kept[: first + 1], first, lambda finding: [finding.id])

    async def count(self, wanted: FindingFilter) -> int:
        """How many findings pass the filter."""
        if wanted.party is not None:
            return sum(1 for finding in await self._against(wanted.party) if self._passes(finding, wanted))
        total, last, chunk = 0, "", CHUNK
        while True:
            read = await self._reader.findings(wanted.area, last, chunk)
            total += sum(1 for finding in read if self._passes(finding, wanted))
            if len(read) < chunk:
                return total
            last, chunk = read[-1].id, chunk * 2

    async def _against(self, key: PartyKey) -> list[Finding]:
        party = (await self._reader.parties([key]))[0]
        return (await self._reader.findings_of([party.id]))[0] if party else []

    def _passes(self, finding: Finding, wanted: FindingFilter) -> bool:
        if wanted.area is not None and finding.area != wanted.area:
            return False
        if wanted.grade is None and wanted.in_force_on is None:
            return True
        day = wanted.in_force_on or self._clock.today()
        found = state(finding, day, self._rules.current)
        if wanted.in_force_on is not None and not found.in_force:
            return False
        return wanted.grade is None or found.grade is wanted.grade


def _after(cursor: str | None) -> str:
    key = decode_cursor(cursor, [str])
    return str(key[0]) if key else ""
