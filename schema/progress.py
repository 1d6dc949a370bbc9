"""The monthly report (工作进展通报) in GraphQL: tables, rows, cells, deductions, and marks."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import strawberry

from domain import progress as filled
from domain import progress_rules as asked
from domain.policy import RuleBook
from domain.progress import DeductionReason, Standing
from domain.progress_rules import TableKind
from domain.progress_text import reason_text, remark
from domain.summary import Lang
from domain.time import from_recorded
from resolvers.progress import KnownReport
from schema.arguments import InLang
from schema.catalogue import Department
from schema.fields import field


@strawberry.type(description="A mark (考核标记): what an admin stated for one cell, from its month on.")
class ProgressMark:
    """A recorded mark."""

    of: strawberry.Private[filled.Mark]
    book: strawberry.Private[RuleBook]

    @field("The mark's id, by which deductions name it (标记编号).")
    def id(self) -> strawberry.ID:
        """Id."""
        return strawberry.ID(self.of.id)

    @field("Whose cell it is (区镇或部门).")
    def unit(self) -> Department:
        """Unit."""
        return Department(key=self.of.unit, book=self.book)

    @field("The item's code (考核事项).")
    def item(self) -> str:
        """Item."""
        return self.of.item

    @field("The month from which it holds, YYYY-MM (月份).")
    def month(self) -> str:
        """Month."""
        return str(self.of.month)

    @field("What was marked; null where earlier marks were taken back (完成情况).")
    def standing(self) -> Standing | None:
        """Standing."""
        return self.of.standing

    @field("What it rests on (说明).")
    def note(self) -> str:
        """Note."""
        return self.of.note

    @field("Cases filed in the year, or how many of the target were done (数量).")
    def count(self) -> int | None:
        """Count."""
        return self.of.count

    @field("How many were to be done (目标数).")
    def target(self) -> int | None:
        """Target."""
        return self.of.target

    @field("Points that the event costs (扣分).")
    def points(self) -> Decimal | None:
        """Points."""
        return self.of.points

    @field("The name of the API key that marked it, or of the command line (标记人).")
    def marked_by(self) -> str:
        """By."""
        return self.of.marked_by

    @field("When it was recorded (记录时间).")
    def recorded_at(self) -> datetime:
        """At."""
        return from_recorded(self.of.recorded_at)


@strawberry.type(description="Points taken off one item (扣分), with the records behind it.")
class ProgressDeduction:
    """One deduction."""

    of: strawberry.Private[filled.Deduction]

    @field("The item's code (考核事项).")
    def item(self) -> str:
        """Item."""
        return self.of.item

    @field("Why (扣分原因).")
    def reason(self) -> DeductionReason:
        """Reason."""
        return self.of.reason

    @field("The reason in words (原因说明).")
    def text(self, lang: InLang = Lang.ZH) -> str:
        """Words."""
        return reason_text(self.of.reason, lang or Lang.ZH)

    @field("Points, exact (扣分分值).")
    def points(self) -> Decimal:
        """Points."""
        return self.of.points

    @field("The numbers of the notes that it follows from (说明编号).")
    def notes(self) -> list[int]:
        """Notes."""
        return list(self.of.notes)

    @field(
        "Ids of the marks and records that it rests on (依据记录); for missing cases, of those that were filed.",
        size=20,
    )
    def records(self) -> list[str]:
        """Records."""
        return list(self.of.records)


@strawberry.type(description="One item of one district or department (考核单元格).")
class ProgressCell:
    """One cell."""

    of: strawberry.Private[filled.Cell]
    book: strawberry.Private[RuleBook]

    @field("The item's code (考核事项).")
    def item(self) -> str:
        """Item."""
        return self.of.item

    @field("What the table shows: √, *, ×, 无, 有, 非考核项 or the number of cases (显示内容).")
    def text(self) -> str:
        """Text."""
        return self.of.text

    @field("How it stands (完成情况).")
    def standing(self) -> Standing:
        """Standing."""
        return self.of.standing

    @field("The mark that holds, null where it was counted (标记).")
    def mark(self) -> ProgressMark | None:
        """Mark."""
        return ProgressMark(of=self.of.mark, book=self.book) if self.of.mark else None

    @field("Ids of the mark and of the recorded work of the year up to the month, the first 100 (依据记录).", size=20)
    def records(self) -> list[str]:
        """Records."""
        return list(self.of.records)

    @field("How many pieces of recorded work were counted in all, such as checks made (数量).")
    def count(self) -> int:
        """Count."""
        return self.of.count

    @field("Points taken off (扣分).")
    def taken_off(self) -> Decimal:
        """Taken off."""
        return self.of.taken_off

    @field("Points that it would cost at the year's end as it stands (未完成分值).")
    def open_points(self) -> Decimal:
        """Open."""
        return self.of.open_points


@strawberry.type(description="One row (一个区镇或部门).")
class ProgressRow:
    """One district or department."""

    of: strawberry.Private[filled.ProgressRow]
    table: strawberry.Private[asked.TableRules]
    book: strawberry.Private[RuleBook]

    @field("Whose row it is (区镇或部门).")
    def unit(self) -> Department:
        """Unit."""
        return Department(key=self.of.unit, book=self.book)

    @field("Its items, in the order of the columns (各项).", size=9)
    def cells(self) -> list[ProgressCell]:
        """Cells."""
        return [ProgressCell(of=cell, book=self.book) for cell in self.of.cells]

    @field("The points of all that it is assessed by (满分).")
    def full(self) -> Decimal:
        """Full."""
        return self.of.full

    @field("What is left of them; below zero where events cost more (得分).")
    def points(self) -> Decimal:
        """Points."""
        return self.of.points

    @field("Points taken off in the year up to the month (扣分).")
    def taken_off(self) -> Decimal:
        """Taken off."""
        return self.of.taken_off

    @field("What the open items would cost at the year's end (未完成分值).")
    def open_points(self) -> Decimal:
        """Open."""
        return self.of.open_points

    @field("Each deduction with its records (扣分明细).", size=3)
    def deductions(self) -> list[ProgressDeduction]:
        """Deductions."""
        return [ProgressDeduction(of=deduction) for deduction in self.of.deductions]

    @field("The table's last column (扣分情况); empty where nothing is taken off.")
    def remark(self) -> str:
        """Remark."""
        return remark(self.of, self.table)


@strawberry.type(description="One column (考核事项).")
class ProgressItem:
    """One item."""

    of: strawberry.Private[asked.Item]

    @field("The item's code (代码).")
    def code(self) -> str:
        """Code."""
        return self.of.code

    @field("The column's heading, in the source's words (表头).")
    def heading(self) -> str:
        """Heading."""
        return self.of.heading

    @field("What it can cost at most, as used (分值).")
    def points(self) -> Decimal:
        """Points."""
        return self.of.points

    @field("Its points as the heading has them (表头分值).")
    def heading_points(self) -> Decimal:
        """Heading's points."""
        return self.of.heading_points

    @field("The numbers of the notes about it (说明编号).")
    def notes(self) -> list[int]:
        """Notes."""
        return list(self.of.notes)


@strawberry.type(description="One note below a table (说明), in the source's words.")
class ProgressNote:
    """One note."""

    of: strawberry.Private[asked.Note]

    @field("Its number (编号).")
    def number(self) -> int:
        """Number."""
        return self.of.number

    @field("Its words (原文).")
    def text(self) -> str:
        """Words."""
        return self.of.text

    @field("The points that it gives its items together (说明分值).")
    def points(self) -> Decimal | None:
        """Points."""
        return self.of.points

    @field("`heading` or `note`: which is used where they give different points (采用).")
    def used(self) -> str | None:
        """Used."""
        return self.of.used

    @field("Why that one is used (采用理由).")
    def why(self) -> str | None:
        """Why."""
        return self.of.why


@strawberry.type(description="One of the two tables (一张表).")
class ProgressTable:
    """One table."""

    of: strawberry.Private[filled.ProgressTable]
    book: strawberry.Private[RuleBook]

    @field("Which table (表).")
    def kind(self) -> TableKind:
        """Kind."""
        return self.of.rules.kind

    @field("Its columns (考核事项).", size=9)
    def items(self) -> list[ProgressItem]:
        """Items."""
        return [ProgressItem(of=item) for item in self.of.rules.items]

    @field("Its rows, in the report's order (各区镇、部门).", size=60)
    def rows(self) -> list[ProgressRow]:
        """Rows."""
        return [ProgressRow(of=row, table=self.of.rules, book=self.book) for row in self.of.rows]

    @field("The notes below it (说明).", size=9)
    def notes(self) -> list[ProgressNote]:
        """Notes."""
        return [ProgressNote(of=note) for note in self.of.rules.notes]


@strawberry.type(description="The progress report of one month (工作进展通报).")
class ProgressReport:
    """One month's report."""

    of: strawberry.Private[KnownReport]

    @field("The month, YYYY-MM (月份).")
    def month(self) -> str:
        """Month."""
        return str(self.of.report.month)

    @field(
        "The last day that is counted (统计截止日): the month's last one, or the day asked in a month that is not over."
    )
    def as_of(self) -> date:
        """As of."""
        return self.of.as_of

    @field("By what was recorded up to this time (已知时点); asked again with it and `asOf`, the report is the same.")
    def known_at(self) -> datetime:
        """Known at."""
        return from_recorded(self.of.known_at)

    @field("The version of the rule file with the items and weights (规则版本).")
    def rules_version(self) -> int:
        """Version."""
        return self.of.report.rules.version

    @field("The districts' table, then the departments' (区镇、部门两表).", size=2)
    def tables(self) -> list[ProgressTable]:
        """Tables."""
        return [ProgressTable(of=table, book=self.of.rules) for table in self.of.report.tables]
