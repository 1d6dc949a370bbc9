"""The publicity list as plain pages that print well: no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from server.publicity.rows import HEADINGS

STYLE = """
body { font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; margin: 2rem auto; max-width: 80rem;
  padding: 0 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5rem }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; padding: .5rem 0 }
th, td { border: 1px solid #767676; padding: .35rem .5rem; text-align: left; vertical-align: top }
thead { background: #f0f0f0 }
input, select, button { font: inherit; padding: .25rem .5rem }
a { color: #00457c }
@media print { form, nav { display: none } body { margin: 0; max-width: none; font-size: 10pt }
  thead { display: table-header-group }
  tr { break-inside: avoid } }
"""
CSP = "; ".join(
    (
        "default-src 'none'",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def list_page(
    rows: Sequence[Mapping[str, str]],
    *,
    total: int,
    day: str,
    asked: Mapping[str, str],
    areas: Mapping[str, str],
    next_cursor: str | None,
) -> str:
    """A page of the list. `asked`: q and area; `areas`: labels by code; `next_cursor`: where there is more."""
    links = [f'<a href="/publicity.{kind}?{escape(urlencode(asked))}">{kind.upper()}</a>' for kind in ("csv", "json")]
    if next_cursor is not None:
        links.insert(
            0, f'<a rel="next" href="/publicity?{escape(urlencode({**asked, "after": next_cursor}))}">下一页</a>'
        )
    table = (
        _table(rows, f"截至 {day}，共 {total} 条") if rows else f"<p>截至 {escape(day)}，没有符合条件的公示信息。</p>"
    )
    return _page("严重失信行为公示", f"{_form(asked, areas)}{table}<nav><p>{' · '.join(links)}</p></nav>")


def one_page(row: Mapping[str, str]) -> str:
    """One publication."""
    lines = "".join(
        f"<tr><th scope=row>{label}</th><td>{escape(row[key])}</td></tr>" for key, label in HEADINGS.items()
    )
    return _page(f"公示 {row['number']}", f"<table><tbody>{lines}</tbody></table>{_BACK}")


def message_page(title: str, text: str) -> str:
    """A page that says why there is nothing to see."""
    return _page(title, f"<p>{escape(text)}</p>{_BACK}")


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
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(key: str, value: str) -> str:
    if key == "number":
        return f'<td><a href="/publicity/finding/{escape(quote(value, safe=""))}">{escape(value)}</a></td>'
    return f"<td>{escape(value)}</td>"


def _page(title: str, body: str) -> str:
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
