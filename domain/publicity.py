"""The publicity list (公示): what the public may see of which findings, and for how long (R09, R17, R37).

A finding is published on a day on which a clause publishes it on the credit site; nothing of any other is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from domain.findings import EventKind, Finding, turning_days
from domain.grounds import in_force_state
from domain.parties import Party
from domain.policy import Effect, Policy, RuleBook, Target

PUBLISHING_MATTER = "CREDIT_KUNSHAN_SITE"
"""The matter whose PUBLICISE measures put a finding on the list: “信用昆山”网站公示."""

_LIFTING = frozenset({EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Publication:
    """One finding as it is published. `since` and `last_day` are inclusive."""

    finding_id: str
    number: str
    area: str
    department: str
    party_id: str
    since: date
    last_day: date
    document_number: str
    clause: str


def publication(finding: Finding, party: Party, day: date, rules: RuleBook) -> Publication | None:
    """What is published of the finding on `day`; None where nothing is. Of several policies, the first in the book."""
    for policy in rules.in_force_on(day):
        found = _published_by(policy, finding, party, day)
        if found is not None:
            return found
    return None


def _published_by(policy: Policy, finding: Finding, party: Party, day: date) -> Publication | None:
    state = in_force_state(finding, day, policy)
    if state is None:
        return None
    target = Target.LEGAL_ENTITY if party.kind.is_entity else Target.PERSON
    for measure in policy.measures_by_matter.get(PUBLISHING_MATTER, ()):
        if measure.on_public_payroll_only and not party.on_public_payroll:
            continue
        if measure.effect is Effect.PUBLICISE and measure.grade is state.grade and target in measure.targets:
            end = state.expires_on if policy.in_force_until is None else min(state.expires_on, policy.in_force_until)
            return Publication(
                *(finding.id, finding.number, finding.area, finding.department, party.id),
                since=max(state.graded_on, policy.in_force_from),
                last_day=end - timedelta(days=1),
                document_number=policy.document_number,
                clause=policy.clauses[measure.clause_id].text,
            )
    return None


@dataclass(frozen=True, slots=True)
class Scheduled:
    """What is published of a finding on each day from `first` until before `until` (None: for ever), nothing new
    happening."""

    first: date
    until: date | None
    publication: Publication


def schedule(finding: Finding, party: Party, rules: RuleBook, day: date) -> tuple[Scheduled, ...]:
    """Everything that is published of the finding on `day` and after it, nothing new happening: on each day the same as
    `publication` says."""
    turns = sorted({day} | {turn for turn in _turns(finding, rules) if turn > day})
    found: list[Scheduled] = []
    for first, until in zip(turns, [*turns[1:], None], strict=True):
        shown = publication(finding, party, first, rules)
        if shown is None:
            continue
        if found and found[-1].until == first and found[-1].publication == shown:
            first = found.pop().first
        found.append(Scheduled(first, until, shown))
    return tuple(found)


def _turns(finding: Finding, rules: RuleBook) -> set[date]:
    """Every day on which what is published of the finding can change, nothing new happening."""
    covering = [policy for policy in rules.policies if finding.area in policy.areas]
    turns = {turn for policy in covering for turn in turning_days(finding, policy.validity)}
    for policy in covering:
        turns |= {turn for turn in (policy.in_force_from, policy.in_force_until) if turn is not None}
    return turns


def was_published(finding: Finding, party: Party, day: date, rules: RuleBook) -> bool:
    """Whether the finding was published at any time up to and including `day`, if only for a part of a day."""
    unlifted = replace(finding, events=tuple(event for event in finding.events if event.kind not in _LIFTING))
    turns = _turns(finding, rules) | {finding.recognised.occurred_on}
    lifted = min((event.occurred_on for event in finding.events if event.kind in _LIFTING), default=day)
    return any(publication(unlifted, party, turn, rules) is not None for turn in turns if turn <= min(day, lifted))


def masked_name(name: str) -> str:
    """A person's name as the public sees it: the first character, and a star for each other one.

    >>> masked_name("欧阳某某")
    '欧***'
    """
    return name[:1] + "*" * (len(name) - 1)
