"""What the rule book says of who may recognise what against whom (R03, R06, R30)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_merging import Stated
from domain.parties import PartyKind, normalize_name
from domain.policy import AreaRule, RuleBook


def department_code(rules: RuleBook, text: str) -> str:
    """The code of a department given by its code or its Chinese name. Raises UNKNOWN_DEPARTMENT."""
    if text in rules.departments:
        return text
    code = _codes_by_name(rules).get(normalize_name(text))
    if code is None:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_DEPARTMENT, "No department has this code or Chinese name.", "department"
        )
    return code


def _codes_by_name(rules: RuleBook) -> Mapping[str, str]:
    return {normalize_name(department.name_zh): code for code, department in rules.departments.items()}


def area_rule(rules: RuleBook, area: str, day: date) -> AreaRule:
    """How findings in `area` are recognised on `day`. Raises UNKNOWN_AREA."""
    governing = rules.governing(area, day) if area in rules.areas else None
    if governing is None:
        raise CreditGraphError(ErrorCode.UNKNOWN_AREA, "No policy knows this area.", "area")
    return governing.areas[area]


def check_in_charge(rule: AreaRule, department: str, field: str | None = "department") -> None:
    """Only the department in charge of an area recognises findings in it (R03). Raises NOT_IN_CHARGE."""
    if rule.department != department:
        raise CreditGraphError(
            ErrorCode.NOT_IN_CHARGE,
            f"Findings in {rule.area} are recognised by {rule.department}, the department in charge of it (R03).",
            field,
        )


def check_covered(rule: AreaRule, kind: PartyKind) -> None:
    """Raises PARTY_KIND_NOT_COVERED where findings in the area cannot be against this kind of party (R01, R30)."""
    if kind not in rule.parties:
        covered = ", ".join(sorted(each.value.lower() for each in rule.parties))
        raise CreditGraphError(
            ErrorCode.PARTY_KIND_NOT_COVERED, f"Findings in {rule.area} are against: {covered}.", "party_key"
        )


def check_grade(rule: AreaRule, stated: Stated) -> None:
    """A department that grades otherwise than the policy begins cites its own standard (R06). Raises STANDARD_REQUIRED."""
    if stated.grade is not None and stated.grade is not rule.initial_grade and stated.standard is None:
        raise CreditGraphError(
            ErrorCode.STANDARD_REQUIRED,
            f"Findings in {rule.area} begin as {rule.initial_grade.value}; another grade needs the department's own "
            "published standard, which is cited (R06).",
            "standard",
        )
