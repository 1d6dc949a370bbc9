"""CSV as offices open it: UTF-8 with a mark, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The whole text, with a byte order mark and lines that end as RFC 4180 wants; a cell of None is empty."""
    return f"\ufeff{csv_lines([head])}{csv_lines(rows)}"


def csv_lines(rows: Iterable[Sequence[object]]) -> str:
    """Lines that go on with a text."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: object) -> str:
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
