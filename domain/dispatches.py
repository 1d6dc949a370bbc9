"""Dispatches (推送、抄送、通报): who must be told of a finding, and who must be told that it no longer holds.

What is due is a pure function of the finding, the policies and the day (R07-R09, R13, R14, R17, R31-R37). A measure of the
finding's grade on that day is due to every recipient of its route; one for SERIOUS findings is therefore held back
while a finding is GENERAL and in time (R04). What was told and is no longer due is recalled (R19).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.evidence import Exposure
from domain.findings import EventKind, Finding, FindingState, Grade, state_on
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
    CORRECTED = "CORRECTED"  # 记录更正


@dataclass(frozen=True, slots=True)
class Exposed:
    """A person that the finding may reach, and by what."""

    person: Party
    exposure: Exposure


@dataclass(frozen=True, slots=True)
class Telling:
    """All that says who must be told of one finding: the finding, its party, whom it may reach, and who employs them.

    `employments`: EMPLOYEE links of the finding's party, where it is a person.
    """

    finding: Finding
    party: Party
    exposed: tuple[Exposed, ...] = ()
    employments: tuple[Link, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Told:
    """What the record says was told: for the `round`-th time, and not recalled since where `is_open`."""

    base: str
    round: int
    grade: Grade
    is_open: bool


@dataclass(frozen=True, slots=True)
class Tell:
    """A notice to be sent, for the `round`-th time (it was recalled before, where that is more than 1)."""

    notice: Notice
    round: int

    @property
    def key(self) -> str:
        """The dispatch's key: the same whoever works it out."""
        return tell_key(self.notice.base, self.round)


@dataclass(frozen=True, slots=True)
class Recall:
    """What was told is taken back."""

    base: str
    round: int
    reason: RecallReason

    @property
    def key(self) -> str:
        """The dispatch's key: the same whoever works it out."""
        return f"{tell_key(self.base, self.round)}:recall"

    @property
    def recalls(self) -> str:
        """The key of the dispatch that is taken back."""
        return tell_key(self.base, self.round)


def tell_key(base: str, round_: int) -> str:
    """The key of the `round_`-th telling of a notice."""
    return f"{base}:{round_}"


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
    yield from _notices(telling, policy, state, target, party, rules)
    people: dict[str, tuple[Party, list[Exposure]]] = {}
    for exposed in telling.exposed:
        people.setdefault(exposed.person.id, (exposed.person, []))[1].append(exposed.exposure)
    for person, exposures in people.values():
        if next(reaching(tuple(exposures), policy, day), None) is not None:
            yield from _notices(telling, policy, state, Target.RESPONSIBLE_PERSON, person, rules)


def _notices(
    telling: Telling, policy: Policy, state: FindingState, target: Target, subject: Party, rules: RuleBook
) -> Iterator[Notice]:
    since = max(state.graded_on, policy.in_force_from)
    for measure in policy.measures:
        if measure.grade is not state.grade or target not in measure.targets:
            continue
        if measure.on_public_payroll_only and not subject.on_public_payroll:
            continue
        stem = _stem(telling.finding.id, subject.id, policy.id, measure)
        for recipient in _recipients(measure, telling, state, rules):
            yield Notice(
                *(f"{stem}:{recipient}", telling.finding.id, subject.id, policy.id, policy.version, measure.clause_id),
                *(measure.matter, measure.effect, state.grade, recipient, since),
            )


def _stem(finding_id: str, subject_id: str, policy_id: str, measure: Measure) -> str:
    """What makes a notice this one, but for its recipient: 32 hex digits."""
    text = "\n".join(
        (finding_id, subject_id, policy_id, measure.clause_id, measure.matter, measure.effect, measure.grade)
    )
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _recipients(measure: Measure, telling: Telling, state: FindingState, rules: RuleBook) -> Iterator[str]:
    for code in rules.routing.of(measure.matter, measure.effect):
        if code == IN_CHARGE:
            yield telling.finding.department
        elif code == EMPLOYER:
            for link in telling.employments:
                if within(state.graded_on, link.since, link.until):
                    yield PARTY_PREFIX + link.to_id
        else:
            yield code


def bring_into_line(
    telling: Telling, held: Iterable[Told], day: date, rules: RuleBook
) -> tuple[tuple[Tell, ...], tuple[Recall, ...]]:
    """What must be told and what recalled so that the record says what is due on `day`. Nothing where it does.

    `held`: everything that the record says was told of the finding, recalled or not.
    """
    last: dict[str, Told] = {}
    for told in held:
        if told.base not in last or told.round > last[told.base].round:
            last[told.base] = told
    wanted = {notice.base: notice for notice in due(telling, day, rules)}
    tells = tuple(
        Tell(notice, last[base].round + 1 if base in last else 1)
        for base, notice in wanted.items()
        if base not in last or not last[base].is_open
    )
    recalls = tuple(
        Recall(base, told.round, recall_reason(telling.finding, told.grade, day, rules))
        for base, told in sorted(last.items())
        if told.is_open and base not in wanted
    )
    return tells, recalls


def recall_reason(finding: Finding, grade: Grade, day: date, rules: RuleBook) -> RecallReason:
    """Why what was told of the finding, when it had `grade`, does not hold on `day`."""
    lifting = _lifting(finding, day)
    if lifting is not None:
        return lifting
    governing = rules.governing(finding.area, day)
    state = state_on(finding, day, governing.validity) if governing else None
    if state is None:
        return RecallReason.CORRECTED
    if day >= state.expires_on:
        return RecallReason.EXPIRED
    return RecallReason.CORRECTED if state.grade is grade else RecallReason.REGRADED


def _lifting(finding: Finding, day: date) -> RecallReason | None:
    """Withdrawal before repair: that it never should have been is the stronger thing to say."""
    kinds = {event.kind for event in finding.events if event.occurred_on <= day}
    if EventKind.WITHDRAWN in kinds:
        return RecallReason.WITHDRAWN
    return RecallReason.REPAIRED if EventKind.REPAIR_GRANTED in kinds else None
