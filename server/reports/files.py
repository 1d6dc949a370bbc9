"""The report as CSV (UTF-8 with a mark, as spreadsheets want it), XLSX and one plain HTML page that prints well."""

from __future__ import annotations

import csv
import io
from html import escape
from pathlib import Path

from openpyxl import Workbook

from domain.time import from_recorded
from resolvers.progress import KnownReport
from server.reports.grid import Grid, deduction_grid, table_grids

STYLE = (
    "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse;width:100%;margin:1em 0}"
    "th,td{border:1px solid #444;padding:.25em .4em;text-align:center;font-size:.85em}"
    "thead{display:table-header-group}tr{break-inside:avoid}li{font-size:.85em}"
)


def write_files(known: KnownReport, folder: Path) -> list[Path]:
    """Writes `2019-08-districts.csv`, `-departments.csv`, `-deductions.csv`, `2019-08.xlsx` and `2019-08.html`; answers
    what was written. A file of that name is replaced."""
    grids = [*table_grids(known), deduction_grid(known)]
    contents = {f"{known.report.month}-{grid.name}.csv": csv_bytes(grid) for grid in grids}
    contents[f"{known.report.month}.xlsx"] = xlsx_bytes(grids)
    contents[f"{known.report.month}.html"] = page(known).encode()
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


def page(known: KnownReport) -> str:
    """A page without scripts; it needs nothing from anywhere."""
    month = known.report.month
    title = f"工作进展通报 {month.year}年{month.number}月"
    tables = "".join(_section(grid) for grid in (*table_grids(known), deduction_grid(known)) if grid.rows)
    as_of = from_recorded(known.known_at).isoformat(timespec="seconds").replace("+00:00", "Z")
    return (
        f'<!doctype html>\n<html lang="zh"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{tables}"
        f"<p>数据截至 {as_of}</p></body></html>\n"
    )


def _section(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in grid.heading)
    body = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in rest)}</tr>'
        for first, *rest in grid.rows
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in grid.notes)
    return (
        f"<h2>{escape(grid.title)}</h2>\n<table><thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody></table>\n"
        + (f'<ul style="list-style:none;padding:0">{notes}</ul>\n' if notes else "")
    )
