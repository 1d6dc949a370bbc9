"""What changed around parties between two days (变更历史), as pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Link
from domain.time import NEVER
from domain.walking.changes import Change, ChangeAxis, Period, changes
from graph.history import HistoryReader, PeriodOf
from graph.walking import WalkReader, as_known
from resolvers.clock import Clock
from resolvers.pages import Page, decode_cursor, page
from resolvers.walking import WALK_LIMITS, WalkLimits, check_known_at


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """A page of one party's history: from which day to which (both inclusive), on which axis (None: both), as known at
    which recorded time (None: all that is published)."""

    party_id: str
    first_day: date
    last_day: date
    axis: ChangeAxis | None = None
    known_at: int | None = None
    first: int = 50
    after: str | None = None

    def checked(self, clock: Clock) -> None:
        """Raises INVALID_PERIOD for a last day before the first, INVALID_CURSOR, KNOWN_AT_IN_FUTURE."""
        self.place()
        check_known_at(self.known_at, clock)
        if self.last_day < self.first_day:
            raise CreditGraphError(ErrorCode.INVALID_PERIOD, "`to` is a day on or after `from`.", "to")

    def place(self) -> tuple[str, int, int, str] | None:
        """The place after which the page begins. Raises INVALID_CURSOR."""
        key = decode_cursor(self.after, [str, int, int, str])
        return (str(key[0]), int(key[1]), int(key[2]), str(key[3])) if key else None


@dataclass(frozen=True, slots=True)
class ShownChange:
    """A change with the versions of the link that it is about, as they were known."""

    change: Change
    link: Link | None
    before: Link | None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of changes, the oldest first. `complete`: no change in the period is missing from the list."""

    page: Page[ShownChange]
    known_at: int
    complete: bool


class Histories:
    """Reads histories: three round trips for any number of them (one more for each recorded time asked by)."""

    def __init__(
        self, reader: HistoryReader, walker: WalkReader, clock: Clock, *, limits: WalkLimits = WALK_LIMITS
    ) -> None:
        self._reader = reader
        self._walker = walker
        self._clock = clock
        self._limits = limits

    async def of(self, queries: Sequence[HistoryQuery]) -> list[HistoryPage]:
        """A page for each.

        Raises as `HistoryQuery.checked` does, ENGINE_UNAVAILABLE, TIMED_OUT.
        """
        for asked in queries:
            asked.checked(self._clock)
        known: dict[int | None, int] = {}
        for known_at in dict.fromkeys(asked.known_at for asked in queries):
            _, known[known_at] = await self._walker.parties([], known_at)
        touched = await self._reader.touched(
            [self._period_of(asked, known[asked.known_at]) for asked in queries], self._limits.changes
        )
        pages: list[Page[Change]] = []
        for asked, found in zip(queries, touched, strict=True):
            period = Period(asked.first_day, asked.last_day, known[asked.known_at], self._clock.day_of, asked.axis)
            all_changes = changes(list(found.versions.values()), found.happenings.values(), period)
            place = asked.place()
            rest = all_changes if place is None else [change for change in all_changes if change.key > place]
            pages.append(page(rest[: asked.first + 1], asked.first, lambda change: change.key))
        links = await self._links(pages)
        return [
            HistoryPage(_shown(found, links, known[asked.known_at]), known[asked.known_at], touches.whole)
            for asked, found, touches in zip(queries, pages, touched, strict=True)
        ]

    def _period_of(self, asked: HistoryQuery, known_at: int) -> PeriodOf:
        since = self._clock.start_of(asked.first_day)
        before = NEVER if asked.last_day == date.max else self._clock.start_of(asked.last_day + timedelta(days=1))
        return PeriodOf(asked.party_id, known_at, asked.first_day, asked.last_day, since, before)

    async def _links(self, pages: Sequence[Page[Change]]) -> dict[str, Link]:
        ids = [id_ for found in pages for change in found.items for id_ in (change.link_id, change.before_id) if id_]
        return await self._walker.links(ids, NEVER)


def _shown(found: Page[Change], links: dict[str, Link], known_at: int) -> Page[ShownChange]:
    def link(link_id: str | None) -> Link | None:
        return as_known(links[link_id], known_at) if link_id is not None else None

    items = [ShownChange(change, link(change.link_id), link(change.before_id)) for change in found.items]
    return Page(items, found.cursors, found.has_next)
