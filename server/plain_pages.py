"""Plain HTML pages that print well: no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from html import escape

STYLE = """
body { font: 16px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 2rem auto;
  max-width: 80rem; padding: 0 1rem; color: #1a1a1a; background: #fff }
h1 { font-size: 1.5rem }
h2 { font-size: 1.2rem; margin-top: 2rem }
.scroll { overflow-x: auto }
table { border-collapse: collapse; width: 100% }
caption { text-align: left; padding: .5rem 0 }
th, td { border: 1px solid #767676; padding: .35rem .5rem; text-align: left; vertical-align: top; overflow-wrap: anywhere }
thead { background: #f0f0f0 }
.whole { white-space: nowrap }
.named { min-width: 7em }
label { white-space: nowrap }
.grid th, .grid td { text-align: center; font-size: .875rem }
.grid tbody th, .grid td:last-child { text-align: left }
.notes { font-size: .875rem; list-style: none; padding: 0 }
input, select, button { font: inherit; padding: .25rem .5rem }
a { color: #00457c }
@page { size: A4; margin: 12mm }
@page wide { size: A4 landscape; margin: 12mm }
@media print { form, nav { display: none } body { margin: 0; max-width: none; padding: 0; font-size: 10pt }
  h2 { margin-top: 1rem; break-after: avoid }
  .scroll { overflow: visible } th, td { font-size: 8.5pt; padding: .2rem .3rem } .wide { page: wide }
  .grid th, .grid td { font-size: 8pt; padding: .1rem .2rem }
  thead { display: table-header-group }
  a { color: inherit; text-decoration: none }
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
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": CSP,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
"""Never stored on the way: what was repaired must be gone everywhere at once."""


def plain_page(title: str, body: str, *, wide: bool = False) -> str:
    """A whole page. `body` is HTML, `title` a text; `wide`: printed in landscape."""
    return (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head>"
        f"<body><main{' class=wide' if wide else ''}><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
