"""Checks: what day it is, what is known, errors that stay with their question, one round trip."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from domain.decision import Decision, Outcome
from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKey, PartyKind
from domain.policy import MatterCategory
from domain.receipt import receipt_hash
from domain.rule_documents import RuleDocument, build_rulebook, make_document
from graph.connection import Connection
from graph.evidence import EvidenceLimits, EvidenceReader
from graph.ledger import Ledger
from graph.reader import Reader
from graph.rulebook import RuleStore
from resolvers.checks import CheckRequest, Checks, RestrictionsQuery
from resolvers.clock import Clock
from resolvers.rules import Rules
from tests.support.clock import FakeClock
from tests.support.control import control_evidence
from tests.support.loading import shipped_documents, shipped_rules
from tests.support.statements import FindingStated, LinkStated, PartyStated, Statement
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000  # 2020-09-13
DAY = date(2019, 8, 1)


class Counting:
    """A connection that counts its reads."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.reads = 0

    async def read(self, text: str, /, **params: Any) -> Any:
        self.reads += 1
        return await self._connection.read(text, **params)


def finding(number: str, party: str, at: int = AT) -> FindingStated:
    return FindingStated(
        *(at, number, party, "WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", DAY, DAY), grade=Grade.SERIOUS, standard="标准"
    )


WORLD: list[Statement] = [
    *(PartyStated(AT, key, PartyKind.ENTERPRISE, f"{key}公司") for key in ("e", "x")),
    PartyStated(AT, "p", PartyKind.PERSON, "张三"),
    *(LinkStated(AT, f"L{key}", LinkKind.LEGAL_REPRESENTATIVE, "p", key) for key in ("e", "x")),
    finding("F", "e"),
]


class Stand:
    """A register with WORLD in it, its rules, and checks by a clock that a test sets."""

    def __init__(self, connection: Connection, ledger: Ledger, clock: FakeClock) -> None:
        self.ledger, self.clock = ledger, clock
        self.counting = Counting(connection)
        self.connection = connection
        self.rules = Rules(RuleStore(connection, ledger))
        self.teller = Teller(connection, ledger, clock)
        self.checks = self.with_limit(100)

    def with_limit(self, limit: int) -> Checks:
        limits = EvidenceLimits(kept=limit, fetched=5 * limit, nested=5 * limit)
        reader = EvidenceReader(self.counting, limits)  # type: ignore[arg-type]
        return Checks(reader, self.rules, Clock(now=self.clock), control_evidence(self.counting))  # type: ignore[arg-type]

    async def party_id(self, key: str) -> str:
        (party,) = await Reader(self.connection).parties([PartyKey(key=party_key(key))])
        assert party is not None
        return party.id


@pytest.fixture
async def stand(connection: Connection, ledger: Ledger, clock: FakeClock) -> Stand:
    made = Stand(connection, ledger, clock)
    clock.now = AT - 10
    await made.rules.record(shipped_documents())
    await made.teller.tell(WORLD)
    clock.set(datetime(2020, 10, 1, 12, tzinfo=UTC))
    return made


def request(key: str, matter: str = "BIDDING", **more: Any) -> CheckRequest:
    return CheckRequest(PartyKey(key=party_key(key)), matter, **more)


async def refusal(checks: Checks, asked: CheckRequest, known_at: int | None = None) -> tuple[ErrorCode, str | None]:
    with pytest.raises(CreditGraphError) as refused:
        await checks.decide(asked, DAY, known_at)
    return refused.value.code, refused.value.field


def outcomes(answers: Sequence[Decision | CreditGraphError]) -> list[str]:
    return [answer.outcome if isinstance(answer, Decision) else answer.code for answer in answers]


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2020, 10, 1, 15, 59, 59, 999_999, tzinfo=UTC), date(2020, 10, 1)),
        (datetime(2020, 10, 1, 16, 0, tzinfo=UTC), date(2020, 10, 2)),
    ],
)
async def test_today_is_the_day_in_shanghai(stand: Stand, now: datetime, today: date) -> None:
    stand.clock.set(now)
    decision = await stand.checks.decide(request("e"))
    assert (decision.question.as_of, decision.projected) == (today, False)
    (many,) = await stand.checks.decide_many([request("e")])
    assert isinstance(many, Decision)
    assert many.question.as_of == today
    ((first, *_),) = await stand.checks.restrictions([RestrictionsQuery(await stand.party_id("e"))])
    assert first.question.as_of == today
    tomorrow = await stand.checks.decide(request("e"), date(2020, 10, 3))
    assert tomorrow.projected


async def test_known_at_is_the_published_time_at_most_and_never_in_the_future(stand: Stand) -> None:
    published, now = await stand.ledger.published(), stand.clock.now
    assert published < now
    for known_at, answered in ((None, published), (now, published), (published, published), (AT - 1, AT - 1)):
        decision = await stand.checks.decide(request("e"), DAY, known_at)
        assert decision.known_at == answered
        assert decision.outcome is (Outcome.VETOED if answered == published else Outcome.UNKNOWN_PARTY)
    in_future = (ErrorCode.KNOWN_AT_IN_FUTURE, "known_at")
    assert await refusal(stand.checks, request("e"), now + 1) == in_future
    for call in (
        stand.checks.decide_many([request("e")], DAY, now + 1),
        stand.checks.restrictions([RestrictionsQuery("any", DAY, now + 1)]),
    ):
        with pytest.raises(CreditGraphError) as refused:
            await call
        assert (refused.value.code, refused.value.field) == in_future


async def test_a_batch_answers_each_question_for_itself_in_one_round_trip(stand: Stand) -> None:
    refused_at_the_border = CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "The check character is wrong.", "uscc")
    asked: list[CheckRequest | CreditGraphError] = [
        request("e", ref="one"),
        refused_at_the_border,
        request("nobody"),
        request("e", "MOON_LANDING"),
        request("p", "QUALIFICATION_MANAGEMENT"),
        request("e", "BIDDING", category=MatterCategory.HIRING),
        request("p", "HONOURS", expected_name="李四"),
        request("x", "HONOURS"),
        request("e", ref="one"),
    ]
    stand.counting.reads = 0
    answers = await stand.checks.decide_many(asked, DAY)
    assert stand.counting.reads == 1
    assert outcomes(answers) == [
        *("VETOED", "INVALID_IDENTIFIER", "UNKNOWN_PARTY", "UNKNOWN_MATTER", "MATTER_NOT_APPLICABLE"),
        *("MATTER_NOT_APPLICABLE", "VETOED", "CLEAR", "VETOED"),
    ]
    assert answers[1] is refused_at_the_border
    assert [answer.question.ref for answer in answers if isinstance(answer, Decision)] == [
        "one",
        None,
        None,
        None,
        "one",
    ]
    assert isinstance(answers[6], Decision)
    assert [review.code for review in answers[6].reviews] == ["NAME_MISMATCH"]
    assert await stand.checks.decide_many([], DAY) == []
    assert outcomes(await stand.checks.decide_many([refused_at_the_border])) == ["INVALID_IDENTIFIER"]
    assert stand.counting.reads == 1


async def test_one_question_is_answered_as_in_a_batch(stand: Stand) -> None:
    for key, matter in (("e", "BIDDING"), ("p", "HONOURS"), ("x", "BIDDING"), ("nobody", "BIDDING")):
        stand.counting.reads = 0
        one = await stand.checks.decide(request(key, matter), DAY)
        assert stand.counting.reads == 1
        (many,) = await stand.checks.decide_many([request(key, matter)], DAY)
        assert isinstance(many, Decision)
        assert (receipt_hash(many), many.question) == (receipt_hash(one), one.question)
    by_id = await stand.checks.decide(CheckRequest(PartyKey(id=await stand.party_id("e")), "BIDDING"), DAY)
    assert receipt_hash(by_id) == receipt_hash(await stand.checks.decide(request("e"), DAY))


async def test_errors_of_one_question(stand: Stand) -> None:
    assert await refusal(stand.checks, request("e", "MOON_LANDING")) == (ErrorCode.UNKNOWN_MATTER, "matter")
    assert await refusal(stand.checks, request("nobody", "MOON_LANDING")) == (ErrorCode.UNKNOWN_MATTER, "matter")
    assert await refusal(stand.checks, request("e", "SOE_DIRECTOR")) == (ErrorCode.MATTER_NOT_APPLICABLE, "matter")
    wrong = request("nobody", "BIDDING", category=MatterCategory.PROCUREMENT)
    assert await refusal(stand.checks, wrong) == (ErrorCode.MATTER_NOT_APPLICABLE, "matter")


async def test_restrictions_are_a_decision_for_every_matter_of_the_kind_in_one_round_trip(stand: Stand) -> None:
    e, p = await stand.party_id("e"), await stand.party_id("p")
    stand.counting.reads = 0
    queries = [RestrictionsQuery(p, DAY), RestrictionsQuery("nobody", DAY), RestrictionsQuery(e, date(2019, 7, 31))]
    of_p, of_nobody, of_e = await stand.checks.restrictions([*queries])
    assert stand.counting.reads == 1
    matters = shipped_rules().matters
    assert [each.matter.code for each in of_p] == sorted(
        m for m in matters if PartyKind.PERSON in matters[m].applies_to
    )
    assert [each.matter.code for each in of_e] == sorted(
        m for m in matters if PartyKind.ENTERPRISE in matters[m].applies_to
    )
    assert of_nobody == []
    assert {each.matter.code for each in of_p if each.outcome is Outcome.VETOED} == {
        *("HONOURS", "QUALIFICATION_ASSESSMENT", "PROFESSIONAL_TITLE"),
        *("SOCIAL_WELFARE", "FISCAL_DISBURSEMENT", "PUBLIC_AUXILIARY_POST"),
    }
    assert {each.outcome for each in of_e} == {Outcome.CLEAR}
    (known_before,) = await stand.checks.restrictions([RestrictionsQuery(e, DAY, AT - 1)])
    assert known_before == []


async def test_a_search_that_is_cut_off_is_a_review_never_clear(stand: Stand) -> None:
    """Three findings against x of which none is in force any more: nothing bars it. By a limit of two, one of them may."""
    long_ago = [
        replace(finding(f"G{n}", "x"), act_on=date(2010, 1, 1), recognised_on=date(2010, 1, 1)) for n in range(3)
    ]
    stand.clock.now = AT + 100
    await stand.teller.tell([replace(each, at=AT + 100) for each in long_ago])
    for limit, outcome, reviews in ((3, Outcome.CLEAR, []), (2, Outcome.REVIEW, ["LIMIT_REACHED"])):
        decision = await stand.with_limit(limit).decide(request("x", "LAND_GRANT"), DAY)
        assert (decision.outcome, [review.code for review in decision.reviews]) == (outcome, reviews)
        assert (decision.clear_from is None) == bool(reviews)
    barred = await stand.with_limit(0).decide(request("e", "LAND_GRANT"), DAY)
    assert barred.outcome is Outcome.REVIEW
    kept = await stand.with_limit(3).decide(request("e", "LAND_GRANT"), DAY)
    assert (kept.outcome, kept.reviews) == (Outcome.RESTRICTED, ())


def newer(documents: Sequence[RuleDocument], name: str, version: int, **changes: object) -> RuleDocument:
    """A document of the same name with some of its content changed."""
    old = next(document for document in documents if document.name == name)
    return make_document(old.kind, old.name, version, {**json.loads(old.content), **changes, "version": version})


async def test_a_policy_version_recorded_later_holds_from_then_on_and_old_receipts_stay(
    stand: Stand, connection: Connection
) -> None:
    """Version 4 lets a SERIOUS finding lapse after one year and turns reviews off; what was known before is as before."""
    shipped = shipped_documents()
    asked = [request("e"), request("p", "HONOURS"), request("x")]
    before = await stand.checks.decide_many(asked, DAY)
    old = await stand.ledger.published()
    periods = {grade: {"period": "1 year", "clause": f"{grade.lower()}-2"} for grade in ("GENERAL", "SERIOUS")}
    later = [
        newer(shipped, "ks-2019-116", 4, validity=periods),
        newer(shipped, "reviews", 2, reviews={"NAME_MISMATCH": {"categories": "all", "why": "w"}}),
    ]
    assert build_rulebook(later).reviews.version == 2
    other_server = Rules(RuleStore(connection, stand.ledger))
    await other_server.record([*(d for d in shipped if d.name not in ("ks-2019-116", "reviews")), *later])
    new = await stand.ledger.published()
    now = await stand.checks.decide_many(asked, DAY)
    again = await stand.checks.decide_many(asked, DAY, old)
    assert [known(answer).known_at for answer in (*before, *again, *now)] == [old] * 6 + [new] * 3
    assert [receipt_hash(known(answer)) for answer in again] == [receipt_hash(known(answer)) for answer in before]
    assert {receipt_hash(known(a)) for a in now} & {receipt_hash(known(a)) for a in before} == set()
    assert [ground.last_day for answer in before for ground in known(answer).grounds] == [date(2022, 8, 1)] * 2
    assert [ground.last_day for answer in now for ground in known(answer).grounds] == [date(2020, 8, 1)] * 2
    assert outcomes(before) == ["VETOED", "VETOED", "REVIEW"]
    assert outcomes(now) == ["VETOED", "VETOED", "CLEAR"]
    versions = [f"{policy.id}@{policy.version}" for policy in known(now[0]).policies]
    assert versions == ["ks-2019-116@4"]


def known(answer: Decision | CreditGraphError) -> Decision:
    assert isinstance(answer, Decision)
    return answer
