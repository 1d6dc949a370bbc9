"""The monthly report as one plain HTML page that prints well, and the page that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

from domain.months import Month
from domain.time import from_recorded
from resolvers.progress import KnownReport
from server.plain_pages import plain_page
from server.reports.grid import Grid, deduction_grid, table_grids

FILES = {"districts.csv": "区镇 CSV", "departments.csv": "部门 CSV", "deductions.csv": "扣分明细 CSV", "xlsx": "XLSX"}
"""What a report can be downloaded as, by the end of its address."""


def report_page(known: KnownReport, links: str = "") -> str:
    """The page. `links`: HTML of what it leads to; none where it is a file."""
    grids = [grid for grid in (*table_grids(known), deduction_grid(known)) if grid.rows]
    none = "" if len(grids) > 2 else "<p>没有扣分。</p>"
    until = f"<p>统计截至 {known.as_of}，数据记录截至 {known_at_text(known)}。</p>"
    return plain_page(title_of(known.report.month), f"{links}{''.join(map(_section, grids))}{none}{until}", wide=True)


def title_of(month: Month) -> str:
    """工作进展通报 2019年8月."""
    return f"工作进展通报 {month.year}年{month.number}月"


def known_at_text(known: KnownReport) -> str:
    """The recorded time as of which the report is, as `knownAt` takes it."""
    return from_recorded(known.known_at).isoformat().replace("+00:00", "Z")


def links_of(known: KnownReport) -> str:
    """Downloads of just this report, and the way back."""
    month = known.report.month
    asked = urlencode({"asOf": known.as_of.isoformat(), "knownAt": known_at_text(known)})
    files = [
        f'<a href="/reports/{month}{"." if end == "xlsx" else "-"}{end}?{escape(asked)}">{label}</a>'
        for end, label in FILES.items()
    ]
    lasting = f'<a href="/reports/{month}?{escape(asked)}">此次报告的固定地址</a>'
    return f"<nav><p>{' · '.join([*files, lasting, _BACK])}</p></nav>"


_BACK = '<a href="/reports">其他月份</a>'


def index_page(months: Sequence[Month]) -> str:
    """The months that there are reports of."""
    items = "".join(f'<li><a href="/reports/{month}">{month.year}年{month.number}月</a></li>' for month in months)
    form = (
        '<form action="/reports"><p><label>月份 <input name="month" required pattern="[0-9]{4}-[0-9]{2}" '
        'placeholder="2019-08"></label> <button>打开</button></p></form>'
    )
    return plain_page("工作进展通报", f"{form}<ul>{items}</ul>")


def message_page(title: str, text: str) -> str:
    """Why there is no report."""
    return plain_page(title, f"<p>{escape(text)}</p><nav><p>{_BACK}</p></nav>")


def _section(grid: Grid) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in grid.heading)
    body = "\n".join(
        f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(text)}</td>" for text in rest)}</tr>'
        for first, *rest in grid.rows
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in grid.notes)
    return (
        f'<section><h2>{escape(grid.title)}</h2>\n<div class="scroll"><table class="grid"><thead><tr>{head}</tr>'
        f"</thead>\n<tbody>\n{body}\n</tbody></table></div>\n"
        + (f'<ul class="notes">{notes}</ul>\n' if notes else "")
        + "</section>"
    )
