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

Where several versions would do: one with equal values, then the earliest `since`, then the earliest recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple

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
        same = all(a is None or b is None or a == b for a, b in zip(self, other, strict=True))
        return same and self.with_gaps_filled(other).has_order()

    def adds_nothing_to(self, other: LinkValues) -> bool:
        """Whether everything that it gives is in `other`."""
        return all(a is None or a == b for a, b in zip(self, other, strict=True))

    def with_gaps_filled(self, other: LinkValues) -> LinkValues:
        """These values, and those of `other` where there are none."""
        return LinkValues._make(b if a is None else a for a, b in zip(self, other, strict=True))

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
        values = self.values
        return (
            values.since or date.min,
            self.recorded_at,
            *(values.until or date.max, values.share or "", values.position or "", self.id),
        )


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

    def merge(self, values: LinkValues, record: str | None) -> Verdict:
        """Merges one statement, by the rules above."""
        containing = [version for version in self.versions if values.adds_nothing_to(version.values)]
        if any(record is None or record in version.records for version in containing):
            return Verdict.UNCHANGED
        there = _first(containing, values)
        if there is not None:
            assert record is not None
            self._add_record(there, record)
            return Verdict.CHANGED
        if containing:
            return Verdict.UNCHANGED
        agreeing = _first([version for version in self.versions if values.agrees(version.values)], values)
        if agreeing is not None:
            self._enrich(agreeing, values, record)
            return Verdict.CHANGED
        self.versions.append(self._made(values, () if record is None else (record,), None))
        return Verdict.CREATED

    def replace(self, version: LinkVersion, values: LinkValues | None, record: str | None = None) -> LinkVersion | None:
        """Supersedes a current version by one with exactly `values`, or by nothing; what corrections and ends do."""
        version.superseded_at = self._at
        self.superseded.append(version.id)
        if values is None:
            return None
        replacing = self._made(values, _with(version.records, record), version.id)
        self.versions.append(replacing)
        return replacing

    def _enrich(self, version: LinkVersion, values: LinkValues, record: str | None) -> None:
        filled = version.values.with_gaps_filled(values)
        if version.fresh:
            version.values, version.records = filled, _with(version.records, record)
            return
        self.added.pop(version.id, None)  # the new version has them all
        self.replace(version, filled, record)

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
