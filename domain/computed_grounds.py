"""Computed control (推算的实际控制人): which findings reach a person through companies that the person controls.

A policy that says `actual_controller: declared_or_computed` reaches whoever controlled the finding's company on some day of
the liable window, by holdings alone (`domain.ownership`): more than half, alone or with controlled companies. Only control
that is certain whatever unknown shares are makes a ground; a possible one is a reason to look, and so is every ground that
rests on computed control.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from domain.control_record import ControlRecord
from domain.evidence import Evidence, Exposure
from domain.findings import Finding, FindingState, Grade
from domain.grounds import Ground, Path, Reach, aimed, ground_of, in_force_state, reach_of, reaching
from domain.links import LinkKind
from domain.ownership import ControlPeriod
from domain.parties import Party, PartyKind
from domain.policy import ActualController, Matter, Policy, ReviewCode, RuleBook, Target
from domain.review import Review

POSSIBLE = "possible"
"""The detail of a review of control that may be there: shares are not known, or only as ranges."""

_ON_OTHERS = (ReviewCode.CONTROL_TIE, ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE, ReviewCode.RECENTLY_LEFT)


@dataclass(frozen=True, slots=True)
class ComputedReach:
    """A finding that reaches a person by a control during the liable window, or may reach the person where that control
    is not certain."""

    finding: Finding
    state: FindingState
    against: Party
    period: ControlPeriod

    @property
    def certain(self) -> bool:
        """Whether the control is certain."""
        return self.period.control.certain


def bears_on(kind: PartyKind, matter: Matter, rules: RuleBook) -> bool:
    """Whether a decision of `matter` on a party of this kind may depend on computed control, on any day."""
    policies = [policy for policy in rules.policies if computes(policy)]
    if kind is PartyKind.PERSON:
        return any(
            Target.RESPONSIBLE_PERSON in measure.targets
            for policy in policies
            for measure in policy.measures_by_matter.get(matter.code, ())
        )
    return bool(policies) and any(rules.reviews.is_on(code, matter.category) for code in _ON_OTHERS)


def computes(policy: Policy) -> bool:
    """Whether the policy reaches actual controllers as computed."""
    return (
        policy.actual_controller is ActualController.DECLARED_OR_COMPUTED
        and LinkKind.ACTUAL_CONTROLLER in policy.reached_roles
    )


def reached_by_control(
    record: ControlRecord, person_id: str, declared: tuple[Exposure, ...], policy: Policy, day: date
) -> Iterator[ComputedReach]:
    """What reaches the person on `day` by `policy` as a computed controller, or may, by the number of the finding.

    One for each finding: the first period of the liable window in which the control was certain, else the first in which
    it was possible. `declared`: what reaches the person otherwise; where that is as the declared actual controller,
    nothing needs to be computed.
    """
    within_reach = record.findings_within_reach(person_id) if computes(policy) else []
    if not within_reach:
        return
    known = {
        exposure.finding.id
        for exposure, _ in reaching(declared, policy, day)
        if reach_of(exposure) is Reach.ACTUAL_CONTROLLER
    }
    for finding in within_reach:
        against = record.parties[finding.party_id]
        state = None if finding.id in known else in_force_state(finding, day, policy)
        if state is not None and finding.recognition.act_on <= state.graded_on:
            window = (finding.recognition.act_on, state.graded_on)
            periods = record.control_of(person_id, against.id, *window)
            if periods:
                first = min(periods, key=lambda period: (not period.control.certain, period.first))
                yield ComputedReach(finding, state, against, first)


def controllers(
    record: ControlRecord, finding: Finding, against: Party, state: FindingState, policy: Policy
) -> tuple[Party, ...]:
    """The persons whom the finding against `against` certainly reaches by `policy` as computed controllers, by id: whoever
    controlled that company on some day of the liable window."""
    acted_on = finding.recognition.act_on
    if not computes(policy) or not against.kind.is_entity or acted_on > state.graded_on:
        return ()
    people = sorted((p for p in record.parties.values() if p.kind is PartyKind.PERSON), key=lambda person: person.id)
    return tuple(
        person
        for person in people
        if any(period.control.certain for period in record.control_of(person.id, against.id, acted_on, state.graded_on))
    )


def computed_grounds(
    evidence: Evidence, matter: Matter, day: date, rules: RuleBook
) -> tuple[tuple[Ground, ...], tuple[Ground, ...]]:
    """The grounds of a person as computed controller on `day`; and those that there would be if what is only possible
    were so."""
    record, party = evidence.control, evidence.party
    certain: list[Ground] = []
    possible: list[Ground] = []
    if record is None or party.kind is not PartyKind.PERSON:
        return (), ()
    for policy in rules.in_force_on(day):
        measures = policy.measures_by_matter.get(matter.code, ())
        if not any(Target.RESPONSIBLE_PERSON in measure.targets for measure in measures):
            continue
        for reach in reached_by_control(record, party.id, evidence.exposures, policy, day):
            control = reach.period.control
            path = Path(record.along(control), record.via(control))
            for measure in aimed(measures, reach.state, Target.RESPONSIBLE_PERSON, party):
                way = (reach.finding, reach.state, Reach.COMPUTED_CONTROLLER, path)
                (certain if reach.certain else possible).append(ground_of(policy, measure, *way, day))
    return tuple(certain), tuple(possible)


def computed_reviews(certain: Iterable[Ground], possible: Iterable[Ground]) -> Iterator[Review]:
    """COMPUTED_CONTROL: one for each company by whose control the person is reached, and, said to be possible, one for each
    by whose control the person may be."""
    for grounds, detail in ((certain, None), (possible, POSSIBLE)):
        by_company: dict[str, list[Ground]] = {}
        for ground in grounds:
            if ground.reach is Reach.COMPUTED_CONTROLLER:
                by_company.setdefault(ground.path.parties[0].id, []).append(ground)
        for _, found in sorted(by_company.items()):
            links = {link.id: link for ground in found for link in ground.path.links}
            findings = {ground.finding.id: ground.finding for ground in found}
            yield Review(
                ReviewCode.COMPUTED_CONTROL,
                parties=found[0].path.parties[:1],
                links=tuple(link for _, link in sorted(links.items())),
                findings=tuple(finding for _, finding in sorted(findings.items())),
                detail=detail,
            )


def seriously_reached_by_control(
    record: ControlRecord, person_id: str, declared: tuple[Exposure, ...], asked_id: str, day: date, rules: RuleBook
) -> Iterator[ComputedReach]:
    """What certainly reaches a person as computed controller by a SERIOUS finding in force against another party."""
    if not record.findings_within_reach(person_id):
        return
    for policy in rules.in_force_on(day):
        if reaches_persons(policy):
            for reach in reached_by_control(record, person_id, declared, policy, day):
                if reach.certain and reach.state.grade is Grade.SERIOUS and reach.against.id != asked_id:
                    yield reach


def reaches_persons(policy: Policy) -> bool:
    """Whether any measure for SERIOUS findings is aimed at responsible persons."""
    return any(
        Target.RESPONSIBLE_PERSON in measure.targets and measure.grade is Grade.SERIOUS for measure in policy.measures
    )
