"""Random worlds, decided by the domain and by an oracle that goes through the law day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.calendar import Period
from domain.decision import Decision, Question, decide
from domain.findings import Validity
from domain.grounds import Reach
from domain.links import Link, LinkKind
from domain.parties import Party
from domain.policy import RuleBook, Target
from domain.time import NEVER
from tests.support.loading import shipped_rules
from tests.support.oracle import Oracle
from tests.support.oracle_answers import Answer, PlainGround, PlainReview
from tests.support.plain_register import PlainRegister
from tests.support.worlds import RandomWorld, after, worlds, worlds_by_chance


def other_rules() -> RuleBook:
    """Policy A until the end of 2019, and after it one with other periods that reaches fewer people, GENERAL ones too."""
    first, medical = sorted(shipped_rules().policies, key=lambda policy: policy.id)
    general = tuple(
        replace(measure, targets=measure.targets | {Target.RESPONSIBLE_PERSON}) for measure in first.measures
    )
    second = replace(
        first,
        id="later",
        document_number="later",
        in_force_from=date(2019, 12, 1),
        reached_roles=frozenset({LinkKind.PRINCIPAL}),
        reaches_concerned=False,
        validity=Validity(Period(months=6), Period(days=700)),
        measures=general,
    )
    return replace(shipped_rules(), policies=(replace(first, in_force_until=date(2020, 2, 29)), second, medical))


def plain_answer(decision: Decision) -> Answer:
    """The decision in names."""
    grounds = frozenset(
        PlainGround(
            ground.effect,
            f"{ground.policy.id}#{ground.clause.id}",
            ground.finding.number,
            ground.reach,
            labels(ground.path.links) if ground.reach is not Reach.COMPUTED_CONTROLLER else proof(ground.path.links),
            ground.since,
            ground.last_day,
        )
        for ground in decision.grounds
    )
    reviews = frozenset(
        PlainReview(
            review.code,
            frozenset(keys(review.parties)),
            frozenset(labels(review.links)),
            frozenset(finding.number for finding in review.findings),
            review.detail,
        )
        for review in decision.reviews
    )
    assert (len(grounds), len(reviews)) == (len(decision.grounds), len(decision.reviews)), "something is there twice"
    return Answer(decision.outcome, grounds, reviews, decision.clear_from)


def labels(links: Iterable[Link]) -> tuple[str, ...]:
    return tuple(link.id.removeprefix("link:") for link in links)


def proof(links: Iterable[Link]) -> tuple[str, ...]:
    """The oracle does not say in which order a proof is written."""
    return tuple(sorted(labels(links)))


def keys(parties: Iterable[Party]) -> Iterable[str]:
    return (party.id.removeprefix("party:") for party in parties)


def known_by(step: int | None) -> int:
    return NEVER - 1 if step is None else after(step)


UNHURRIED = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=100, deadline=None, suppress_health_check=UNHURRIED)
@given(world=worlds(shipped_rules()), changed=st.booleans())
def test_decisions_are_those_of_the_oracle(world: RandomWorld, changed: bool) -> None:
    compare(world, changed)


@settings(max_examples=40, deadline=None, suppress_health_check=UNHURRIED)
@given(world=worlds_by_chance(shipped_rules(), holdings=True), changed=st.booleans())
def test_decisions_by_computed_control_are_those_of_the_oracle(world: RandomWorld, changed: bool) -> None:
    """Worlds full of holdings: chains, joint and mutual ones, ranges, unknown shares, on changing days."""
    compare(world, changed)


def compare(world: RandomWorld, changed: bool) -> None:
    rules = other_rules() if changed else shipped_rules()
    register = PlainRegister(world.statements, rules)
    oracles = {step: Oracle(world.statements, rules, known_by(step)) for step in {q.step for q in world.questions}}
    for asked in world.questions:
        known_at = known_by(asked.step)
        question = Question(asked.key, asked.matter, asked.day, asked.name)
        decision = decide(question, register.evidence(asked.key, known_at), known_at, date(2025, 1, 1), rules)
        expected = oracles[asked.step].answer(asked.key, asked.matter, asked.day, asked.name)
        assert plain_answer(decision) == expected
