"""Random small worlds for property tests: people, enterprises, links, findings, events, told in a few steps; and questions.

Days come from a small pool around the days that matter, so that boundaries meet. Every statement is one that a register
accepts: nothing is refused. Half of the worlds are drawn by hypothesis, which can make a failing one smaller, half by
chance, which is more even.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random
from typing import Protocol, TypeVar

from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from domain.errors import CreditGraphError
from domain.finding_merging import History, Stated, check_history
from domain.findings import EventKind, Grade
from domain.links import RESPONSIBLE_KINDS, LinkKind
from domain.parties import PartyKind
from domain.policy import RuleBook
from domain.time import to_recorded
from tests.support.statements import (
    EventStated,
    ExemptionGranted,
    ExemptionRevoked,
    FindingStated,
    LinkCorrected,
    LinkEnded,
    LinkStated,
    PartyStated,
    PenaltyStated,
    Statement,
)

T = TypeVar("T")

STEPS = 4
"""Worlds are told in so many steps, a minute apart."""
_START = to_recorded(datetime(2024, 1, 1, tzinfo=UTC))
_MINUTE = 60_000_000

DAYS = [
    date.fromisoformat(day)
    for day in (
        *(
            "2019-07-01",
            "2019-07-19",
            "2019-07-20",
            "2019-07-21",
            "2019-07-25",
            "2019-07-26",
            "2019-08-01",
            "2019-08-02",
        ),
        *(
            "2019-08-25",
            "2019-08-26",
            "2019-08-31",
            "2019-09-01",
            "2019-09-02",
            "2019-09-03",
            "2020-02-28",
            "2020-02-29",
        ),
    )
]
LAST = date(2024, 1, 1)
"""No question is about a later day, and no finding is in force on it."""
_SHARES = [None, "30", "40-60", "50", "50.01", "50-60", "50.5-99", "60", "100"]
_NAMES = ["甲", "乙", "丙（昆山）", "丙(昆山)"]
_ROLES = sorted(RESPONSIBLE_KINDS)
_PERSONAL = [kind for kind in LinkKind if kind is not LinkKind.BRANCH]
_OF_ENTITIES = [LinkKind.SHAREHOLDER, LinkKind.SHAREHOLDER, LinkKind.ACTUAL_CONTROLLER, LinkKind.PRINCIPAL]
_USUAL = {"HONOURS", "PUBLIC_AUXILIARY_POST", "BIDDING", "FISCAL_FUNDS"}
_SHARED = (LinkKind.SHAREHOLDER, LinkKind.ACTUAL_CONTROLLER)
_EVENTS = [EventKind.RECTIFIED, EventKind.RECTIFICATION_REFUSED, EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN]


def step_of(at: int) -> int:
    """The step of a recorded time that `told_at` gave."""
    return (at - _START) // _MINUTE


def told_at(step: int) -> int:
    """The recorded time of a step."""
    return _START + step * _MINUTE


def after(step: int) -> int:
    """A recorded time at which everything of a step is known, and nothing of the next."""
    return told_at(step) + _MINUTE // 2


@dataclass(frozen=True)
class Asking:
    """One question; `step` None: everything that is known."""

    key: str
    matter: str
    day: date
    step: int | None
    name: str | None


@dataclass(frozen=True)
class RandomWorld:
    """Statements in the order in which they are told, and questions."""

    statements: tuple[Statement, ...]
    questions: tuple[Asking, ...]

    def __str__(self) -> str:
        return "\n".join(map(repr, (*self.statements, *self.questions)))

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:
        """Hypothesis cannot show a batch of worlds whole."""
        printer.text(f"<{len(self.statements)} statements, {len(self.questions)} questions>")


def named(world: RandomWorld, prefix: str, later: int) -> RandomWorld:
    """The same with a prefix before every key, label and number, and with every recorded time `later` µs later."""

    def prefixed(said: Statement) -> Statement:
        new: dict[str, object] = {"at": said.at + later}
        for field in _NAMES_OF_THINGS & vars(said).keys():
            value = getattr(said, field)
            if isinstance(value, tuple):
                new[field] = tuple(prefix + each for each in value)
            elif value is not None:
                new[field] = prefix + value
        return replace(said, **new)  # type: ignore[arg-type]

    asked = (replace(question, key=prefix + question.key) for question in world.questions)
    return RandomWorld(tuple(prefixed(said) for said in world.statements), tuple(asked))


_NAMES_OF_THINGS = frozenset(
    {"key", "label", "replaces", "source", "target", "document_number", "party", "number", "concerned", "penalty"}
)


class Pick(Protocol):
    """Picks one of several."""

    def __call__(self, choices: Sequence[T], /) -> T: ...


def worlds(rules: RuleBook) -> st.SearchStrategy[RandomWorld]:
    """Worlds in which findings are recognised by `rules`."""
    return st.one_of(drawn_worlds(rules), worlds_by_chance(rules))


@st.composite
def drawn_worlds(draw: st.DrawFn, rules: RuleBook, exempting: bool = False) -> RandomWorld:
    """Worlds that hypothesis can make smaller."""
    return _Maker(lambda choices: draw(st.sampled_from(choices)), rules).world(exempting)


def worlds_by_chance(
    rules: RuleBook, *, exempting: bool = False, holdings: bool = False
) -> st.SearchStrategy[RandomWorld]:
    """Worlds as even as chance makes them; `holdings`: in which most links are large ones."""
    return st.integers(0, 2**32).map(
        lambda seed: _Maker(Random(seed).choice, rules, holdings=holdings).world(exempting)
    )


class _Maker:
    def __init__(self, pick: Pick, rules: RuleBook, *, holdings: bool = False) -> None:
        self._pick = pick
        self._rules = rules
        self._holdings = holdings
        self._parties: dict[str, PartyStated] = {}
        self._told: list[Statement] = []

    def world(self, exempting: bool) -> RandomWorld:
        for n in range(self._some(2, 5) if self._holdings else self._some(1, 3)):
            self._party(f"e{n}", self._pick([PartyKind.ENTERPRISE, PartyKind.ENTERPRISE, PartyKind.ORGANIZATION]))
        for n in range(self._some(1, 3)):
            self._party(f"p{n}", PartyKind.PERSON)
        for n in range(self._some(5, 14) if self._holdings else self._some(1, 10)):
            self._link(f"L{n}")
        for n in range(self._some(1, 3)):
            self._finding(f"F{n}")
        for n in range(self._some(0, 3) if exempting else 0):
            self._exemption(f"X{n}")
        told = tuple(sorted(self._told, key=lambda statement: statement.at))
        near = _near_findings(told)
        asked = self._some(10, 16) if self._holdings else self._some(3, 6)
        return RandomWorld(told, tuple(self._asking(near) for _ in range(asked)))

    def _some(self, least: int, most: int) -> int:
        return self._pick(range(least, most + 1))

    def _one_in(self, number: int) -> bool:
        return self._pick(range(number)) == 0

    def _between(self, first: date, last: date) -> date:
        return first + timedelta(days=self._pick(range((last - first).days + 1)))

    def _from(self, at: int) -> int:
        """The recorded time of a step that is not before `at`, mostly the first."""
        times = [told_at(step) for step in range(STEPS) if told_at(step) >= at]
        return self._pick(times[:1] * 3 + times)

    def _party(self, key: str, kind: PartyKind) -> None:
        stated = self._parties[key] = PartyStated(self._from(0), key, kind, self._pick(_NAMES), (), self._payroll(kind))
        self._told.append(stated)
        if self._one_in(4) and stated.at < told_at(STEPS - 1):
            later = self._from(stated.at + 1)
            self._told.append(PartyStated(later, key, kind, self._pick(_NAMES), (), self._payroll(kind)))

    def _payroll(self, kind: PartyKind) -> bool | None:
        return self._pick([None, True, False]) if kind is PartyKind.PERSON else None

    def _keys(self, kinds: Sequence[PartyKind]) -> list[str]:
        return [key for key, party in self._parties.items() if party.kind in kinds]

    def _entities(self) -> list[str]:
        return self._keys([PartyKind.ENTERPRISE, PartyKind.ORGANIZATION])

    def _period(self) -> tuple[date | None, date | None]:
        since, until = (self._pick(DAYS) if self._one_in(2) else None for _ in range(2))
        if since is not None and until is not None and until <= since:
            until = since + timedelta(days=1)
        return since, until

    def _link(self, label: str) -> None:
        target = self._pick(self._entities())
        if self._one_in(3):
            source = self._pick(self._entities())
            kind = LinkKind.SHAREHOLDER if source == target else self._pick(_OF_ENTITIES)
            since, until = self._period() if self._one_in(4) else (None, None)
        else:
            source = self._pick(self._keys([PartyKind.PERSON]))
            kind = self._pick(_PERSONAL if self._one_in(5) else [*_ROLES, LinkKind.SHAREHOLDER])
            if self._holdings and not self._one_in(3):
                kind = LinkKind.SHAREHOLDER
            since, until = self._period() if not self._holdings or self._one_in(2) else (None, None)
        share = self._pick(_SHARES) if kind in _SHARED else None
        at = self._from(max(self._parties[source].at, self._parties[target].at))
        self._told.append(LinkStated(at, label, kind, source, target, since, until, share))
        self._revisions(LinkStated(at, label, kind, source, target, since, until, share))

    def _revisions(self, link: LinkStated) -> None:
        """Corrections and ends of a link, one after another."""
        at, label, since, until, share = link.at, link.label, link.since, link.until, link.share
        for version in count(1):
            if at == told_at(STEPS - 1) or not self._one_in(4):
                return
            at, new = self._from(at + 1), f"{link.label}v{version}"
            before = (since, until, share)
            if until is not None or self._one_in(2):
                since, until = self._period()
                share = self._pick(_SHARES) if link.kind in _SHARED else None
                self._told.append(LinkCorrected(at, new, label, since, until, share))
            else:
                ends = [day for day in DAYS if since is None or day > since]
                if not ends:
                    return
                until = self._pick(ends)
                self._told.append(LinkEnded(at, new, label, until))
            if (since, until, share) == before:
                self._told.pop()
                return
            label = new

    def _finding(self, number: str) -> None:
        area = self._pick(["WORK_SAFETY", "WORK_SAFETY", "FIRE_SAFETY", "ENVIRONMENT", "MEDICAL_ORDER"])
        rule = next(policy.areas[area] for policy in self._rules.policies if area in policy.areas)
        people = self._keys([PartyKind.PERSON])
        against = self._pick(self._keys(sorted(rule.parties)) + (2 * self._entities() if not rule.penalty_by else []))
        concerned = tuple(sorted({self._pick(people) for _ in range(self._some(0, 2))}))
        act_on = self._pick([day for day in DAYS if day <= date(2019, 9, 1)])
        later = [day for day in DAYS if day >= act_on]
        recognised_on = self._pick(later)
        rectify_by = self._pick(later) if self._one_in(2) else None
        grade = self._pick([None, Grade.GENERAL, *([Grade.SERIOUS] * (6 if self._holdings else 2))])
        expires_on = self._between(recognised_on + timedelta(days=1), LAST) if self._one_in(5) else None
        at = self._from(max(self._parties[key].at for key in (against, *concerned)))
        penalty = f"{number} penalty" if rule.penalty_by else None
        if penalty is not None:
            self._told.append(PenaltyStated(at, penalty, against, rule.penalty_by[0], act_on))
        self._told.append(
            FindingStated(
                *(at, number, against, area, rule.department, act_on, recognised_on, rectify_by, grade),
                *("standard" if grade else None, expires_on, concerned, penalty),
            )
        )
        happened = [EventStated(self._from(at), number, kind, self._pick(later)) for kind in _EVENTS if self._one_in(4)]
        stated = Stated(recognised_on, act_on, grade or rule.initial_grade, rectify_by, None, expires_on)
        self._told.extend(_possible(stated, happened))

    def _exemption(self, label: str) -> None:
        """From a measure in principle, mostly for somebody near a finding, and some of them revoked."""
        near = _near_findings(self._told)
        party = self._pick(near if near and not self._one_in(4) else list(self._parties))
        matters = {m.matter for policy in self._rules.policies for m in policy.measures if m.discretionary}
        kind = self._parties[party].kind
        usual = sorted(code for code in matters & _USUAL if kind in self._rules.matters[code].applies_to)
        matter = self._pick(usual)
        recognised = [said.department for said in self._told if isinstance(said, FindingStated)]
        since = self._pick(DAYS)
        until = LAST if self._one_in(2) else self._between(since + timedelta(days=1), LAST)
        at = self._from(self._parties[party].at)
        self._told.append(ExemptionGranted(at, label, party, matter, self._pick(recognised), since, until))
        if at < told_at(STEPS - 1) and self._one_in(3):
            self._told.append(ExemptionRevoked(self._from(at + 1), label))

    def _asking(self, near: Sequence[str]) -> Asking:
        key = self._pick(list(self._parties) if self._one_in(2 if self._holdings else 5) else near)
        kind = self._parties[key].kind
        every = [code for code in sorted(self._rules.matters) if kind in self._rules.matters[code].applies_to]
        usual = ["HONOURS", "PUBLIC_AUXILIARY_POST"] if kind is PartyKind.PERSON else ["BIDDING", "FISCAL_FUNDS"]
        matter = self._pick(every if self._one_in(8 if self._holdings else 3) else usual)
        exempted = [said for said in self._told if isinstance(said, ExemptionGranted)]
        if exempted and not self._one_in(3):
            said = self._pick(exempted)
            key, matter = said.party, said.matter
        return Asking(
            key=key,
            matter=matter,
            day=self._between(DAYS[0], LAST) if self._one_in(4) else self._pick(DAYS[8:]),
            step=self._pick([None, None, None, *range(STEPS)]),
            name=self._pick(_NAMES) if self._one_in(5) else None,
        )


def _possible(stated: Stated, happened: list[EventStated]) -> list[EventStated]:
    """Without the events that contradict what is known when they are told."""
    kept: list[EventStated] = []
    for event in sorted(happened, key=lambda event: event.at):
        try:
            check_history(History(stated, {each.kind: each.on for each in (*kept, event)}))
        except CreditGraphError:
            continue
        kept.append(event)
    return kept


def _near_findings(told: Sequence[Statement]) -> list[str]:
    """The people who hold something in the parties of findings, and those in whom these people hold something."""
    parties = {said.party for said in told if isinstance(said, FindingStated)}
    links = [said for said in told if isinstance(said, LinkStated)]
    people = {link.source for link in links if link.target in parties}
    people |= {key for said in told if isinstance(said, FindingStated) for key in said.concerned}
    return sorted(people | {link.target for link in links if link.source in people} | parties)
