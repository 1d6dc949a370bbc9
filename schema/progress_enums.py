"""The enums of the monthly report as GraphQL enums."""

from __future__ import annotations

from domain.progress import DeductionReason, Standing
from domain.progress_rules import TableKind
from domain.progress_text import REASONS
from schema.enums import register

register(
    Standing,
    "How an item stands for a district or department (完成情况).",
    {
        "DONE": "Done: √, or the number of cases (已完成).",
        "OPEN": "Still to be done: * (未完成).",
        "EXPLAINED": "Not done, with an accepted explanation: *, never taken off (已作情况说明).",
        "NOT_DONE": "Not done: ×, taken off (未完成并扣分).",
        "NOT_ASSESSED": "The item does not apply (非考核项).",
        "NO_EVENT": "No serious event (无).",
        "EVENT": "A serious event, taken off (有).",
    },
)
register(TableKind, "Which table (表).", {"DISTRICTS": "Districts (区镇).", "DEPARTMENTS": "Departments (部门)."})
register(
    DeductionReason,
    "Why points are taken off (扣分原因).",
    {reason.name: f"{english[0].upper()}{english[1:]} ({chinese})." for reason, (chinese, english) in REASONS.items()},
)
