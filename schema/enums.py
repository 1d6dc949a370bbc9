"""The enums of the domain as GraphQL enums: each value with an English and a Chinese label."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeVar

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

from domain.bidding import ConflictKind
from domain.cases import CaseKind, CaseStep
from domain.decision import Outcome
from domain.dispatches import DispatchKind, RecallReason
from domain.feedback import DispatchState, FeedbackResult
from domain.findings import EventKind, Grade
from domain.grounds import Reach
from domain.identifiers import IdentifierScheme
from domain.links import LinkKind
from domain.parties import PartyKind
from domain.policy import Effect, MatterCategory, ReviewCode, Target
from domain.repair import RepairCondition
from domain.summary import EFFECT_LABELS, GRADE_LABELS, OUTCOME_LABELS, REACH_LABELS, REVIEW_LABELS, Lang

E = TypeVar("E", bound=StrEnum)


class Direction(StrEnum):
    """Which of a party's links: OUT from it, IN to it."""

    OUT = "OUT"
    IN = "IN"
    BOTH = "BOTH"


def register(enum: type[Enum], description: str, labels: dict[str, str]) -> None:
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


register(
    Outcome,
    "What the answer is (结论), never a bare boolean. It is the strongest effect among the grounds.",
    _both(OUTCOME_LABELS)
    | {
        "REVIEW": "A person must look: see `reviews` and `grounds` (须由人工复核).",
        "CLEAR": "A known party, with neither ground nor review on the record (未查见限制).",
        "UNKNOWN_PARTY": "Nobody in the register has this identifier; not the same as CLEAR (查无此主体).",
    },
)
register(Effect, "What a measure does (惩戒效力), the strongest first.", _both(EFFECT_LABELS))
register(Grade, "How grave a finding is (失信等级).", _both(GRADE_LABELS))
register(
    Reach,
    "How a finding reaches the party asked about (惩戒对象关系).",
    _both(REACH_LABELS),
)
register(
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
register(ReviewCode, "Why a person must look (复核原因).", _both(REVIEW_LABELS))
register(
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
register(
    PartyKind,
    "The kinds of party (主体类型).",
    {
        "ENTERPRISE": "Enterprise with legal personality (企业法人).",
        "ORGANIZATION": "Any other organization (其他组织).",
        "PERSON": "Natural person (自然人).",
    },
)
register(
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
register(
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
register(
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
register(
    Target,
    "Whom a measure is aimed at (惩戒对象).",
    {
        "LEGAL_ENTITY": "The finding's party, an enterprise or organization (社会法人).",
        "RESPONSIBLE_PERSON": "Parties concerned, legal representatives and other responsible persons (当事人、责任人).",
        "PERSON": "The finding's party, a natural person (自然人).",
    },
)
register(DispatchKind, "What a dispatch says (推送类别).", {"TELL": "It tells (告知).", "RECALL": "It recalls (撤回)."})
register(
    RecallReason,
    "Why what was told no longer holds (撤回原因).",
    {
        "REPAIRED": "The finding was repaired (已修复).",
        "WITHDRAWN": "The finding was withdrawn: it never should have been (撤销认定).",
        "EXPIRED": "Its time is over (期限届满).",
        "REGRADED": "It has another grade, of which the recipient is told where it must be (等级变更).",
        "EXEMPTED": "The party is exempted from a measure in principle; told again when that is over (豁免).",
        "CORRECTED": "The record was corrected, or the policy is no longer in force (记录更正).",
    },
)
register(
    DispatchState,
    "Whether a recipient was told (送达状态).",
    {
        "PENDING": "Not yet (待送达).",
        "DELIVERED": "Told (已送达).",
        "DEAD": "Given up; an admin may send it again (送达失败).",
        "STOPPED": "Recalled before it was delivered; or a recall of what can never have reached the recipient (已停止).",
    },
)
register(
    FeedbackResult,
    "What a recipient did (落实结果).",
    {
        "APPLIED": "The measure was applied (已落实).",
        "NOT_APPLICABLE": "It does not apply to the recipient; the note says why (不适用).",
        "LIFTED": "The measure was lifted after a recall (已解除).",
    },
)
register(
    RepairCondition,
    "A precondition of repair (修复条件).",
    {
        "PROVIDED_FOR": "The policy provides for the repair of such a finding (文件规定可以修复).",
        "IN_FORCE": "The finding is in force (认定有效).",
        "RECTIFIED": "The act was rectified (已整改到位).",
        "NO_NEW_FINDING": "No other dishonest act during the rectification (整改期间未发生失信行为).",
        "MINIMUM_PERIOD": "The minimum period is over (已满最短期限).",
        "EXCEPTION": "Not repaired in principle, so an exception with its reason (原则上不予修复，例外须说明理由).",
    },
)
register(
    CaseKind,
    "What kind of case a desk has (案件类型).",
    {
        "COMPLAINT": "A complaint, a lead for a department (投诉举报).",
        "COMMITMENT": "A credit commitment (信用承诺).",
        "REWARD_CASE": "A case of joint reward, filed with the credit office (守信联合激励案例).",
        "PUNISHMENT_CASE": "A case of joint punishment, filed with the credit office (失信联合惩戒案例).",
    },
)
register(
    CaseStep,
    "What can happen to a case (办理环节).",
    {
        "LODGED": "The complaint was lodged (受理).",
        "ASSIGNED": "The complaint was assigned to a department (交办).",
        "ANSWERED": "The complaint was answered (办结答复).",
        "MADE": "The commitment was made (作出承诺).",
        "KEPT": "The commitment was kept (履约).",
        "BROKEN": "The commitment was broken (违诺).",
        "FILED": "The case was filed with the credit office (报送).",
    },
)
register(Lang, "The language of a text (语言).", {"ZH": "Chinese (中文).", "EN": "English (英文)."})
register(
    Direction,
    "Which of a party's links (关系方向).",
    {
        "OUT": "From the party to others, such as the companies that a person represents (从该主体出发).",
        "IN": "From others to the party, such as a company's shareholders (指向该主体).",
        "BOTH": "Both (两者).",
    },
)
