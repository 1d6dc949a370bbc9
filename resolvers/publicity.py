"""The publicity list: kept in memory, brought up to date with the ledger at each look.

The whole list is read at the first look of a day, and again from time to time; in between, the findings of which an event was
recorded. So a repair is seen by the next look after it was acknowledged.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.findings import Finding
from domain.identifiers import Identifier
from domain.parties import Party, PartyKey, PartyKind, normalize_name
from domain.publicity import Publication, masked_name, publication, was_published
from graph.dispatches import DispatchStore
from graph.reader import Reader
from resolvers.clock import Clock
from resolvers.pages import Page, decode_cursor, page
from resolvers.rules import Rules

AT_ONCE = 2_000
WHOLE_EVERY = 600.0
"""Seconds after which the whole list is read again, if anything was written: names and links may have changed."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication with what the public sees of its party: a person masked, an official code where it has one."""

    publication: Publication
    name: str
    kind: PartyKind
    code: str | None


@dataclass(frozen=True, slots=True)
class PublicityFilter:
    """Which of the list: with a text in the party's name, code or the finding's number; in an area."""

    text: str = ""
    area: str | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    published: Published
    searched: str

    @property
    def key(self) -> tuple[int, str]:
        """The newest first."""
        return -self.published.publication.since.toordinal(), self.published.publication.finding_id


class Publicity:
    """What the public sees. Whoever asks needs no key, so nothing else may be answered from here."""

    def __init__(self, reader: Reader, store: DispatchStore, rules: Rules, clock: Clock) -> None:
        self._reader = reader
        self._store = store
        self._rules = rules
        self._clock = clock
        self._lock = asyncio.Lock()
        self._entries: dict[str, _Entry] = {}
        self._sorted: list[_Entry] = []
        self._day: date | None = None
        self._seen = self._whole_seen = 0
        self._whole_again = 0.0

    async def find(self, wanted: PublicityFilter, first: int, after: str | None) -> tuple[Page[Published], int]:
        """A page of the list, the newest first, and how many there are in all. Raises INVALID_CURSOR."""
        cursor = decode_cursor(after, [int, str])
        last = (-int(cursor[0]), str(cursor[1])) if cursor else None
        await self._catch_up()
        text = normalize_name(wanted.text)
        found = [
            entry
            for entry in self._sorted
            if text in entry.searched and wanted.area in (None, entry.published.publication.area)
        ]
        rest = found if last is None else [entry for entry in found if entry.key > last]
        shown = page(rest[: first + 1], first, lambda entry: [-entry.key[0], entry.key[1]])
        items = [entry.published for entry in shown.items]
        return Page(items, shown.cursors, shown.has_next), len(found)

    async def by_number(self, number: str) -> tuple[Published | None, bool]:
        """What is published of a finding, and whether it once was. Nothing is told of one that never was."""
        await self._catch_up()
        (finding,) = await self._reader.findings_by_number([number])
        if finding is None:
            return None, False
        entry = self._entries.get(finding.id)
        if entry is not None:
            return entry.published, True
        (party,) = await self._parties([finding.party_id])
        return None, was_published(finding, party, self._clock.today(), self._rules.current)

    async def _catch_up(self) -> None:
        async with self._lock:
            published, day, now = await self._store.published(), self._clock.today(), time.monotonic()
            is_old = published > self._whole_seen and now >= self._whole_again
            if day != self._day or is_old:
                await self._read_whole(day)
                self._day, self._whole_seen, self._whole_again = day, published, time.monotonic() + WHOLE_EVERY
            elif published > self._seen:
                changed = await self._store.changed(self._seen, published)
                for start in range(0, len(changed), AT_ONCE):
                    ids = changed[start : start + AT_ONCE]
                    findings = [each for each in await self._reader.findings_by_id(ids) if each is not None]
                    for finding_id in ids:
                        self._entries.pop(finding_id, None)
                    self._entries |= await self._entries_of(findings, day)
            else:
                return
            self._seen = published
            self._sorted = sorted(self._entries.values(), key=lambda entry: entry.key)

    async def _read_whole(self, day: date) -> None:
        entries: dict[str, _Entry] = {}
        after = ""
        while True:
            findings = await self._reader.findings(None, after, AT_ONCE)
            entries |= await self._entries_of(findings, day)
            if len(findings) < AT_ONCE:
                break
            after = findings[-1].id
        self._entries = entries

    async def _entries_of(self, findings: Sequence[Finding], day: date) -> dict[str, _Entry]:
        if not findings:
            return {}
        rules = self._rules.current
        parties = await self._parties([finding.party_id for finding in findings])
        shown = [
            (found, party)
            for finding, party in zip(findings, parties, strict=True)
            if (found := publication(finding, party, day, rules)) is not None
        ]
        identifiers = await self._reader.identifiers([party.id for _, party in shown])
        return {
            found.finding_id: _entry(found, party, named)
            for (found, party), named in zip(shown, identifiers, strict=True)
        }

    async def _parties(self, party_ids: Sequence[str]) -> list[Party]:
        found = await self._reader.parties([PartyKey(id=party_id) for party_id in party_ids])
        return [party for party in found if party is not None]


def _entry(found: Publication, party: Party, identifiers: Sequence[Identifier]) -> _Entry:
    is_person = not party.kind.is_entity
    name = masked_name(party.name) if is_person else party.name
    schemes = ("CITIZEN_ID",) if is_person else ("USCC",)
    code = next((each.value for each in identifiers if each.scheme.value in schemes), None)
    published = Published(found, name, party.kind, code)
    # A person is searched for by what is shown alone: who is on the list must not be found out by trying names.
    searched = "\n".join(normalize_name(text) for text in (name, code or "", found.number))
    return _Entry(published, searched)
