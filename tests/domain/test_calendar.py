"""Legal periods (民法总则 200-204)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Period


@pytest.mark.parametrize(
    ("period", "start", "last_day"),
    [
        ("1 year", date(2019, 8, 1), date(2020, 8, 1)),
        ("3 years", date(2019, 7, 26), date(2022, 7, 26)),
        ("1 year", date(2020, 2, 29), date(2021, 2, 28)),
        ("4 years", date(2020, 2, 29), date(2024, 2, 29)),
        ("1 year", date(2019, 2, 28), date(2020, 2, 28)),
        ("100 years", date(2000, 2, 29), date(2100, 2, 28)),
        ("1 month", date(2019, 1, 31), date(2019, 2, 28)),
        ("1 month", date(2020, 1, 31), date(2020, 2, 29)),
        ("1 month", date(2019, 3, 31), date(2019, 4, 30)),
        ("1 month", date(2019, 4, 30), date(2019, 5, 30)),
        ("12 months", date(2019, 12, 31), date(2020, 12, 31)),
        ("18 months", date(2019, 8, 31), date(2021, 2, 28)),
        ("1 day", date(2019, 8, 1), date(2019, 8, 2)),
        ("30 days", date(2019, 8, 1), date(2019, 8, 31)),
        ("7 days", date(2019, 12, 28), date(2020, 1, 4)),
    ],
)
def test_last_day_and_the_day_after(period: str, start: date, last_day: date) -> None:
    assert Period.parse(period).last_day(start) == last_day
    assert Period.parse(period).end_after(start) == last_day + timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "period"),
    [
        ("1 year", Period(years=1)),
        (" 3 years ", Period(years=3)),
        ("6months", Period(months=6)),
        ("30 days", Period(days=30)),
    ],
)
def test_parse(written: str, period: Period) -> None:
    assert Period.parse(written) == period


@pytest.mark.parametrize("period", ["1 year", "2 years", "1 month", "6 months", "1 day", "30 days"])
def test_written_form(period: str) -> None:
    assert str(Period.parse(period)) == period


@pytest.mark.parametrize(
    "text", ["", "year", "0 years", "-1 year", "1.5 years", "1 week", "1000 years", "1 year 6 months"]
)
def test_anything_else_is_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="not a period"):
        Period.parse(text)


@pytest.mark.parametrize("period", ["1 year", "1 month", "1 day", "999 days", "999 years"])
@pytest.mark.parametrize("start", [date.max, date(9999, 12, 30), date(9998, 12, 31), date(9999, 11, 30)])
def test_a_period_past_the_end_of_the_calendar_ends_with_it(period: str, start: date) -> None:
    assert Period.parse(period).end_after(start) <= date.max


@given(st.dates(max_value=date(2900, 1, 1)), st.integers(1, 99), st.sampled_from(["year", "month"]))
def test_years_and_months_end_with_the_corresponding_day_or_the_months_last(
    start: date, number: int, unit: str
) -> None:
    last = Period.parse(f"{number} {unit}s").last_day(start)
    months = number * 12 if unit == "year" else number
    assert (last.year - start.year) * 12 + last.month - start.month == months
    assert last.day == start.day or (last.day < start.day and (last + timedelta(days=1)).day == 1)


@given(st.dates(max_value=date(2900, 1, 1)), st.dates(max_value=date(2900, 1, 1)), st.integers(1, 99))
def test_a_later_start_never_ends_earlier(one: date, two: date, number: int) -> None:
    for unit in ("years", "months", "days"):
        period = Period.parse(f"{number} {unit}")
        assert (one <= two) <= (period.last_day(one) <= period.last_day(two))
