"""Reviews (复核): why a person must look. Never a restriction by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.evidence import ControlTie, Evidence, Exposure, ResponsiblePerson
from domain.findings import Finding, FindingState, Grade
from domain.grounds import in_force_state, reaching
from domain.links import Link, LinkKind
from domain.parties import Party, PartyKind, same_name
from domain.policy import Matter, Policy, ReviewCode, RuleBook, Target
from domain.time import touches

MAJORITY = Decimal(50)
"""Control by a single holding: strictly more than this percentage."""


@dataclass(frozen=True, slots=True)
class Review:
    """One reason to look, with what was seen: the parties, links and findings that gave rise to it, in a fixed order."""

    code: ReviewCode
    parties: tuple[Party, ...] = ()
    links: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()
    detail: str | None = None


def reviews_on(
    evidence: Evidence, matter: Matter, day: date, rules: RuleBook, expected_name: str | None
) -> tuple[Review, ...]:
    """The reviews that are on for the matter's category, in a fixed order."""
    found = [
        *_name_mismatch(evidence, expected_name),
        *_limit_reached(evidence),
        *_incomplete_record(evidence, day),
    ]
    if evidence.responsible:
        found.extend(_responsible_persons(evidence, day, rules))
    if evidence.ties:
        found.extend(_control_ties(evidence, day, rules))
    return tuple(sorted((review for review in found if rules.reviews.is_on(review.code, matter.category)), key=_order))


def _order(review: Review) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    return (review.code, tuple(party.id for party in review.parties), tuple(link.id for link in review.links))


def _name_mismatch(evidence: Evidence, expected_name: str | None) -> Iterator[Review]:
    if expected_name is not None and not same_name(expected_name, evidence.party):
        yield Review(ReviewCode.NAME_MISMATCH, parties=(evidence.party,))


def _limit_reached(evidence: Evidence) -> Iterator[Review]:
    if evidence.cut_off:
        detail = ", ".join(sorted(evidence.cut_off))
        yield Review(ReviewCode.LIMIT_REACHED, parties=(evidence.party,), detail=detail)


def _incomplete_record(evidence: Evidence, day: date) -> Iterator[Review]:
    """No legal representative on the day; for an organization, which may have none by law, no principal either."""
    party = evidence.party
    if not party.kind.is_entity:
        return
    needed = {LinkKind.LEGAL_REPRESENTATIVE}
    if party.kind is PartyKind.ORGANIZATION:
        needed.add(LinkKind.PRINCIPAL)
    held = any(link.kind in needed and link.holds_on(day) for person in evidence.responsible for link in person.roles)
    if not held:
        yield Review(ReviewCode.INCOMPLETE_RECORD, parties=(party,))


def _responsible_persons(evidence: Evidence, day: date, rules: RuleBook) -> Iterator[Review]:
    for responsible in evidence.responsible:
        if not responsible.elsewhere:
            continue
        current = tuple(_by_id(link for link in responsible.roles if link.holds_on(day)))
        reached = list(_seriously_reached(responsible.elsewhere, evidence.party, day, rules))
        if current and reached:
            yield _person_review(ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE, responsible, current, reached)
        elif reached:
            yield from _recently_left(responsible, reached, day)


def _recently_left(
    responsible: ResponsiblePerson, reached: list[tuple[Exposure, FindingState]], day: date
) -> Iterator[Review]:
    """Held a responsible role here since the other finding's act, and left."""
    first_act = min(exposure.finding.recognition.act_on for exposure, _ in reached)
    left = tuple(
        _by_id(
            link
            for link in responsible.roles
            if link.until is not None and link.until <= day and touches(link.since, link.until, first_act, day)
        )
    )
    held_since = [
        (exposure, state)
        for exposure, state in reached
        if any(touches(link.since, link.until, exposure.finding.recognition.act_on, day) for link in left)
    ]
    if held_since:
        yield _person_review(ReviewCode.RECENTLY_LEFT, responsible, left, held_since)


def _person_review(
    code: ReviewCode,
    responsible: ResponsiblePerson,
    roles: tuple[Link, ...],
    reached: list[tuple[Exposure, FindingState]],
) -> Review:
    others = {exposure.against.id: exposure.against for exposure, _ in reached}
    findings = {exposure.finding.id: exposure.finding for exposure, _ in reached}
    elsewhere = {exposure.link.id: exposure.link for exposure, _ in reached if exposure.link}
    return Review(
        code,
        parties=(responsible.person, *(others[key] for key in sorted(others))),
        links=(*roles, *(elsewhere[key] for key in sorted(elsewhere))),
        findings=tuple(findings[key] for key in sorted(findings)),
    )


def _seriously_reached(
    exposures: tuple[Exposure, ...], asked: Party, day: date, rules: RuleBook
) -> Iterator[tuple[Exposure, FindingState]]:
    """What reaches a person as a responsible person by a SERIOUS finding in force against another party."""
    others = tuple(exposure for exposure in exposures if exposure.against.id != asked.id)
    for policy in rules.in_force_on(day):
        if _reaches_persons(policy):
            for exposure, state in reaching(others, policy, day):
                if state.grade is Grade.SERIOUS:
                    yield exposure, state


def _reaches_persons(policy: Policy) -> bool:
    return any(
        Target.RESPONSIBLE_PERSON in measure.targets and measure.grade is Grade.SERIOUS for measure in policy.measures
    )


def _control_ties(evidence: Evidence, day: date, rules: RuleBook) -> Iterator[Review]:
    """Direct control, either way, between the entity and one with a SERIOUS finding in force."""
    by_other: dict[str, list[ControlTie]] = {}
    for tie in evidence.ties:
        serious = any(
            (state := in_force_state(tie.finding, day, policy)) is not None and state.grade is Grade.SERIOUS
            for policy in rules.in_force_on(day)
        )
        if serious and tie.other.kind.is_entity and _controls(tie.link, day):
            by_other.setdefault(tie.other.id, []).append(tie)
    for other_id in sorted(by_other):
        ties = by_other[other_id]
        yield Review(
            ReviewCode.CONTROL_TIE,
            parties=(ties[0].other,),
            links=tuple(_by_id(tie.link for tie in ties)),
            findings=tuple(finding for _, finding in sorted({tie.finding.id: tie.finding for tie in ties}.items())),
        )


def _controls(link: Link, day: date) -> bool:
    if not link.holds_on(day):
        return False
    if link.kind is LinkKind.ACTUAL_CONTROLLER:
        return True
    return link.kind is LinkKind.SHAREHOLDER and link.share is not None and link.share.low > MAJORITY


def _by_id(links: Iterator[Link]) -> list[Link]:
    return [link for _, link in sorted({link.id: link for link in links}.items())]
