"""What the monthly progress report (工作进展通报, R50-R52) is made of: marks, recorded work, cells, rows, deductions.

`domain.progress_filling` puts them together.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from domain.months import Month
from domain.progress_rules import ProgressRules, TableRules, WorkKind

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
    """Recorded work of a unit: `id` is the record's own (a finding's or case's number, a dispatch's key, …).

    `count`: how many pieces of work it stands for. One without an id stands for `count` more that are not listed.
    """

    unit: str
    kind: WorkKind
    on: date
    id: str
    count: int = 1


@dataclass(frozen=True)
class RecordedWork:
    """Recorded work of all units. Features add records of their kinds."""

    records: tuple[WorkRecord, ...] = ()

    def of(self, unit: str, kinds: frozenset[WorkKind], last: Month) -> list[WorkRecord]:
        """Those of a unit, of some kinds, in the year up to the end of `last`; by day and id."""
        first = last.first_of_year
        found = [r for r in self._by_unit.get(unit, ()) if r.kind in kinds and first <= Month.of(r.on) <= last]
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
    """One item of one unit. `text` is what the table shows; `open_points`: what it would cost at the year's end as it is.

    `records`: ids of the mark and of the first pieces of recorded work; `count`: how many pieces there are in all.
    """

    item: str
    standing: Standing
    text: str
    records: tuple[str, ...] = ()
    count: int = 0
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
