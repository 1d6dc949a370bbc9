"""A clock that a test sets."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from domain.time import to_recorded


class FakeClock:
    """Recorded time that stands still until it is told otherwise."""

    def __init__(self, start: datetime = datetime(2024, 1, 1, tzinfo=UTC)) -> None:
        self.now = to_recorded(start)

    def __call__(self) -> int:
        return self.now

    def set(self, moment: datetime) -> None:
        """Go to a moment; it may lie in the past."""
        self.now = to_recorded(moment)

    def advance(self, **amount: float) -> None:
        """Go on, for example `advance(days=1)`."""
        self.now += timedelta(**amount) // timedelta(microseconds=1)
