"""The enums of the domain as GraphQL enums: each value with an English and a Chinese label."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.bidding import ConflictKind
from domain.decision import Outcome
from domain.findings import EventKind, Grade
from domain.grounds import Reach
from domain.identifiers import IdentifierScheme
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import Effect, MatterCategory, ReviewCode, Target
from domain.summary import EFFECT_LABELS, GRADE_LABELS, OUTCOME_LABELS, REACH_LABELS, REVIEW_LABELS, Lang

E = TypeVar("E", bound=StrEnum)


class Direction(StrEnum):
    """Which of a party's links: OUT from it, IN to it."""

    OUT = "OUT"
    IN = "IN"
    BOTH = "BOTH"


def _register(enum: type[Enum], description: str, labels: dict[str, str]) -> None:
    """Makes `enum` a GraphQL enum. Raises ValueError where a value has no label."""
    strawberry.enum(enum, description=description)
    definition: StrawberryEnumDefinition = enum.__strawberry_definition__  # type: ignore[attr-defined]
    missing = {value.name for value in definition.values} - set(labels)
    if missing:
        raise ValueError(f"{enum.__name__} has values without a label: {', '.join(sorted(missing))}")
    for value in definition.values:
        value.description = labels[value.name]


def _both(labels: Mapping[E, tuple[str, str]]) -> dict[str, str]:
    """`{member: (Chinese, English)}` as descriptions."""
    return {
        member.name: f"{english[:1].upper()}{english[1:]} ({chinese})." for member, (chinese, english) in labels.items()
    }


_register(
    Outcome,
    "What the answer is (结论), never a bare boolean. It is the strongest effect among the grounds.",
    _both(OUTCOME_LABELS)
    | {
        "REVIEW": "A person must look: see `reviews` and `grounds` (须由人工复核).",
        "CLEAR": "A known party, with neither ground nor review on the record (未查见限制).",
        "UNKNOWN_PARTY": "Nobody in the register has this identifier; not the same as CLEAR (查无此主体).",
    },
)
_register(Effect, "What a measure does (惩戒效力), the strongest first.", _both(EFFECT_LABELS))
_register(Grade, "How grave a finding is (失信等级).", _both(GRADE_LABELS))
_register(
    Reach,
    "How a finding reaches the party asked about (惩戒对象关系).",
    _both(REACH_LABELS),
)
_register(
    ConflictKind,
    "Why bidders of one tender stand in conflict (投标人关联情形).",
    {
        "SAME_BIDDER": "One party is named as bidder more than once (同一主体重复投标).",
        "CONTROL": "One bidder controls another, by holdings or as declared (投标人之间存在控股、控制关系).",
        "COMMON_CONTROLLER": "One party controls them, by holdings or as declared (受同一方控制).",
        "COMMON_RESPONSIBLE_PERSON": (
            "One person is responsible for them: legal representative, principal or actual controller (责任人为同一人)."
        ),
    },
)
_register(ReviewCode, "Why a person must look (复核原因).", _both(REVIEW_LABELS))
_register(
    LinkKind,
    "The kinds of link (关系类型), from a party to an enterprise or organization.",
    {
        "LEGAL_REPRESENTATIVE": "Legal representative (法定代表人).",
        "PRINCIPAL": "Person mainly in charge (主要负责人).",
        "ACTUAL_CONTROLLER": "Declared actual controller (实际控制人).",
        "SHAREHOLDER": "Shareholder, with a share where it is known (股东).",
        "DIRECTOR": "Director (董事).",
        "SUPERVISOR": "Supervisor (监事).",
        "SENIOR_MANAGER": "Senior manager (高级管理人员).",
        "EMPLOYEE": "Employee (职工).",
        "BRANCH": "Branch, from the parent to the branch (分支机构).",
    },
)
_register(
    PartyKind,
    "The kinds of party (主体类型).",
    {
        "ENTERPRISE": "Enterprise with legal personality (企业法人).",
        "ORGANIZATION": "Any other organization (其他组织).",
        "PERSON": "Natural person (自然人).",
    },
)
_register(
    IdentifierScheme,
    "What kind of identifier it is (标识类型).",
    {
        "USCC": "Unified social credit code, GB 32100-2015 (统一社会信用代码).",
        "CITIZEN_ID": "Citizen number, GB 11643, only ever masked (公民身份号码).",
        "PASSPORT": "Passport number, only ever masked (护照号码).",
        "LEI": "Legal entity identifier, ISO 17442 (全球法人识别编码).",
        "KEY": "A source's own key (数据来源主键).",
    },
)
_register(
    EventKind,
    "What can happen to a finding (认定事件).",
    {
        "RECOGNIZED": "The department recognised it (认定).",
        "RECTIFIED": "Rectified (整改到位).",
        "RECTIFICATION_REFUSED": "Rectification refused (拒不整改).",
        "REPAIR_REQUESTED": "Credit repair requested (申请信用修复).",
        "REPAIR_GRANTED": "Credit repair granted: no longer in force (准予修复).",
        "REPAIR_DENIED": "Credit repair denied (不予修复).",
        "WITHDRAWN": "Withdrawn: it never should have been (撤销认定).",
    },
)
_register(
    MatterCategory,
    "Which of the checks a matter belongs to, or what kind of matter it is (事项类别).",
    {
        "PROCUREMENT": "Government procurement (政府采购).",
        "BIDDING": "Tenders and bids (招投标).",
        "HIRING": "Hiring and appointment (录用、任职).",
        "HONOURS": "Honours and awards (评先评优).",
        "QUALIFICATION": "Qualifications and professional titles (资质、资格、职称).",
        "FUNDING": "Public funds, subsidies and preferential policies (财政资金、补贴、优惠政策).",
        "LICENSING": "Administrative licences and market access (行政许可、市场准入).",
        "PROPERTY": "Land grants and sales of homes (土地出让、二手房交易).",
        "UTILITIES": "Water and gas (供水、供气).",
        "FINANCE": "Credit and insurance (金融信贷、保险).",
        "SUPERVISION": "Day-to-day supervision (日常监管).",
        "PUBLICITY": "Publication and collection of the record (公示、归集).",
        "NOTICE": "Copies and notices to others (抄送、通报).",
    },
)
_register(
    Target,
    "Whom a measure is aimed at (惩戒对象).",
    {
        "LEGAL_ENTITY": "The finding's party, an enterprise or organization (社会法人).",
        "RESPONSIBLE_PERSON": "Parties concerned, legal representatives and other responsible persons (当事人、责任人).",
        "PERSON": "The finding's party, a natural person (自然人).",
    },
)
_register(Lang, "The language of a text (语言).", {"ZH": "Chinese (中文).", "EN": "English (英文)."})
_register(
    Direction,
    "Which of a party's links (关系方向).",
    {
        "OUT": "From the party to others, such as the companies that a person represents (从该主体出发).",
        "IN": "From others to the party, such as a company's shareholders (指向该主体).",
        "BOTH": "Both (两者).",
    },
)
