"""The clerk's paragraph, word for word, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.decision import Outcome
from domain.findings import Grade
from domain.grounds import Reach
from domain.links import LinkKind
from domain.policy import Effect, ReviewCode
from domain.summary import (
    EFFECT_LABELS,
    GRADE_LABELS,
    OUTCOME_LABELS,
    REACH_LABELS,
    REVIEW_LABELS,
    Lang,
    department_name,
    summary,
)
from domain.summary_paths import zh_day
from tests.domain.deciding import DEADLINE, decided, enterprise, finding, link, person
from tests.support.loading import shipped_rules
from tests.support.statements import Statement

ROLE = link("L1", LinkKind.LEGAL_REPRESENTATIVE, "p", "e", "2018-01-01", "2019-08-10")
FINDING = finding("昆应急〔2019〕1号", "e", grade=Grade.GENERAL, rectify_by=DEADLINE)
WORLD: list[Statement] = [enterprise("e"), person("p"), ROLE, FINDING]
EN_TITLE = (
    "Implementing Opinions on Strengthening the Use of Credit Information in "
    "Work Safety, Environment and Fire Safety (Trial)"
)
PERSONS = (
    "在评先评优、资格评定、职称评定、社会福利发放、财政经费拨付、财政供养辅助性岗位人员录用等管理工作中，"
    "对存在严重失信行为企业的当事人、法定代表人、主要负责人（实际控制人）等予以限制或惩戒，原则上实行一票否决"
)
LAND = (
    "在日常监管、土地出让、二手房交易、行政许可、市场准入、供水、供气、金融信贷等管理工作中，"
    "对存在严重失信行为的社会法人予以限制和惩戒"
)


def test_who_what_by_which_clause_because_of_what_through_which_link_from_when_to_when() -> None:
    decision = decided(WORLD, "p", "HONOURS")
    assert summary(decision, "abc", Lang.ZH) == (
        "张三：2019年10月1日，事项“评先评优”，结论为一票否决。"
        "依据1：《关于强化安环消防领域信用信息应用的实施意见（试行）》（昆政办发〔2019〕116号）"
        f"“{PERSONS}”，一票否决（原则上）；"
        "事由：应急管理局对甲公司作出的安全生产领域严重失信行为认定"
        "（编号昆应急〔2019〕1号，行为发生于2019年7月20日，2019年9月2日定级）；"
        "关系：法定代表人（2018年1月1日起，2019年8月9日止）；期限：2019年9月2日至2022年9月2日。"
        "如无新的情况，自2022年9月3日起不再受限。数据截至2020-01-01T00:00:00Z，凭证abc。"
    )
    assert summary(decision, "abc", Lang.EN) == (
        "张三: on 2019-10-01, for Honours and awards (HONOURS), vetoed. "
        f"Ground 1: veto in principle by 昆政办发〔2019〕116号 ({EN_TITLE}), clause persons-1 “{PERSONS}”, "
        "because of the serious finding 昆应急〔2019〕1号 in Work safety against 甲公司 by Emergency Management Bureau "
        "(act on 2019-07-20, graded on 2019-09-02), "
        "as legal representative (since 2018-01-01, until 2019-08-09), from 2019-09-02 to 2022-09-02. "
        "Nothing new happening, clear from 2022-09-03. Record as of 2020-01-01T00:00:00Z, receipt abc."
    )


HELD: list[Statement] = [
    *(enterprise("e"), enterprise("h", "母公司"), person("p"), finding("F1", "e", grade=Grade.SERIOUS)),
    link("H1", LinkKind.SHAREHOLDER, "p", "h", "2018-01-01", "2019-08-10", share="50.5-60"),
    link("H2", LinkKind.SHAREHOLDER, "h", "e", share="51"),
]


def test_computed_control_is_told_holding_by_holding() -> None:
    decision = decided(HELD, "p", "HONOURS")
    assert (
        "关系：推算的实际控制人（母公司持有甲公司51%，起始日不详，未见终止；张三持有母公司50.5-60%，2018年1月1日起，2019年8月9日止）；"
        in summary(decision, "abc", Lang.ZH)
    )
    assert "复核提示：实际控制人系推算所得（甲公司；认定编号F1）。" in summary(decision, "abc", Lang.ZH)
    assert (
        "as actual controller as computed from holdings (母公司 holds 51 % of 甲公司, since an unrecorded day, "
        "no end recorded; "
        "张三 holds 50.5-60 % of 母公司, since 2018-01-01, until 2019-08-09), from 2019-08-01 to 2022-08-01."
        in summary(decision, "abc", Lang.EN)
    )
    assert "For a person to look at: the actual controller is computed, not declared (甲公司; findings F1)." in summary(
        decision, "abc", Lang.EN
    )


def test_what_is_only_possible_is_said_to_be() -> None:
    unknown = [replace(said, share=None) if said == HELD[-1] else said for said in HELD]
    decision = decided(unknown, "p", "HONOURS")
    assert decision.outcome is Outcome.REVIEW
    assert (
        "复核提示：实际控制人系推算所得，持股比例不详或为区间，控制关系尚不能确定（甲公司；认定编号F1）。"
        in summary(decision, "abc", Lang.ZH)
    )
    assert (
        "the actual controller is computed, not declared; whether there is control cannot be told, for a share is not known, "
        "or only as a range (甲公司; findings F1)." in summary(decision, "abc", Lang.EN)
    )


def test_the_party_itself() -> None:
    decision = decided(WORLD, "e", "LAND_GRANT")
    assert f"“{LAND}”，限制；" in summary(decision, "r", Lang.ZH)
    assert "；关系：本主体；期限：2019年9月2日至2022年9月2日。" in summary(decision, "r", Lang.ZH)
    assert "as the party itself, from 2019-09-02 to 2022-09-02." in summary(decision, "r", Lang.EN)


@pytest.mark.parametrize(
    ("since", "until", "zh", "en"),
    [
        (None, None, "（起始日不详，未见终止）", "(since an unrecorded day, no end recorded)"),
        ("2018-01-01", None, "（2018年1月1日起，未见终止）", "(since 2018-01-01, no end recorded)"),
        (None, "2019-08-10", "（起始日不详，2019年8月9日止）", "(since an unrecorded day, until 2019-08-09)"),
    ],
)
def test_how_long_the_link_held(since: str | None, until: str | None, zh: str, en: str) -> None:
    role = link("L1", LinkKind.PRINCIPAL, "p", "e", since, until)
    decision = decided([enterprise("e"), person("p"), role, FINDING], "p", "HONOURS")
    assert f"关系：主要负责人{zh}；" in summary(decision, "r", Lang.ZH)
    assert f"as principal {en}," in summary(decision, "r", Lang.EN)


def test_clear() -> None:
    role = replace(ROLE, until=None)
    decision = decided([enterprise("e"), person("p"), role], "e", "BIDDING")
    assert summary(decision, "r", Lang.ZH) == (
        "甲公司：2019年10月1日，事项“招投标”，结论为未查见限制。数据截至2020-01-01T00:00:00Z，凭证r。"
    )
    assert summary(decision, "r", Lang.EN) == (
        "甲公司: on 2019-10-01, for Bidding (BIDDING), clear of any restriction on record. "
        "Record as of 2020-01-01T00:00:00Z, receipt r."
    )


def test_an_unknown_party_is_not_said_to_be_free() -> None:
    decision = decided(WORLD, "nobody", "BIDDING")
    assert summary(decision, "r", Lang.ZH) == (
        "所查主体：2019年10月1日，事项“招投标”，结论为查无此主体。登记库中没有该主体，不能据此认定其不受限制。"
        "数据截至2020-01-01T00:00:00Z，凭证r。"
    )
    assert summary(decision, "r", Lang.EN) == (
        "The party asked about: on 2019-10-01, for Bidding (BIDDING), not in the register. "
        "That a party is not in the register does not mean that it is free of restrictions. "
        "Record as of 2020-01-01T00:00:00Z, receipt r."
    )


def test_a_projection_says_so() -> None:
    decision = decided(WORLD, "p", "SOCIAL_WELFARE", "2020-06-01")
    assert "该日期在查询日之后，结论以现有记录不再变化为前提。" in summary(decision, "r", Lang.ZH)
    assert "this holds if nothing new is recorded. " in summary(decision, "r", Lang.EN)


def test_reviews_with_names_and_numbers_and_an_unknown_end() -> None:
    other = finding("F2", "x")
    statements: list[Statement] = [
        enterprise("e"),
        enterprise("x", "乙公司"),
        link("L", LinkKind.SHAREHOLDER, "x", "e", share="60"),
        other,
    ]
    decision = decided(statements, "e", "BIDDING")
    assert summary(decision, "r", Lang.ZH) == (
        "甲公司：2019年10月1日，事项“招投标”，结论为须由人工复核。"
        "复核提示：与存在严重失信行为的企业有控制关系（乙公司；认定编号F2）。"
        "复核提示：登记信息不全，当日无法定代表人（甲公司）。"
        "何时不再受限，依现有记录不能确定。数据截至2020-01-01T00:00:00Z，凭证r。"
    )
    assert summary(decision, "r", Lang.EN) == (
        "甲公司: on 2019-10-01, for Bidding (BIDDING), to be looked at by a person. "
        "For a person to look at: a control tie with an enterprise that has a serious finding in force "
        "(乙公司; findings F2). "
        "For a person to look at: the record is incomplete: no legal representative on the day (甲公司). "
        "From when it is clear cannot be told from the record. Record as of 2020-01-01T00:00:00Z, receipt r."
    )


def test_five_grounds_and_five_reviews_are_spelt_out_and_the_rest_counted() -> None:
    statements: list[Statement] = [enterprise("e"), *(finding(f"F{n}", "e") for n in range(7))]
    statements += [enterprise(f"x{n}") for n in range(7)] + [finding(f"X{n}", f"x{n}") for n in range(7)]
    statements += [link(f"L{n}", LinkKind.ACTUAL_CONTROLLER, "e", f"x{n}") for n in range(7)]
    decision = decided(statements, "e", "BIDDING")
    zh, en = summary(decision, "r", Lang.ZH), summary(decision, "r", Lang.EN)
    assert (zh.count("依据"), zh.count("复核提示：")) == (6, 5)
    assert "依据5：" in zh
    assert "另有依据2项。" in zh
    assert "另有复核提示3项。" in zh
    assert "2 more grounds. " in en
    assert "3 more reviews. " in en


def test_every_code_has_a_label_in_both_languages() -> None:
    for codes, labels in (
        (Outcome, OUTCOME_LABELS),
        (Effect, EFFECT_LABELS),
        (Reach, REACH_LABELS),
        (Grade, GRADE_LABELS),
        (ReviewCode, REVIEW_LABELS),
    ):
        assert set(labels) == set(codes)
        for zh, en in labels.values():
            assert not zh.isascii()
            assert en.isascii()


def test_days_and_departments() -> None:
    assert zh_day(date(2019, 8, 1)) == "2019年8月1日"
    assert department_name(shipped_rules(), "KS_FIRE_BRIGADE", Lang.ZH) == "消防大队"
    assert department_name(shipped_rules(), "KS_FIRE_BRIGADE", Lang.EN) == "Fire Brigade"
    assert department_name(shipped_rules(), "NOBODY", Lang.EN) == "NOBODY"
