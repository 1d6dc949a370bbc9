"""Graphviz DOT."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from domain.parties import PartyKind
from server.exports.dot import dot_text, quoted
from tests.support.pictures import AWKWARD, city_picture, link, party, picture_from

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


def shown(text: str) -> str:
    """What Graphviz shows of a quoted label: the string's `\\"`, then the label's escapes, then its entities."""
    inner = re.fullmatch(_STRING, text)
    assert inner is not None, text
    escapes = {"\\n": "\n", "\\\\": "\\", '\\"': '"'}
    return re.sub(r"\\.", lambda found: escapes[found[0]], inner[1]).replace("&amp;", "&")


@pytest.mark.parametrize("text", ["", "甲公司", AWKWARD, "a\\", '\\"', "\\n", "&quot;", "&amp;", "\\N\\G", "<b>"])
def test_a_quoted_string_shows_the_text_itself(text: str) -> None:
    assert shown(quoted(text)) == text


def test_line_breaks_of_all_kinds_and_control_characters() -> None:
    assert quoted("a\r\nb\rc\nd\x00\x07\te") == '"a\\nb\\nc\\nde"'


def test_a_whole_picture() -> None:
    parties = [party("C", PartyKind.ENTERPRISE, '丙"公司"'), party("Z", PartyKind.PERSON, "张三")]
    picture = picture_from("C", parties, [link("Z", "C", "100")])
    fonts = '"Noto Sans CJK SC,Source Han Sans SC,Microsoft YaHei,PingFang SC,sans-serif"'
    assert dot_text(picture).splitlines() == [
        "digraph ownership {",
        '  graph [rankdir=TB, charset=UTF-8, label="丙\\"公司\\" 2024-01-01"];',
        f"  node [fontname={fonts}];",
        f"  edge [fontname={fonts}];",
        '  "C" [label="丙\\"公司\\"", shape=box, penwidth=2, tooltip="企业法人"];',
        '  "Z" [label="张三\\n穿透持股 100%\\n控制 100%\\n受益所有人", shape=ellipse, tooltip="自然人"];',
        '  "Z" -> "C" [label="100%", style=solid, tooltip="股东\\n来源 saic\\nr1"];',
        "}",
    ]


def test_ranges_unknown_shares_roles_and_what_does_not_count_can_be_told_apart() -> None:
    text = dot_text(city_picture())
    edges = [line.strip() for line in text.splitlines() if "->" in line]
    assert len(edges) == 10
    assert '"L" -> "C" [label="5–10%", style=solid' in text
    assert '"W" -> "C" [label="?", style=solid' in text
    assert '"L" -> "C" [label="法定代表人", style=dashed' in text
    assert [edge for edge in edges if "dotted" in edge] == [
        '"M" -> "C" [label="3%", style=dotted, tooltip="股东\\n来源 other\\nr1", color=gray50];'
    ]
    assert "穿透持股 ≈51.1311%" in text


def test_a_picture_that_was_cut_says_so() -> None:
    text = dot_text(replace(city_picture(), complete=False))
    assert 'label="丙有限公司 2024-01-01（不完整）"' in text
    parties = [party("C", PartyKind.ENTERPRISE, "丙"), party("A", PartyKind.ENTERPRISE, "甲")]
    cut = picture_from("C", parties, [link("A", "C", "60")], unread=frozenset({"A"}))
    assert "（股东未读全）" in dot_text(cut)
