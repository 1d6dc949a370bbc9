"""Dispatches (推送、抄送、通报): who must be told of a finding, and who must be told that it no longer holds.

What is due is a pure function of the finding, the policies and the day (R07-R09, R13, R14, R17, R31-R37). A measure of the
finding's grade on that day is due to every recipient of its route; one for SERIOUS findings is therefore held back
while a finding is GENERAL and in time (R04). A measure "in principle" is due to nobody while an exemption lifts it. Whoever
says that it applied a restriction that it learnt by a check has been told of it like everyone on a route (R20).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.computed_grounds import computes, controllers
from domain.control_record import ControlRecord
from domain.evidence import Exposure
from domain.exemptions import Exemption, exemption_for
from domain.findings import Finding, FindingState, Grade
from domain.grounds import in_force_state, reaching
from domain.links import Link
from domain.parties import Party
from domain.policy import Effect, Measure, Policy, RuleBook, Target
from domain.recipients import EMPLOYER, IN_CHARGE, PARTY_PREFIX
from domain.time import within


class DispatchKind(StrEnum):
    """What a dispatch says."""

    TELL = "TELL"  # 告知
    RECALL = "RECALL"  # 撤回


class RecallReason(StrEnum):
    """Why what was told no longer holds."""

    REPAIRED = "REPAIRED"  # 已修复
    WITHDRAWN = "WITHDRAWN"  # 撤销认定
    EXPIRED = "EXPIRED"  # 期限届满
    REGRADED = "REGRADED"  # 等级变更
    EXEMPTED = "EXEMPTED"  # 豁免
    CORRECTED = "CORRECTED"  # 记录更正


@dataclass(frozen=True, slots=True)
class Exposed:
    """A person that the finding may reach, and by what."""

    person: Party
    exposure: Exposure


class Learnt(NamedTuple):
    """A recipient says that it learnt by a check what a subject is restricted in, in one matter."""

    subject_id: str
    matter: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Telling:
    """All that says who must be told of one finding: the finding, its party, whom it may reach, and who employs them.

    `employments`: EMPLOYEE links of the finding's party, where it is a person. `exemptions`: those of the party, of the
    persons, and of whoever may control it, by their id. `learnt`: who learnt of it by checks. `control`: what control over
    the party is computed from, where something depends on it (`depends_on_control`).
    """

    finding: Finding
    party: Party
    exposed: tuple[Exposed, ...] = ()
    employments: tuple[Link, ...] = ()
    exemptions: Mapping[str, tuple[Exemption, ...]] = field(default_factory=dict)
    learnt: frozenset[Learnt] = frozenset()
    control: ControlRecord | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one recipient must be told: a measure of a clause, against `subject_id`, because of a finding.

    `recipient`: a code, or `party:<our id>`. `since`: the first day on which the measure applies. Two notices with one
    `base` say the same thing to the same recipient; the day is not part of it.
    """

    base: str
    finding_id: str
    subject_id: str
    policy_id: str
    policy_version: int
    clause_id: str
    matter: str
    effect: Effect
    grade: Grade
    recipient: str
    since: date


def due(telling: Telling, day: date, rules: RuleBook) -> tuple[Notice, ...]:
    """Everything that must have been told by `day` and still holds on it, in a fixed order."""
    found: dict[str, Notice] = {}
    for policy in rules.in_force_on(day):
        for notice in _due_by(telling, policy, day, rules):
            found.setdefault(notice.base, notice)
    return tuple(notice for _, notice in sorted(found.items()))


def _due_by(telling: Telling, policy: Policy, day: date, rules: RuleBook) -> Iterator[Notice]:
    finding, party = telling.finding, telling.party
    state = in_force_state(finding, day, policy)
    if state is None:
        return
    target = Target.LEGAL_ENTITY if party.kind.is_entity else Target.PERSON
    yield from _notices(telling, policy, state, target, party, day, rules)
    people: dict[str, tuple[Party, list[Exposure]]] = {}
    for exposed in telling.exposed:
        people.setdefault(exposed.person.id, (exposed.person, []))[1].append(exposed.exposure)
    reached = [
        person
        for person, exposures in people.values()
        if next(reaching(tuple(exposures), policy, day), None) is not None
    ]
    if telling.control is not None:
        known = {person.id for person in reached}
        found = controllers(telling.control, finding, party, state, policy)
        reached += [person for person in found if person.id not in known]
    for person in reached:
        yield from _notices(telling, policy, state, Target.RESPONSIBLE_PERSON, person, day, rules)


def depends_on_control(telling: Telling, day: date, rules: RuleBook) -> bool:
    """Whether somebody may have to be told of whoever controlled the party by holdings: by a policy that computes control,
    with a measure against persons that has a route, or that somebody learnt of."""
    if not telling.party.kind.is_entity:
        return False
    learnt = {learnt.matter for learnt in telling.learnt}
    return any(
        computes(policy)
        and (state := in_force_state(telling.finding, day, policy)) is not None
        and any(
            measure.grade is state.grade
            and Target.RESPONSIBLE_PERSON in measure.targets
            and (measure.matter in learnt or bool(rules.routing.of(measure.matter, measure.effect)))
            for measure in policy.measures
        )
        for policy in rules.in_force_on(day)
    )


def _notices(
    telling: Telling, policy: Policy, state: FindingState, target: Target, subject: Party, day: date, rules: RuleBook
) -> Iterator[Notice]:
    since = max(state.graded_on, policy.in_force_from)
    finding, exemptions = telling.finding, telling.exemptions.get(subject.id, ())
    for measure in policy.measures:
        if measure.grade is not state.grade or target not in measure.targets:
            continue
        if measure.on_public_payroll_only and not subject.on_public_payroll:
            continue
        if exemptions and exemption_for(exemptions, measure, finding.department, day) is not None:
            continue
        stem = _stem(finding.id, subject.id, policy.id, measure)
        for recipient in _recipients(measure, telling, state, subject, rules):
            yield Notice(
                *(f"{stem}:{recipient}", finding.id, subject.id, policy.id, policy.version, measure.clause_id),
                *(measure.matter, measure.effect, state.grade, recipient, since),
            )


def _stem(finding_id: str, subject_id: str, policy_id: str, measure: Measure) -> str:
    """What makes a notice this one, but for its recipient: 32 hex digits."""
    text = "\n".join(
        (finding_id, subject_id, policy_id, measure.clause_id, measure.matter, measure.effect, measure.grade)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _recipients(
    measure: Measure, telling: Telling, state: FindingState, subject: Party, rules: RuleBook
) -> Iterator[str]:
    for code in rules.routing.of(measure.matter, measure.effect):
        if code == IN_CHARGE:
            yield telling.finding.department
        elif code == EMPLOYER:
            for link in telling.employments:
                if within(state.graded_on, link.since, link.until):
                    yield PARTY_PREFIX + link.to_id
        else:
            yield code
    for learnt in telling.learnt:
        if (learnt.subject_id, learnt.matter) == (subject.id, measure.matter):
            yield learnt.recipient
