"""Exemptions from measures in principle, by the rules alone: what they lift, on which days, and what stays."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from domain.decision import Decision, Question, decide
from domain.evidence import Evidence
from domain.exemptions import Exemption
from domain.links import LinkKind
from domain.parties import Party, PartyKind
from domain.receipt import canonical_form, receipt_hash
from domain.summary import Lang, summary
from tests.domain.deciding import KNOWN_AT, enterprise, evidence, link, person
from tests.domain.deciding import finding as stated
from tests.domain.making import SERIOUS, finding
from tests.support.loading import shipped_rules as shipped

PARTY = Party("p", PartyKind.ENTERPRISE, "甲公司")
SAFETY = "KS_EMERGENCY_MANAGEMENT"
EXEMPTION = Exemption("x1", "HONOURS", SAFETY, date(2019, 9, 10), date(2019, 9, 20), "重大贡献", "市政府第3号批复")


def asked(day: date, *exemptions: Exemption, matter: str = "HONOURS") -> Decision:
    evidence = Evidence(PARTY, 1, own=(finding(grade=SERIOUS),), exemptions=exemptions)
    return decide(Question("p", matter, day), evidence, 1, date(2030, 1, 1), shipped())


@pytest.mark.parametrize(
    ("day", "outcome", "clear"),
    [
        (date(2019, 9, 9), "VETOED", date(2019, 9, 10)),
        (date(2019, 9, 10), "CLEAR", date(2019, 9, 10)),
        (date(2019, 9, 19), "CLEAR", date(2019, 9, 19)),
        (date(2019, 9, 20), "VETOED", date(2022, 8, 2)),
        (date(2019, 9, 21), "VETOED", date(2022, 8, 2)),
    ],
)
def test_it_lifts_from_its_first_day_until_its_end(day: date, outcome: str, clear: date) -> None:
    decision = asked(day, EXEMPTION)
    assert (decision.outcome.value, decision.clear_from) == (outcome, clear)
    assert [(ground.clause.id, ground.lifted) for ground in decision.grounds] == [("veto-4", outcome == "CLEAR")]


@pytest.mark.parametrize(
    "change",
    [{"matter": "BIDDING"}, {"department": "KS_FIRE_BRIGADE"}],
    ids=["another matter", "another department's findings"],
)
def test_it_lifts_nothing_else(change: dict[str, str]) -> None:
    decision = asked(date(2019, 9, 15), replace(EXEMPTION, **change))
    assert (decision.outcome.value, [ground.exemption for ground in decision.grounds]) == ("VETOED", [None])


def test_a_measure_that_is_not_in_principle_is_not_touched() -> None:
    decision = asked(date(2019, 9, 15), replace(EXEMPTION, matter="LAND_GRANT"), matter="LAND_GRANT")
    assert (decision.outcome.value, [ground.exemption for ground in decision.grounds]) == ("RESTRICTED", [None])


def test_of_two_the_one_recorded_first_is_shown() -> None:
    later = replace(EXEMPTION, id="x0", recorded_at=2)
    assert [g.exemption for g in asked(date(2019, 9, 15), later, EXEMPTION).grounds] == [EXEMPTION]


def test_it_stands_in_the_receipt_and_in_the_summary() -> None:
    day = date(2019, 9, 15)
    lifted, plain = asked(day, EXEMPTION), asked(day)
    assert b'"exemption":["x1","KS_EMERGENCY_MANAGEMENT","2019-09-10","2019-09-20"]' in canonical_form(lifted)
    assert b"exemption" not in canonical_form(plain)
    assert receipt_hash(lifted) != receipt_hash(plain)
    assert "已豁免（2019年9月10日至2019年9月19日，市政府第3号批复：重大贡献），不计入结论" in summary(
        lifted, "r", Lang.ZH
    )
    assert "lifted by an exemption from 2019-09-10 to 2019-09-19 (市政府第3号批复: 重大贡献)" in summary(
        lifted, "r", Lang.EN
    )


@pytest.mark.parametrize("share", ["60", None], ids=["certain", "only possible"])
def test_control_by_holdings_that_is_exempted_is_no_reason_to_look(share: str | None) -> None:
    statements = [
        person("p"),
        enterprise("e"),
        link("H", LinkKind.SHAREHOLDER, "p", "e", share=share),
        stated("F", "e"),
    ]
    found = evidence(statements, "p")
    question = Question("p", "HONOURS", date(2019, 9, 15))
    without = decide(question, found, KNOWN_AT, date(2030, 1, 1), shipped())
    lifted = decide(question, replace(found, exemptions=(EXEMPTION,)), KNOWN_AT, date(2030, 1, 1), shipped())
    assert (without.outcome, [review.code for review in without.reviews]) == (
        "VETOED" if share else "REVIEW",
        ["COMPUTED_CONTROL"],
    )
    assert (lifted.outcome, lifted.reviews) == ("CLEAR", ())
    assert [(ground.reach, ground.lifted) for ground in lifted.grounds] == (
        [("COMPUTED_CONTROLLER", True)] if share else []
    )
