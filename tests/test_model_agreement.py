"""Random worlds, told to an engine of each kind step by step and asked about all along: the engines agree with each other
and with a plain register that shares no code with `graph/`, decision by decision, receipt included; and what was answered
once is answered again, whatever was recorded since."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from domain.decision import Decision, Question, decide
from domain.parties import PartyKey
from domain.receipt import receipt_hash
from domain.summary import Lang, summary
from graph import writing
from graph.connection import Connection
from graph.evidence import EvidenceReader
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.rules import Rules
from tests.support.clock import FakeClock
from tests.support.control import control_evidence
from tests.support.engines import KINDS, NEO4J, Engines
from tests.support.loading import shipped_documents, shipped_rules
from tests.support.plain_register import PlainRegister
from tests.support.telling import Teller, party_key
from tests.support.worlds import (
    STEPS,
    Asking,
    RandomWorld,
    after,
    drawn_worlds,
    named,
    step_of,
    told_at,
    worlds_by_chance,
)

HOUR = 3_600_000_000
_batches = itertools.count()


@dataclass(repr=False)
class Engine:
    """One engine with a register in it, and the ids that its next things get: the same on every engine."""

    connection: Connection
    clock: FakeClock
    teller: Teller
    checks: Checks
    ids: Iterator[str] = field(default_factory=lambda: (f"00000000-0000-7000-8000-{n:012x}" for n in itertools.count()))

    async def ask(self, questions: Sequence[tuple[Asking, int | None]]) -> list[Decision]:
        """Asks all at once; None: by what is known now."""
        return await asyncio.gather(
            *(
                self.checks.decide(
                    CheckRequest(PartyKey(key=party_key(asked.key)), asked.matter, asked.name), asked.day, known_at
                )
                for asked, known_at in questions
            )
        )


@pytest.fixture
async def all_engines(engines: Engines) -> list[Engine]:
    """One engine of each kind, where it runs here, with the shipped rules and nothing else."""
    found = []
    for engine_id in KINDS:
        try:
            started = await engines.empty(engine_id)
        except pytest.skip.Exception:
            if NEO4J == "required":
                raise
            continue
        clock = FakeClock()
        ledger = Ledger(started.connection, clock=clock, process_lock=started.process_lock)
        rules = Rules(RuleStore(started.connection, ledger))
        await rules.record(shipped_documents())
        found.append(
            Engine(
                started.connection,
                clock,
                Teller(started.connection, ledger, clock, events_as_rows=True),
                Checks(
                    *(EvidenceReader(started.connection), rules, Clock(now=clock)),
                    control_evidence(started.connection),
                ),
            )
        )
    return found


@settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
@given(
    drawn=st.lists(drawn_worlds(shipped_rules(), exempting=True), max_size=3),
    by_chance=st.lists(worlds_by_chance(shipped_rules(), exempting=True), min_size=12, max_size=12, unique_by=str),
    held=st.lists(worlds_by_chance(shipped_rules(), holdings=True), min_size=6, max_size=6, unique_by=str),
)
async def test_engines_agree_with_each_other_and_with_a_plain_register(
    all_engines: list[Engine], drawn: list[RandomWorld], by_chance: list[RandomWorld], held: list[RandomWorld]
) -> None:
    batch = next(_batches)
    told = [named(world, f"{batch}.{n}/", batch * HOUR) for n, world in enumerate([*drawn, *by_chance, *held])]
    answers = [await _answers(engine, told, batch * HOUR) for engine in all_engines]
    ids = await _ids(all_engines[0])
    registers = [PlainRegister(world.statements, shipped_rules(), ids) for world in told]
    of_question = {
        asked: register for world, register in zip(told, registers, strict=True) for asked in world.questions
    }
    for asked_again in zip(*answers, strict=True):
        (asked, first), *others = asked_again
        model = _by_the_model(of_question[asked], asked, first)
        for answer in (first, *(answer for _, answer in others)):
            assert _whole(answer) == _whole(model), f"{asked}\n{_world_of(told, asked)}"


async def _answers(engine: Engine, worlds: Sequence[RandomWorld], later: int) -> list[tuple[Asking, Decision]]:
    """Tells the worlds step by step, asks everything after each, and everything once more at the end."""
    given: list[tuple[Asking, Decision]] = []
    questions = [asked for world in worlds for asked in world.questions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(writing, "uuid7", lambda: next(engine.ids))
        for step in range(STEPS):
            await engine.teller.tell(
                said for world in worlds for said in world.statements if step_of(said.at - later) == step
            )
            given += zip(questions, await engine.ask([(asked, None) for asked in questions]), strict=True)
    engine.clock.now = told_at(STEPS) + later
    again = await engine.ask([(asked, answer.known_at) for asked, answer in given])
    for (asked, answer), repeated in zip(given, again, strict=True):
        assert _whole(repeated) == _whole(answer), f"asked again: {asked}"
    then = [(asked, after(asked.step) + later) for asked in questions if asked.step is not None]
    given += zip((asked for asked, _ in then), await engine.ask(then), strict=True)
    return given


async def _ids(engine: Engine) -> Callable[[str, str], str]:
    """The ids that an engine gave, by what the statements call things."""
    read = engine.connection.read
    known = {("link", label): link_id for label, link_id in engine.teller.link_ids.items()}
    known |= {("exemption", label): number for label, number in engine.teller.exemption_ids.items()}
    for record in await read(
        "MATCH (i:Identifier {scheme: 'KEY'})-[:IDENTIFIES]->(p) RETURN i.value AS key, p.id AS id"
    ):
        known["party", record["key"]] = record["id"]
    for record in await read(
        "MATCH (f:Finding)<-[:OF]-(e) RETURN f.number AS n, f.id AS id, e.kind AS kind, e.id AS e"
    ):
        known["finding", record["n"]] = record["id"]
        known["event", f"{record['n']} {record['kind']}"] = record["e"]
    return lambda what, name: known[what, name]


def _world_of(worlds: Sequence[RandomWorld], asked: Asking) -> RandomWorld:
    return next(world for world in worlds if asked in world.questions)


def _by_the_model(register: PlainRegister, asked: Asking, answer: Decision) -> Decision:
    question = Question(answer.question.subject, asked.matter, asked.day, asked.name)
    evidence = register.evidence(asked.key, answer.known_at)
    return decide(question, evidence, answer.known_at, date(2024, 1, 1), shipped_rules())


def _whole(decision: Decision) -> tuple[object, ...]:
    """Everything that a caller sees of a decision, the receipt first."""
    receipt = receipt_hash(decision)
    return (
        receipt,
        decision.outcome,
        decision.known_at,
        decision.projected,
        decision.clear_from,
        [
            (g.reach, g.finding.number, g.clause.id, g.last_day, g.exemption and g.exemption.id)
            for g in decision.grounds
        ],
        [review.code for review in decision.reviews],
        summary(decision, receipt, Lang.ZH),
    )
