"""Working days by mainland China's calendar, and when a penalty was entered late (R15)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.working_days import entered_late, entry_deadline, is_working_day


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("on", "works"),
    [
        ("2019-08-01", True),
        ("2019-08-03", False),
        ("2019-09-29", True),  # a Sunday on which people worked for the National Day
        ("2019-10-01", False),
        ("2019-10-07", False),
        ("2019-10-08", True),
        ("2019-10-12", True),  # a Saturday on which people worked
    ],
)
def test_holidays_and_adjusted_working_days(on: str, works: bool) -> None:
    assert is_working_day(day(on)) is works


@pytest.mark.parametrize(
    ("decided", "deadline"),
    [
        ("2019-08-01", "2019-08-12"),  # Thursday: Fri, Mon-Fri, Mon
        ("2019-09-25", "2019-10-10"),  # over the National Day, with the Sunday of 29 September
        ("2019-10-01", "2019-10-15"),  # decided on a holiday; the Saturday of 12 October counts
        ("2003-12-31", "2004-01-12"),  # only the days after the decision are looked up
    ],
)
def test_the_last_day_on_which_it_is_in_time(decided: str, deadline: str) -> None:
    assert entry_deadline(day(decided)) == day(deadline)
    assert entered_late(day(decided), day(deadline)) is False
    assert entered_late(day(decided), day(deadline) + timedelta(days=1)) is True


@pytest.mark.parametrize("decided", ["1999-05-05", "2999-05-05"])
def test_a_year_that_is_not_known_is_an_error_and_never_a_guess(decided: str) -> None:
    for ask in (is_working_day, entry_deadline):
        with pytest.raises(CreditGraphError) as unknown:
            ask(day(decided))
        assert unknown.value.code is ErrorCode.CALENDAR_UNKNOWN
    with pytest.raises(CreditGraphError, match=decided[:4]):
        entered_late(day(decided), day("3000-01-01"))


def test_within_seven_days_no_calendar_is_needed() -> None:
    assert entered_late(day("2999-05-05"), day("2999-05-12")) is False
    assert entered_late(day("2999-05-05"), day("2999-05-01")) is False
