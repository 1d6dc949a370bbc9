"""Exemptions (豁免) from measures "in principle" (原则上): for one party, one matter and a period, with reason and authority.

The ground stays visible, marked lifted, and does not count for the outcome. A measure that is not "in principle" cannot be
exempted from.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.errors import CreditGraphError, ErrorCode
from domain.policy import Measure, RuleBook
from domain.time import within


@dataclass(frozen=True, slots=True)
class Exemption:
    """One exemption. It lifts grounds that rest on findings of `department`, from `since` until before `until`."""

    id: str
    matter: str
    department: str
    since: date
    until: date
    reason: str
    authority: str
    recorded_at: int = 0


def exemption_for(exemptions: Iterable[Exemption], measure: Measure, department: str, day: date) -> Exemption | None:
    """What lifts a measure resting on a finding of `department` on `day`: of several exemptions the one recorded first."""
    if not measure.discretionary:
        return None
    fitting = [
        exemption
        for exemption in exemptions
        if exemption.matter == measure.matter
        and exemption.department == department
        and within(day, exemption.since, exemption.until)
    ]
    return min(fitting, key=lambda exemption: (exemption.recorded_at, exemption.id), default=None)


def check_exemptible(rules: RuleBook, matter: str) -> None:
    """Raises UNKNOWN_MATTER, or MATTER_NOT_APPLICABLE where no measure on the matter is "in principle"."""
    if matter not in rules.matters:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_MATTER,
            "No matter has this code; the query `matters` lists those that there are.",
            "matter",
        )
    measures = (measure for policy in rules.policies for measure in policy.measures_by_matter.get(matter, ()))
    if not any(measure.discretionary for measure in measures):
        message = (
            "No policy has a measure “in principle” (原则上) on this matter: there is nothing to be exempted from."
        )
        raise CreditGraphError(ErrorCode.MATTER_NOT_APPLICABLE, message, "matter")
