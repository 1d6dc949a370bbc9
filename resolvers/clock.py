"""The border's clock: what day it is where the law is applied, and what the time is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from domain.time import from_recorded, to_recorded
from graph.ledger import now_us


class Clock:
    """Today in the installation's zone (Asia/Shanghai unless set otherwise), and now in µs since the epoch."""

    def __init__(self, zone: str = "Asia/Shanghai", now: Callable[[], int] = now_us) -> None:
        self._zone = ZoneInfo(zone)
        self._now = now

    def now(self) -> int:
        """Microseconds since the epoch."""
        return self._now()

    def today(self) -> date:
        """The day it is now in the installation's zone."""
        return self.day_of(self._now())

    def start_of(self, day: date) -> int:
        """The recorded time (µs) at which a day begins in the installation's zone."""
        return to_recorded(datetime.combine(day, time(), self._zone))

    def day_of(self, recorded: int) -> date:
        """The day in the installation's zone on which a recorded time (µs) lies."""
        return from_recorded(recorded).astimezone(self._zone).date()
