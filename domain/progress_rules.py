"""What the monthly progress report (工作进展通报) asks of whom, and what it costs not to do it (R50-R52).

Two tables: districts (区镇) with their items, and departments (部门) with theirs. Everything here is read from
`seeds/progress.yaml`. Points are exact decimals. Where a heading of the source and one of its notes give an item different
points, both are kept, with which of the two is used and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any


class TableKind(StrEnum):
    """Which of the two tables."""

    DISTRICTS = "DISTRICTS"  # 区镇
    DEPARTMENTS = "DEPARTMENTS"  # 部门


class ItemKind(StrEnum):
    """How an item is assessed."""

    STATED = "STATED"  # done or not: all its points, or none
    SHARE = "SHARE"  # points are taken off in the proportion of what is missing (根据数量比)
    FEEDBACK = "FEEDBACK"  # something for each feedback that is missing, up to its points
    CASES = "CASES"  # something for each case missing in a quarter, up to its points
    EVENT = "EVENT"  # something for each event, up to its points; nothing is to be done


class WorkKind(StrEnum):
    """What the system can see of a unit's work."""

    GRADED_FINDING = "GRADED_FINDING"  # a finding recognised: graded, and supervised by its grade (R07, R08)
    CHECK = "CHECK"  # checks made: credit reviews, and credit reports used
    REVIEW = "REVIEW"  # a person looked at a decision that asked for it, and said what came of it
    COMMITMENT = "COMMITMENT"  # a credit commitment taken (R42)
    CAMPAIGN = "CAMPAIGN"  # a campaign against an outstanding problem
    FEEDBACK = "FEEDBACK"  # a feedback given (R20)
    FEEDBACK_MISSING = "FEEDBACK_MISSING"  # a feedback that was due and not given
    CASE = "CASE"  # a case of joint reward or punishment filed
    SERIOUS_EVENT = "SERIOUS_EVENT"  # a serious event seen by the national monitor


class Settled(StrEnum):
    """When what is missing in a quarter is taken off."""

    EACH_QUARTER = "EACH_QUARTER"  # in the quarter's last month
    YEAR_END = "YEAR_END"  # in the final month


@dataclass(frozen=True, slots=True)
class Item:
    """One column. `points`: what it can cost at most, as used; `heading_points`: as the column's heading has it.

    `done_by`, `missed_by`: kinds of recorded work that show it done, or missed. `each`: what one missing feedback, case or
    event costs (None where the mark says). `per_quarter`: cases asked for.
    """

    code: str
    kind: ItemKind
    heading: str
    heading_points: Decimal
    points: Decimal
    notes: tuple[int, ...] = ()
    done_by: frozenset[WorkKind] = frozenset()
    missed_by: frozenset[WorkKind] = frozenset()
    each: Decimal | None = None
    per_quarter: int = 1
    settled: Settled = Settled.YEAR_END


@dataclass(frozen=True, slots=True)
class Note:
    """One note (说明) below a table, in the source's words. `points`: what it gives `items` together; None where it gives
    none. `used`: `heading` or `note`, where the two disagree, and `why` that one."""

    number: int
    text: str
    points: Decimal | None = None
    items: tuple[str, ...] = ()
    used: str | None = None
    why: str | None = None


@dataclass(frozen=True)
class TableRules:
    """One table: its columns, its rows in order (codes of departments and districts), its notes."""

    kind: TableKind
    title_zh: str
    title_en: str
    unit_heading: str
    deductions_heading: str
    items: tuple[Item, ...]
    units: tuple[str, ...]
    notes: tuple[Note, ...]

    def item(self, code: str) -> Item | None:
        """The item with this code."""
        return next((item for item in self.items if item.code == code), None)


@dataclass(frozen=True)
class ProgressRules:
    """Both tables. `final_month` (1 to 12): the month in which what is still open is taken off (年底考核).
    `feedback_within_days`: in which a dispatch is answered, its own day not counted."""

    version: int
    source: str
    final_month: int
    feedback_within_days: int
    tables: Mapping[TableKind, TableRules]

    def table_of(self, unit: str) -> TableRules | None:
        """The table that a district or department has a row in."""
        return next((table for table in self.tables.values() if unit in table.units), None)


def progress_rules(content: Mapping[str, Any]) -> ProgressRules:
    """The rules of a stored rule document."""
    tables = {kind: _table(kind, content["tables"][kind]) for kind in TableKind}
    days = content.get("feedback_within_days", 30)
    return ProgressRules(content["version"], content["source"], content["final_month"], days, tables)


def _table(kind: TableKind, content: Mapping[str, Any]) -> TableRules:
    notes = tuple(map(_note, content["notes"]))
    return TableRules(
        kind=kind,
        title_zh=content["title"]["zh"],
        title_en=content["title"]["en"],
        unit_heading=content["unit_heading"],
        deductions_heading=content["deductions_heading"],
        items=tuple(_item(item, notes) for item in content["items"]),
        units=tuple(content["units"]),
        notes=notes,
    )


def _note(content: Mapping[str, Any]) -> Note:
    points = content.get("points")
    return Note(
        number=content["number"],
        text=content["text"],
        points=None if points is None else Decimal(points),
        items=tuple(content.get("items", ())),
        used=content.get("used"),
        why=content.get("why"),
    )


def _item(content: Mapping[str, Any], notes: tuple[Note, ...]) -> Item:
    own = [note for note in notes if content["code"] in note.items]
    heading = Decimal(content["heading"]["points"])
    each = content.get("each")
    return Item(
        code=content["code"],
        kind=ItemKind(content["kind"]),
        heading=content["heading"]["text"],
        heading_points=heading,
        points=next((note.points for note in own if note.used == "note" and note.points is not None), heading),
        notes=tuple(note.number for note in own),
        done_by=frozenset(map(WorkKind, content.get("done_by", ()))),
        missed_by=frozenset(map(WorkKind, content.get("missed_by", ()))),
        each=None if each is None else Decimal(each),
        per_quarter=content.get("per_quarter", 1),
        settled=Settled(content.get("settled", Settled.YEAR_END)),
    )
