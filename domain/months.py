"""Calendar months and quarters, as the monthly report counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.errors import CreditGraphError, ErrorCode

_TEXT = re.compile(r"([1-9]\d{3})-(0[1-9]|1[0-2])\Z")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; `number` from 1 to 12. Months are in the order of time."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str, field: str = "month") -> Month:
        """Reads `2019-08`. Raises CreditGraphError(INVALID_DATE) for any other form."""
        match = _TEXT.match(text)
        if match is None:
            raise CreditGraphError(ErrorCode.INVALID_DATE, "A month is written YYYY-MM, such as 2019-08.", field)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        """The written form, which sorts as months do."""
        return f"{self.year:04}-{self.number:02}"

    @property
    def first_of_year(self) -> Month:
        """January of the same year."""
        return Month(self.year, 1)

    @property
    def quarter(self) -> int:
        """1 to 4."""
        return (self.number + 2) // 3

    @property
    def first_day(self) -> date:
        """The first day of the month."""
        return date(self.year, self.number, 1)

    @property
    def next(self) -> Month:
        """The month after it."""
        return Month(self.year + 1, 1) if self.number == 12 else Month(self.year, self.number + 1)
