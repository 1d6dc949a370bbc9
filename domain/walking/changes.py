"""What changed around a party between two days, on both axes of time.

In the world (WORLD): a link began or ended, something happened to a finding; on the day on which it did, as it is held to
have been at the recorded time asked about. On the record (RECORD): a link was recorded for the first time, or one version of
it superseded by another or withdrawn; on the day on which that was recorded. One link can therefore occur on both: it
began in 2019, and that was recorded in 2021.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.findings import EventKind


class ChangeAxis(StrEnum):
    """The two axes of time."""

    WORLD = "WORLD"
    RECORD = "RECORD"


class ChangeKind(StrEnum):
    """What changed. Of one day they come in this order."""

    LINK_BEGAN = "LINK_BEGAN"
    LINK_ENDED = "LINK_ENDED"
    FINDING_EVENT = "FINDING_EVENT"
    LINK_RECORDED = "LINK_RECORDED"
    LINK_CORRECTED = "LINK_CORRECTED"

    @property
    def axis(self) -> ChangeAxis:
        """On which axis it lies."""
        return ChangeAxis.RECORD if self in (ChangeKind.LINK_RECORDED, ChangeKind.LINK_CORRECTED) else ChangeAxis.WORLD


_RANKS = {kind: rank for rank, kind in enumerate(ChangeKind)}


@dataclass(frozen=True, slots=True)
class Version:
    """What matters of one version of a link: its days, when it was recorded and superseded (µs), what it superseded."""

    id: str
    since: date | None
    until: date | None
    recorded_at: int
    superseded_at: int
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in the life of a finding that is against the party or names it."""

    id: str
    finding_id: str
    kind: EventKind
    occurred_on: date
    recorded_at: int


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `on`: the day on its axis; `recorded_at`: when it was recorded (µs).

    `link_id`: the version that holds after it, None where a version was withdrawn for nothing or for one that was there;
    `before_id`: the version that held before, of a correction. `happening`: what happened to a finding.
    """

    kind: ChangeKind
    on: date
    recorded_at: int
    link_id: str | None = None
    before_id: str | None = None
    happening: Happening | None = None

    @property
    def key(self) -> tuple[str, int, int, str]:
        """Its place: by day, by kind, by the time of recording, by id."""
        own = self.happening.id if self.happening else self.before_id or self.link_id or ""
        return self.on.isoformat(), _RANKS[self.kind], self.recorded_at, own


@dataclass(frozen=True, slots=True)
class Period:
    """From which day to which, both inclusive; on which axis (None: both); as known at which recorded time (µs).

    `day_of`: the day of a recorded time where the installation stands.
    """

    first: date
    last: date
    known_at: int
    day_of: Callable[[int], date]
    axis: ChangeAxis | None = None

    def holds(self, day: date | None) -> bool:
        """Whether the day is in it."""
        return day is not None and self.first <= day <= self.last


def changes(versions: Iterable[Version], happenings: Iterable[Happening], period: Period) -> list[Change]:
    """The changes in the period, the oldest first, of versions and events that touch it (others do no harm).

    Versions that superseded one in the period must be among them.
    """
    recorded = [version for version in versions if version.recorded_at <= period.known_at]
    found: list[Change] = []
    if period.axis is not ChangeAxis.RECORD:
        found += _in_the_world(recorded, period)
        found += [
            Change(ChangeKind.FINDING_EVENT, event.occurred_on, event.recorded_at, happening=event)
            for event in {event.id: event for event in happenings}.values()
            if event.recorded_at <= period.known_at and period.holds(event.occurred_on)
        ]
    if period.axis is not ChangeAxis.WORLD:
        found += _on_the_record(recorded, period)
    return sorted(found, key=lambda change: change.key)


def _in_the_world(versions: Iterable[Version], period: Period) -> list[Change]:
    found = []
    for version in versions:
        if version.superseded_at <= period.known_at:
            continue
        for kind, day in ((ChangeKind.LINK_BEGAN, version.since), (ChangeKind.LINK_ENDED, version.until)):
            if day is not None and period.holds(day):
                found.append(Change(kind, day, version.recorded_at, version.id))
    return found


def _on_the_record(versions: Sequence[Version], period: Period) -> list[Change]:
    found = []
    heirs = {version.supersedes: version.id for version in versions if version.supersedes is not None}
    for version in versions:
        day = period.day_of(version.recorded_at)
        if version.supersedes is None and period.holds(day):
            found.append(Change(ChangeKind.LINK_RECORDED, day, version.recorded_at, version.id))
        if version.superseded_at <= period.known_at:
            day = period.day_of(version.superseded_at)
            if period.holds(day):
                heir = heirs.get(version.id)
                found.append(Change(ChangeKind.LINK_CORRECTED, day, version.superseded_at, heir, version.id))
    return found
