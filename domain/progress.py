"""The monthly progress report (工作进展通报, R50-R52): standings, points and deductions, from recorded work and marks.

Counted is the calendar year up to the end of the month asked about. A mark by an admin holds from its month to the year's
end or the next mark of the same cell, and stands above what was counted. Points taken off add up over the year, and each
deduction names the records behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.months import Month
from domain.progress_rules import Item, ItemKind, ProgressRules, TableRules, WorkKind

ZERO = Decimal(0)


class Standing(StrEnum):
    """How an item stands for a unit."""

    DONE = "DONE"  # √, or the number of cases
    OPEN = "OPEN"  # *: still to be done
    EXPLAINED = "EXPLAINED"  # *: an explanation was accepted, so that nothing is taken off (情况说明)
    NOT_DONE = "NOT_DONE"  # ×: not done, taken off
    NOT_ASSESSED = "NOT_ASSESSED"  # 非考核项
    NO_EVENT = "NO_EVENT"  # 无
    EVENT = "EVENT"  # 有


TEXTS = {
    Standing.DONE: "√",
    Standing.OPEN: "*",
    Standing.EXPLAINED: "*",
    Standing.NOT_DONE: "×",
    Standing.NOT_ASSESSED: "非考核项",
    Standing.NO_EVENT: "无",
    Standing.EVENT: "有",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """What an admin marked for one cell from `month` on. `standing`: None takes earlier marks back: what was counted holds.

    `count`: cases filed in the year up to the month (CASES), or how many of `target` were done (SHARE). `points`: what an
    EVENT costs. `id` is "" and `recorded_at` (µs) 0 for one that is not recorded yet.
    """

    unit: str
    item: str
    month: Month
    standing: Standing | None
    note: str
    count: int | None = None
    target: int | None = None
    points: Decimal | None = None
    id: str = ""
    recorded_at: int = 0
    marked_by: str = ""


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """One piece of recorded work of a unit: `id` is the record's own (a finding's number, a receipt, …)."""

    unit: str
    kind: WorkKind
    on: date
    id: str


@dataclass(frozen=True)
class RecordedWork:
    """All recorded work of all units in one year up to the end of one month. Features add records of their kinds."""

    records: tuple[WorkRecord, ...] = ()

    def of(self, unit: str, kinds: frozenset[WorkKind], last: Month | None = None) -> list[WorkRecord]:
        """Those of a unit, of some kinds, up to the end of `last`; by day and id."""
        found = [r for r in self._by_unit.get(unit, ()) if r.kind in kinds and (last is None or Month.of(r.on) <= last)]
        return sorted(found, key=lambda record: (record.on, record.id))

    @property
    def _by_unit(self) -> Mapping[str, list[WorkRecord]]:
        grouped: dict[str, list[WorkRecord]] | None = self.__dict__.get("grouped")
        if grouped is None:
            grouped = self.__dict__["grouped"] = {}
            for record in self.records:
                grouped.setdefault(record.unit, []).append(record)
        return grouped


class DeductionReason(StrEnum):
    """Why points are taken off."""

    NOT_DONE = "NOT_DONE"  # marked as not done
    SHORTFALL = "SHORTFALL"  # done in part
    STILL_OPEN = "STILL_OPEN"  # still open in the final month, without an accepted explanation
    FEEDBACK_MISSING = "FEEDBACK_MISSING"
    CASES_MISSING = "CASES_MISSING"
    SERIOUS_EVENT = "SERIOUS_EVENT"


@dataclass(frozen=True, slots=True)
class Deduction:
    """Points taken off for one item; `records` are the ids of the marks and of the work that it rests on."""

    item: str
    reason: DeductionReason
    points: Decimal
    notes: tuple[int, ...]
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One item of one unit. `text` is what the table shows; `open_points`: what it would cost at the year's end as it is."""

    item: str
    standing: Standing
    text: str
    records: tuple[str, ...] = ()
    mark: Mark | None = None
    open_points: Decimal = ZERO
    deductions: tuple[Deduction, ...] = ()

    @property
    def taken_off(self) -> Decimal:
        """Points taken off for the item."""
        return sum((deduction.points for deduction in self.deductions), ZERO)


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One district or department. `full`: the points of what it is assessed by."""

    unit: str
    cells: tuple[Cell, ...]
    full: Decimal

    @property
    def deductions(self) -> tuple[Deduction, ...]:
        """All of them, in the order of the items."""
        return tuple(deduction for cell in self.cells for deduction in cell.deductions)

    @property
    def taken_off(self) -> Decimal:
        """All points taken off."""
        return sum((cell.taken_off for cell in self.cells), ZERO)

    @property
    def open_points(self) -> Decimal:
        """What the open items would cost at the year's end."""
        return sum((cell.open_points for cell in self.cells), ZERO)

    @property
    def points(self) -> Decimal:
        """What is left of `full`; below zero where events cost more."""
        return self.full - self.taken_off


@dataclass(frozen=True)
class ProgressTable:
    """One of the two tables, filled in."""

    rules: TableRules
    rows: tuple[ProgressRow, ...]


@dataclass(frozen=True)
class ProgressReport:
    """The report of one month."""

    month: Month
    rules: ProgressRules
    tables: tuple[ProgressTable, ...]


@dataclass(frozen=True)
class _Marks:
    """The marks of a year by cell, oldest month first."""

    cells: Mapping[tuple[str, str], Sequence[Mark]] = field(default_factory=dict)

    def of(self, unit: str, item: str, last: Month) -> list[Mark]:
        return [mark for mark in self.cells.get((unit, item), ()) if last.first_of_year <= mark.month <= last]

    def held(self, unit: str, item: str, month: Month) -> Mark | None:
        """The mark that holds in a month; None where there is none or it was taken back."""
        marks = self.of(unit, item, month)
        return marks[-1] if marks and marks[-1].standing is not None else None


def progress_report(rules: ProgressRules, month: Month, marks: Iterable[Mark], work: RecordedWork) -> ProgressReport:
    """The report of `month`. `marks`: the current ones, at most one for each cell and month."""
    cells: dict[tuple[str, str], list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.month):
        cells.setdefault((mark.unit, mark.item), []).append(mark)
    known = _Marks(cells)
    tables = [
        ProgressTable(table, tuple(_row(rules, table, unit, month, known, work) for unit in table.units))
        for table in rules.tables.values()
    ]
    return ProgressReport(month, rules, tuple(tables))


def _row(
    rules: ProgressRules, table: TableRules, unit: str, month: Month, marks: _Marks, work: RecordedWork
) -> ProgressRow:
    final = month.number >= rules.final_month
    cells = [_CELLS[item.kind](_Asked(item, unit, month, final, marks, work)) for item in table.items]
    full = sum(
        (
            item.points
            for item, cell in zip(table.items, cells, strict=True)
            if cell.standing is not Standing.NOT_ASSESSED and item.kind is not ItemKind.EVENT
        ),
        ZERO,
    )
    return ProgressRow(unit, tuple(cells), full)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One cell to be filled in. `final`: whether what is open is taken off."""

    item: Item
    unit: str
    month: Month
    final: bool
    marks: _Marks
    work: RecordedWork

    @property
    def mark(self) -> Mark | None:
        return self.marks.held(self.unit, self.item.code, self.month)

    def records(self, kinds: frozenset[WorkKind]) -> tuple[str, ...]:
        return tuple(record.id for record in self.work.of(self.unit, kinds, self.month))

    def deduction(self, reason: DeductionReason, points: Decimal, records: Iterable[str]) -> tuple[Deduction, ...]:
        """None for no points."""
        return (Deduction(self.item.code, reason, points, self.item.notes, tuple(records)),) if points else ()


def _marked(mark: Mark | None) -> tuple[str, ...]:
    return () if mark is None else (mark.id,)


def _stated(asked: _Asked) -> Cell:
    item, mark, done = asked.item, asked.mark, asked.records(asked.item.done_by)
    standing = mark.standing if mark and mark.standing else (Standing.DONE if done else Standing.OPEN)
    records = (*_marked(mark), *done)
    deductions: tuple[Deduction, ...] = ()
    if standing is Standing.NOT_DONE:
        missing, reason = item.points, DeductionReason.NOT_DONE
        if mark is not None and mark.target is not None and mark.count is not None:
            missing, reason = _share(item.points, mark.count, mark.target), DeductionReason.SHORTFALL
        deductions = asked.deduction(reason, missing, _marked(mark))
    elif standing is Standing.OPEN and asked.final:
        deductions = asked.deduction(DeductionReason.STILL_OPEN, item.points, _marked(mark))
    at_stake = item.points if standing is Standing.OPEN and not asked.final else ZERO
    return Cell(item.code, standing, TEXTS[standing], records, mark, at_stake, deductions)


def _share(points: Decimal, count: int, target: int) -> Decimal:
    return (points * (target - count) / target).quantize(Decimal("0.01"))


def _feedback(asked: _Asked) -> Cell:
    item, mark = asked.item, asked.mark
    done, missed = asked.records(item.done_by), asked.records(item.missed_by)
    counted = Standing.DONE if done and not missed else Standing.OPEN
    standing = mark.standing if mark and mark.standing else counted
    points = min(item.points, len(missed) * (item.each or ZERO))
    if standing in (Standing.NOT_ASSESSED, Standing.EXPLAINED):
        points = ZERO
    deductions = asked.deduction(DeductionReason.FEEDBACK_MISSING, points, missed)
    return Cell(item.code, standing, TEXTS[standing], (*_marked(mark), *done, *missed), mark, ZERO, deductions)


def _cases(asked: _Asked) -> Cell:
    item, mark, done = asked.item, asked.mark, asked.records(asked.item.done_by)
    number = _filed(asked, asked.month)
    counted = Standing.DONE if number else Standing.OPEN
    standing = mark.standing if mark and mark.standing else counted
    text = str(number) if standing is Standing.DONE else TEXTS[standing]
    records = (*_marked(mark), *done)
    deductions: tuple[Deduction, ...] = ()
    at_stake = ZERO
    if standing in (Standing.DONE, Standing.OPEN):
        points = min(item.points, sum(_missing(asked, quarter) for quarter in _quarters(asked.month)) * _each(item))
        if asked.final or item.settled is item.settled.EACH_QUARTER:
            deductions = asked.deduction(DeductionReason.CASES_MISSING, points, records)
        else:
            at_stake = points
    return Cell(item.code, standing, text, records, mark, at_stake, deductions)


def _each(item: Item) -> Decimal:
    return item.each or ZERO


def _quarters(month: Month) -> range:
    """The quarters of the year that are over when the month is."""
    return range(1, month.number // 3 + 1)


def _missing(asked: _Asked, quarter: int) -> int:
    """How many cases of what the quarter asks for were not filed in it."""
    year = asked.month.year
    before = _filed(asked, Month(year, quarter * 3 - 3)) if quarter > 1 else 0
    filed = _filed(asked, Month(year, quarter * 3)) - before
    return max(0, asked.item.per_quarter - filed)


def _filed(asked: _Asked, last: Month) -> int:
    """Cases filed in the year up to the end of `last`: as marked, or else as recorded."""
    mark = asked.marks.held(asked.unit, asked.item.code, last)
    if mark is not None and mark.count is not None:
        return mark.count
    return len(asked.work.of(asked.unit, asked.item.done_by, last))


def _event(asked: _Asked) -> Cell:
    item = asked.item
    marks = [mark for mark in asked.marks.of(asked.unit, item.code, asked.month) if mark.standing is not None]
    events = [mark for mark in marks if mark.standing is Standing.EVENT]
    seen = asked.records(item.missed_by)
    mark = events[-1] if events else (marks[-1] if marks else None)
    if mark is not None and mark.standing is Standing.NOT_ASSESSED:
        return Cell(item.code, Standing.NOT_ASSESSED, TEXTS[Standing.NOT_ASSESSED], (mark.id,), mark)
    standing = Standing.EVENT if events or seen else Standing.NO_EVENT
    cost = sum((event.points if event.points is not None else _each(item) for event in events), ZERO)
    points = min(item.points, cost + len(seen) * _each(item))
    records = (*(event.id for event in events), *seen)
    deductions = asked.deduction(DeductionReason.SERIOUS_EVENT, points, records)
    return Cell(item.code, standing, TEXTS[standing], records or _marked(mark), mark, ZERO, deductions)


_CELLS = {
    ItemKind.STATED: _stated,
    ItemKind.SHARE: _stated,
    ItemKind.FEEDBACK: _feedback,
    ItemKind.CASES: _cases,
    ItemKind.EVENT: _event,
}
