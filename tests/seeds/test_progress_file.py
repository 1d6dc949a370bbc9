"""`progress.yaml`: strict, and no disagreement between a heading and a note goes unsettled (R52)."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.rule_documents import build_rulebook
from seeds.rule_files import load_rules
from tests.seeds.good_rules import problems_of, write_rules
from tests.support.newsletter import printed_tables

SMALL = """\
version: 1
source: s
final_month: 12
tables:
  DISTRICTS:
    title: {zh: 区镇, en: Districts}
    unit_heading: 区镇
    deductions_heading: 扣分情况
    units: [SAFETY_BUREAU]
    items:
      - {code: A, kind: STATED, heading: {text: 甲, points: "1"}}
      - {code: B, kind: FEEDBACK, each: "0.01", heading: {text: 乙, points: "1"}}
    notes:
      - {number: 1, points: "2", items: [A, B], text: 说明}
  DEPARTMENTS:
    title: {zh: 部门, en: Departments}
    unit_heading: 部门
    deductions_heading: 扣分情况
    units: [OTHER]
    items:
      - {code: A, kind: STATED, heading: {text: 甲, points: "1"}}
    notes: []
"""
DEPARTMENTS = """\
version: 1
departments:
  - {code: SAFETY_BUREAU, kind: DEPARTMENT, name: {zh: 应急管理局, en: Safety bureau}}
  - {code: OTHER, kind: DEPARTMENT, name: {zh: 其他, en: Other}}
"""
D = "tables.DISTRICTS."
SAME = "note and headings agree (or the note has no points): leave out used and why"
DIFFER = "gives its items other points than their headings: say which is used (heading or note) and why"


def test_the_small_file_is_good(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, {"departments.yaml": DEPARTMENTS, "progress.yaml": SMALL})
    assert "progress:progress:1" in [document.key for document in load_rules(folder)]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("[SAFETY_BUREAU]", "[SAFETY]", f"9: {D}units[0]: no department has the code 'SAFETY'"),
        ("[OTHER]", "[SAFETY_BUREAU]", f"9: {D}units[0]: 'SAFETY_BUREAU' has two rows"),
        ('points: "2"', 'points: "3"', f"14: {D}notes[0]: {DIFFER}"),
        ("text: 说明", "text: 说明, used: heading, why: w", f"14: {D}notes[0]: {SAME}"),
        ("items: [A, B]", "items: [A, C]", f"14: {D}notes[0]: no item has the code 'C'"),
        (', each: "0.01"', "", f"12: {D}items[1].each: this key is required: what one that is missing costs"),
        ('points: "2"', "points: 2", f"14: {D}notes[0].points: input should be a valid string"),
        ("    notes: []", "    notes: []\n    extra: 1", "23: tables.DEPARTMENTS.extra: unknown key"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in SMALL
    folder = write_rules(tmp_path, {"departments.yaml": DEPARTMENTS, "progress.yaml": SMALL.replace(old, new)})
    assert f"progress.yaml:{problem}" in "\n".join(problems_of(folder))


def test_a_note_can_be_what_is_used(tmp_path: Path) -> None:
    text = SMALL.replace('points: "2", items: [A, B]', 'points: "2", items: [A], used: note, why: w')
    book = build_rulebook(load_rules(write_rules(tmp_path, {"departments.yaml": DEPARTMENTS, "progress.yaml": text})))
    assert book.progress is not None
    item = next(iter(book.progress.tables.values())).items[0]
    assert (item.heading_points, item.points) == (1, 2)


def test_without_the_file_there_are_no_tables(tmp_path: Path) -> None:
    assert build_rulebook(load_rules(write_rules(tmp_path, {}))).progress is None


def test_the_shipped_words_are_the_sources() -> None:
    printed = printed_tables()
    progress = build_rulebook(load_rules()).progress
    assert progress is not None
    assert {kind: [item.heading for item in table.items] for kind, table in progress.tables.items()} == {
        kind: table.heading[1:-1] for kind, table in printed.items()
    }
