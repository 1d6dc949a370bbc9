"""Reading XLSX: the text that a user sees."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from domain.errors import CreditGraphError
from server.files import xlsx_table
from server.files.reading import open_table
from server.files.tables import TableRow


def rows_of(path: Path, rows: list[list[Any]], formats: dict[str, str] | None = None) -> list[TableRow]:
    """The rows of a workbook with these cells, as read."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    book.save(path)
    with open_table(path) as table:
        return list(table.rows)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.xlsx"


def test_cells_come_as_the_text_that_is_seen(path: Path) -> None:
    values = [
        (date(2019, 8, 1), "2019-08-01"),
        (datetime(2019, 8, 1, 12, 30), "2019-08-01 12:30:00"),  # noqa: DTZ001 - spreadsheets know no zone
        (33.3, "33.3"),
        (4.6e-05, "0.000046"),
        (100.0, "100"),
        (123456789012345, "123456789012345"),
        ("91320583123456789X", "91320583123456789X"),
        (True, "true"),
        (None, ""),
        ("张三", "张三"),
        (0.333, "33.3%"),
        (7, "000007"),
    ]
    header = [f"c{i}" for i in range(len(values))]
    found = rows_of(path, [header, [value for value, _ in values]], {"K2": "0.0%", "L2": "000000"})
    assert found == [TableRow(2, [text for _, text in values])]


def test_numbers_that_have_lost_digits_and_error_values_are_problems(path: Path) -> None:
    rows = rows_of(path, [["key", "name"], [911105010000600000, "甲"], ["2", "#N/A"], ["3", "乙"]])
    assert [(row.line, row.problem is None) for row in rows] == [(2, False), (3, False), (4, True)]
    assert "more than 15 digits" in (rows[0].problem or "")
    assert "9111" not in (rows[0].problem or "")


def test_blank_rows_and_columns_are_left_out(path: Path) -> None:
    rows = rows_of(
        path, [[None, None], ["key", "name", None], [None, None], ["1", "甲", None], ["2"], ["3", "丙", "x"]]
    )
    assert [(row.line, row.cells, row.problem is None) for row in rows] == [
        (4, ["1", "甲"], True),
        (5, ["2", ""], True),
        (6, ["3", "丙", "x"], False),
    ]


def test_the_first_visible_sheet_is_read(path: Path) -> None:
    book = Workbook()
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("rows").append(["key"])
    book.save(path)
    with open_table(path) as table:
        assert table.columns == ["key"]


def test_what_is_no_workbook_or_too_large(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(CreditGraphError) as refused:
        open_table(path)
    assert "cannot be read as an XLSX workbook" in refused.value.message
    rows_of(path, [["key"], ["1"]])
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst>" + " " * 100 + "</sst>")
    monkeypatch.setattr(xlsx_table, "MAX_SHARED_TEXTS", 100)
    with pytest.raises(CreditGraphError) as refused:
        open_table(path)
    assert "save it as CSV" in refused.value.message
