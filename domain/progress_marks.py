"""What may be marked: every refusal names the field, and nothing is marked that the tables have no place for."""

from __future__ import annotations

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.progress import Mark, Standing
from domain.progress_rules import Item, ItemKind, ProgressRules

_DOABLE = frozenset({Standing.DONE, Standing.OPEN, Standing.EXPLAINED, Standing.NOT_ASSESSED})
ALLOWED: dict[ItemKind, frozenset[Standing]] = {
    ItemKind.STATED: _DOABLE | {Standing.NOT_DONE},
    ItemKind.SHARE: _DOABLE | {Standing.NOT_DONE},
    ItemKind.FEEDBACK: _DOABLE,
    ItemKind.CASES: _DOABLE,
    ItemKind.EVENT: frozenset({Standing.EVENT, Standing.NO_EVENT, Standing.NOT_ASSESSED}),
}
"""Feedback and cases are counted, not stated: they cannot be marked NOT_DONE as a whole."""
LONGEST_NOTE = 1000


def check_mark(rules: ProgressRules, mark: Mark, this_month: Month) -> None:
    """Raises UNKNOWN_DEPARTMENT, REQUIRED or INVALID_VALUE where the mark does not fit the tables."""
    table = rules.table_of(mark.unit)
    if table is None:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_DEPARTMENT, "No row of the progress report has this department's code.", "unit"
        )
    item = table.item(mark.item)
    if item is None:
        known = ", ".join(item.code for item in table.items)
        raise _invalid(f"The table of this unit has the items {known}.", "item")
    if mark.month > this_month:
        raise _invalid("The month has not begun yet.", "month")
    if not mark.note.strip():
        raise CreditGraphError(ErrorCode.REQUIRED, "A mark needs a note that says what it rests on.", "note")
    if len(mark.note) > LONGEST_NOTE:
        raise _invalid(f"A note has at most {LONGEST_NOTE} characters.", "note")
    if mark.standing is not None and mark.standing not in ALLOWED[item.kind]:
        known = ", ".join(sorted(ALLOWED[item.kind]))
        raise _invalid(f"This item can be marked {known}.", "standing")
    _check_numbers(item, mark)


def _check_numbers(item: Item, mark: Mark) -> None:
    shares = item.kind is ItemKind.SHARE and mark.standing is Standing.NOT_DONE
    counts = item.kind is ItemKind.CASES and mark.standing is Standing.DONE
    costs = item.kind is ItemKind.EVENT and mark.standing is Standing.EVENT
    if (mark.target is not None) and not (shares and mark.target > 0):
        raise _invalid("Only an item assessed by its share, marked NOT_DONE, has a target, of at least 1.", "target")
    if mark.count is not None and not (counts or (shares and mark.target is not None)):
        raise _invalid("Only cases, and a share of a target, have a count.", "count")
    if counts and (mark.count is None or mark.count < 1):
        raise CreditGraphError(ErrorCode.REQUIRED, "Say how many cases were filed: at least 1.", "count")
    if shares and mark.target is not None and not (mark.count is not None and 0 <= mark.count < mark.target):
        raise _invalid("Say how many of the target were done: from 0, and fewer than the target.", "count")
    if mark.points is not None and not (costs and 0 < mark.points <= item.points):
        raise _invalid(f"Only an event costs stated points: more than 0, at most {item.points}.", "points")
    if costs and mark.points is None and item.each is None:
        raise CreditGraphError(ErrorCode.REQUIRED, "Say how many points the event costs (视情).", "points")


def _invalid(message: str, field: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_VALUE, message, field)
