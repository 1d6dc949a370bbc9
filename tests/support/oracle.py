"""The law once more, as slow and as plain as can be, to check the decisions of `domain/` with.

It reads statements and the values of a rule book, goes through findings day by day, and uses none of the code that
decides: no `state_on`, no grounds, no reviews. Its answers name things as the statements do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from domain.calendar import Period
from domain.findings import EventKind, Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import ActualController, Effect, Policy, RuleBook, Target
from tests.support.oracle_answers import Answer, PlainGround, PlainReview
from tests.support.oracle_control import PlainControl
from tests.support.statements import (
    EventStated,
    FindingStated,
    LinkCorrected,
    LinkEnded,
    LinkStated,
    PartyStated,
    Statement,
)

ONE_DAY = timedelta(days=1)
HORIZON = date(2024, 3, 1)
"""A party that is not clear by then never is; no finding that is asked about lasts so long, and nothing happens so late."""
ROLES = (LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL, LinkKind.ACTUAL_CONTROLLER)


class Held(NamedTuple):
    """A version of a link."""

    label: str
    at: int
    kind: LinkKind
    source: str
    target: str
    since: date | None
    until: date | None
    share: str | None
    origin: str

    def on(self, day: date) -> bool:
        return (self.since or date.min) <= day and (self.until is None or day < self.until)

    def within(self, first: date, last: date) -> bool:
        begins = first if self.since is None or self.since < first else self.since
        ends = last if self.until is None or self.until > last else self.until - ONE_DAY
        return begins <= ends


class Term(NamedTuple):
    """A time in a responsible role, whether it lasts on the day asked about, and when it was over."""

    labels: frozenset[str]
    lasts: bool
    until: date | None
    within: Callable[[date, date], bool]


class State(NamedTuple):
    grade: Grade
    graded_on: date
    in_force: bool


class Oracle:
    """What must be answered, as known at `known_at`."""

    def __init__(self, statements: Iterable[Statement], rules: RuleBook, known_at: int) -> None:
        self._rules = rules
        self._parties: dict[str, PartyStated] = {}
        self._names: dict[str, list[str]] = {}
        self._payroll: dict[str, bool | None] = {}
        self._links: dict[str, Held] = {}
        self._findings: dict[str, FindingStated] = {}
        self._happened: dict[str, list[EventStated]] = {}
        self._last_days: dict[tuple[str, str], dict[date, date]] = defaultdict(dict)
        self._courses: dict[tuple[str, str], dict[date, State]] = {}
        self._told: dict[tuple[int, LinkKind, str, str], int] = defaultdict(int)
        for statement in statements:
            if statement.at <= known_at:
                self._hear(statement)
        self._control = PlainControl(self._links.values())
        self._stretches: dict[tuple[str, str], list[tuple[date, date]]] = {}

    def _hear(self, said: Statement) -> None:
        match said:
            case PartyStated():
                self._parties.setdefault(said.key, said)
                self._names.setdefault(said.key, []).extend([said.name, *said.former_names])
                if said.on_public_payroll is not None or said.key not in self._payroll:
                    self._payroll[said.key] = said.on_public_payroll
            case LinkStated():
                told = (said.at, said.kind, said.source, said.target)
                self._links[said.label] = Held(
                    *(said.label, said.at, said.kind, said.source, said.target, said.since, said.until, said.share),
                    origin=f"register {said.at} {self._told[told]}",
                )
                self._told[told] += 1
            case LinkCorrected():
                old = self._links.pop(said.replaces)
                self._links[said.label] = old._replace(
                    label=said.label, at=said.at, since=said.since, until=said.until, share=said.share
                )
            case LinkEnded():
                old = self._links.pop(said.replaces)
                self._links[said.label] = old._replace(label=said.label, at=said.at, until=said.until)
            case FindingStated():
                self._findings[said.number] = said
            case EventStated():
                self._happened.setdefault(said.number, []).append(said)

    def answer(self, key: str, matter: str, day: date, name: str | None = None) -> Answer:
        """What must be answered."""
        if key not in self._parties:
            return Answer("UNKNOWN_PARTY", frozenset(), frozenset(), None)
        grounds = frozenset(self._grounds(key, matter, day))
        reviews = frozenset(self._reviews(key, matter, day, name))
        return Answer(_outcome(grounds, reviews), grounds, reviews, self._clear_from(key, matter, day, name))

    def _clear_from(self, key: str, matter: str, day: date, name: str | None) -> date | None:
        while day < HORIZON:
            if not any(self._grounds(key, matter, day)) and not any(self._reviews(key, matter, day, name)):
                return day
            day += ONE_DAY
        return None

    def _kind(self, key: str) -> PartyKind:
        return self._parties[key].kind

    def _grounds(self, key: str, matter: str, day: date) -> Iterator[PlainGround]:
        for policy in self._in_force(day):
            for measure in policy.measures:
                if measure.matter != matter or (measure.on_public_payroll_only and self._payroll[key] is not True):
                    continue
                for number, state in self._seen(policy, day):
                    if state.grade is not measure.grade:
                        continue
                    for reach, links in self._ways(policy, number, state, key, measure.targets):
                        yield PlainGround(
                            measure.effect,
                            f"{policy.id}#{measure.clause_id}",
                            number,
                            reach,
                            links,
                            max(state.graded_on, policy.in_force_from),
                            self._last_day(policy, number, state.grade, day),
                        )

    def _ways(
        self, policy: Policy, number: str, state: State, key: str, targets: frozenset[Target]
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        finding = self._findings[number]
        own = Target.PERSON if self._kind(key) is PartyKind.PERSON else Target.LEGAL_ENTITY
        if finding.party == key and own in targets:
            yield "SELF", ()
        if Target.RESPONSIBLE_PERSON in targets and self._kind(key) is PartyKind.PERSON:
            yield from self._answers_for(policy, number, state, key)
            control = self._by_control(policy, number, state, key)
            if control is not None and control[0]:
                yield "COMPUTED_CONTROLLER", control[1]

    def _answers_for(
        self, policy: Policy, number: str, state: State, person: str
    ) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The ways in which a person answers for the enterprise or organization that a finding is against."""
        finding = self._findings[number]
        if self._kind(finding.party) is PartyKind.PERSON:
            return
        if policy.reaches_concerned and person in finding.concerned:
            yield "PARTY_CONCERNED", ()
        for kind in policy.reached_roles:
            held = [
                link
                for link in self._links.values()
                if (link.kind, link.source, link.target) == (kind, person, finding.party)
                and link.within(finding.act_on, state.graded_on)
            ]
            if held:
                first = min(held, key=lambda link: (link.at, f"link:{link.label}"))
                yield kind.value, (first.label,)

    def _by_control(
        self, policy: Policy, number: str, state: State, person: str
    ) -> tuple[bool, tuple[str, ...]] | None:
        """Whether a person certainly controlled, by holdings, the entity that a finding is against, or perhaps did, and by
        which; None where that is excluded, or is not asked because the person is its declared controller."""
        finding = self._findings[number]
        if not _computes(policy) or self._kind(finding.party) is PartyKind.PERSON:
            return None
        if any(reach == "ACTUAL_CONTROLLER" for reach, _ in self._answers_for(policy, number, state, person)):
            return None
        control = self._control.during(person, finding.party, finding.act_on, state.graded_on)
        return None if control is None else (control.certain, tuple(sorted(control.links)))

    def _last_day(self, policy: Policy, number: str, grade: Grade, day: date) -> date:
        days = [day]
        while days[-1] not in self._last_days[policy.id, number]:
            after = days[-1] + ONE_DAY
            state = self._course(policy, number).get(after)
            if not _holds(policy, after) or state is None or not state.in_force or state.grade is not grade:
                break
            days.append(after)
        last = self._last_days[policy.id, number].get(days[-1], days[-1])
        self._last_days[policy.id, number].update(dict.fromkeys(days, last))
        return last

    def _in_force(self, day: date) -> list[Policy]:
        return [policy for policy in self._rules.policies if _holds(policy, day)]

    def _seen(self, policy: Policy, day: date) -> Iterator[tuple[str, State]]:
        for number, finding in self._findings.items():
            if finding.area in policy.areas:
                state = self._course(policy, number).get(day)
                if state is not None and state.in_force:
                    yield number, state

    def _course(self, policy: Policy, number: str) -> dict[date, State]:
        """The finding's state on every day from its recognition on, for five years."""
        known = self._courses.get((policy.id, number))
        if known is None:
            known = self._courses[policy.id, number] = dict(self._go_through(policy, number))
        return known

    def _go_through(self, policy: Policy, number: str) -> Iterator[tuple[date, State]]:
        finding = self._findings[number]
        happened = self._happened.get(number, [])
        grade = finding.grade or policy.areas[finding.area].initial_grade
        graded_on = finding.recognised_on
        settled = lifted = False
        day = min([finding.recognised_on, *(event.on for event in happened)])
        while day < finding.recognised_on + timedelta(days=5 * 365):
            today = {event.kind for event in happened if event.on == day}
            on_time = finding.rectify_by is None or day <= finding.rectify_by
            if grade is Grade.GENERAL and not settled and not lifted:
                if EventKind.RECTIFIED in today and on_time:
                    settled = True
                elif EventKind.RECTIFICATION_REFUSED in today or not on_time:
                    grade, graded_on = Grade.SERIOUS, max(day, finding.recognised_on)
            if today & {EventKind.WITHDRAWN, EventKind.REPAIR_GRANTED}:
                lifted = True
            period = policy.validity.serious if grade is Grade.SERIOUS else policy.validity.general
            ends = finding.expires_on or _last_day(period, graded_on) + ONE_DAY
            if day >= finding.recognised_on:
                yield day, State(grade, graded_on, not lifted and day < ends)
            day += ONE_DAY

    def _reviews(self, key: str, matter: str, day: date, name: str | None) -> Iterator[PlainReview]:
        category = self._rules.matters[matter].category
        switched_on = {code for code, categories in self._rules.reviews.categories.items() if category in categories}
        for review in (*self._all_reviews(key, day, name), *self._control_reviews(key, matter, day)):
            if review.code in switched_on:
                yield review

    def _control_reviews(self, key: str, matter: str, day: date) -> Iterator[PlainReview]:
        """What a person did control, or perhaps did, that has a finding by which the matter is touched."""
        if self._kind(key) is not PartyKind.PERSON:
            return
        seen: dict[tuple[str, bool], tuple[set[str], set[str]]] = {}
        for policy in self._in_force(day):
            for measure in policy.measures:
                for number, state in self._seen(policy, day):
                    aimed = (measure.matter, measure.grade) == (matter, state.grade)
                    if not aimed or Target.RESPONSIBLE_PERSON not in measure.targets:
                        continue
                    if measure.on_public_payroll_only and self._payroll[key] is not True:
                        continue
                    control = self._by_control(policy, number, state, key)
                    if control is not None:
                        company = self._findings[number].party
                        links, numbers = seen.setdefault((company, control[0]), (set(), set()))
                        links.update(control[1])
                        numbers.add(number)
        for (company, certain), (links, numbers) in seen.items():
            yield PlainReview(
                "COMPUTED_CONTROL",
                frozenset({company}),
                frozenset(links),
                frozenset(numbers),
                None if certain else "possible",
            )

    def _all_reviews(self, key: str, day: date, name: str | None) -> Iterator[PlainReview]:
        nothing: frozenset[str] = frozenset()
        if name is not None and _plain(name) not in {_plain(known) for known in self._names[key]}:
            yield PlainReview("NAME_MISMATCH", frozenset({key}), nothing, nothing)
        if self._kind(key) is PartyKind.PERSON:
            return
        roles: dict[str, list[Held]] = {}
        for link in self._links.values():
            if link.target == key and link.kind in ROLES and self._kind(link.source) is PartyKind.PERSON:
                roles.setdefault(link.source, []).append(link)
        needed = {LinkKind.LEGAL_REPRESENTATIVE}
        if self._kind(key) is PartyKind.ORGANIZATION:
            needed.add(LinkKind.PRINCIPAL)
        if not any(link.kind in needed and link.on(day) for held in roles.values() for link in held):
            yield PlainReview("INCOMPLETE_RECORD", frozenset({key}), nothing, nothing)
        for person, party in self._parties.items():
            if party.kind is PartyKind.PERSON:
                yield from self._person_reviews(key, person, roles.get(person, []), day)
        yield from self._ties(key, day)

    def _person_reviews(self, key: str, person: str, held: list[Held], day: date) -> Iterator[PlainReview]:
        reached: set[tuple[str, tuple[str, ...]]] = set()
        for policy in self._in_force(day):
            if any(Target.RESPONSIBLE_PERSON in m.targets and m.grade is Grade.SERIOUS for m in policy.measures):
                for number, state in self._seen(policy, day):
                    if self._findings[number].party != key and state.grade is Grade.SERIOUS:
                        for _, links in self._answers_for(policy, number, state, person):
                            reached.add((number, links))
                        control = self._by_control(policy, number, state, person)
                        if control is not None and control[0]:
                            reached.add((number, control[1]))
        acts = {number: self._findings[number].act_on for number, _ in reached}
        terms = [Term(frozenset({link.label}), link.on(day), link.until, link.within) for link in held]
        if reached:
            terms += self._terms_of_control(person, key, min(acts.values()), day)
        code, roles = "RESPONSIBLE_PERSON_REACHED_ELSEWHERE", [term for term in terms if term.lasts]
        if not roles:
            left = [term for term in terms if term.until is not None and term.until <= day]
            reached = {
                (number, links) for number, links in reached if any(term.within(acts[number], day) for term in left)
            }
            code, roles = (
                "RECENTLY_LEFT",
                [term for term in left if any(term.within(acts[number], day) for number, _ in reached)],
            )
        if reached and roles:
            yield PlainReview(
                code,
                frozenset({person, *(self._findings[number].party for number, _ in reached)}),
                frozenset(
                    {
                        *(label for term in roles for label in term.labels),
                        *(label for _, links in reached for label in links),
                    }
                ),
                frozenset(number for number, _ in reached),
            )

    def _terms_of_control(self, person: str, key: str, first: date, day: date) -> Iterator[Term]:
        """The stretches of days from `first` to `day` on which a person certainly controls the enterprise."""
        if not any(_computes(policy) for policy in self._in_force(day)):
            return
        if (person, key) not in self._stretches:
            self._stretches[person, key] = self._control.stretches(person, key, HORIZON)
        for begun, ended in self._stretches[person, key]:
            begun, ended = max(begun, first), min(ended, day)
            if begun <= ended:
                control = self._control.on(person, key, ended)
                assert control is not None
                over = None if ended == day else ended + ONE_DAY
                within = Held(*("", 0, LinkKind.SHAREHOLDER, "", "", begun, over, None), origin="").within
                yield Term(control.links, over is None, over, within)

    def _ties(self, key: str, day: date) -> Iterator[PlainReview]:
        ties: dict[str, set[str]] = {}
        for link in self._links.values():
            if key in (link.source, link.target) and link.source != link.target and link.on(day):
                low = Decimal((link.share or "0").split("-")[0])
                if link.kind is LinkKind.ACTUAL_CONTROLLER or (link.kind is LinkKind.SHAREHOLDER and low > 50):
                    ties.setdefault(link.target if link.source == key else link.source, set()).add(link.label)
        for other in self._parties:
            if self._kind(other) is PartyKind.PERSON or other == key:
                continue
            links, serious = ties.get(other, set()), self._serious(other, day, self._in_force(day))
            findings = serious if links else set()
            computing = self._serious(other, day, [policy for policy in self._in_force(day) if _computes(policy)])
            controls = [self._control.on(*pair, day) for pair in ((key, other), (other, key))] if computing else []
            certain = [control for control in controls if control is not None and control.certain]
            possible = [control for control in controls if control is not None and not control.certain]
            direct = bool(links) and bool(findings)
            shown = certain if certain or direct else possible
            if (direct or shown) and (findings or computing):
                yield PlainReview(
                    "CONTROL_TIE",
                    frozenset({other}),
                    frozenset({*(links if direct else ()), *(label for control in shown for label in control.links)}),
                    frozenset({*findings, *(computing if shown else ())}),
                    None if direct or certain else "possible",
                )

    def _serious(self, party: str, day: date, policies: Iterable[Policy]) -> set[str]:
        """The SERIOUS findings against a party that are in force by one of the policies."""
        return {
            number
            for policy in policies
            for number, state in self._seen(policy, day)
            if self._findings[number].party == party and state.grade is Grade.SERIOUS
        }


def _computes(policy: Policy) -> bool:
    computed = policy.actual_controller is ActualController.DECLARED_OR_COMPUTED
    return computed and LinkKind.ACTUAL_CONTROLLER in policy.reached_roles


def _holds(policy: Policy, day: date) -> bool:
    return policy.in_force_from <= day and (policy.in_force_until is None or day < policy.in_force_until)


def _outcome(grounds: frozenset[PlainGround], reviews: frozenset[PlainReview]) -> str:
    effects = {ground.effect for ground in grounds}
    if Effect.VETO in effects:
        return "VETOED"
    if effects & {Effect.RESTRICT, Effect.REVOKE}:
        return "RESTRICTED"
    return "REVIEW" if grounds or reviews else "CLEAR"


def _plain(name: str) -> str:
    return name.replace("（", "(").replace("）", ")").replace(" ", "").lower()


def _last_day(period: Period, start: date) -> date:
    if period.days:
        return start + timedelta(days=period.days)
    months = start.month - 1 + period.months + 12 * period.years
    year, month, day = start.year + months // 12, months % 12 + 1, start.day
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1
