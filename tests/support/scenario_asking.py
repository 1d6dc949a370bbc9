"""The questions of a case, one for each day, and their answers as texts, whoever gives them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.decision import Decision, Outcome, Question, decide
from domain.errors import CreditGraphError
from domain.policy import RuleBook
from domain.time import NEVER
from tests.support import scenario_files, scenario_text
from tests.support.plain_register import PlainRegister
from tests.support.scenario_world import World


@dataclass(frozen=True)
class Asked:
    """One question. `matter` is empty where all are asked for; `known_at` None: everything that is known."""

    where: str
    key: str
    matter: str
    day: date
    name: str | None
    known_at: int | None
    today: date
    expected: str


def questions(world: World) -> Iterator[Asked]:
    """Every question of a case, in its order."""
    case = world.case
    for question in case.questions:
        who = question.ask or case.ask or ""
        if question.outcome is not Outcome.UNKNOWN_PARTY and question.error is None:
            world.known(who)
        for day in question.days():
            yield Asked(
                where=f"{world.prefix} [{question.row or case.row}] {case.case}: {who} on {day}",
                key=world.key(who),
                matter="" if question.restrictions is not None else question.matter or case.matter or "",
                day=day,
                name=question.name,
                known_at=scenario_files.end_of(question.known_at) if question.known_at else None,
                today=question.asked,
                expected=_expected(question, day),
            )


def _expected(question: scenario_files.Question, day: date) -> str:
    if question.error is not None:
        return f"error {question.error}"
    if question.restrictions is not None:
        return _table(question.restrictions)
    return "\n".join(scenario_text.expected_lines(question, day))


def answer_text(answer: Decision | CreditGraphError | list[Decision]) -> str:
    """What was answered, in the words of `Asked.expected`."""
    if isinstance(answer, CreditGraphError):
        return f"error {answer.code}"
    if isinstance(answer, list):
        return _table(scenario_text.restrictions_lines(answer))
    return "\n".join(scenario_text.decision_lines(answer))


def _table(restrictions: dict[str, str]) -> str:
    return "\n".join(f"{matter}: {text}" for matter, text in sorted(restrictions.items())) or "no restrictions"


class PlainChecks:
    """Answers by the rules alone, from a plain register."""

    def __init__(self, register: PlainRegister, rules: RuleBook) -> None:
        self._register = register
        self._rules = rules

    def answer(self, asked: Asked) -> Decision | CreditGraphError | list[Decision]:
        """The answer, an error among them."""
        known_at = NEVER - 1 if asked.known_at is None else asked.known_at
        evidence = self._register.evidence(asked.key, known_at)
        try:
            if asked.matter:
                question = Question(asked.key, asked.matter, asked.day, asked.name)
                return decide(question, evidence, known_at, asked.today, self._rules)
            assert evidence is not None, f"{asked.where}: not known"
            return [
                decide(Question(asked.key, code, asked.day), evidence, known_at, asked.today, self._rules)
                for code, matter in self._rules.matters.items()
                if evidence.party.kind in matter.applies_to
            ]
        except CreditGraphError as error:
            return error
