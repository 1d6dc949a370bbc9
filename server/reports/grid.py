"""The report as grids of text, as the source prints them: what every file format and the terminal show alike."""

from __future__ import annotations

from dataclasses import dataclass

from domain.progress import ProgressTable
from domain.progress_text import points_text, reason_text, remark
from domain.summary import Lang, department_name
from resolvers.progress import KnownReport


@dataclass(frozen=True)
class Grid:
    """A titled table of texts. `name` is for file and sheet names."""

    name: str
    title: str
    heading: list[str]
    rows: list[list[str]]
    notes: list[str]


def table_grids(known: KnownReport) -> list[Grid]:
    """The two tables, cell by cell as the source has them."""
    return [_table(known, table) for table in known.report.tables]


def _table(known: KnownReport, table: ProgressTable) -> Grid:
    rules = table.rules
    rows = [
        [
            department_name(known.rules, row.unit, Lang.ZH),
            *(cell.text for cell in row.cells),
            remark(row, rules),
        ]
        for row in table.rows
    ]
    heading = [rules.unit_heading, *(item.heading for item in rules.items), rules.deductions_heading]
    notes = [f"{note.number}. {note.text}" for note in rules.notes]
    used = {"heading": "表头", "note": "说明"}
    notes += [f"说明{note.number}与表头分值不一致，采用{used[note.used]}。" for note in rules.notes if note.used]
    title = f"{rules.title_zh} {known.report.month}"
    return Grid(rules.kind.value.lower(), title, heading, rows, notes)


def deduction_grid(known: KnownReport) -> Grid:
    """Every deduction with the records behind it."""
    rows = []
    for table in known.report.tables:
        headings = {item.code: item.heading for item in table.rules.items}
        rows += [
            [
                department_name(known.rules, row.unit, Lang.ZH),
                *(headings[each.item], reason_text(each.reason, Lang.ZH), points_text(each.points)),
                "、".join(f"说明{note}" for note in each.notes),
                " ".join(each.records),
            ]
            for row in table.rows
            for each in row.deductions
        ]
    heading = ["区镇、部门", "考核事项", "扣分原因", "扣分", "依据", "记录"]
    return Grid("deductions", f"扣分明细 {known.report.month}", heading, rows, [])
