"""Legal periods (民法总则 200-204): how days, months and years are counted."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_TEXT = re.compile(r"^(\d{1,3})\s*(year|month|day)s?$")


@dataclass(frozen=True, slots=True)
class Period:
    """A period of years, months or days, written `1 year`, `6 months`, `30 days` in a policy file."""

    years: int = 0
    months: int = 0
    days: int = 0

    @classmethod
    def parse(cls, text: str) -> Period:
        """Reads the written form. Raises ValueError for any other, and for a period of nothing."""
        match = _TEXT.match(text.strip())
        if match is None or int(match[1]) == 0:
            raise ValueError(f"not a period: {text!r}; write for example '1 year', '6 months' or '30 days'")
        return cls(**{f"{match[2]}s": int(match[1])})

    def __str__(self) -> str:
        """The written form."""
        number, unit = next((n, u) for n, u in ((self.years, "year"), (self.months, "month"), (self.days, "day")) if n)
        return f"{number} {unit}" if number == 1 else f"{number} {unit}s"

    def last_day(self, start: date) -> date:
        """The last day of the period that begins with `start`.

        Years and months end with the corresponding day, or the month's last if there is none (201, 202): 1 year from
        2020-02-29 ends with 2021-02-28. Days do not count the first day. A period that runs past the calendar's end
        ends with its last day but one (9999-12-30), so that there always is a day after it.
        """
        horizon = date.max - timedelta(days=1)
        if self.days:
            return min(start, horizon - timedelta(days=self.days)) + timedelta(days=self.days)
        month_index = start.year * 12 + (start.month - 1) + self.years * 12 + self.months
        year, month = divmod(month_index, 12)
        if year > date.max.year:
            return horizon
        day = start.day if start.day <= 28 else min(start.day, monthrange(year, month + 1)[1])
        return min(horizon, date(year, month + 1, day))

    def end_after(self, start: date) -> date:
        """The first day after the period, exclusive end: 1 year from 2019-08-01 is over on 2020-08-02."""
        return self.last_day(start) + timedelta(days=1)
