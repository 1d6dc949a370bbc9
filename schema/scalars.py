"""The scalars: dates, times, exact decimals and the codes that policy files define."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NewType, TypeVar

import strawberry
from graphql import GraphQLError, StringValueNode, ValueNode

Code = NewType("Code", str)
T = TypeVar("T")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}([.,]\d{1,6})?)?([Zz]|[+-]\d{2}:\d{2})\Z", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(\d{1,30}(\.\d{0,60})?|\.\d{1,60})\Z", re.ASCII)
_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,63}\Z")


def _text(value: Any, what: str, example: str) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{what} is written as a string, such as {example}.")
    return value


def _literal(parse: Callable[[Any], T], what: str, example: str) -> Callable[[ValueNode, Any], T]:
    """How `parse` reads a literal in a query's text."""

    def read(node: ValueNode, _variables: Any = None) -> T:
        if not isinstance(node, StringValueNode):
            raise GraphQLError(f"{what} is written as a string, such as {example}.", node)
        return parse(node.value)

    return read


def parse_date(value: Any) -> date:
    """Reads YYYY-MM-DD. Raises GraphQLError for anything else and for a day that the calendar does not have."""
    text = _text(value, "A Date", '"2019-08-01"')
    if not _DATE.match(text):
        raise GraphQLError("A Date is written YYYY-MM-DD.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise GraphQLError("The calendar has no such day.") from None


def parse_date_time(value: Any) -> datetime:
    """Reads ISO 8601 with an offset. Raises GraphQLError where the offset is missing or the form another one."""
    text = _text(value, "A DateTime", '"2019-08-01T08:30:00+08:00"')
    if not _DATE_TIME.match(text):
        raise GraphQLError("A DateTime is written with its offset, such as 2019-08-01T08:30:00+08:00.")
    try:
        return datetime.fromisoformat(text.upper().replace(",", ".")).astimezone(UTC)
    except (ValueError, OverflowError):
        raise GraphQLError("There is no such time.") from None


def write_date_time(value: datetime) -> str:
    """UTC with a Z, to the microsecond: two recorded times that differ are never written alike."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_decimal(value: Any) -> Decimal:
    """Reads an exact decimal from a string. Raises GraphQLError for a float, whose digits are not exact."""
    text = _text(value, "A Decimal", '"33.3333"')
    if not _DECIMAL.match(text):
        raise GraphQLError("A Decimal is a string of digits with an optional point, without exponent.")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise GraphQLError("This is no decimal number.") from None


def parse_code(value: Any) -> Code:
    """Reads a code in SCREAMING_SNAKE. Whether there is such a matter or area is asked later."""
    text = _text(value, "A Code", '"GOVERNMENT_PROCUREMENT"')
    if not _CODE.match(text):
        raise GraphQLError("A Code has up to 64 capital letters, digits and underscores.")
    return Code(text)


SCALARS: dict[object, Any] = {
    date: strawberry.scalar(
        name="Date",
        description="ISO 8601 calendar date (日期), YYYY-MM-DD.",
        serialize=date.isoformat,
        parse_value=parse_date,
        parse_literal=_literal(parse_date, "A Date", '"2019-08-01"'),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="ISO 8601 date and time with an offset (时间); answered in UTC, to the microsecond.",
        serialize=write_date_time,
        parse_value=parse_date_time,
        parse_literal=_literal(parse_date_time, "A DateTime", '"2019-08-01T08:30:00Z"'),
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='Exact decimal as a string (精确小数): "33.3333". Never a float.',
        serialize=lambda value: format(value, "f"),
        parse_value=parse_decimal,
        parse_literal=_literal(parse_decimal, "A Decimal", '"33.3333"'),
    ),
    Code: strawberry.scalar(
        name="Code",
        description="SCREAMING_SNAKE code (代码) of a rule file: a matter (see `matters`) or an area (see `areas`).",
        serialize=str,
        parse_value=parse_code,
        parse_literal=_literal(parse_code, "A Code", '"GOVERNMENT_PROCUREMENT"'),
    ),
}
