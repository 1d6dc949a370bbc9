"""A small register and decisions on it, in one line each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from domain.decision import Decision, Question, decide
from domain.evidence import Evidence
from domain.findings import EventKind, Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import RuleBook
from tests.support.loading import shipped_rules
from tests.support.plain_register import PlainRegister
from tests.support.statements import EventStated, FindingStated, LinkStated, PartyStated, Statement

TODAY = date(2020, 1, 1)
KNOWN_AT = 1_577_836_800_000_000
"""2020-01-01T00:00:00Z."""
ACT, RECOGNISED, DEADLINE = date(2019, 7, 20), date(2019, 8, 1), date(2019, 9, 1)


def enterprise(key: str, name: str = "甲公司") -> PartyStated:
    return PartyStated(1, key, PartyKind.ENTERPRISE, name)


def person(key: str, name: str = "张三", payroll: bool | None = None) -> PartyStated:
    return PartyStated(1, key, PartyKind.PERSON, name, on_public_payroll=payroll)


def link(
    label: str,
    kind: LinkKind,
    source: str,
    target: str,
    since: str | None = None,
    until: str | None = None,
    share: str | None = None,
    at: int = 2,
) -> LinkStated:
    return LinkStated(
        at,
        label,
        kind,
        source,
        target,
        date.fromisoformat(since) if since else None,
        date.fromisoformat(until) if until else None,
        share,
    )


def finding(
    number: str,
    against: str,
    *concerned: str,
    grade: Grade = Grade.SERIOUS,
    rectify_by: date | None = None,
    recognised: date = RECOGNISED,
    act: date = ACT,
    area: str = "WORK_SAFETY",
) -> FindingStated:
    return FindingStated(
        at=3,
        number=number,
        party=against,
        area=area,
        department="KS_EMERGENCY_MANAGEMENT",
        act_on=act,
        recognised_on=recognised,
        rectify_by=rectify_by,
        grade=grade,
        standard="标准",
        concerned=concerned,
    )


def withdrawn(number: str, on: str) -> EventStated:
    return EventStated(4, number, EventKind.WITHDRAWN, date.fromisoformat(on))


def evidence(statements: Sequence[Statement], key: str, known_at: int = KNOWN_AT) -> Evidence:
    found = PlainRegister(statements, shipped_rules()).evidence(key, known_at)
    assert found is not None
    return found


def decided(
    statements: Sequence[Statement],
    key: str,
    matter: str,
    on: str = "2019-10-01",
    name: str | None = None,
    rules: RuleBook | None = None,
    known_at: int = KNOWN_AT,
) -> Decision:
    found = PlainRegister(statements, shipped_rules()).evidence(key, known_at)
    question = Question(f"KEY:register:{key}", matter, date.fromisoformat(on), name)
    return decide(question, found, known_at, TODAY, rules or shipped_rules())
