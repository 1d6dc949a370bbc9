"""The tables of the newsletter's progress report (工作进展通报), read from the source where it is on this machine."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pytest

from domain.months import Month
from domain.policy import RuleBook
from domain.progress import Mark, Standing
from domain.progress_rules import ItemKind, TableKind, TableRules
from tests.support.processes import ROOT

MONTH = Month(2019, 8)
STANDINGS = {
    "√": Standing.DONE,
    "*": Standing.OPEN,
    "非考核项": Standing.NOT_ASSESSED,
    "无": Standing.NO_EVENT,
}


@dataclass(frozen=True)
class PrintedTable:
    """A table as printed: its heading and its rows, the name first and the column of deductions last."""

    heading: list[str]
    rows: list[list[str]]


def printed_tables() -> dict[TableKind, PrintedTable]:
    """Both tables. Skips the test where the source is not on this machine."""
    folder = Path(os.environ.get("CREDITGRAPH_SHARED_SOURCE", ROOT.parent / "shared" / "source"))
    path = folder / "newsletter-2019-08.md"
    if not path.is_file():
        pytest.skip("the source is not on this machine (CREDITGRAPH_SHARED_SOURCE)")
    found: dict[TableKind, PrintedTable] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        cells = line.split("\t")
        if cells[0] in ("区镇", "部门"):
            kind = TableKind.DISTRICTS if cells[0] == "区镇" else TableKind.DEPARTMENTS
            table = found.setdefault(kind, PrintedTable(cells, []))
            assert table.heading == cells  # the heading is printed again on each page
        elif len(cells) > 1:
            table.rows.append(cells)
    return found


def same_name(name: str) -> str:
    """A name with full-width characters made plain: the tables print half-width brackets."""
    return unicodedata.normalize("NFKC", name)


def printed_marks(book: RuleBook) -> list[Mark]:
    """The cells of both tables as marks of August 2019."""
    assert book.progress is not None
    marks = []
    for kind, printed in printed_tables().items():
        table = book.progress.tables[kind]
        codes = {same_name(book.departments[unit].name_zh): unit for unit in table.units}
        for name, *cells in printed.rows:
            marks += [_mark(table, codes[same_name(name)], position, text) for position, text in enumerate(cells[:-1])]
    return marks


def _mark(table: TableRules, unit: str, position: int, text: str) -> Mark:
    item = table.items[position]
    count = int(text) if item.kind is ItemKind.CASES and text.isdigit() else None
    standing = Standing.DONE if count is not None else STANDINGS[text]
    return Mark(unit, item.code, MONTH, standing, "2019年第8期", count=count)
