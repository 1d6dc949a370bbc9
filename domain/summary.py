"""The summary (说明): one paragraph that a clerk can paste into a file, in Chinese or English."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from domain.computed_grounds import POSSIBLE
from domain.decision import Decision, Outcome
from domain.findings import Grade
from domain.grounds import Ground, Reach
from domain.policy import Effect, ReviewCode, RuleBook
from domain.reviews import Review
from domain.summary_paths import way_en, way_zh, zh_day
from domain.time import from_recorded


class Lang(StrEnum):
    """The language of labels and summaries."""

    ZH = "ZH"
    EN = "EN"


CITED = 5
"""How many grounds and reviews a summary spells out; the rest are counted."""

OUTCOME_LABELS = {
    Outcome.VETOED: ("一票否决", "vetoed"),
    Outcome.RESTRICTED: ("受到限制", "restricted"),
    Outcome.REVIEW: ("须由人工复核", "to be looked at by a person"),
    Outcome.CLEAR: ("未查见限制", "clear of any restriction on record"),
    Outcome.UNKNOWN_PARTY: ("查无此主体", "not in the register"),
}
EFFECT_LABELS = {
    Effect.VETO: ("一票否决", "veto"),
    Effect.RESTRICT: ("限制", "restriction"),
    Effect.REVOKE: ("撤销", "revocation"),
    Effect.SUPERVISE: ("重点监管", "supervision"),
    Effect.NOTIFY: ("通报", "notification"),
    Effect.PUBLICISE: ("公示", "publication"),
    Effect.ADVISE: ("参考", "to be taken into account"),
}
REACH_LABELS = {
    Reach.SELF: ("本主体", "the party itself"),
    Reach.PARTY_CONCERNED: ("当事人", "party concerned"),
    Reach.LEGAL_REPRESENTATIVE: ("法定代表人", "legal representative"),
    Reach.PRINCIPAL: ("主要负责人", "principal"),
    Reach.ACTUAL_CONTROLLER: ("实际控制人", "actual controller"),
    Reach.COMPUTED_CONTROLLER: ("推算的实际控制人", "actual controller as computed from holdings"),
}
GRADE_LABELS = {Grade.GENERAL: ("一般", "general"), Grade.SERIOUS: ("严重", "serious")}
REVIEW_LABELS = {
    ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE: (
        "现任责任人因另一主体的严重失信行为受到惩戒",
        "a current responsible person is reached by a serious finding against another party",
    ),
    ReviewCode.RECENTLY_LEFT: (
        "曾任责任人在另一主体的失信行为发生后离任",
        "a responsible person who is reached by a serious finding against another party has left since that act",
    ),
    ReviewCode.CONTROL_TIE: (
        "与存在严重失信行为的企业有控制关系",
        "a control tie with an enterprise that has a serious finding in force",
    ),
    ReviewCode.NAME_MISMATCH: (
        "所报名称与登记名称及曾用名均不符",
        "the name given is neither the name on record nor a former one",
    ),
    ReviewCode.INCOMPLETE_RECORD: (
        "登记信息不全，当日无法定代表人",
        "the record is incomplete: no legal representative on the day",
    ),
    ReviewCode.COMPUTED_CONTROL: ("实际控制人系推算所得", "the actual controller is computed, not declared"),
    ReviewCode.LIMIT_REACHED: (
        "关联信息超出查询上限，未能全部核查",
        "more is linked to the party than one check looks at",
    ),
}


def summary(decision: Decision, receipt: str, lang: Lang) -> str:
    """One paragraph: who, what, by which clause of which document, because of which finding, through which link, from
    when to when; and as of when the record was read. `receipt` is the decision's SHA-256."""
    return _chinese(decision, receipt) if lang is Lang.ZH else _english(decision, receipt)


def _chinese(decision: Decision, receipt: str) -> str:
    as_of = zh_day(decision.question.as_of)
    matter = decision.matter.label_zh
    who = decision.party.name if decision.party else "所查主体"
    head = f"{who}：{as_of}，事项“{matter}”，结论为{OUTCOME_LABELS[decision.outcome][0]}。"
    if decision.outcome is Outcome.UNKNOWN_PARTY:
        head += "登记库中没有该主体，不能据此认定其不受限制。"
    if decision.projected:
        head += "该日期在查询日之后，结论以现有记录不再变化为前提。"
    body = "".join(_ground_zh(n, ground, decision.rules) for n, ground in enumerate(decision.grounds[:CITED], 1))
    if len(decision.grounds) > CITED:
        body += f"另有依据{len(decision.grounds) - CITED}项。"
    body += "".join(_review_zh(review) for review in decision.reviews[:CITED])
    if len(decision.reviews) > CITED:
        body += f"另有复核提示{len(decision.reviews) - CITED}项。"
    if decision.grounds or decision.reviews:
        clear = decision.clear_from
        body += f"如无新的情况，自{zh_day(clear)}起不再受限。" if clear else "何时不再受限，依现有记录不能确定。"
    known = from_recorded(decision.known_at).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{head}{body}数据截至{known}，凭证{receipt}。"


def _ground_zh(number: int, ground: Ground, rules: RuleBook) -> str:
    finding, policy = ground.finding, ground.policy
    principle = "（原则上）" if ground.discretionary else ""
    area = rules.areas[finding.area].label_zh if finding.area in rules.areas else finding.area
    against = ground.path.parties[0].name
    return (
        f"依据{number}：《{policy.title}》（{policy.document_number}）“{ground.clause.text}”，"
        f"{EFFECT_LABELS[ground.effect][0]}{principle}；"
        f"事由：{department_name(rules, finding.department, Lang.ZH)}对{against}作出的{area}领域"
        f"{GRADE_LABELS[ground.state.grade][0]}失信行为认定（编号{finding.number}，"
        f"行为发生于{zh_day(finding.recognition.act_on)}，{zh_day(ground.state.graded_on)}定级）；"
        f"关系：{REACH_LABELS[ground.reach][0]}{way_zh(ground)}；"
        f"期限：{zh_day(ground.since)}至{zh_day(ground.last_day)}{_lifted_zh(ground)}。"
    )


def _lifted_zh(ground: Ground) -> str:
    exemption = ground.exemption
    if exemption is None:
        return ""
    last = zh_day(exemption.until - timedelta(days=1))
    return f"；已豁免（{zh_day(exemption.since)}至{last}，{exemption.authority}：{exemption.reason}），不计入结论"


def _review_zh(review: Review) -> str:
    names = "、".join(party.name for party in review.parties)
    findings = "、".join(finding.number for finding in review.findings)
    seen = f"（{names}{'；认定编号' + findings if findings else ''}）"
    return f"复核提示：{review_words(review, Lang.ZH)}{seen}。"


def _english(decision: Decision, receipt: str) -> str:
    who = decision.party.name if decision.party else "The party asked about"
    head = (
        f"{who}: on {decision.question.as_of.isoformat()}, for {decision.matter.label_en} ({decision.matter.code}), "
        f"{OUTCOME_LABELS[decision.outcome][1]}. "
    )
    if decision.outcome is Outcome.UNKNOWN_PARTY:
        head += "That a party is not in the register does not mean that it is free of restrictions. "
    if decision.projected:
        head += "The day lies after the day of asking: this holds if nothing new is recorded. "
    body = "".join(_ground_en(n, ground, decision.rules) for n, ground in enumerate(decision.grounds[:CITED], 1))
    if len(decision.grounds) > CITED:
        body += f"{len(decision.grounds) - CITED} more grounds. "
    body += "".join(_review_en(review) for review in decision.reviews[:CITED])
    if len(decision.reviews) > CITED:
        body += f"{len(decision.reviews) - CITED} more reviews. "
    if decision.grounds or decision.reviews:
        clear = decision.clear_from
        body += (
            f"Nothing new happening, clear from {clear.isoformat()}. "
            if clear
            else "From when it is clear cannot be told from the record. "
        )
    known = from_recorded(decision.known_at).isoformat(timespec="seconds").replace("+00:00", "Z")
    return f"{head}{body}Record as of {known}, receipt {receipt}."


def _ground_en(number: int, ground: Ground, rules: RuleBook) -> str:
    finding, policy = ground.finding, ground.policy
    principle = " in principle" if ground.discretionary else ""
    area = rules.areas[finding.area].label_en if finding.area in rules.areas else finding.area
    return (
        f"Ground {number}: {EFFECT_LABELS[ground.effect][1]}{principle} by {policy.document_number} "
        f"({policy.title_en}), clause {ground.clause.id} “{ground.clause.text}”, because of the "
        f"{GRADE_LABELS[ground.state.grade][1]} finding {finding.number} in {area} against "
        f"{ground.path.parties[0].name} by {department_name(rules, finding.department, Lang.EN)} "
        f"(act on {finding.recognition.act_on.isoformat()}, graded on {ground.state.graded_on.isoformat()}), "
        f"as {REACH_LABELS[ground.reach][1]}{way_en(ground)}, from {ground.since.isoformat()} "
        f"to {ground.last_day.isoformat()}{_lifted_en(ground)}. "
    )


def _lifted_en(ground: Ground) -> str:
    exemption = ground.exemption
    if exemption is None:
        return ""
    last = (exemption.until - timedelta(days=1)).isoformat()
    return (
        f"; lifted by an exemption from {exemption.since.isoformat()} to {last} ({exemption.authority}: {exemption.reason}), "
        "so it does not count"
    )


def _review_en(review: Review) -> str:
    names = ", ".join(party.name for party in review.parties)
    findings = ", ".join(finding.number for finding in review.findings)
    seen = f" ({names}{'; findings ' + findings if findings else ''})"
    return f"For a person to look at: {review_words(review, Lang.EN)}{seen}. "


def review_words(review: Review, lang: Lang) -> str:
    """Why a person must look, in words."""
    chinese, english = REVIEW_LABELS[review.code]
    if review.detail == POSSIBLE:
        chinese += "，持股比例不详或为区间，控制关系尚不能确定"
        english += "; whether there is control cannot be told, for a share is not known, or only as a range"
    return english if lang is Lang.EN else chinese


def department_name(rules: RuleBook, code: str, lang: Lang) -> str:
    """The department's name in `lang`; its code where the list of departments does not have it."""
    department = rules.departments.get(code)
    if department is None:
        return code
    return department.name_zh if lang is Lang.ZH else department.name_en
