"""The report as files: the same cells in each, texts stay texts, and nothing in a note becomes markup."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

from openpyxl import load_workbook

from domain.months import Month
from domain.progress import Mark, RecordedWork, Standing
from domain.progress_filling import progress_report
from resolvers.progress import KnownReport
from server.reports.files import csv_bytes, write_files, xlsx_bytes
from server.reports.grid import Grid, deduction_grid, table_grids
from server.reports.page import report_page
from tests.support.loading import shipped_rules
from tests.support.newsletter import MONTH, printed_marks, printed_tables, same_name


def known(*marks: Mark) -> KnownReport:
    book = shipped_rules()
    assert book.progress is not None
    return KnownReport(
        progress_report(book.progress, MONTH, marks, RecordedWork()), date(2019, 8, 31), 1_566_777_600_000_000, book
    )


BAD = Mark("KS_TAX", "COMMITMENTS", Month(2019, 3), Standing.NOT_DONE, "n", id="<b>&=1")


def test_every_file_has_the_same_cells(tmp_path: Path) -> None:
    report = known(BAD)
    written = write_files(report, tmp_path / "out")
    assert [path.name for path in written] == [
        *("2019-08-districts.csv", "2019-08-departments.csv", "2019-08-deductions.csv"),
        *("2019-08.xlsx", "2019-08.html"),
    ]
    grids = [*table_grids(report), deduction_grid(report)]
    book = load_workbook(written[3])
    assert book.sheetnames == [grid.name for grid in grids]
    for grid, path in zip(grids, written, strict=False):
        expected = [grid.heading, *grid.rows]
        assert list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig")))) == expected
        cells = [[cell.value or "" for cell in row] for row in book[grid.name].iter_rows()]
        assert cells == expected
    assert grids[2].rows == [["税务局", "(参照条例)应用信用承诺(0.1分)", "未完成", "0.1", "说明3", "<b>&=1"]]


def test_the_page_escapes_what_it_shows() -> None:
    text = report_page(known(BAD))
    assert "&lt;b&gt;&amp;=1" in text
    assert "<b>" not in text
    assert "扣0.1分：第4项未完成扣0.1分" in text
    assert "说明5与表头分值不一致，采用表头。" in text
    assert "统计截至 2019-08-31，数据记录截至 2019-08-26T00:00:00Z。" in text


def test_the_grids_of_august_2019_are_the_printed_tables() -> None:
    printed = printed_tables().values()
    grids = table_grids(known(*printed_marks(shipped_rules())))
    for grid, table in zip(grids, printed, strict=True):
        assert [grid.heading, *[[same_name(row[0]), *row[1:]] for row in grid.rows]] == [
            table.heading,
            *[[same_name(row[0]), *row[1:]] for row in table.rows],
        ]


def test_no_text_becomes_a_formula() -> None:
    grid = Grid("g", "t", ["a"], [["=1+1"], ["*"]], [])
    assert csv_bytes(grid).decode("utf-8-sig") == "a\r\n'=1+1\r\n*\r\n"
    sheet = load_workbook(io.BytesIO(xlsx_bytes([grid])))["g"]
    assert [(cell.value, cell.data_type) for cell in sheet["A"]] == [("a", "s"), ("=1+1", "s"), ("*", "s")]
