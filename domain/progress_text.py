"""The report's words: why points are taken off, and the last column of a row (扣分情况)."""

from __future__ import annotations

from decimal import Decimal

from domain.progress import DeductionReason, ProgressRow
from domain.progress_rules import TableRules
from domain.summary import Lang

REASONS = {
    DeductionReason.NOT_DONE: ("未完成", "not done"),
    DeductionReason.SHORTFALL: ("未完成目标数", "short of the target"),
    DeductionReason.STILL_OPEN: ("年底仍未完成", "still open at the year's end"),
    DeductionReason.FEEDBACK_MISSING: ("未按要求反馈", "feedback missing"),
    DeductionReason.CASES_MISSING: ("未按季度报送案例", "cases missing in a quarter"),
    DeductionReason.SERIOUS_EVENT: ("被监测到严重失信事件", "serious event"),
}


def points_text(points: Decimal) -> str:
    """Digits without trailing zeros: `0.3`, `20`."""
    text = format(points, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def reason_text(reason: DeductionReason, lang: Lang) -> str:
    """A reason in words."""
    return REASONS[reason][0 if lang is Lang.ZH else 1]


def remark(row: ProgressRow, table: TableRules) -> str:
    """What the table's last column says of a row; nothing where nothing is taken off, as in the source."""
    if not row.deductions:
        return ""
    numbers = {item.code: index for index, item in enumerate(table.items, start=1)}
    parts = [
        f"第{numbers[each.item]}项{REASONS[each.reason][0]}扣{points_text(each.points)}分" for each in row.deductions
    ]
    return f"扣{points_text(row.taken_off)}分：{'；'.join(parts)}"
