"""Reviews of the people behind an enterprise: who runs or controls it and is reached by a SERIOUS finding elsewhere.

A responsible role (法定代表人, 主要负责人, 实际控制人) is held by a recorded link, or, where a policy in force reaches
computed controllers, by control computed from holdings, if it is certain. Elsewhere likewise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from domain.computed_grounds import computes, reaches_persons, seriously_reached_by_control
from domain.control_record import ControlRecord
from domain.evidence import Evidence, Exposure, ResponsiblePerson
from domain.findings import Finding, Grade
from domain.grounds import reaching
from domain.links import Link
from domain.parties import Party, PartyKind
from domain.policy import ReviewCode, RuleBook
from domain.review import Review
from domain.time import touches

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reached:
    """A SERIOUS finding in force against another party that reaches a person, and the links by which it does."""

    finding: Finding
    against: Party
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Tenure:
    """A time in which a person had a responsible role here, half-open, and the links that it rests on."""

    since: date | None
    until: date | None
    links: tuple[Link, ...]

    def left_since(self, first: date, day: date) -> bool:
        """Whether it was over on `day`, and was not before `first`."""
        return self.until is not None and self.until <= day and touches(self.since, self.until, first, day)


def person_reviews(evidence: Evidence, day: date, rules: RuleBook) -> Iterator[Review]:
    """RESPONSIBLE_PERSON_REACHED_ELSEWHERE for who has such a role on `day`; RECENTLY_LEFT for who had one since that
    finding's act."""
    record = evidence.control
    if record is None and not any(responsible.elsewhere for responsible in evidence.responsible):
        return
    computed = record is not None and any(computes(policy) for policy in rules.in_force_on(day))
    for responsible in _people(evidence):
        found = list(_seriously_reached(responsible.elsewhere, evidence.party, day, rules))
        if record is not None:
            found.extend(_by_control(record, responsible, evidence.party, day, rules))
        if not found:
            continue
        roles = [Tenure(link.since, link.until, (link,)) for link in responsible.roles]
        current = [link for link in responsible.roles if link.holds_on(day)]
        if record is not None and computed:
            acts = min(reached.finding.recognition.act_on for reached in found)
            held = _control_here(record, responsible.person, evidence.party, min(acts, day), day)
            current.extend(link for tenure in held if tenure.until is None for link in tenure.links)
            roles.extend(tenure for tenure in held if tenure.until is not None)
        if current:
            code = ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE
            yield _review(code, responsible.person, current, found)
        else:
            yield from _recently_left(responsible.person, roles, found, day)


def _people(evidence: Evidence) -> Iterator[ResponsiblePerson]:
    """Who has or had a declared role, then who may control the enterprise without one."""
    yield from evidence.responsible
    if evidence.control is not None:
        declared = {responsible.person.id for responsible in evidence.responsible}
        for person_id in sorted(evidence.control.parties.keys() - declared):
            person = evidence.control.parties[person_id]
            if person.kind is PartyKind.PERSON:
                yield ResponsiblePerson(person, (), evidence.control.exposures.get(person_id, ()))


def _control_here(record: ControlRecord, person: Party, here: Party, first: date, day: date) -> list[Tenure]:
    """The times from `first` to `day` in which the person certainly controlled the party asked about; those that lasted
    on `day` have no `until`. Each has the links that proved it in the end."""
    found: list[Tenure] = []
    for period in record.control_of(person.id, here.id, first, day):
        if period.control.certain:
            until = None if period.last == day else period.last + _DAY
            if found and found[-1].until == period.first:  # the same control by other holdings
                found[-1] = Tenure(found[-1].since, until, record.via(period.control))
            else:
                found.append(Tenure(period.first, until, record.via(period.control)))
    return found


def _recently_left(person: Party, roles: list[Tenure], reached: list[Reached], day: date) -> Iterator[Review]:
    """Held a responsible role here since the other finding's act, and left."""
    first_act = min(one.finding.recognition.act_on for one in reached)
    left = [tenure for tenure in roles if tenure.left_since(first_act, day)]
    held_since = [
        one for one in reached if any(tenure.left_since(one.finding.recognition.act_on, day) for tenure in left)
    ]
    if held_since:
        links = [link for tenure in left for link in tenure.links]
        yield _review(ReviewCode.RECENTLY_LEFT, person, links, held_since)


def _review(code: ReviewCode, person: Party, roles: Iterable[Link], reached: list[Reached]) -> Review:
    others = {one.against.id: one.against for one in reached}
    findings = {one.finding.id: one.finding for one in reached}
    return Review(
        code,
        parties=(person, *(others[key] for key in sorted(others))),
        links=(*_by_id(roles), *_by_id(link for one in reached for link in one.links)),
        findings=tuple(findings[key] for key in sorted(findings)),
    )


def _seriously_reached(exposures: tuple[Exposure, ...], asked: Party, day: date, rules: RuleBook) -> Iterator[Reached]:
    """What reaches a person as a responsible person by a SERIOUS finding in force against another party."""
    others = tuple(exposure for exposure in exposures if exposure.against.id != asked.id)
    if not others:
        return
    for policy in rules.in_force_on(day):
        if reaches_persons(policy):
            for exposure, state in reaching(others, policy, day):
                if state.grade is Grade.SERIOUS:
                    yield Reached(exposure.finding, exposure.against, (exposure.link,) if exposure.link else ())


def _by_control(
    record: ControlRecord, responsible: ResponsiblePerson, asked: Party, day: date, rules: RuleBook
) -> Iterator[Reached]:
    person = responsible.person.id
    for reach in seriously_reached_by_control(record, person, responsible.elsewhere, asked.id, day, rules):
        yield Reached(reach.finding, reach.against, record.via(reach.period.control))


def _by_id(links: Iterable[Link]) -> list[Link]:
    return [link for _, link in sorted({link.id: link for link in links}.items())]
