"""Statements about a small register of the graph's tests, in one line each."""

from __future__ import annotations

from datetime import date

from domain.findings import Grade
from domain.links import LinkKind
from domain.parties import PartyKind
from tests.support.statements import FindingStated, LinkStated, PartyStated

AT = 1_600_000_000_000_000
DAY = date(2019, 8, 1)


def company(key: str, at: int = AT, name: str = "甲公司") -> PartyStated:
    return PartyStated(at, key, PartyKind.ENTERPRISE, name)


def somebody(key: str, at: int = AT) -> PartyStated:
    return PartyStated(at, key, PartyKind.PERSON, "张三")


def role(label: str, source: str, target: str, kind: LinkKind = LinkKind.PRINCIPAL, at: int = AT) -> LinkStated:
    return LinkStated(at, label, kind, source, target)


def finding(number: str, against: str, *concerned: str, at: int = AT) -> FindingStated:
    return FindingStated(
        *(at, number, against, "WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", DAY, DAY),
        grade=Grade.SERIOUS,
        standard="标准",
        concerned=concerned,
    )
