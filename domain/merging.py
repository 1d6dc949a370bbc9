"""How what a source says of a link is brought together with what it said before: pure decisions, no storing.

All statements and versions that meet here are of one source, one kind of link, one pair of parties. Two of them *agree*
when each of share, since, until and position is equal, or missing in one (and the one's since is before the other's until).
A statement *adds nothing* to a version when
everything that it gives is there already.

1. It adds nothing to a version, current or superseded, that has its record (or it has none): unchanged.
2. It adds nothing to a current version: that keeps its record too. Not a new version: nothing about the link changed.
3. It adds nothing to a superseded version: unchanged. Loading an old file never undoes a correction.
4. It agrees with a current version: superseded by one with the values of both, and the records of both.
5. It agrees with none: a link of its own. Disagreement stays visible.

Where several versions would do: one with equal values, then the earliest `since`, the earliest `until`, the least share and
position as texts, and only then the one recorded first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

from domain.statements import adds_nothing, agrees, filled
from domain.time import NEVER


class Verdict(Enum):
    """What a row did."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


class LinkValues(NamedTuple):
    """What may be said of a link; None: nothing is said. `share` is the canonical text of a Share."""

    share: str | None = None
    since: date | None = None
    until: date | None = None
    position: str | None = None

    def agrees(self, other: LinkValues) -> bool:
        """Whether nothing that both give differs, and both together have since before until."""
        return agrees(self, other) and filled(self, other).has_order()

    def has_order(self) -> bool:
        """Whether `since` is before `until`, as far as both are known."""
        return self.since is None or self.until is None or self.since < self.until


@dataclass(slots=True)
class LinkVersion:
    """One version of a link: stored before, or `fresh` (made by this batch, so that it may still be changed)."""

    id: str
    values: LinkValues
    records: tuple[str, ...] = ()
    recorded_at: int = 0
    superseded_at: int = NEVER
    supersedes: str | None = None
    fresh: bool = False

    @property
    def current(self) -> bool:
        """Whether it is not superseded."""
        return self.superseded_at == NEVER

    def _rank(self) -> tuple[object, ...]:
        # By what is said first: how a file is cut into batches (and so recorded) must not decide.
        since, until = self.values.since or date.min, self.values.until or date.max
        return (since, until, self.values.share or "", self.values.position or "", self.recorded_at, self.id)


class LinkHistory:
    """All versions of the links of one source and kind between two parties, into which statements are merged.

    What is to be stored: the `fresh` versions of `versions`, the ids in `superseded`, and the records in `added` (by id
    of a version that stays current).
    """

    def __init__(self, stored: Iterable[LinkVersion], at: int, new_id: Callable[[], str]) -> None:
        """`at`: the recorded time of this write."""
        self.versions = list(stored)
        self.superseded: list[str] = []
        self.added: dict[str, tuple[str, ...]] = {}
        self._at = at
        self._new_id = new_id

    def merge(self, values: LinkValues, record: str | None, *, explicit: bool = False) -> tuple[Verdict, LinkVersion]:
        """Merges one statement, by the rules above; answers the version that holds it now.

        `explicit`: somebody says so here and now, it is no old file: superseded versions do not count.
        """
        versions = [version for version in self.versions if version.current] if explicit else self.versions
        containing = [version for version in versions if adds_nothing(values, version.values)]
        recorded = [version for version in containing if record is None or record in version.records]
        if recorded:
            return Verdict.UNCHANGED, _first(recorded, values) or recorded[0]
        there = _first(containing, values)
        if there is not None:
            assert record is not None
            self._add_record(there, record)
            return Verdict.CHANGED, there
        if containing:
            return Verdict.UNCHANGED, containing[0]
        agreeing = _first([version for version in versions if values.agrees(version.values)], values)
        if agreeing is not None:
            return Verdict.CHANGED, self._enrich(agreeing, values, record)
        made = self._made(values, () if record is None else (record,), None)
        self.versions.append(made)
        return Verdict.CREATED, made

    def replace(self, version: LinkVersion, values: LinkValues | None, record: str | None = None) -> LinkVersion | None:
        """Supersedes a current version by one with exactly `values`, or by nothing; what corrections and ends do."""
        version.superseded_at = self._at
        self.superseded.append(version.id)
        if values is None:
            return None
        replacing = self._made(values, _with(version.records, record), version.id)
        self.versions.append(replacing)
        return replacing

    def hand_over(self, version: LinkVersion, heir: LinkVersion) -> None:
        """Gives the records of a superseded version to a current one that says what is right."""
        for record in version.records:
            if record not in heir.records:
                self._add_record(heir, record)

    def _enrich(self, version: LinkVersion, values: LinkValues, record: str | None) -> LinkVersion:
        values = filled(version.values, values)
        if version.fresh:
            version.values, version.records = values, _with(version.records, record)
            return version
        self.added.pop(version.id, None)  # the new version has them all
        replacing = self.replace(version, values, record)
        assert replacing is not None
        return replacing

    def _add_record(self, version: LinkVersion, record: str) -> None:
        if not version.fresh:
            self.added[version.id] = (*self.added.get(version.id, ()), record)
        version.records = (*version.records, record)

    def _made(self, values: LinkValues, records: tuple[str, ...], supersedes: str | None) -> LinkVersion:
        return LinkVersion(self._new_id(), values, records, self._at, supersedes=supersedes, fresh=True)


def _first(versions: Iterable[LinkVersion], values: LinkValues) -> LinkVersion | None:
    """The current version to merge into: equal values first, then the earliest."""
    current = [version for version in versions if version.current]
    return min(current, key=lambda version: (version.values != values, *version._rank()), default=None)


def _with(records: tuple[str, ...], record: str | None) -> tuple[str, ...]:
    return records if record is None or record in records else (*records, record)
