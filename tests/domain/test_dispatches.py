"""Who must be told, on the day before, on and after each boundary (R04, R07-R09, R13, R14, R17, R19, R31-R37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.findings import EventKind, Finding
from domain.links import LinkKind
from domain.parties import Party, PartyKind
from tests.domain.making import DEADLINE, RECOGNISED, SERIOUS, finding
from tests.domain.telling import Record, link, medical, of_firm, told
from tests.support.loading import shipped_rules

DAY = timedelta(days=1)
CENTRE = "KS_CREDIT_CENTRE"
GENERAL_DUE = {
    ("SUPERVISE", "INSPECTION", "KS_EMERGENCY_MANAGEMENT"),
    ("PUBLICISE", "MUNICIPAL_CREDIT_SYSTEM", CENTRE),
    ("PUBLICISE", "JOINT_PLATFORM_QUERY", CENTRE),
}
SERIOUS_DUE = {
    ("SUPERVISE", "INSPECTION", "KS_EMERGENCY_MANAGEMENT"),
    ("PUBLICISE", "MUNICIPAL_BLACKLIST", CENTRE),
    ("PUBLICISE", "CHINA_KUNSHAN_SITE", CENTRE),
    ("PUBLICISE", "CHINA_KUNSHAN_SITE", "KS_GOVERNMENT_OFFICE"),
    ("PUBLICISE", "CREDIT_KUNSHAN_SITE", CENTRE),
    ("PUBLICISE", "JOINT_PLATFORM_QUERY", CENTRE),
    ("NOTIFY", "LINE_DEPARTMENT_REPORT", "LINE_CREDIT_DEPARTMENT"),
    ("NOTIFY", "FINANCIAL_INSTITUTIONS_NOTICE", "FINANCIAL_INSTITUTIONS"),
} | {
    ("NOTIFY", "MUNICIPAL_DEPARTMENTS_NOTICE", code)
    for code in shipped_rules().routing.of("MUNICIPAL_DEPARTMENTS_NOTICE", "NOTIFY")
}


def test_r04_r07_r08_r09_general_is_held_back_until_it_rises() -> None:
    telling = of_firm(finding(rectify_by=DEADLINE))
    assert told(telling, RECOGNISED - DAY) == set()
    assert told(telling, RECOGNISED) == GENERAL_DUE
    assert told(telling, DEADLINE) == GENERAL_DUE
    assert told(telling, DEADLINE + DAY) == SERIOUS_DUE


def test_r04_rectified_in_time_is_never_reported_upward() -> None:
    telling = of_firm(finding((EventKind.RECTIFIED, DEADLINE), rectify_by=DEADLINE))
    assert told(telling, DEADLINE + DAY) == GENERAL_DUE


def test_r07_general_ends_after_a_year() -> None:
    telling = of_firm(finding())
    assert told(telling, date(2020, 8, 1)) == GENERAL_DUE
    assert told(telling, date(2020, 8, 2)) == set()


def test_r08_serious_ends_after_three_years() -> None:
    telling = of_firm(finding(grade=SERIOUS))
    assert told(telling, date(2022, 8, 1)) == SERIOUS_DUE
    assert told(telling, date(2022, 8, 2)) == set()


@pytest.mark.parametrize("role", [LinkKind.PRINCIPAL, LinkKind.LEGAL_REPRESENTATIVE, LinkKind.ACTUAL_CONTROLLER, None])
def test_r13_only_responsible_persons_on_the_public_payroll(role: LinkKind | None) -> None:
    paid, unpaid, unsaid = (
        Party(f"x{said}", PartyKind.PERSON, "某人", on_public_payroll=said) for said in (True, False, None)
    )
    copies = {
        ("NOTIFY", "DISCIPLINE_COMMISSION_NOTICE", "KS_DISCIPLINE_SUPERVISION"),
        ("NOTIFY", "ORGANIZATION_DEPARTMENT_NOTICE", "KS_ORGANIZATION"),
    }
    serious = finding(grade=SERIOUS)
    assert told(of_firm(serious, unpaid, unsaid, role=role), RECOGNISED) == SERIOUS_DUE
    assert told(of_firm(serious, paid, role=role), RECOGNISED) == SERIOUS_DUE | copies
    assert told(of_firm(finding(), paid, role=role), RECOGNISED) == GENERAL_DUE


def test_r31_to_r37_the_medical_regime() -> None:
    employed = link(LinkKind.EMPLOYEE, "p", "hospital")
    left = link(LinkKind.EMPLOYEE, "p", "before", until=date(2019, 9, 1))
    came = link(LinkKind.EMPLOYEE, "p", "after", since=date(2019, 9, 2))
    telling = medical(finding(recognised=date(2019, 9, 1), grade=SERIOUS), employed, left, came)
    assert told(telling, date(2019, 9, 1)) == {
        ("RESTRICT", "SUBSIDIES", "KS_FINANCE"),
        ("RESTRICT", "INVESTMENT_PREFERENCES", "KS_DEVELOPMENT_REFORM"),
        ("ADVISE", "PROPERTY_INSURANCE_RATE", "INSURERS"),
        ("ADVISE", "PREFERENTIAL_POLICIES", "KS_DEVELOPMENT_REFORM"),
        ("RESTRICT", "PUBLIC_INSTITUTION_LEGAL_REPRESENTATIVE", "KS_STAFFING"),
        ("RESTRICT", "SOE_LEGAL_REPRESENTATIVE", "KS_MARKET_REGULATION"),
        ("RESTRICT", "SOE_DIRECTOR", "KS_MARKET_REGULATION"),
        ("RESTRICT", "SOE_SUPERVISOR", "KS_MARKET_REGULATION"),
        ("RESTRICT", "SOE_SENIOR_MANAGER", "KS_MARKET_REGULATION"),
        ("REVOKE", "HONOURS", "KS_PUBLICITY"),
        ("REVOKE", "HONOURS", "KS_TRADE_UNIONS"),
        ("REVOKE", "HONOURS", "KS_YOUTH_LEAGUE"),
        ("REVOKE", "HONOURS", "KS_WOMEN"),
        ("NOTIFY", "NATIONAL_CREDIT_PLATFORM", "NATIONAL_CREDIT_PLATFORM"),
        ("NOTIFY", "EMPLOYER_NOTICE", "party:hospital"),
        ("PUBLICISE", "CHINA_KUNSHAN_SITE", CENTRE),
        ("PUBLICISE", "CHINA_KUNSHAN_SITE", "KS_GOVERNMENT_OFFICE"),
        ("PUBLICISE", "CREDIT_KUNSHAN_SITE", CENTRE),
        ("PUBLICISE", "OTHER_SITES", "OTHER_SITES"),
    }


def serious_until(*events: tuple[EventKind, date]) -> Finding:
    return finding(*events, grade=SERIOUS)


@pytest.mark.parametrize(
    ("later", "day", "reason"),
    [
        (serious_until((EventKind.REPAIR_GRANTED, date(2020, 1, 1))), date(2020, 1, 1), "REPAIRED"),
        (serious_until((EventKind.WITHDRAWN, date(2020, 1, 1))), date(2020, 1, 1), "WITHDRAWN"),
        (serious_until(), date(2022, 8, 2), "EXPIRED"),
        (finding(recognised=date(2021, 1, 1), grade=SERIOUS), date(2020, 1, 1), "CORRECTED"),
    ],
)
def test_r19_everyone_who_had_been_told_is_told_that_it_is_over(later: Finding, day: date, reason: str) -> None:
    record = Record()
    notices, _ = record.bring_into_line(of_firm(serious_until()), RECOGNISED)
    assert len(notices) == len(SERIOUS_DUE)
    assert record.bring_into_line(of_firm(later), day) == ([], [reason] * len(SERIOUS_DUE))
    assert record.bring_into_line(of_firm(later), day) == ([], [])


def test_what_rises_is_told_anew_and_what_was_told_of_the_lower_grade_recalled() -> None:
    record, telling = Record(), of_firm(finding(rectify_by=DEADLINE))
    record.bring_into_line(telling, DEADLINE)
    notices, reasons = record.bring_into_line(telling, DEADLINE + DAY)
    assert (len(notices), reasons) == (len(SERIOUS_DUE), ["REGRADED"] * len(GENERAL_DUE))
    assert {notice.since for notice in notices} == {DEADLINE + DAY}


def test_told_again_after_a_recall_under_another_key() -> None:
    record, telling = Record(), of_firm(finding())
    withdrawn = of_firm(finding((EventKind.WITHDRAWN, RECOGNISED)))
    for each in (telling, withdrawn, telling, withdrawn):
        record.bring_into_line(each, RECOGNISED)
    assert len(record.sent) == len(set(record.sent)) == 4 * len(GENERAL_DUE)


def test_a_finding_in_an_area_that_no_policy_knows_is_nobodys() -> None:
    assert told(of_firm(replace(finding(), area="ELSEWHERE")), RECOGNISED) == set()
