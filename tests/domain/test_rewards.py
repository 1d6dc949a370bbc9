"""Rewards by the rules alone: which conveniences are given on a day, and when they are lost (R40, R41)."""

from __future__ import annotations

from datetime import date

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.findings import EventKind, state_on
from domain.parties import PartyKind
from domain.rewards import Qualification, Reward, find_scheme, rewards_on
from tests.domain.making import GENERAL, SERIOUS, finding
from tests.support.loading import shipped_rules

SCHEMES = shipped_rules().schemes
FIVE = [
    "FEWER_DOCUMENT_CHECKS",
    "LOWER_INSPECTION_RATE",
    "PRIORITY_INSPECTION",
    "LIAISON_OFFICER",
    "FAST_CLEARANCE",
]
AEO = Qualification("q1", "p", "AEO_ADVANCED", "KS_CUSTOMS", date(2018, 1, 1), date(2020, 1, 1))
TRUSTED = Qualification("q2", "p", "TRUSTWORTHY", "KS_CREDIT_OFFICE", date(2019, 9, 1))
VALIDITY = shipped_rules().policies[0].validity


def rewards(day: date, *held: Qualification, **stated: object) -> tuple[Reward, ...]:
    found = []
    if stated:
        against = finding(*stated.get("events", ()), grade=stated["grade"])  # type: ignore[arg-type, misc]
        state = state_on(against, day, VALIDITY)
        found = [(against, state)] if state else []
    return rewards_on(held, SCHEMES, found, day)


@pytest.mark.parametrize(
    ("day", "given"),
    [
        (date(2019, 7, 23), []),
        (date(2019, 7, 24), FIVE),
        (date(2019, 7, 25), FIVE),
        (date(2019, 12, 31), FIVE),
        (date(2020, 1, 1), []),
    ],
)
def test_an_aeo_enterprise_has_five_conveniences_in_belarus_from_its_day_on(day: date, given: list[str]) -> None:
    """R40."""
    found = rewards(day, AEO)
    assert [reward.convenience.code for reward in found] == given
    assert {(r.partner.place.code if r.partner else None, r.since, r.lost) for r in found} == (
        {("BY", date(2019, 7, 24), False)} if given else set()
    )


@pytest.mark.parametrize(("day", "given"), [(date(2019, 8, 31), 0), (date(2019, 9, 1), 2), (date(2099, 1, 1), 2)])
def test_a_trustworthy_party_has_the_green_channel_and_defers_documents(day: date, given: int) -> None:
    """R41."""
    found = rewards(day, TRUSTED)
    assert [(reward.convenience.label_zh, reward.partner) for reward in found] == [
        ("绿色通道", None),
        ("容缺受理", None),
    ][:given]


@pytest.mark.parametrize(
    ("day", "lost"),
    [(date(2019, 7, 31), False), (date(2019, 8, 1), True), (date(2019, 9, 30), True), (date(2019, 10, 1), False)],
)
def test_they_are_lost_while_a_serious_finding_is_in_force(day: date, lost: bool) -> None:
    """R40: from the day of the finding until the day before its repair."""
    repaired = ((EventKind.REPAIR_GRANTED, date(2019, 10, 1)),)
    found = rewards(day, AEO, grade=SERIOUS, events=repaired)
    assert len(found) == 5
    assert {(reward.lost, tuple(f.number for f in reward.lost_to)) for reward in found} == {
        (lost, ("2019-1",) if lost else ())
    }


def test_a_general_finding_takes_nothing_away() -> None:
    assert [reward.lost for reward in rewards(date(2019, 8, 5), AEO, grade=GENERAL)] == [False] * 5


def test_two_records_of_one_scheme_count_once() -> None:
    again = Qualification("q3", "p", "AEO_ADVANCED", "KS_CUSTOMS", date(2019, 1, 1), recorded_at=1)
    assert {reward.qualification.id for reward in rewards(date(2019, 8, 1), again, AEO)} == {"q1"}


def test_schemes_are_found_by_code_and_kind() -> None:
    assert find_scheme(SCHEMES, "AEO_ADVANCED", PartyKind.ENTERPRISE).name.label_zh == "AEO 高级认证企业"
    for code, kind, error in (
        ("NOTHING", None, ErrorCode.UNKNOWN_SCHEME),
        ("AEO_ADVANCED", PartyKind.PERSON, ErrorCode.PARTY_KIND_NOT_COVERED),
    ):
        with pytest.raises(CreditGraphError) as refused:
            find_scheme(SCHEMES, code, kind)
        assert refused.value.code is error
