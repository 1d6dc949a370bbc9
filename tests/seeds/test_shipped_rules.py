"""The rules that are shipped produce the measures of every row of the requirements, in the document's own words."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from domain.calendar import Period
from domain.findings import Grade, Validity
from domain.links import RESPONSIBLE_KINDS
from domain.parties import PartyKind
from domain.policy import ActualController, AreaRule, Effect, MatterCategory, Policy, ReviewCode, RuleBook, Target
from domain.rule_documents import build_rulebook
from seeds.rule_files import load_rules

A, B = "ks-2019-116", "ks-xyb-2019-3"
GENERAL, SERIOUS = Grade.GENERAL, Grade.SERIOUS
ENTITY, RESPONSIBLE, PERSON = Target.LEGAL_ENTITY, Target.RESPONSIBLE_PERSON, Target.PERSON
EVERY_KIND = frozenset(PartyKind)
NEWSLETTER = (Path(__file__).parent / "newsletter_2019_08.txt").read_text(encoding="utf-8")


@cache
def rules() -> RuleBook:
    return build_rulebook(load_rules())


def policy(id: str) -> Policy:
    return next(policy for policy in rules().policies if policy.id == id)


# row, policy, grade, targets, {matter: effect}, in principle, only persons on the public payroll
MEASURES = [
    ("R07", A, GENERAL, {ENTITY, PERSON}, "SUPERVISE INSPECTION, PUBLICISE MUNICIPAL_CREDIT_SYSTEM", False, False),
    ("R08", A, SERIOUS, {ENTITY, PERSON}, "SUPERVISE INSPECTION, PUBLICISE MUNICIPAL_BLACKLIST", False, False),
    (
        "R09",
        A,
        SERIOUS,
        {ENTITY, PERSON},
        "PUBLICISE CHINA_KUNSHAN_SITE, PUBLICISE CREDIT_KUNSHAN_SITE, NOTIFY LINE_DEPARTMENT_REPORT",
        False,
        False,
    ),
    (
        "R10",
        A,
        SERIOUS,
        {ENTITY},
        "RESTRICT DAILY_SUPERVISION, RESTRICT LAND_GRANT, RESTRICT SECOND_HAND_HOUSING, "
        "RESTRICT ADMINISTRATIVE_LICENSING, RESTRICT MARKET_ACCESS, RESTRICT WATER_SUPPLY, RESTRICT GAS_SUPPLY, "
        "RESTRICT FINANCIAL_CREDIT",
        False,
        False,
    ),
    (
        "R11",
        A,
        SERIOUS,
        {ENTITY},
        "VETO GOVERNMENT_PROCUREMENT, VETO BIDDING, VETO PROJECT_APPLICATION, VETO HONOURS, "
        "VETO QUALIFICATION_MANAGEMENT, VETO FISCAL_FUNDS",
        True,
        False,
    ),
    (
        "R12",
        A,
        SERIOUS,
        {RESPONSIBLE},
        "VETO HONOURS, VETO QUALIFICATION_ASSESSMENT, VETO PROFESSIONAL_TITLE, VETO SOCIAL_WELFARE, "
        "VETO FISCAL_DISBURSEMENT, VETO PUBLIC_AUXILIARY_POST",
        True,
        False,
    ),
    (
        "R13",
        A,
        SERIOUS,
        {RESPONSIBLE},
        "NOTIFY DISCIPLINE_COMMISSION_NOTICE, NOTIFY ORGANIZATION_DEPARTMENT_NOTICE",
        False,
        True,
    ),
    ("R14", A, SERIOUS, {ENTITY, PERSON}, "NOTIFY FINANCIAL_INSTITUTIONS_NOTICE", False, False),
    ("R16", A, GENERAL, {ENTITY, PERSON}, "PUBLICISE JOINT_PLATFORM_QUERY", False, False),
    ("R16", A, SERIOUS, {ENTITY, PERSON}, "PUBLICISE JOINT_PLATFORM_QUERY", False, False),
    ("R17", A, SERIOUS, {ENTITY, PERSON}, "NOTIFY MUNICIPAL_DEPARTMENTS_NOTICE", False, False),
    ("R31", B, SERIOUS, {PERSON}, "RESTRICT SUBSIDIES, RESTRICT INVESTMENT_PREFERENCES", False, False),
    ("R32", B, SERIOUS, {PERSON}, "ADVISE PROPERTY_INSURANCE_RATE", False, False),
    ("R33", B, SERIOUS, {PERSON}, "ADVISE PREFERENTIAL_POLICIES", False, False),
    (
        "R34",
        B,
        SERIOUS,
        {PERSON},
        "RESTRICT PUBLIC_INSTITUTION_LEGAL_REPRESENTATIVE, RESTRICT SOE_LEGAL_REPRESENTATIVE, RESTRICT SOE_DIRECTOR, "
        "RESTRICT SOE_SUPERVISOR, RESTRICT SOE_SENIOR_MANAGER",
        False,
        False,
    ),
    ("R35", B, SERIOUS, {PERSON}, "REVOKE HONOURS, VETO HONOURS", False, False),
    ("R36", B, SERIOUS, {PERSON}, "NOTIFY NATIONAL_CREDIT_PLATFORM, NOTIFY EMPLOYER_NOTICE", False, False),
    (
        "R37",
        B,
        SERIOUS,
        {PERSON},
        "PUBLICISE CHINA_KUNSHAN_SITE, PUBLICISE CREDIT_KUNSHAN_SITE, PUBLICISE OTHER_SITES",
        False,
        False,
    ),
]


@pytest.mark.parametrize(("row", "of", "grade", "targets", "measures", "in_principle", "payroll"), MEASURES)
def test_the_measures_of_a_row(
    row: str, of: str, grade: Grade, targets: set[Target], measures: str, in_principle: bool, payroll: bool
) -> None:
    found = [
        measure
        for measure in policy(of).measures
        if policy(of).clauses[measure.clause_id].requirement == row and measure.grade is grade
    ]
    assert ", ".join(f"{measure.effect} {measure.matter}" for measure in found) == measures
    for measure in found:
        assert measure.targets == targets
        assert measure.discretionary == in_principle
        assert measure.on_public_payroll_only == payroll


@pytest.mark.parametrize("of", [A, B])
def test_there_is_no_measure_beyond_the_rows(of: str) -> None:
    told = sum(len(measures.split(", ")) for _, policy_id, _, _, measures, _, _ in MEASURES if policy_id == of)
    assert len(policy(of).measures) == told


@pytest.mark.parametrize("of", [A, B])
def test_every_measure_has_a_clause_of_its_own(of: str) -> None:
    clauses = [measure.clause_id for measure in policy(of).measures]
    assert len(set(clauses)) == len(clauses)


@pytest.mark.parametrize("of", [A, B])
def test_every_clause_is_in_the_documents_own_words(of: str) -> None:
    for clause in policy(of).clauses.values():
        assert clause.text in NEWSLETTER, clause.id


def test_policy_a() -> None:
    found = policy(A)
    assert found.document_number == "昆政办发〔2019〕116号"
    assert found.title == "关于强化安环消防领域信用信息应用的实施意见（试行）"
    assert found.issuer == "昆山市政府办公室"
    assert (found.issued_on, found.in_force_from, found.in_force_until) == (date(2019, 7, 26), date(2019, 7, 26), None)
    assert found.validity == Validity(Period(years=1), Period(years=3))


def test_r02_policy_a_reaches_exactly_these_persons() -> None:
    found = policy(A)
    assert found.reached_roles == RESPONSIBLE_KINDS
    assert found.reaches_concerned
    assert found.actual_controller is ActualController.DECLARED_OR_COMPUTED


def test_r03_departments_in_charge() -> None:
    assert policy(A).areas == {
        "WORK_SAFETY": AreaRule("WORK_SAFETY", "KS_EMERGENCY_MANAGEMENT", EVERY_KIND),
        "ENVIRONMENT": AreaRule("ENVIRONMENT", "KS_ECOLOGY_ENVIRONMENT", EVERY_KIND),
        "FIRE_SAFETY": AreaRule("FIRE_SAFETY", "KS_FIRE_BRIGADE", EVERY_KIND),
    }
    in_charge = {code: found.in_charge_of for code, found in rules().departments.items() if found.in_charge_of}
    assert in_charge == {
        "KS_EMERGENCY_MANAGEMENT": ("WORK_SAFETY",),
        "KS_ECOLOGY_ENVIRONMENT": ("ENVIRONMENT",),
        "KS_FIRE_BRIGADE": ("FIRE_SAFETY",),
        "KS_HEALTH_COMMISSION": ("MEDICAL_ORDER",),
    }


def test_policy_b_says_that_its_day_is_not_stated() -> None:
    found = policy(B)
    assert found.document_number == "昆信用办〔2019〕3号"
    assert (found.issued_on, found.in_force_from, found.in_force_until) == (date(2019, 8, 26), date(2019, 8, 26), None)
    assert "The day of issue is not stated" in found.notes
    assert found.validity == Validity(Period(years=1), Period(years=3))


def test_r30_policy_b_is_for_persons_with_a_penalty_or_judgment_and_reaches_nobody_else() -> None:
    found = policy(B)
    assert found.areas == {
        "MEDICAL_ORDER": AreaRule(
            "MEDICAL_ORDER",
            "KS_HEALTH_COMMISSION",
            frozenset({PartyKind.PERSON}),
            initial_grade=SERIOUS,
            penalty_by=("KS_COURT", "KS_PROCURATORATE", "KS_PUBLIC_SECURITY"),
        )
    }
    assert found.reached_roles == frozenset()
    assert not found.reaches_concerned


@pytest.mark.parametrize(
    ("code", "category", "kinds"),
    [
        ("GOVERNMENT_PROCUREMENT", MatterCategory.PROCUREMENT, EVERY_KIND),
        ("BIDDING", MatterCategory.BIDDING, EVERY_KIND),
        ("PUBLIC_AUXILIARY_POST", MatterCategory.HIRING, {PartyKind.PERSON}),
        ("HONOURS", MatterCategory.HONOURS, EVERY_KIND),
    ],
)
def test_the_four_checks_default_matters(code: str, category: MatterCategory, kinds: set[PartyKind]) -> None:
    matter = rules().matters[code]
    assert matter.category is category
    assert matter.applies_to == kinds


def test_every_matter_is_used_by_a_measure() -> None:
    used = {measure.matter for policy in rules().policies for measure in policy.measures}
    assert used == set(rules().matters)


def test_departments_of_the_progress_report_and_of_the_text() -> None:
    kinds = [department.kind for department in rules().departments.values()]
    assert kinds.count("DISTRICT") == 12
    assert len(kinds) == 12 + 56 + 5
    names = {code: department.name_zh for code, department in rules().departments.items()}
    assert names["KS_EMERGENCY_MANAGEMENT"] == "应急管理局"
    assert names["KS_FIRE_BRIGADE"] == "消防大队"


def test_reviews() -> None:
    doubtful = {
        MatterCategory.PROCUREMENT,
        MatterCategory.BIDDING,
        MatterCategory.FUNDING,
        MatterCategory.QUALIFICATION,
        MatterCategory.LICENSING,
    }
    assert rules().reviews.categories == {
        ReviewCode.RESPONSIBLE_PERSON_REACHED_ELSEWHERE: doubtful,
        ReviewCode.RECENTLY_LEFT: doubtful,
        ReviewCode.CONTROL_TIE: doubtful,
        ReviewCode.INCOMPLETE_RECORD: doubtful,
        ReviewCode.NAME_MISMATCH: set(MatterCategory),
        ReviewCode.COMPUTED_CONTROL: set(MatterCategory),
        ReviewCode.LIMIT_REACHED: set(MatterCategory),
    }


def test_versions() -> None:
    assert [document.key for document in load_rules()] == [
        "areas:areas:1",
        "departments:departments:1",
        "matters:matters:1",
        "policy:ks-2019-116:3",
        "policy:ks-xyb-2019-3:1",
        "progress:progress:2",
        "recipients:recipients:1",
        "reviews:reviews:1",
        "rewards:rewards:1",
    ]


def test_effects_that_are_used() -> None:
    assert {measure.effect for policy in rules().policies for measure in policy.measures} == set(Effect)


def test_the_rewards_of_the_source() -> None:
    """R40, R41: the five conveniences in Belarus from 2019-07-24; green channel and deferred documents."""
    aeo, trusted = rules().schemes["AEO_ADVANCED"], rules().schemes["TRUSTWORTHY"]
    assert [(partner.place.label_zh, partner.since) for partner in aeo.partners] == [("白俄罗斯", date(2019, 7, 24))]
    assert [convenience.label_zh for convenience in aeo.conveniences] == [
        "减少单证审核",
        "适用较低的查验率",
        "对需要检查的货物给予优先查验",
        "指定海关联络员",
        "实施快速通关",
    ]
    assert [convenience.label_zh for convenience in trusted.conveniences] == ["绿色通道", "容缺受理"]
    assert len(rules().schemes) == 2
