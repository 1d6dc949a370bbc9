"""The publicity list in memory: what is published, sorted, searched and paged without asking the database.

100,000 findings take about 100 MB. Adding, dropping and a page without a search cost nothing that one notices; a search
looks at every entry once and is remembered until the list changes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.identifiers import Identifier
from domain.parties import Party, PartyKind, normalize_name
from domain.publicity import Publication, Scheduled, masked_name

Key = tuple[int, str]
"""The place of an entry: the newest first, then by the finding's id."""

SEARCHES = 64
"""Searches remembered at once."""


@dataclass(frozen=True, slots=True)
class Published:
    """A publication with what the public sees of its party: a person masked, an official code where it has one."""

    publication: Publication
    name: str
    kind: PartyKind
    code: str | None

    @property
    def key(self) -> Key:
        """Its place in the list."""
        return -self.publication.since.toordinal(), self.publication.finding_id


@dataclass(frozen=True, slots=True)
class PublicityFilter:
    """Which of the list: with a text (normalized) in the party's name, code or the finding's number; in an area."""

    text: str = ""
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """All that is and will be published of one finding."""

    finding_id: str
    party_id: str
    schedule: tuple[Scheduled, ...]
    name: str
    kind: PartyKind
    code: str | None
    searched: str

    def on(self, day: date) -> Published | None:
        """What is published on a day."""
        for each in self.schedule:
            if each.first <= day and (each.until is None or day < each.until):
                return Published(each.publication, self.name, self.kind, self.code)
        return None


def held(scheduled: tuple[Scheduled, ...], party: Party, identifiers: Sequence[Identifier]) -> Held:
    """What is held of a finding of which something is or will be published."""
    code = shown_code(party, identifiers)
    name = shown_name(party)
    publication = scheduled[0].publication
    # A person is searched for by what is shown alone: who is on the list must not be found out by trying names.
    searched = "\n".join(normalize_name(text) for text in (name, code or "", publication.number))
    return Held(publication.finding_id, party.id, scheduled, name, party.kind, code, searched)


def shown_name(party: Party) -> str:
    """A person's name is masked."""
    return party.name if party.kind.is_entity else masked_name(party.name)


def shown_code(party: Party, identifiers: Sequence[Identifier]) -> str | None:
    """An entity's official code; a person's masked citizen number."""
    scheme = "USCC" if party.kind.is_entity else "CITIZEN_ID"
    return next((each.value for each in identifiers if each.scheme.value == scheme), None)


class PublicityList:
    """What is published on one day, and what is held for the days after it."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._held: dict[str, Held] = {}
        self._of_party: dict[str, set[str]] = {}
        self._shown: dict[Key, Published] = {}
        self._searched: dict[Key, str] = {}
        self._keys: list[Key] = []
        self._key_of: dict[str, Key] = {}
        self._searches: dict[PublicityFilter, list[Key]] = {}

    def go_to(self, day: date) -> None:
        """Shows another day."""
        if day != self._day:
            self._day = day
            self._show_all()

    def put(self, entries: Iterable[Held]) -> None:
        """Holds entries, each in place of what was held of its finding."""
        for entry in entries:
            self.drop([entry.finding_id])
            self._held[entry.finding_id] = entry
            self._of_party.setdefault(entry.party_id, set()).add(entry.finding_id)
            self._show(entry, sort=True)
        self._searches.clear()

    def fill(self, entries: Iterable[Held]) -> None:
        """As `put`, for many at once on an empty list."""
        for entry in entries:
            self._held[entry.finding_id] = entry
            self._of_party.setdefault(entry.party_id, set()).add(entry.finding_id)
        self._show_all()

    def drop(self, finding_ids: Iterable[str]) -> None:
        """Holds nothing of these findings any more."""
        for finding_id in finding_ids:
            entry = self._held.pop(finding_id, None)
            if entry is None:
                continue
            self._of_party[entry.party_id].discard(finding_id)
            if not self._of_party[entry.party_id]:
                del self._of_party[entry.party_id]
            key = self._key_of.pop(finding_id, None)
            if key is not None:
                del self._shown[key], self._searched[key]
                del self._keys[bisect_left(self._keys, key)]
                self._searches.clear()

    def of_parties(self, party_ids: Iterable[str]) -> list[str]:
        """The findings held against these parties."""
        return [finding_id for party_id in party_ids for finding_id in self._of_party.get(party_id, ())]

    def matching(self, wanted: PublicityFilter) -> Sequence[Key]:
        """The places of what passes the filter, in order. It changes with the list: copy what is kept."""
        if wanted == PublicityFilter():
            return self._keys
        found = self._searches.get(wanted)
        if found is None:
            found = self._find(wanted)
            if len(self._searches) >= SEARCHES:
                self._searches.pop(next(iter(self._searches)))
            self._searches[wanted] = found
        return found

    def at(self, keys: Iterable[Key]) -> list[Published]:
        """What is published at these places; without what is no longer there."""
        return [self._shown[key] for key in keys if key in self._shown]

    def _find(self, wanted: PublicityFilter) -> list[Key]:
        keys, text, area = self._keys, wanted.text, wanted.area
        if text:
            keys = [key for key in keys if text in self._searched[key]]
        if area is not None:
            keys = [key for key in keys if self._shown[key].publication.area == area]
        return keys

    def _show_all(self) -> None:
        self._shown, self._searched, self._key_of, self._keys = {}, {}, {}, []
        for entry in self._held.values():
            self._show(entry, sort=False)
        self._keys.sort()
        self._searches.clear()

    def _show(self, entry: Held, *, sort: bool) -> None:
        published = entry.on(self._day)
        if published is None:
            return
        key = published.key
        self._shown[key] = published
        self._searched[key] = entry.searched
        self._key_of[entry.finding_id] = key
        if sort:
            insort(self._keys, key)
        else:
            self._keys.append(key)


def after(keys: Sequence[Key], last: Key | None) -> int:
    """Where in sorted places the ones after a place begin."""
    return 0 if last is None else bisect_right(keys, last)
