"""The publicity list as plain pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from server.plain_pages import plain_page
from server.publicity.rows import HEADINGS

WHOLE = frozenset({"kind", "code", "area", "grade", "since", "lastDay"})
"""Columns whose texts are not broken into lines."""
NAMED = frozenset({"party", "department", "document"})
"""Columns that stay wide enough to be read on a small screen."""


def list_page(
    rows: Sequence[Mapping[str, str]],
    *,
    total: int,
    day: str,
    asked: Mapping[str, str],
    areas: Mapping[str, str],
    first: int,
    is_first: bool,
    next_cursor: str | None,
) -> str:
    """A page of the list. `asked`: q and area; `areas`: labels by code; `first`: entries of a page; `next_cursor`: where
    there is more."""
    links = [f'<a href="/publicity.{kind}?{escape(urlencode(asked))}">{kind.upper()}</a>' for kind in ("csv", "json")]
    paged = {**asked, "first": str(first)}
    if next_cursor is not None:
        address = escape(urlencode({**paged, "after": next_cursor}))
        links.insert(0, f'<a rel="next" href="/publicity?{address}">下一页</a>')
    if not is_first:
        links.insert(0, f'<a rel="first" href="/publicity?{escape(urlencode(paged))}">首页</a>')
    table = (
        _table(rows, f"截至 {day}，共 {total} 条") if rows else f"<p>截至 {escape(day)}，没有符合条件的公示信息。</p>"
    )
    body = f"{_form(asked, areas)}{table}<nav><p>{' · '.join(links)}</p></nav>"
    return plain_page("严重失信行为公示", body, wide=True)


def one_page(row: Mapping[str, str]) -> str:
    """One publication."""
    lines = "".join(
        f"<tr><th scope=row>{label}</th><td>{escape(row[key])}</td></tr>" for key, label in HEADINGS.items()
    )
    return plain_page(f"公示 {row['number']}", f"<table><tbody>{lines}</tbody></table>{_BACK}")


def message_page(title: str, text: str) -> str:
    """A page that says why there is nothing to see."""
    return plain_page(title, f"<p>{escape(text)}</p>{_BACK}")


_BACK = '<nav><p><a href="/publicity">返回公示列表</a></p></nav>'


def _form(asked: Mapping[str, str], areas: Mapping[str, str]) -> str:
    options = "".join(
        f'<option value="{escape(code)}"{" selected" if code == asked.get("area") else ""}>{escape(label)}</option>'
        for code, label in areas.items()
    )
    return (
        '<form action="/publicity" role="search"><p>'
        "<label>名称、代码或编号 "
        f'<input name="q" type="search" maxlength="100" value="{escape(asked.get("q", ""))}"></label> '
        f'<label>领域 <select name="area"><option value="">全部</option>{options}</select></label> '
        "<button>查询</button></p></form>"
    )


def _table(rows: Sequence[Mapping[str, str]], caption: str) -> str:
    head = "".join(f"<th scope=col>{label}</th>" for label in HEADINGS.values())
    body = "".join(f"<tr>{''.join(_cell(key, row[key]) for key in HEADINGS)}</tr>" for row in rows)
    return (
        f'<div class="scroll"><table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )


def _cell(key: str, value: str) -> str:
    if key == "number":
        return f'<td class=named><a href="/publicity/finding/{escape(quote(value, safe=""))}">{escape(value)}</a></td>'
    kind = " class=whole" if key in WHOLE else " class=named" if key in NAMED else ""
    return f"<td{kind}>{escape(value)}</td>"
