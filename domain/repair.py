"""Credit repair (信用修复): what must hold before the department in charge may lift a finding (R18).

Which conditions there are is said by the policy, not here: later law allows the repair of some serious findings after a
minimum period, and is a file of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.calendar import Period
from domain.findings import EventKind, Finding, FindingEvent, FindingState, Grade, Validity, state_on


class Repairable(StrEnum):
    """Whether a policy lets a finding of one grade be repaired while it is in force."""

    IN_GENERAL = "IN_GENERAL"  # 可以修复
    BY_EXCEPTION = "BY_EXCEPTION"  # 原则上不予修复: an exception needs a reason
    NEVER = "NEVER"  # 不予修复


@dataclass(frozen=True, slots=True)
class RepairTerms:
    """The terms for one grade. `not_before`: how long the finding must have had it, counted from the day of grading."""

    allowed: Repairable
    not_before: Period | None = None


@dataclass(frozen=True, slots=True)
class RepairRule:
    """What a policy asks for. `rectified`: 已整改到位. `no_new_finding`: 整改期间未发生失信行为."""

    clause_id: str
    rectified: bool
    no_new_finding: bool
    terms: Mapping[Grade, RepairTerms]


class RepairCondition(StrEnum):
    """One precondition of a repair."""

    PROVIDED_FOR = "PROVIDED_FOR"  # 文件规定可以修复
    IN_FORCE = "IN_FORCE"  # 认定尚在有效期内
    RECTIFIED = "RECTIFIED"  # 已整改到位
    NO_NEW_FINDING = "NO_NEW_FINDING"  # 整改期间未发生失信行为
    MINIMUM_PERIOD = "MINIMUM_PERIOD"  # 已满最短公示期限
    EXCEPTION = "EXCEPTION"  # 原则上不予修复，例外须说明理由


@dataclass(frozen=True, slots=True)
class ConditionChecked:
    """A precondition, whether it holds on the day, and a sentence that says why."""

    condition: RepairCondition
    met: bool
    why: str


_REPAIR_EVENTS = frozenset({EventKind.REPAIR_REQUESTED, EventKind.REPAIR_GRANTED, EventKind.REPAIR_DENIED})


def pending_request(finding: Finding, day: date) -> FindingEvent | None:
    """The request for repair that waits to be decided on `day`."""
    past = sorted(
        (event for event in finding.events if event.kind in _REPAIR_EVENTS and event.occurred_on <= day),
        key=lambda event: (event.occurred_on, event.recorded_at, event.id),
    )
    return past[-1] if past and past[-1].kind is EventKind.REPAIR_REQUESTED else None


def repair_conditions(
    finding: Finding,
    others: Iterable[Finding],
    day: date,
    rule: RepairRule | None,
    validity: Validity,
    exception_reason: str | None = None,
) -> tuple[ConditionChecked, ...]:
    """Every precondition of a repair on `day`, met or not.

    `others`: all findings against the same party. `rule`: what the governing policy says, None where it has no clause on
    repair. `exception_reason`: why an exception is made from "in principle not".
    """
    state = state_on(finding, day, validity)
    if state is None or not state.in_force:
        why = "The finding is not in force on the day: there is nothing to repair."
        return (ConditionChecked(RepairCondition.IN_FORCE, False, why),)
    found = [ConditionChecked(RepairCondition.IN_FORCE, True, "The finding is in force on the day.")]
    terms = rule.terms.get(state.grade) if rule is not None else None
    if rule is None or terms is None or terms.allowed is Repairable.NEVER:
        why = f"The policy has no clause by which a {state.grade.value} finding can be repaired while it is in force."
        return (*found, ConditionChecked(RepairCondition.PROVIDED_FOR, False, why))
    why = f"Clause {rule.clause_id} of the policy provides for it."
    found.append(ConditionChecked(RepairCondition.PROVIDED_FOR, True, why))
    rectified = _rectified_on(finding, day)
    if rule.rectified:
        found.append(_rectified(rectified))
    if rule.no_new_finding:
        found.append(_no_new_finding(finding, others, rectified or day, day))
    found.extend(_terms(terms, state, day, exception_reason))
    return tuple(found)


def _rectified_on(finding: Finding, day: date) -> date | None:
    days = (event.occurred_on for event in finding.events if event.kind is EventKind.RECTIFIED)
    return min((on for on in days if on <= day), default=None)


def _rectified(on: date | None) -> ConditionChecked:
    why = f"It was rectified on {on}." if on else "No rectification is recorded up to the day."
    return ConditionChecked(RepairCondition.RECTIFIED, on is not None, why)


def _no_new_finding(finding: Finding, others: Iterable[Finding], until: date, day: date) -> ConditionChecked:
    """No other act of the party between recognition and rectification, both days included, that was found dishonest.

    A finding that was withdrawn by `day` never should have been and does not count.
    """
    start = finding.recognised.occurred_on
    new = sorted(
        other.number
        for other in others
        if other.id != finding.id
        and start <= other.recognition.act_on <= until
        and other.recognised.occurred_on <= day
        and not _withdrawn(other, day)
    )
    why = (
        f"Found for acts between {start} and {until}: {', '.join(new)}."
        if new
        else f"No other finding is for an act between {start} and {until}."
    )
    return ConditionChecked(RepairCondition.NO_NEW_FINDING, not new, why)


def _withdrawn(finding: Finding, day: date) -> bool:
    return any(event.kind is EventKind.WITHDRAWN and event.occurred_on <= day for event in finding.events)


def _terms(
    terms: RepairTerms, state: FindingState, day: date, exception_reason: str | None
) -> Iterator[ConditionChecked]:
    if terms.not_before is not None:
        first = terms.not_before.end_after(state.graded_on)
        why = (
            f"It is {state.grade.value} since {state.graded_on} and can be repaired from {first} ({terms.not_before})."
        )
        yield ConditionChecked(RepairCondition.MINIMUM_PERIOD, day >= first, why)
    if terms.allowed is Repairable.BY_EXCEPTION:
        why = (
            f"A {state.grade.value} finding in force is not repaired in principle; an exception is made, with its reason."
            if exception_reason
            else f"A {state.grade.value} finding in force is not repaired in principle; an exception needs a reason."
        )
        yield ConditionChecked(RepairCondition.EXCEPTION, bool(exception_reason), why)
