"""What the acts of a department's desk (部门工作台) have in common: who may act, and when."""

from __future__ import annotations

from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_rules import area_rule, check_in_charge
from domain.policy import RuleBook

MAX_TEXT = 2_000
"""Characters of a reason or another text that a desk writes."""


def check_happened(day: date, today: date, field: str = "occurred_on") -> None:
    """Only what has happened is recorded. Raises INVALID_DATE for a day after today."""
    if day > today:
        raise CreditGraphError(
            ErrorCode.INVALID_DATE, f"{day} lies after today, {today}: it cannot have happened.", field
        )


def check_acting(rules: RuleBook, area: str, day: date, acting: str | None) -> None:
    """The department in charge of the area on the day acts, and no other (R03, R18). Raises NOT_IN_CHARGE.

    `acting`: the department that acts, None for an administrator, who acts for whichever is in charge.
    """
    if acting is not None:
        check_in_charge(area_rule(rules, area, day), acting, None)


def check_own(department: str, acting: str | None, what: str) -> None:
    """A department acts on what is its own. Raises NOT_IN_CHARGE."""
    if acting is not None and acting != department:
        raise CreditGraphError(ErrorCode.NOT_IN_CHARGE, f"{what} is {department}'s, not {acting}'s.", "department")


def text_of(value: str | None, field: str, *, required: bool = True) -> str | None:
    """A text without spaces around it, None for an empty one. Raises REQUIRED, INVALID_VALUE for one that is too long."""
    found = (value or "").strip() or None
    if found is None and required:
        raise CreditGraphError(ErrorCode.REQUIRED, "It needs a text of its own.", field)
    if found is not None and len(found) > MAX_TEXT:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"It has at most {MAX_TEXT} characters.", field)
    return found


def required_text(value: str | None, field: str) -> str:
    """As `text_of`, for a text that must be there."""
    found = text_of(value, field)
    assert found is not None
    return found
