"""XLSX: the first visible sheet, row by row, each cell as the text that its user sees.

A spreadsheet stores `2019-08-01` as 43678 and an 18-digit code as 9.1320583E+17. Dates come as ISO dates, whole numbers
without exponent, percentages with their sign, and padded numbers with their zeros. A number of more than 15 digits is
refused: the spreadsheet has already lost its last digits.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from domain.errors import CreditGraphError, ErrorCode
from server.files.tables import MAX_RECORD, Table, TableRow, fitted, header_of

MAX_SHARED_TEXTS = 256 << 20
"""Bytes of the workbook's table of texts, which must be held in memory; a larger one is to be saved as CSV."""

_EXACT_DIGITS = 10**15
_ZEROS = re.compile(r"^0+$")
_LOST_DIGITS = (
    "Column {column} holds a number of more than 15 digits, whose last digits a spreadsheet loses: format the column as "
    "text and enter it again."
)


def open_xlsx(path: Path) -> Table:
    """Opens the workbook's first visible sheet. Raises INVALID_VALUE for a file that is no workbook, or too large."""
    _check_archive(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, SyntaxError) as error:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name} cannot be read as an XLSX workbook.") from error
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name} has no visible sheet.")
        sheet.reset_dimensions()  # the stated size of a sheet is often wrong
        rows = enumerate(sheet.rows, start=1)
        columns = _header(rows, path.name)
    except BaseException:
        book.close()
        raise
    return Table(columns, _rows(rows, columns), book.close)


def _check_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            texts = sum(info.file_size for info in archive.infolist() if info.filename.endswith("sharedStrings.xml"))
    except (zipfile.BadZipFile, OSError) as error:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name} cannot be read as an XLSX workbook.") from error
    if texts > MAX_SHARED_TEXTS:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, f"{path.name} holds too much text for a workbook: save it as CSV."
        )


def _header(rows: Iterator[tuple[int, Any]], name: str) -> list[str]:
    for _, cells in rows:
        texts = [_text(cell)[0] for cell in cells]
        if any(texts):
            return header_of(texts, name)
    return header_of([], name)


def _rows(rows: Iterator[tuple[int, Any]], columns: list[str]) -> Iterator[TableRow]:
    width = len(columns)
    for line, cells in rows:
        texts: list[str] = []
        problem: str | None = None
        for position, cell in enumerate(cells):
            text, wrong = _text(cell)
            texts.append(text)
            if wrong and problem is None and position < width:
                problem = wrong.format(column=columns[position])
        texts.extend([""] * (width - len(texts)))
        row = fitted(line, texts, width)
        if row is not None:
            too_long = None if sum(map(len, texts)) < MAX_RECORD else f"The row is longer than {MAX_RECORD} characters."
            yield row if row.problem else row._replace(problem=problem or too_long)


def _text(cell: Any) -> tuple[str, str | None]:
    """The text that the cell's user sees, and what is wrong with it."""
    value = cell.value
    if value is None:
        return "", None
    if isinstance(value, str):
        if cell.data_type == "e":
            return value, f"Column {{column}} holds the spreadsheet error {value}."
        return value, None
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    if isinstance(value, datetime):
        return (value.date().isoformat() if value.time() == time(0) else value.isoformat(" ")), None
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, date | time):
        return value.isoformat(), None
    return str(value), None


def _number(value: int | float, shown_as: str) -> tuple[str, str | None]:
    if abs(value) >= _EXACT_DIGITS:
        return str(value), _LOST_DIGITS
    if "%" in shown_as:
        return f"{(Decimal(repr(value)) * 100).normalize():f}%", None
    if isinstance(value, float) and not value.is_integer():
        return f"{Decimal(repr(value)):f}", None
    text = str(int(value))
    return (text.zfill(len(shown_as)) if _ZEROS.match(shown_as) else text), None
