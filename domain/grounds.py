"""Grounds (依据): which measures reach the party asked about on one day, by which clause and along which links (R02-R14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from domain.evidence import Evidence, Exposure
from domain.exemptions import Exemption, exemption_for
from domain.findings import Finding, FindingState, Validity, state_on, turning_days
from domain.links import Link, LinkKind
from domain.parties import Party
from domain.policy import Clause, Effect, Measure, Policy, RuleBook, Target
from domain.time import touches


class Reach(StrEnum):
    """How a finding reaches the party asked about."""

    SELF = "SELF"  # 本主体
    PARTY_CONCERNED = "PARTY_CONCERNED"  # 当事人
    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE"  # 法定代表人
    PRINCIPAL = "PRINCIPAL"  # 主要负责人
    ACTUAL_CONTROLLER = "ACTUAL_CONTROLLER"  # 实际控制人（登记或申报）
    COMPUTED_CONTROLLER = "COMPUTED_CONTROLLER"  # 推算的实际控制人: by policies that say declared_or_computed


_REACH_OF_ROLE = {
    LinkKind.LEGAL_REPRESENTATIVE: Reach.LEGAL_REPRESENTATIVE,
    LinkKind.PRINCIPAL: Reach.PRINCIPAL,
    LinkKind.ACTUAL_CONTROLLER: Reach.ACTUAL_CONTROLLER,
}


@dataclass(frozen=True, slots=True)
class Path:
    """The way from the finding's party to the party asked about: n parties and the links between them.

    Where a person is reached by being named in the finding there is no link between the two parties. Where control is
    computed, the links are every holding that proves it: more than one for each step where several hold jointly.
    """

    parties: tuple[Party, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason. `since` and `last_day` are both inclusive: nothing new happening, it holds on every day between them.

    `exemption`: what lifts it on the day asked about; it is then shown but does not count for the outcome.
    """

    effect: Effect
    discretionary: bool
    reach: Reach
    path: Path
    finding: Finding
    state: FindingState
    policy: Policy
    clause: Clause
    measure: Measure
    since: date
    last_day: date
    exemption: Exemption | None = None

    @property
    def lifted(self) -> bool:
        """Whether an exemption lifts it on the day asked about."""
        return self.exemption is not None


def grounds_on(
    evidence: Evidence, matter: str, day: date, rules: RuleBook, computed: tuple[Ground, ...] = ()
) -> tuple[Ground, ...]:
    """Every ground for `matter` on `day`, those by computed control among them, the strongest effect first, then the oldest.

    A finding that reaches a person in one role by several recorded links gives one ground, by the link recorded first.
    """
    found: list[Ground] = list(computed)
    for policy in rules.in_force_on(day):
        measures = policy.measures_by_matter.get(matter, ())
        if measures:
            found.extend(_grounds_of(evidence, policy, measures, day))
    found.sort(key=_order)
    return tuple(exempted(ground, evidence, day) for ground in found) if evidence.exemptions else tuple(found)


def exempted(ground: Ground, evidence: Evidence, day: date) -> Ground:
    """The ground with the exemption that lifts it on `day`, if there is one."""
    exemption = exemption_for(evidence.exemptions, ground.measure, ground.finding.department, day)
    return ground if exemption is None else replace(ground, exemption=exemption)


def _order(ground: Ground) -> tuple[int, date, str, str, str, str]:
    return (
        ground.effect.strength,
        ground.since,
        ground.finding.number,
        ground.policy.id,
        ground.clause.id,
        ground.reach,
    )


def _grounds_of(evidence: Evidence, policy: Policy, measures: tuple[Measure, ...], day: date) -> Iterator[Ground]:
    party = evidence.party
    own_target = Target.LEGAL_ENTITY if party.kind.is_entity else Target.PERSON
    own_path = Path((party,), ())
    for finding in evidence.own:
        state = in_force_state(finding, day, policy)
        if state is not None:
            for measure in aimed(measures, state, own_target, party):
                yield ground_of(policy, measure, finding, state, Reach.SELF, own_path, day)
    if party.kind.is_entity:
        return
    for exposure, state in reaching(evidence.exposures, policy, day):
        reach = reach_of(exposure)
        path = Path((exposure.against, party), (exposure.link,) if exposure.link else ())
        for measure in aimed(measures, state, Target.RESPONSIBLE_PERSON, party):
            yield ground_of(policy, measure, exposure.finding, state, reach, path, day)


def aimed(measures: tuple[Measure, ...], state: FindingState, target: Target, party: Party) -> Iterator[Measure]:
    """The measures for findings of this grade that are aimed at `target`, and at this party."""
    for measure in measures:
        if measure.grade is state.grade and target in measure.targets:
            if measure.on_public_payroll_only and not party.on_public_payroll:
                continue
            yield measure


def in_force_state(finding: Finding, day: date, policy: Policy) -> FindingState | None:
    """The finding's state on `day` under `policy`; None where the policy does not cover it or it is not in force."""
    if finding.area not in policy.areas:
        return None
    state = state_on(finding, day, policy.validity)
    return state if state is not None and state.in_force else None


def reaching(exposures: tuple[Exposure, ...], policy: Policy, day: date) -> Iterator[tuple[Exposure, FindingState]]:
    """The exposures by which `policy` reaches the person on `day`, one per finding and reach.

    A role counts where it was held at any time in the liable window, from the day of the act to the day of the grading,
    both inclusive: leaving afterwards sheds nothing, joining afterwards inherits nothing.
    """
    seen: set[tuple[str, Reach]] = set()
    reached = [
        (exposure, state)
        for exposure in exposures
        if _may_reach(exposure, policy)
        and (state := in_force_state(exposure.finding, day, policy)) is not None
        and _is_liable(exposure, state)
    ]
    if len(reached) > 1:
        reached.sort(key=_exposure_order)
    for exposure, state in reached:
        key = (exposure.finding.id, reach_of(exposure))
        if key not in seen:
            seen.add(key)
            yield exposure, state


def _exposure_order(reached: tuple[Exposure, FindingState]) -> tuple[str, int, str]:
    exposure, _ = reached
    link = exposure.link
    return (exposure.finding.number, link.recorded_at if link else 0, link.id if link else "")


def _may_reach(exposure: Exposure, policy: Policy) -> bool:
    """Whether the policy reaches persons in this way, and the finding's party is an enterprise or organization (R02, R12:
    …企业的当事人…)."""
    if not exposure.against.kind.is_entity:
        return False
    return policy.reaches_concerned if exposure.link is None else exposure.link.kind in policy.reached_roles


def _is_liable(exposure: Exposure, state: FindingState) -> bool:
    """Whether the role was held in the liable window; who is named in the finding is liable without one."""
    link = exposure.link
    return link is None or touches(link.since, link.until, exposure.finding.recognition.act_on, state.graded_on)


def reach_of(exposure: Exposure) -> Reach:
    """How the exposure reaches its person."""
    return Reach.PARTY_CONCERNED if exposure.link is None else _REACH_OF_ROLE[exposure.link.kind]


def ground_of(
    policy: Policy,
    measure: Measure,
    finding: Finding,
    state: FindingState,
    reach: Reach,
    path: Path,
    day: date,
) -> Ground:
    """The ground that a finding in this state is on `day` by a measure of a policy."""
    return Ground(
        effect=measure.effect,
        discretionary=measure.discretionary,
        reach=reach,
        path=path,
        finding=finding,
        state=state,
        policy=policy,
        clause=policy.clauses[measure.clause_id],
        measure=measure,
        since=max(state.graded_on, policy.in_force_from),
        last_day=_last_day(finding, state, policy, day),
    )


def _last_day(finding: Finding, state: FindingState, policy: Policy, day: date) -> date:
    """The last day on which the finding is in force with this grade and the policy in force, nothing new happening."""
    end = state.expires_on if policy.in_force_until is None else min(state.expires_on, policy.in_force_until)
    for turn in sorted(turn for turn in turning_days(finding, policy.validity) if day < turn < end):
        later = state_on(finding, turn, policy.validity)
        if later is None or not later.in_force or later.grade is not state.grade:
            return turn - timedelta(days=1)
    return end - timedelta(days=1)


def turning_days_of(evidence: Evidence, rules: RuleBook) -> set[date]:
    """Every day on which a decision on this evidence can change, nothing new happening."""
    validities: set[Validity] = {policy.validity for policy in rules.policies}
    days = {
        day for finding in evidence.findings() for validity in validities for day in turning_days(finding, validity)
    }
    days.update(turns_of_policies(rules))
    for exemption in evidence.exemptions:
        days.update((exemption.since, exemption.until))
    days.update(turns_of_links(evidence.links()))
    return days


def turns_of_policies(rules: RuleBook) -> Iterator[date]:
    """The days on which a policy comes into force or goes out of it."""
    for policy in rules.policies:
        yield policy.in_force_from
        if policy.in_force_until is not None:
            yield policy.in_force_until


def turns_of_links(links: Iterable[Link]) -> Iterator[date]:
    """The days on which links begin or end."""
    for link in links:
        yield from (day for day in (link.since, link.until) if day is not None)
