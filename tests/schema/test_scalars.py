"""The scalars: one way of writing each, exact, and everything else refused."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from graphql import GraphQLError, GraphQLScalarType

from schema.build import executable_schema
from schema.scalars import parse_code, parse_date, parse_date_time, parse_decimal, write_date_time


def test_a_date() -> None:
    assert parse_date("2020-02-29") == date(2020, 2, 29)


@pytest.mark.parametrize(
    "value", ["2019-02-29", "20190801", "2019-8-1", "2019-08-01T00:00:00Z", "", 20190801, None, "２０１９-08-01"]
)
def test_what_is_no_date(value: Any) -> None:
    with pytest.raises(GraphQLError):
        parse_date(value)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2019-08-01T08:30:00+08:00", datetime(2019, 8, 1, 0, 30, tzinfo=UTC)),
        ("2019-08-01T00:30Z", datetime(2019, 8, 1, 0, 30, tzinfo=UTC)),
        ("2019-08-01t00:30:00.5z", datetime(2019, 8, 1, 0, 30, 0, 500_000, tzinfo=UTC)),
    ],
)
def test_a_time_with_its_offset(text: str, moment: datetime) -> None:
    assert parse_date_time(text) == moment


@pytest.mark.parametrize(
    "value", ["2019-08-01T08:30:00", "2019-08-01", "0001-01-01T00:00:00+23:00", "2019-08-01T25:00:00Z", 5, "now"]
)
def test_what_is_no_time(value: Any) -> None:
    with pytest.raises(GraphQLError):
        parse_date_time(value)


def test_a_time_is_answered_in_utc_to_the_microsecond() -> None:
    moment = datetime(2019, 8, 1, 8, 30, 0, 1, tzinfo=timezone(timedelta(hours=8)))
    assert write_date_time(moment) == "2019-08-01T00:30:00.000001Z"


def test_a_decimal_is_exact() -> None:
    assert parse_decimal("33.333333333333333333") == Decimal("33.333333333333333333")
    scalar = executable_schema().get_type("Decimal")
    assert isinstance(scalar, GraphQLScalarType)
    assert scalar.coerce_output_value(Decimal("4.6E-05")) == "0.000046"


@pytest.mark.parametrize("value", [33.3, 33, "1e5", "NaN", "Infinity", "1" * 40, "", "٣"])
def test_what_is_no_decimal(value: Any) -> None:
    with pytest.raises(GraphQLError):
        parse_decimal(value)


@pytest.mark.parametrize("value", ["bidding", "A B", "", "1A", "A" * 65, 5, "A-B"])
def test_what_is_no_code(value: Any) -> None:
    with pytest.raises(GraphQLError):
        parse_code(value)
