"""What a file of rows is, whatever its format: a header and rows of text cells, each with its place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from domain.errors import CreditGraphError, ErrorCode

MAX_RECORD = 256 * 1024
"""Characters that one row may have; a longer one is a malformed row (most often an unclosed quotation mark)."""

MAX_RECORD_LINES = 500
"""Physical lines that one row may span inside quotation marks."""

REJECT_COLUMNS = ("line", "field", "code", "message")
"""What the file of rejected rows adds at the end. They are ignored there when a mended file is loaded again."""


class TableRow(NamedTuple):
    """One row as it came.

    `line`: the physical line (CSV) or row (XLSX) where it starts, from 1. `cells`: as many as the header has columns,
    except where `problem` says why the row cannot be read; then as many as could be told apart.
    """

    line: int
    cells: list[str]
    problem: str | None = None


@dataclass(slots=True)
class Table:
    """An open file. `rows` may be read once; `encoding` is that of a CSV file, and how its rejects are written. `lines`:
    about how many rows there are, None if nobody knows."""

    columns: list[str]
    rows: Iterator[TableRow]
    close: Callable[[], object]
    encoding: str = "utf-8-sig"
    lines: int | None = None

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def header_of(cells: list[str], name: str) -> list[str]:
    """The cleaned column names of a header row. Raises INVALID_VALUE for an empty or repeated one.

    Trailing empty names (a spreadsheet's empty columns) and the four columns of a rejects file are left off.
    """
    columns = [cell.replace("\ufeff", "").strip() for cell in cells]
    while columns and not columns[-1]:
        columns.pop()
    if not columns:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{name} is empty: the first row must hold the column names.")
    if tuple(columns[-len(REJECT_COLUMNS) :]) == REJECT_COLUMNS:
        del columns[-len(REJECT_COLUMNS) :]
    if not all(column.isprintable() for column in columns):
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE,
            f"{name}: the first row is no header that can be read (it has control or broken characters); it must hold the "
            "column names.",
        )
    if "" in columns:
        position = columns.index("") + 1
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{name}: column {position} of the header has no name.")
    repeated = sorted({column for column in columns if columns.count(column) > 1})
    if repeated:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE, f"{name}: the header names {', '.join(repeated)} twice.", repeated[0]
        )
    return columns


def fitted(line: int, cells: list[str], width: int) -> TableRow | None:
    """The row cut to the header's width; None for a blank row, a problem for a ragged one.

    Cells beyond the header are forgiven where they are empty, or where they are the four columns of a rejects file.
    """
    found = len(cells)
    if found == width:
        return TableRow(line, cells) if any(cells) else None
    if not "".join(cells).strip():
        return None
    if found > width and (not any(cells[width:]) or found == width + len(REJECT_COLUMNS)):
        return TableRow(line, cells[:width])
    message = f"The row has {found} cells, the header {width}."
    if found > width:
        message += " A cell that holds a comma must stand in quotation marks."
    return TableRow(line, cells, message)
