"""Who is told by which measure: the shipped routes, and every kind of broken file."""

from __future__ import annotations

from pathlib import Path

import pytest

from domain.recipients import CARRIED_OUT_UNASKED
from domain.rule_documents import build_rulebook
from seeds.rule_files import load_rules
from tests.seeds.good_rules import FILES, POLICY, problems_of, write_rules
from tests.support.loading import shipped_rules

R = "recipients.yaml"
ROUTE = "{matter: BIDDING, effect: NOTIFY, to: [BANKS, EVERYBODY]}"


@pytest.mark.parametrize(
    ("was", "becomes", "problem"),
    [
        (ROUTE, "{matter: BID, effect: NOTIFY, to: [BANKS]}", ":7: routes[0].matter: no matter has the code 'BID'"),
        ("to: [BANKS, EVERYBODY]", "to: []", ":7: routes[0].why: this key is required where nobody is told"),
        (
            "code: BANKS",
            "code: SAFETY_BUREAU",
            ":3: recipients[0].code: 'SAFETY_BUREAU' already means something else",
        ),
        ("code: EVERYBODY", "code: EMPLOYER", ":5: groups[0].code: 'EMPLOYER' already means something else"),
        (
            "kinds: [DEPARTMENT]",
            "kinds: []",
            "groups[0].kinds: list should have at least 1 item after validation, not 0",
        ),
        (ROUTE, f"{ROUTE}\n  - {ROUTE}", ":8: routes[1]: repeats routes[0]: the same matter and effect"),
    ],
)
def test_broken_routes(tmp_path: Path, was: str, becomes: str, problem: str) -> None:
    assert was in FILES[R]
    problems = problems_of(write_rules(tmp_path, {R: FILES[R].replace(was, becomes, 1)}))
    assert any(problem in line for line in problems), problems


def test_a_recipient_that_nobody_knows(tmp_path: Path) -> None:
    problems = problems_of(write_rules(tmp_path, {R: FILES[R].replace("to: [BANKS, EV", "to: [BANK, EV")}))
    assert len(problems) == 1
    assert problems[0].startswith("recipients.yaml:7: routes[0].to: no recipient has the code 'BANK'")


def test_a_measure_that_no_route_names_is_told_to_the_department_in_charge(tmp_path: Path) -> None:
    policy = POLICY.replace("matter: POST, effect: VETO", "matter: POST, effect: REVOKE")
    rules = build_rulebook(load_rules(write_rules(tmp_path, {"policies/city-1.yaml": policy})))
    assert rules.routing.of("POST", "REVOKE") == ("IN_CHARGE",)
    assert rules.routing.of("POST", "VETO") == ()


def test_a_route_to_nobody_tells_nobody(tmp_path: Path) -> None:
    told = FILES[R].replace("to: [BANKS, EVERYBODY]", "to: [], why: told by mail")
    assert build_rulebook(load_rules(write_rules(tmp_path, {R: told}))).routing.of("BIDDING", "NOTIFY") == ()


def test_a_folder_without_the_file(tmp_path: Path) -> None:
    folder = write_rules(tmp_path, {})
    (folder / R).unlink()
    assert build_rulebook(load_rules(folder)).routing.of("BIDDING", "NOTIFY") == ("IN_CHARGE",)


def test_every_shipped_measure_that_is_carried_out_unasked_has_a_route() -> None:
    rules = shipped_rules()
    measures = {(measure.matter, measure.effect) for policy in rules.policies for measure in policy.measures}
    assert {pair for pair in measures if pair[1] in CARRIED_OUT_UNASKED} <= set(rules.routing.routes)


def test_the_municipal_departments_are_those_of_the_table_without_districts_and_companies() -> None:
    rules = shipped_rules()
    told = rules.routing.of("MUNICIPAL_DEPARTMENTS_NOTICE", "NOTIFY")
    assert {rules.departments[code].kind for code in rules.departments if code not in told} == {"DISTRICT", "COMPANY"}
    assert len(told) == len(set(told))
