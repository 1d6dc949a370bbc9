"""The two time axes: days in the world, and recorded times as integers.

A recorded time is microseconds since the Unix epoch, one total order without a zone. `NEVER` stands for "not superseded".
All periods are half-open: `since <= day < until`.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

NEVER = 253_402_300_799_999_999
"""9999-12-31T23:59:59.999999Z: later than any recorded time."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_recorded(moment: datetime) -> int:
    """Microseconds since the epoch of an aware datetime. Raises ValueError for one without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a recorded time needs an offset from UTC")
    return (moment - _EPOCH) // timedelta(microseconds=1)


def from_recorded(recorded: int) -> datetime:
    """The UTC datetime of a recorded time."""
    return _EPOCH + timedelta(microseconds=recorded)


def within(day: date, since: date | None, until: date | None) -> bool:
    """Whether `day` lies in the half-open period; an end that is None is open."""
    return (since is None or since <= day) and (until is None or day < until)


def touches(since: date | None, until: date | None, first: date, last: date) -> bool:
    """Whether the half-open period [since, until) shares a day with the closed window [first, last]."""
    return (since is None or since <= last) and (until is None or until > first)
