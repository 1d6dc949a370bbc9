"""A JSON array's text, value by value, of which never more than a piece is in memory."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import NoReturn, TextIO

MAX_OBJECT = 1 << 20
"""Bytes (of a line) or characters (in an array) that one object may have."""

MAX_DEPTH = 100
"""Objects and lists within each other; the formats that are read need about six."""

_LONGEST_TOKEN = 64
"""Characters within which a literal or an escape ends, or what a number ends with."""

_SPACE = re.compile(r"[ \t\r\n]*")


def _no_constant(name: str) -> NoReturn:
    """Refuses NaN and Infinity, which are no JSON."""
    raise ValueError(name)


DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)
"""Reads numbers exactly."""


class TooLongError(Exception):
    """A value has more than `MAX_OBJECT` characters."""


class ArrayText:
    """The text of an array, of which a piece is in memory. Every method raises ValueError for what is no JSON."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._piece, self._at, self._whole = "", 0, False

    def take(self, mark: str) -> None:
        """Takes a mark."""
        if self._next() != mark:
            raise ValueError(mark)
        self._at += 1

    def begins_value(self, *, first: bool) -> bool:
        """Whether another value follows; takes the comma before it, or the array's end and all that is behind it."""
        if self._next() == "]":
            self._at += 1
            if self._next():
                raise ValueError("something follows the array")
            return False
        if not first:
            self.take(",")
        return True

    def value(self) -> tuple[object, int]:
        """Takes the value that begins here; answers its length too."""
        self._next()
        while True:
            try:
                value, end = DECODER.raw_decode(self._piece, self._at)
            except json.JSONDecodeError as error:
                end = len(self._piece)
                if self._whole or not _is_unfinished(error):
                    raise
            else:
                if self._whole or end < len(self._piece):
                    if end - self._at > MAX_OBJECT:
                        raise TooLongError
                    if _may_be_deep(self._piece, self._at, end) and is_deep(value):
                        raise RecursionError
                    size, self._at = end - self._at, end
                    return value, size
            if end - self._at > MAX_OBJECT:
                raise TooLongError
            self._read_on()

    def _next(self) -> str:
        """The next character that is no white space; none at the end of the file."""
        while True:
            self._at = _SPACE.match(self._piece, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._piece) or self._whole:
                return self._piece[self._at : self._at + 1]
            self._read_on()

    def _read_on(self) -> None:
        more = self._file.read(MAX_OBJECT)
        self._piece, self._at, self._whole = self._piece[self._at :] + more, 0, not more


def _is_unfinished(error: json.JSONDecodeError) -> bool:
    """Whether the text may only be going on: what is wrong is at its end, or a string that does not end."""
    return error.msg.startswith("Unterminated string") or len(error.doc) - error.pos < _LONGEST_TOKEN


def _may_be_deep(text: str, start: int, end: int) -> bool:
    return text.count("[", start, end) + text.count("{", start, end) > MAX_DEPTH


def is_deep(value: object) -> bool:
    """Whether values are nested more than `MAX_DEPTH` deep."""
    level = [value]
    for _ in range(MAX_DEPTH):
        lists = [one.values() if isinstance(one, dict) else one for one in level if isinstance(one, dict | list)]
        level = [inner for one in lists for inner in one]
        if not level:
            return False
    return True
