"""Working days in mainland China (工作日), with the holidays and the adjusted working days of each year (R15).

The calendar is the package chinesecalendar, which knows a year when the State Council has announced its holidays. A year
that it does not know is an error and never a guess.
"""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar  # type: ignore[import-untyped]

from domain.errors import CreditGraphError, ErrorCode

ENTRY_WORKING_DAYS = 7
"""A penalty is entered within so many working days of its decision, the day of the decision not counted (R15:
在作出行政处罚之日起7个工作日内)."""


def is_working_day(day: date) -> bool:
    """Whether people work on the day. Raises CALENDAR_UNKNOWN for a year of which the calendar is not known."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        raise CreditGraphError(
            ErrorCode.CALENDAR_UNKNOWN,
            f"The working days of {day.year} are not known to this version: update chinesecalendar when the holidays of "
            "that year are announced.",
        ) from None


def working_day_after(start: date, count: int) -> date:
    """The `count`-th working day after `start`, which is not counted itself. Raises CALENDAR_UNKNOWN."""
    day = start
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def entry_deadline(decided_on: date) -> date:
    """The last day on which a penalty decided on a day is entered in time. Raises CALENDAR_UNKNOWN."""
    return working_day_after(decided_on, ENTRY_WORKING_DAYS)


def entered_late(decided_on: date, entered_on: date) -> bool:
    """Whether a penalty was entered later than `entry_deadline`. Raises CALENDAR_UNKNOWN where that cannot be told.

    It can be told without a calendar within seven days, for these hold seven working days at most.
    """
    if (entered_on - decided_on).days <= ENTRY_WORKING_DAYS:
        return False
    return entered_on > entry_deadline(decided_on)
