"""CSV by RFC 4180, read with flat memory, one bad row never costing its neighbours.

A record may span lines inside quotation marks. Where a quotation mark is opened and never closed, a plain reader takes
the rest of the file as one cell; here only the line where it stands is rejected, and reading goes on with the next.
A quotation mark inside an unquoted cell is a character like any other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from domain.errors import CreditGraphError, ErrorCode
from server.files.encoding import encoding_of, lines_of
from server.files.tables import MAX_RECORD, MAX_RECORD_LINES, Table, TableRow, fitted, header_of

_OPEN = "A quotation mark is opened and not closed."
_AFTER_QUOTE = "Something follows a closing quotation mark; a quotation mark inside a quoted cell is written twice."
_TOO_LONG = f"The row is longer than {MAX_RECORD} characters."


def open_csv(path: Path) -> Table:
    """Opens the file and reads its header. Raises INVALID_VALUE for a file or header that cannot be read."""
    encoding = encoding_of(path)
    records = _Records(path.open(encoding=encoding, errors="surrogateescape", newline=""))
    try:
        columns = header_of(records.header(), path.name)
    except BaseException:
        records.file.close()
        raise
    return Table(columns, records.rows(len(columns)), records.file.close, encoding, lines_of(path))


class _Records:
    """The records of a text file, with the physical line where each starts; can take lines back."""

    def __init__(self, file: TextIO) -> None:
        self.file = file
        self._taken_back: deque[str] = deque()
        self._line = 0
        self._width: int | None = None

    def header(self) -> list[str]:
        """The cells of the first line that is not blank; none in an empty file. Raises INVALID_VALUE if malformed."""
        while (record := self._next_record()) is not None:
            if record.problem is not None:
                raise CreditGraphError(ErrorCode.INVALID_VALUE, f"The header (line {record.line}): {record.problem}")
            if "".join(record.cells).strip():
                return record.cells
        return []

    def rows(self, width: int) -> Iterator[TableRow]:
        """The rows after the header: blank ones left out, ragged ones with a problem."""
        self._width = width
        while (record := self._next_record()) is not None:
            row = record if record.problem is not None else fitted(record.line, record.cells, width)
            if row is not None:
                yield row
        self.file.close()

    def _next_record(self) -> TableRow | None:
        text = self._next_line()
        if not text:
            return None
        self._line += 1
        if len(text) >= MAX_RECORD:
            return self._skip_long(text)
        if '"' not in text:
            return TableRow(self._line, text.rstrip("\r\n").split(","))
        return self._quoted(text)

    def _next_line(self) -> str:
        return self._taken_back.popleft() if self._taken_back else self.file.readline(MAX_RECORD)

    def _skip_long(self, text: str) -> TableRow:
        start = text[:1000]
        while text and not text.endswith(("\n", "\r")):
            text = self.file.readline(MAX_RECORD)
        return TableRow(self._line, [start], _TOO_LONG)

    def _quoted(self, first: str) -> TableRow:
        """A record with quotation marks, which may take further lines; they are given back if it is malformed."""
        lines, record = [first], first
        cells, problem = split_record(record)
        while problem is _OPEN and len(lines) < MAX_RECORD_LINES and len(record) < MAX_RECORD:
            text = self._next_line()
            if not text:
                break
            lines.append(text)
            if '"' in text:
                record = "".join(lines)
                cells, problem = split_record(record)
        if problem is None and len(lines) > 1 and self._width not in (None, len(cells)):
            problem = _OPEN  # two stray marks that happen to close each other
        if problem is not None:
            self._taken_back.extendleft(reversed(lines[1:]))
            return TableRow(self._line, first.rstrip("\r\n").split(","), problem)
        row = TableRow(self._line, cells)
        self._line += len(lines) - 1
        return row


def split_record(record: str) -> tuple[list[str], str | None]:
    """The cells of one record and what is wrong with it: an unclosed quotation mark, or text after a closing one.

    >>> split_record('a,"b ""c"", d",5"')
    (['a', 'b "c", d', '5"'], None)
    """
    text = record.rstrip("\r\n")
    cells: list[str] = []
    at, size = 0, len(text)
    while True:
        if at < size and text[at] == '"':
            end = _closing_quote(text, at + 1)
            if end < 0:
                return cells, _OPEN
            cells.append(text[at + 1 : end].replace('""', '"'))
            at = end + 1
            if at < size and text[at] != ",":
                return cells, _AFTER_QUOTE
        else:
            end = text.find(",", at)
            end = size if end < 0 else end
            cells.append(text[at:end])
            at = end
        if at >= size:
            return cells, None
        at += 1


def _closing_quote(text: str, at: int) -> int:
    while True:
        at = text.find('"', at)
        if at < 0 or text[at + 1 : at + 2] != '"':
            return at
        at += 2
