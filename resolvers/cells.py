"""How the cells of a row are read: texts, days, yes and no, amounts. Every problem is collected, none is guessed away.

A cell is a text as in a file, or what JSON has for it: a boolean, a list of texts, a day. Messages name the rule and
never repeat the value, which may be a citizen number in the wrong column.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from domain.errors import CreditGraphError, ErrorCode
from domain.links import Share
from resolvers.batches import Row, RowProblem

T = TypeVar("T")

NAME = 500
"""Characters that a name may have."""

SHORT = 200
"""Characters that a code, a number or a position may have."""

LONG = 20_000
"""Characters that a description may have (what was done, what was decided)."""

MANY = 1_000
"""Values that one cell may list."""

_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_EDGES = "\ufeff\u200b\u200e\u200f\u2060"
_DAY = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|\.(\d{1,2})\.(\d{1,2})|年(\d{1,2})月(\d{1,2})日)"
)
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?(Z|[+]00:00)?$")
_YES = frozenset({"true", "t", "yes", "y", "1", "是"})
_NO = frozenset({"false", "f", "no", "n", "0", "否"})


class RowReader:
    """Reads one row's cells. Each method answers the value, or None where the cell is empty or a problem was noted."""

    __slots__ = ("_number", "problems", "row")

    def __init__(self, row: Row, number: int) -> None:
        self.row = row
        self._number = number
        self.problems: list[RowProblem] = []

    def refuse(self, error: CreditGraphError, field: str | None = None) -> None:
        """Notes a problem."""
        self.problems.append(RowProblem(self._number, field or error.field, error.code, error.message))

    def wrong(self, field: str | None, code: ErrorCode, message: str) -> None:
        """Notes a problem."""
        self.problems.append(RowProblem(self._number, field, code, message))

    def text(self, field: str, limit: int = SHORT, *, lines: bool = False) -> str | None:
        """A text without the white space around it; one line only, unless `lines`."""
        value = self.row.get(field)
        if value is None or value == "":
            return None
        try:
            return clean_text(value, limit, lines=lines)
        except CreditGraphError as error:
            self.refuse(error, field)
            return None

    def required(self, field: str, limit: int = SHORT) -> str:
        """A text that must be there; empty where a problem was noted."""
        noted = len(self.problems)
        found = self.text(field, limit)
        if found is None and len(self.problems) == noted:
            self.wrong(field, ErrorCode.REQUIRED, f"{field} must not be empty.")
        return found or ""

    def name(self, field: str) -> str:
        """A name that must be there, in Unicode's composed form (NFC)."""
        return unicodedata.normalize("NFC", self.required(field, NAME))

    def read(self, field: str, parse: Callable[[str], T]) -> T | None:
        """A text read by `parse`, whose CreditGraphError becomes the cell's problem."""
        found = self.text(field)
        if found is None:
            return None
        try:
            return parse(found)
        except CreditGraphError as error:
            self.refuse(error, field)
            return None

    def day(self, field: str) -> date | None:
        """A day."""
        value = self.row.get(field)
        if value is None or value == "":
            return None
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return self.read(field, parse_day)

    def required_day(self, field: str) -> date:
        """A day that must be there; the earliest day where a problem was noted."""
        noted = len(self.problems)
        found = self.day(field)
        if found is None and len(self.problems) == noted:
            self.wrong(field, ErrorCode.REQUIRED, f"{field} must not be empty.")
        return found or date.min

    def flag(self, field: str) -> bool | None:
        """Yes or no, None where the cell says neither."""
        value = self.row.get(field)
        return value if isinstance(value, bool) else self.read(field, parse_flag)

    def texts(self, field: str, limit: int = NAME) -> tuple[str, ...]:
        """The texts of a list, or of a cell where they are separated by `;` (either width); each once."""
        value = self.row.get(field)
        if not value:
            return ()
        parts = _parts(value)
        if len(parts) > MANY:
            self.wrong(field, ErrorCode.TOO_MANY, f"{field} lists more than {MANY} values.")
            return ()
        try:
            found = (clean_text(part, limit) for part in parts)
            return tuple(dict.fromkeys(text for text in found if text is not None))
        except CreditGraphError as error:
            self.refuse(error, field)
            return ()


def clean_text(value: object, limit: int, *, lines: bool = False) -> str | None:
    """The text without the white space and invisible marks around it, None if nothing is left.

    Raises INVALID_VALUE for what is no text, too long, or has control characters, direction marks (by which one name
    can be made to look like another) or broken characters (lone surrogates). `lines` allows line breaks and tabs.
    """
    if not isinstance(value, str):
        value = _as_text(value)
    text = value.strip()
    if not text.isprintable():
        text = text.strip(_EDGES).strip()
        if lines:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if _FORBIDDEN.search(text.translate({9: " ", 10: " "}) if lines else text):
            raise CreditGraphError(
                ErrorCode.INVALID_VALUE,
                "The cell has a control character, a direction mark or a character that cannot be read"
                + ("." if lines else "; it must be one line of plain text."),
            )
    if len(text) > limit:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, f"The text has {len(text)} characters; at most {limit} are kept."
        )
    return text or None


def _parts(value: object) -> list[object]:
    if isinstance(value, str):
        return list(re.split("[;；]", value))
    return list(value) if isinstance(value, list | tuple) else [value]


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | Decimal | float):
        return str(value)
    raise CreditGraphError(ErrorCode.INVALID_VALUE, "This must be a text.")


@lru_cache(maxsize=65_536)
def parse_day(text: str) -> date:
    """A day of the calendar. Raises INVALID_DATE.

    Read are the forms that can mean one day only: `2019-08-01`, `2019/8/1`, `2019.8.1`, `2019年8月1日`, `20190801`, each
    also with midnight behind it. Refused is what may be read in two ways (8/1/2019) and what is no calendar day.
    """
    plain = _MIDNIGHT.sub("", unicodedata.normalize("NFKC", text)).replace(" ", "")
    match = _DAY.fullmatch(plain)
    if match is not None:
        year, month, day = (int(group) for group in match.groups() if group is not None)
    elif len(plain) == 8 and plain.isascii() and plain.isdigit():
        year, month, day = int(plain[:4]), int(plain[4:6]), int(plain[6:])
    else:
        raise CreditGraphError(ErrorCode.INVALID_DATE, "A day is written year-month-day, such as 2019-08-01.")
    try:
        return date(year, month, day)
    except ValueError:
        raise CreditGraphError(ErrorCode.INVALID_DATE, "There is no such day in the calendar.") from None


def parse_flag(text: str) -> bool:
    """`true`, `yes`, `1`, `是` and `false`, `no`, `0`, `否`. Raises INVALID_VALUE."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CreditGraphError(
        ErrorCode.INVALID_VALUE, "Write true or false (是 or 否), or leave the cell empty when unknown."
    )


@lru_cache(maxsize=65_536)
def parse_share(text: str) -> str:
    """The canonical text of a share. Raises INVALID_SHARE."""
    share = Share.parse(text)
    if any(int(number.as_tuple().exponent) < -SHORT for number in (share.low, share.high)):
        raise CreditGraphError(ErrorCode.INVALID_SHARE, f"A share has at most {SHORT} decimal places.")
    return str(share)


_AMOUNT = re.compile(r"\d{1,20}(\.\d{1,20})?|\d{1,3}(,\d{3}){1,6}(\.\d{1,20})?")


def parse_amount(text: str) -> str:
    """An exact amount that is not negative, such as `12.5` or `1,200`, in canonical text. Raises INVALID_VALUE."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    if not (plain.isascii() and _AMOUNT.fullmatch(plain)):
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, "An amount is a plain number in units of 10,000 yuan, such as 12.5."
        )
    number = f"{Decimal(plain.replace(',', '')):f}"
    return number.rstrip("0").rstrip(".") if "." in number else number
