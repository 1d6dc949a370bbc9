"""Whether a finding near a party matters to a decision: only then is computed control (推算控制) worth reading.

Control reaches beyond the party asked about: to companies that it, or somebody behind it, may control. It changes a
decision only by a finding there that is in force, of an enterprise only by a SERIOUS one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from domain.evidence import Evidence
from domain.findings import Finding, Grade, state_on, turning_days
from domain.policy import Policy, RuleBook


def may_matter(evidence: Evidence, near: Iterable[Finding] | None, as_of: date, rules: RuleBook) -> bool:
    """Whether any decision about the party from `as_of` on may depend on control, by its evidence without that.

    `near`: the findings within reach of control, more rather than less; None: there may be others than could be looked at.
    """
    if near is None or evidence.cut_off:
        return True
    entity = evidence.party.kind.is_entity
    return any(
        _in_force_from(finding, as_of, policy, serious_only=entity)
        for finding in (*near, *_elsewhere(evidence))
        for policy in rules.policies
    )


def _elsewhere(evidence: Evidence) -> Iterator[Finding]:
    """What reaches the responsible persons elsewhere: who has left may still control the party."""
    for responsible in evidence.responsible:
        yield from (exposure.finding for exposure in responsible.elsewhere)


def _in_force_from(finding: Finding, first: date, policy: Policy, *, serious_only: bool) -> bool:
    """Whether the finding is in force on any day from `first` on, nothing new happening."""
    if finding.area not in policy.areas:
        return False
    days = (first, *(day for day in turning_days(finding, policy.validity) if day > first))
    states = (state_on(finding, day, policy.validity) for day in days)
    return any(
        state is not None and state.in_force and (state.grade is Grade.SERIOUS or not serious_only) for state in states
    )
