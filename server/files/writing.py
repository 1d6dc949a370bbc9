"""Writes a table, as CSV (UTF-8 with a mark, so that a spreadsheet reads the Chinese) or XLSX, every cell a text.

A file appears whole or not at all: it is written under another name and renamed at the end.
"""

from __future__ import annotations

import csv
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from domain.errors import CreditGraphError, ErrorCode


async def write_table(path: Path, columns: Sequence[str], rows: AsyncIterator[Sequence[str]]) -> int:
    """Writes a `.csv` or `.xlsx` file, readable by its owner only; the number of rows. Raises INVALID_VALUE."""
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".xlsx"):
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name}: a table is a .csv or .xlsx file.")
    part = path.with_name(path.name + ".part")
    try:
        part.touch(0o600)
        count = await (_write_csv if suffix == ".csv" else _write_xlsx)(part, columns, rows)
        os.replace(part, path)
    except OSError as error:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path} cannot be written: {error.strerror}.") from None
    finally:
        part.unlink(missing_ok=True)
    return count


async def no_rows() -> AsyncIterator[Sequence[str]]:
    """The rows of an empty file."""
    nothing: list[list[str]] = []
    for row in nothing:
        yield row


async def _write_csv(path: Path, columns: Sequence[str], rows: AsyncIterator[Sequence[str]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        async for row in rows:
            writer.writerow(row)
            count += 1
    return count


async def _write_xlsx(path: Path, columns: Sequence[str], rows: AsyncIterator[Sequence[str]]) -> int:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")

    def append(row: Sequence[str]) -> None:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # a text that begins with = is no formula
            cell.number_format = "@"
            cells.append(cell)
        sheet.append(cells)

    append(columns)
    count = 0
    async for row in rows:
        append(row)
        count += 1
    book.save(path)
    return count
