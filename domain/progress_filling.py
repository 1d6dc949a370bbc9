"""Fills the monthly progress report (工作进展通报, R50-R52): standings, points and deductions, from recorded work and marks.

Counted is the calendar year up to the end of the month asked about. A mark by an admin holds from its month to the year's
end or the next mark of the same cell, and stands above what was counted. Points taken off add up over the year, and each
deduction names the records behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.months import Month
from domain.progress import (
    TEXTS,
    ZERO,
    Cell,
    Deduction,
    DeductionReason,
    Mark,
    ProgressReport,
    ProgressRow,
    ProgressTable,
    RecordedWork,
    Standing,
    WorkRecord,
)
from domain.progress_rules import Item, ItemKind, ProgressRules, TableRules, WorkKind

LISTED = 100
"""Records of one cell that are listed by their ids; all are counted."""


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

    def records(self, kinds: frozenset[WorkKind]) -> list[WorkRecord]:
        return self.work.of(self.unit, kinds, self.month)

    def deduction(self, reason: DeductionReason, points: Decimal, records: Iterable[str]) -> tuple[Deduction, ...]:
        """None for no points."""
        return (Deduction(self.item.code, reason, points, self.item.notes, tuple(records)),) if points else ()


def _marked(mark: Mark | None) -> tuple[str, ...]:
    return () if mark is None else (mark.id,)


def _listed(records: Sequence[WorkRecord]) -> tuple[str, ...]:
    """The ids of the first ones."""
    return tuple(record.id for record in records if record.id)[:LISTED]


def _number(records: Iterable[WorkRecord]) -> int:
    """How many pieces of work they stand for."""
    return sum(record.count for record in records)


def _stated(asked: _Asked) -> Cell:
    item, mark, done = asked.item, asked.mark, asked.records(asked.item.done_by)
    standing = mark.standing if mark and mark.standing else (Standing.DONE if done else Standing.OPEN)
    records = (*_marked(mark), *_listed(done))
    deductions: tuple[Deduction, ...] = ()
    if standing is Standing.NOT_DONE:
        missing, reason = item.points, DeductionReason.NOT_DONE
        if mark is not None and mark.target is not None and mark.count is not None:
            missing, reason = _share(item.points, mark.count, mark.target), DeductionReason.SHORTFALL
        deductions = asked.deduction(reason, missing, _marked(mark))
    elif standing is Standing.OPEN and asked.final:
        deductions = asked.deduction(DeductionReason.STILL_OPEN, item.points, _marked(mark))
    at_stake = item.points if standing is Standing.OPEN and not asked.final else ZERO
    return Cell(item.code, standing, TEXTS[standing], records, _number(done), mark, at_stake, deductions)


def _share(points: Decimal, count: int, target: int) -> Decimal:
    return (points * (target - count) / target).quantize(Decimal("0.01"))


def _feedback(asked: _Asked) -> Cell:
    item, mark = asked.item, asked.mark
    done, missed = asked.records(item.done_by), asked.records(item.missed_by)
    counted = Standing.DONE if done and not missed else Standing.OPEN
    standing = mark.standing if mark and mark.standing else counted
    points = min(item.points, _number(missed) * _each(item))
    if standing in (Standing.NOT_ASSESSED, Standing.EXPLAINED):
        points = ZERO
    deductions = asked.deduction(DeductionReason.FEEDBACK_MISSING, points, _listed(missed))
    records = (*_marked(mark), *_listed([*done, *missed]))
    return Cell(item.code, standing, TEXTS[standing], records, _number(done), mark, ZERO, deductions)


def _cases(asked: _Asked) -> Cell:
    item, mark, done = asked.item, asked.mark, asked.records(asked.item.done_by)
    number = _filed(asked, asked.month)
    counted = Standing.DONE if number else Standing.OPEN
    standing = mark.standing if mark and mark.standing else counted
    text = str(number) if standing is Standing.DONE else TEXTS[standing]
    records = (*_marked(mark), *_listed(done))
    deductions: tuple[Deduction, ...] = ()
    at_stake = ZERO
    if standing in (Standing.DONE, Standing.OPEN):
        points = min(item.points, sum(_missing(asked, quarter) for quarter in _quarters(asked.month)) * _each(item))
        if asked.final or item.settled is item.settled.EACH_QUARTER:
            deductions = asked.deduction(DeductionReason.CASES_MISSING, points, records)
        else:
            at_stake = points
    return Cell(item.code, standing, text, records, _number(done), mark, at_stake, deductions)


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
    return _number(asked.work.of(asked.unit, asked.item.done_by, last))


def _event(asked: _Asked) -> Cell:
    item = asked.item
    marks = [mark for mark in asked.marks.of(asked.unit, item.code, asked.month) if mark.standing is not None]
    events = [mark for mark in marks if mark.standing is Standing.EVENT]
    seen = asked.records(item.missed_by)
    mark = events[-1] if events else (marks[-1] if marks else None)
    if mark is not None and mark.standing is Standing.NOT_ASSESSED:
        return Cell(item.code, Standing.NOT_ASSESSED, TEXTS[Standing.NOT_ASSESSED], (mark.id,), mark=mark)
    standing = Standing.EVENT if events or seen else Standing.NO_EVENT
    cost = sum((event.points if event.points is not None else _each(item) for event in events), ZERO)
    points = min(item.points, cost + _number(seen) * _each(item))
    records = (*(event.id for event in events), *_listed(seen))
    deductions = asked.deduction(DeductionReason.SERIOUS_EVENT, points, records)
    return Cell(item.code, standing, TEXTS[standing], records or _marked(mark), _number(seen), mark, ZERO, deductions)


_CELLS = {
    ItemKind.STATED: _stated,
    ItemKind.SHARE: _stated,
    ItemKind.FEEDBACK: _feedback,
    ItemKind.CASES: _cases,
    ItemKind.EVENT: _event,
}
