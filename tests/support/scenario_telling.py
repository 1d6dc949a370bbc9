"""What a case of `tests/scenarios/telling` says must be told, in the words of its file; worked out by the rules alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.dispatch_record import Told, bring_into_line
from domain.dispatches import DispatchKind, Notice, RecallReason
from domain.findings import EventKind, Finding, state_on
from domain.policy import Effect, RuleBook
from domain.recipients import PARTY_PREFIX
from tests.support.plain_register import PlainRegister
from tests.support.scenario_files import end_of
from tests.support.scenario_world import World
from tests.support.telling_files import DayEntry, TellingCase, TellingFile


@dataclass(frozen=True)
class Said:
    """One thing that one recipient was told, or that was taken back."""

    kind: DispatchKind
    reason: RecallReason | None
    clause: str
    effect: Effect
    matter: str
    against: str
    recipient: str


def text(state: str, said: Iterable[Said], rules: RuleBook) -> str:
    """Everything of one day, one measure a line, in the words of a file."""
    measures: dict[tuple[str, str], set[str]] = {}
    for one in said:
        what = f"{one.clause}: {one.effect} {one.against}, {one.matter}"
        measures.setdefault((one.reason or "TOLD", what), set()).add(one.recipient)
    everybody = set(rules.routing.of("MUNICIPAL_DEPARTMENTS_NOTICE", "NOTIFY"))
    assert len(everybody) > 30
    lines = sorted(
        f"{reason} {what} > {'MUNICIPAL_DEPARTMENTS' if to == everybody else ', '.join(sorted(to))}"
        for (reason, what), to in measures.items()
    )
    return "\n".join([state, *lines])


def expected(file: TellingFile, day: DayEntry) -> str:
    """What the file says of a day, as `text` writes it."""
    lines = [f"TOLD {line}" for line in file.lines(day.told)]
    lines += [f"{reason} {line}" for reason, told in day.recalled.items() for line in file.lines(told)]
    return "\n".join([day.state, *sorted(lines)])


def state_text(finding: Finding | None, day: date, rules: RuleBook) -> str:
    """The state of the finding as files name it."""
    governing = rules.governing(finding.area, day) if finding else None
    state = state_on(finding, day, governing.validity) if finding and governing else None
    if finding is None or state is None:
        return "NONE"
    if state.lifted_on is not None:
        lifting = {e.kind for e in finding.events if e.occurred_on <= day}
        return "WITHDRAWN" if EventKind.WITHDRAWN in lifting else "REPAIRED"
    return str(state.grade) if day < state.expires_on else "EXPIRED"


def number_of(world: World) -> str:
    """The number of the case's finding."""
    return world.key(world.case.findings[0].number)


def by_the_rules_alone(case: TellingCase, world: World, rules: RuleBook) -> list[str]:
    """What is told on each day, by pure functions and a record in memory."""
    register = PlainRegister(world.statements(), rules)
    record: dict[tuple[str, int], tuple[Notice, Told]] = {}
    answers = []
    for day in case.days:
        said: list[Said] = []
        telling = register.telling(number_of(world), end_of(day.on))
        if telling is not None:
            tells, recalls = bring_into_line(telling, [told for _, told in record.values()], day.on, rules)
            for recall in recalls:
                notice, told = record[recall.base, recall.round]
                record[recall.base, recall.round] = (notice, Told(told.base, told.round, told.grade, is_open=False))
                said.append(_said(notice, DispatchKind.RECALL, recall.reason))
            for tell in tells:
                told = Told(tell.notice.base, tell.round, tell.notice.grade, is_open=True)
                assert (told.base, told.round) not in record
                record[told.base, told.round] = (tell.notice, told)
                said.append(_said(tell.notice, DispatchKind.TELL, None))
        answers.append(text(state_text(telling.finding if telling else None, day.on, rules), said, rules))
    return answers


def _said(notice: Notice, kind: DispatchKind, reason: RecallReason | None) -> Said:
    names: Mapping[str, str] = _Names()
    return Said(
        *(kind, reason, notice.clause_id, notice.effect, notice.matter, names[notice.subject_id]),
        named(notice.recipient, names),
    )


def named(recipient: str, names: Mapping[str, str]) -> str:
    """A recipient as files name it: an employer by its name."""
    return names[recipient.removeprefix(PARTY_PREFIX)] if recipient.startswith(PARTY_PREFIX) else recipient


class _Names(dict[str, str]):
    """The names of parties by the ids of a plain register, `party:<file>/<case>/<name>`."""

    def __missing__(self, party_id: str) -> str:
        return party_id.rsplit("/", 1)[-1]
