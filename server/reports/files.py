"""The report as CSV (UTF-8 with a mark, as spreadsheets want it), XLSX and one plain HTML page."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from openpyxl import Workbook

from resolvers.progress import KnownReport
from server.reports.grid import Grid, deduction_grid, table_grids
from server.reports.page import report_page


def write_files(known: KnownReport, folder: Path) -> list[Path]:
    """Writes `2019-08-districts.csv`, `-departments.csv`, `-deductions.csv`, `2019-08.xlsx` and `2019-08.html`; answers
    what was written. A file of that name is replaced."""
    grids = [*table_grids(known), deduction_grid(known)]
    contents = {f"{known.report.month}-{grid.name}.csv": csv_bytes(grid) for grid in grids}
    contents[f"{known.report.month}.xlsx"] = xlsx_bytes(grids)
    contents[f"{known.report.month}.html"] = report_page(known).encode()
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in contents]


def csv_bytes(grid: Grid) -> bytes:
    """Heading and rows. A text that a spreadsheet would take for a formula is marked with an apostrophe."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[_plain(cell) for cell in row] for row in (grid.heading, *grid.rows)])
    return text.getvalue().encode("utf-8-sig")


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def xlsx_bytes(grids: list[Grid]) -> bytes:
    """One sheet for each grid. Every cell is a text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.name)
        for row_number, row in enumerate([grid.heading, *grid.rows], start=1):
            for column, text in enumerate(row, start=1):
                cell = sheet.cell(row_number, column, text)
                cell.data_type = "s"  # never a formula
        sheet.freeze_panes = "B2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
