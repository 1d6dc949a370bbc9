"""What is published, on the day before, on and after each boundary (R09, R17, R19, R37)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.findings import EventKind, Finding
from domain.policy import RuleBook
from domain.publicity import masked_name, publication, schedule, was_published
from tests.domain.making import DEADLINE, RECOGNISED, SERIOUS, finding
from tests.domain.telling import FIRM, PERSON
from tests.support.loading import shipped_rules

DAY = timedelta(days=1)
RULES = shipped_rules()


def test_r09_published_from_the_day_on_which_it_rises() -> None:
    rising = finding(rectify_by=DEADLINE)
    assert publication(rising, FIRM, DEADLINE, RULES) is None
    found = publication(rising, FIRM, DEADLINE + DAY, RULES)
    assert found is not None
    assert (found.since, found.last_day) == (DEADLINE + DAY, date(2022, 9, 2))
    assert (found.document_number, found.clause) == (
        "昆政办发〔2019〕116号",
        "通过“中国昆山”“信用昆山”网站向社会公示",
    )


def test_r17_published_for_three_years() -> None:
    serious = finding(grade=SERIOUS)
    assert publication(serious, FIRM, date(2022, 8, 1), RULES) is not None
    assert publication(serious, FIRM, date(2022, 8, 2), RULES) is None
    assert was_published(serious, FIRM, date(2022, 8, 2), RULES)


def test_r37_the_medical_regime_publishes_from_its_first_day() -> None:
    medical = replace(finding(grade=SERIOUS), area="MEDICAL_ORDER")
    assert publication(medical, PERSON, date(2019, 8, 25), RULES) is None
    found = publication(medical, PERSON, date(2019, 8, 26), RULES)
    assert found is not None
    assert found.since == date(2019, 8, 26)


@pytest.mark.parametrize("kind", [EventKind.REPAIR_GRANTED, EventKind.WITHDRAWN])
def test_r19_lifted_on_the_day_even_on_its_first_one(kind: EventKind) -> None:
    lifted = finding((kind, RECOGNISED), grade=SERIOUS)
    assert publication(lifted, FIRM, RECOGNISED, RULES) is None
    assert was_published(lifted, FIRM, RECOGNISED, RULES)


def test_what_never_was_published() -> None:
    general = finding()
    assert not was_published(general, FIRM, date(2030, 1, 1), RULES)
    repaired_before = finding((EventKind.REPAIR_GRANTED, DEADLINE), rectify_by=DEADLINE)
    assert not was_published(repaired_before, FIRM, date(2030, 1, 1), RULES)
    assert not was_published(finding(grade=SERIOUS), FIRM, RECOGNISED - DAY, RULES)


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("欧阳某某", "欧***"), ("某", "某"), ("", "")])
def test_masked_names(name: str, shown: str) -> None:
    assert masked_name(name) == shown


UNTIL = replace(
    RULES,
    policies=tuple(
        replace(policy, in_force_until=date(2021, 1, 1)) if policy.id == "ks-2019-116" else policy
        for policy in RULES.policies
    ),
)


def test_nothing_is_published_after_the_policy_has_ended() -> None:
    serious = finding(grade=SERIOUS)
    found = publication(serious, FIRM, date(2020, 12, 31), UNTIL)
    assert found is not None
    assert found.last_day == date(2020, 12, 31)
    assert publication(serious, FIRM, date(2021, 1, 1), UNTIL) is None
    assert was_published(serious, FIRM, date(2021, 1, 1), UNTIL)


SCHEDULED = [
    finding(),
    finding(grade=SERIOUS),
    finding(rectify_by=DEADLINE),
    finding((EventKind.RECTIFIED, DEADLINE), rectify_by=DEADLINE),
    finding((EventKind.RECTIFICATION_REFUSED, DEADLINE - DAY), rectify_by=DEADLINE),
    finding((EventKind.REPAIR_GRANTED, DEADLINE + 40 * DAY), rectify_by=DEADLINE),
    finding((EventKind.WITHDRAWN, RECOGNISED), grade=SERIOUS),
]


@pytest.mark.parametrize("rules", [RULES, UNTIL])
@pytest.mark.parametrize("found", SCHEDULED)
def test_what_is_scheduled_is_what_is_published_on_each_day(found: Finding, rules: RuleBook) -> None:
    for start in (RECOGNISED - DAY, RECOGNISED, DEADLINE, DEADLINE + DAY):
        entries = schedule(found, FIRM, rules, start)
        day = start
        while day < date(2023, 6, 1):
            shown = [each.publication for each in entries if each.first <= day and (not each.until or day < each.until)]
            expected = publication(found, FIRM, day, rules)
            assert shown == ([] if expected is None else [expected]), day
            day += DAY
