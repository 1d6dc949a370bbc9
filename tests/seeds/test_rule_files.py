"""Rule files as a folder: what is read, what is reported, and the documents that come out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from seeds.problems import Problem, RuleFileError
from seeds.rule_files import load_rules
from tests.seeds.good_rules import FILES, POLICY, problems_of, write_rules

P = "policies/city-1.yaml"


def content_of(folder: Path, key: str) -> str:
    return next(document.content for document in load_rules(folder) if document.key == key)


def test_good_files_are_read(tmp_path: Path) -> None:
    assert [document.key for document in load_rules(write_rules(tmp_path, {}))] == [
        "areas:areas:1",
        "departments:departments:1",
        "matters:matters:1",
        "policy:city-1:1",
        "recipients:recipients:1",
        "reviews:reviews:1",
    ]


def test_the_content_is_canonical_json_of_the_file(tmp_path: Path) -> None:
    document = next(document for document in load_rules(write_rules(tmp_path, {})) if document.name == "areas")
    assert document.content == (
        '{"areas":[{"code":"WORK_SAFETY","label":{"en":"Work safety","zh":"安全生产"}}],"version":1}'
    )
    assert document.sha256 == hashlib.sha256(document.content.encode()).hexdigest()


def test_the_content_of_a_policy_has_what_the_file_says_and_no_defaults(tmp_path: Path) -> None:
    content = json.loads(content_of(write_rules(tmp_path, {}), "policy:city-1:1"))
    assert content["in_force"] == {"from": "2019-07-26"}
    assert content["reaches"] == {"clause": "scope", "roles": ["PRINCIPAL"]}
    assert content["measures"][1] == {
        "clause": "veto-1",
        "effect": "VETO",
        "grade": "SERIOUS",
        "matter": "POST",
        "targets": ["RESPONSIBLE_PERSON"],
    }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("version: 1\n", "version: 1  # of the file\n\n\n"),
        ("title: {zh: 某意见, en: Some opinions}", "title:\n  en: Some opinions\n  zh: '某意见'"),
        ("  - {id: scope, text: 惩戒对象}", "  - {text: &t 惩戒对象, id: scope}"),
        ("period: 1 year,", "period: 1 years,"),
        ("in_force: {from: 2019-07-26}", "in_force: {from: 2019-07-26, until: null}"),
        ("    parties: [ENTERPRISE]", "    parties: [ENTERPRISE]\n    initial_grade: GENERAL"),
        (POLICY, "\ufeff" + POLICY),
        (POLICY, POLICY.replace("\n", "\r\n")),
    ],
)
def test_comments_layout_and_stated_defaults_do_not_change_the_content(tmp_path: Path, old: str, new: str) -> None:
    before = content_of(write_rules(tmp_path, {}), "policy:city-1:1")
    changed = POLICY.replace(old, new, 1)
    assert changed != POLICY
    assert content_of(write_rules(tmp_path, {P: changed}), "policy:city-1:1") == before


def test_the_order_of_what_is_a_set_does_not_change_the_content(tmp_path: Path) -> None:
    matters = FILES["catalogue/matters.yaml"]
    before = content_of(write_rules(tmp_path, {}), "matters:matters:1")
    turned = matters.replace("[ENTERPRISE, ORGANIZATION]", "[ORGANIZATION, ENTERPRISE]")
    assert turned != matters
    assert content_of(write_rules(tmp_path, {"catalogue/matters.yaml": turned}), "matters:matters:1") == before


def test_a_text_may_be_an_alias(tmp_path: Path) -> None:
    text = POLICY.replace("text: 惩戒对象}", "text: &t 惩戒对象}").replace("text: 一票否决}", "text: *t}")
    content = json.loads(content_of(write_rules(tmp_path, {P: text}), "policy:city-1:1"))
    assert [clause["text"] for clause in content["clauses"]] == ["惩戒对象", "有效期为1年", "惩戒对象"]


def test_everything_that_is_wrong_is_reported_at_once(tmp_path: Path) -> None:
    changed = {
        P: POLICY.replace("matter: POST", "matter: JOB").replace("clause: general", "clause: none"),
        "departments.yaml": FILES["departments.yaml"].replace("kind: DEPARTMENT", "kind: OFFICE").replace("1", "0"),
        "reviews.yaml": None,
    }
    assert problems_of(write_rules(tmp_path, changed)) == [
        "departments.yaml:1: version: input should be greater than or equal to 1",
        "departments.yaml:3: departments[0].kind: input should be 'PARTY_ORGAN', 'DEPARTMENT', 'INSTITUTION', 'COURT', "
        "'PROCURATORATE', 'DISTRICT', 'MASS_ORGANIZATION', 'LINE_AGENCY' or 'COMPANY'",
        "policies/city-1.yaml:14: validity.GENERAL.clause: no clause of this file has the id 'none'",
        "policies/city-1.yaml:23: measures[1].matter: no matter has the code 'JOB'",
        "reviews.yaml:1: the file cannot be read: No such file or directory",
    ]


def test_what_cannot_be_judged_because_another_file_is_broken_is_not_reported(tmp_path: Path) -> None:
    assert problems_of(write_rules(tmp_path, {"catalogue/matters.yaml": "version: 1"})) == [
        "catalogue/matters.yaml:1: matters: this key is required"
    ]


def test_a_policy_file_that_would_be_left_out_is_refused(tmp_path: Path) -> None:
    assert problems_of(write_rules(tmp_path, {"policies/city-2.yml": POLICY})) == [
        "policies/city-2.yml:1: would not be read: a policy file's name ends with .yaml"
    ]


def test_other_files_beside_the_policies_are_left_alone(tmp_path: Path) -> None:
    assert len(load_rules(write_rules(tmp_path, {"policies/README.md": "a", "policies/.city.yaml.swp": "b"}))) == 6


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    content = POLICY.encode("gb18030")
    assert problems_of(write_rules(tmp_path, {P: content})) == ["policies/city-1.yaml:3: the file is not UTF-8 text"]


def test_nesting_without_end(tmp_path: Path) -> None:
    assert problems_of(write_rules(tmp_path, {P: "[" * 100_000})) == [
        "policies/city-1.yaml:1: lists and maps are nested too deeply"
    ]


@pytest.mark.parametrize(
    ("first", "second", "overlap"),
    [
        ("{from: 2019-07-26}", "{from: 2020-01-01}", True),
        ("{from: 2019-07-26, until: 2020-01-02}", "{from: 2020-01-01}", True),
        ("{from: 2019-07-26, until: 2020-01-01}", "{from: 2020-01-01}", False),
        ("{from: 2020-01-01}", "{from: 2019-07-26, until: 2020-01-02}", True),
        ("{from: 2020-01-01}", "{from: 2019-07-26, until: 2020-01-01}", False),
        ("{from: 2020-01-01, until: 2020-01-02}", "{from: 2020-01-01}", True),
    ],
)
def test_two_policies_with_one_document_number(tmp_path: Path, first: str, second: str, overlap: bool) -> None:
    other = "policies/city-2.yaml"
    changed = {
        P: POLICY.replace("{from: 2019-07-26}", first),
        other: POLICY.replace("{from: 2019-07-26}", second).replace("policy: city-1", "policy: city-2"),
    }
    folder = write_rules(tmp_path, changed)
    if overlap:
        assert problems_of(folder) == [
            f"{other}:7: in_force: {P} has the same document_number and is in force on the same days: "
            "give the earlier one an in_force.until"
        ]
    else:
        assert len(load_rules(folder)) == 7


def test_problems_are_values(tmp_path: Path) -> None:
    with pytest.raises(RuleFileError) as caught:
        load_rules(write_rules(tmp_path, {P: POLICY.replace("matter: POST", "matter: JOB")}))
    assert caught.value.problems == (Problem(P, 23, "measures[1].matter", "no matter has the code 'JOB'"),)
