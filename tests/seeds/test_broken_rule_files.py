"""Every kind of broken rule file is refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.seeds.good_rules import FILES, POLICY, problems_of, write_rules

P, M = "policies/city-1.yaml", "catalogue/matters.yaml"
BROKEN = [
    # shape
    (P, "issuer: 某市政府", "issuer: 某市政府\nisuer: 某市政府", ":6: isuer: unknown key"),
    (P, "{id: scope, text", "{id: scope, txt: x, text", ":18: clauses[0].txt: unknown key"),
    (P, "issuer: 某市政府\n", "", ":1: issuer: this key is required"),
    (P, "    department: SAFETY_BUREAU\n", "", ":9: areas[0].department: this key is required"),
    (P, "in_force: {from: 2019-07-26}", "in_force: {}", ":7: in_force.from: this key is required"),
    (P, "version: 1", "version: one", ":2: version: input should be a valid integer"),
    (P, "version: 1", "version: true", ":2: version: input should be a valid integer"),
    (P, "version: 1", "version: 0", ":2: version: input should be greater than or equal to 1"),
    (P, "document_number: 1号", "document_number: 1", ":3: document_number: input should be a valid string"),
    (P, "title: {zh: 某意见, en: Some opinions}", "title: 某意见", ":4: title: must be a map of keys"),
    (P, "issued_on: 2019-07-26", "issued_on: 20190726", ":6: issued_on: must be a day such as 2019-07-26"),
    (P, "issued_on: 2019-07-26", "issued_on: '2019-07-26'", ":6: issued_on: must be a day such as 2019-07-26"),
    (P, "issued_on: 2019-07-26", "issued_on: 2019-07-26 10:00:00", ":6: issued_on: must be a day such as 2019-07-26"),
    (P, "issued_on: 2019-07-26", "issued_on: 2019-02-29", ":6: issued_on: '2019-02-29' is no possible date or number"),
    (P, "text: 一票否决", 'text: " "', ":20: clauses[2].text: must be one line of text without spaces around it"),
    (P, "text: 一票否决", "text: ''", ":20: clauses[2].text: string should have at least 1 character"),
    (P, "requirement: R11", "requirement: 11", ":20: clauses[2].requirement: input should be a valid string"),
    (
        P,
        "period: 1 year",
        "period: 1 yr",
        ":14: validity.GENERAL.period: must be a period such as '1 year', '6 months' or '30 days'",
    ),
    (P, "in_principle: true", "in_principle: 'yes'", ":22: measures[0].in_principle: input should be a valid boolean"),
    (
        P,
        "effect: VETO, grade: SERIOUS, targets: [L",
        "effect: BAN, grade: SERIOUS, targets: [L",
        ":22: measures[0].effect: input should be 'VETO', 'RESTRICT', 'REVOKE', 'SUPERVISE', 'NOTIFY', 'PUBLICISE' or "
        "'ADVISE'",
    ),
    (
        P,
        "grade: SERIOUS, targets: [R",
        "grade: GRAVE, targets: [R",
        ":23: measures[1].grade: input should be 'GENERAL' or 'SERIOUS'",
    ),
    (
        P,
        "[LEGAL_ENTITY]",
        "[LEGAL_ENTITY, COMPANY]",
        ":22: measures[0].targets[1]: input should be 'LEGAL_ENTITY', 'RESPONSIBLE_PERSON' or 'PERSON'",
    ),
    (P, "[LEGAL_ENTITY]", "[]", ":22: measures[0].targets: list should have at least 1 item after validation, not 0"),
    (P, "[LEGAL_ENTITY]", "[LEGAL_ENTITY, LEGAL_ENTITY]", ":22: measures[0].targets: names something twice"),
    (
        P,
        "roles: [PRINCIPAL]",
        "roles: [DIRECTOR]",
        ":16: reaches.roles[0]: must be LEGAL_REPRESENTATIVE, PRINCIPAL or ACTUAL_CONTROLLER",
    ),
    (
        P,
        "roles: [PRINCIPAL]",
        "actual_controller: computed",
        ":16: reaches.actual_controller: input should be 'declared' or 'declared_or_computed'",
    ),
    (
        P,
        "roles: [PRINCIPAL]",
        "roles: [PRINCIPAL], actual_controller: declared_or_computed",
        ":16: reaches.actual_controller: computed ones are reached only where reaches.roles has ACTUAL_CONTROLLER",
    ),
    (M, "code: POST", "code: post", ":4: matters[1].code: string should match pattern '^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$'"),
    (
        "reviews.yaml",
        "RECENTLY_LEFT",
        "LONG_GONE",
        ":4: reviews.LONG_GONE: unknown key; input should be 'RESPONSIBLE_PERSON_REACHED_ELSEWHERE', 'RECENTLY_LEFT', "
        "'CONTROL_TIE', 'NAME_MISMATCH', 'INCOMPLETE_RECORD', 'COMPUTED_CONTROL' or 'LIMIT_REACHED'",
    ),
    ("reviews.yaml", "categories: []", "categories: none", ":5: reviews.CONTROL_TIE.categories: input should be 'all'"),
    # YAML
    (P, "issuer: 某市政府", "issuer: 某市政府\nversion: 2", ":6: version: this key is given twice, first in line 2"),
    (P, "{id: scope,", "{id: scope, id: other,", ":18: clauses[0].id: this key is given twice, first in line 18"),
    (P, "issuer: 某市政府", "issuer: [某市政府", ":6: not valid YAML: expected ',' or ']', but got ':'"),
    (
        P,
        "issuer: 某市政府",
        "issuer: !!python/name:os.system ''",
        ":5: issuer: the tag tag:yaml.org,2002:python/name:os.system is not used here",
    ),
    (
        P,
        "issuer: 某市政府",
        "issuer: &i [*i]",
        ":5: issuer[0]: an alias (*) may stand for a text only, not for a list or a map",
    ),
    (P, "issuer: 某市政府", "? [a]\n: b", ":5: a key must be a text"),
    (P, POLICY, "", ":1: the file is empty"),
    (P, POLICY, "- a\n", ":1: must be a map of keys"),
    (P, POLICY, "a: 1\n---\nb: 2\n", ":2: not valid YAML: but found another document"),
    (P, "issuer: 某市政府", "issuer: 某\x00", ":1: not valid YAML: it has characters that text cannot have"),
    # meaning
    (P, "policy: city-1", "policy: city-2", ":1: policy: must be the file's name, 'city-1'"),
    (
        P,
        "{from: 2019-07-26}",
        "{from: 2019-07-26, until: 2019-07-26}",
        ":7: in_force.until: must be later than in_force.from (it is the first day no longer in force)",
    ),
    (P, "{clause: veto-1, matter: BIDDING", "{matter: BIDDING", ":22: measures[0].clause: this key is required"),
    (
        P,
        "{clause: veto-1, matter: BIDDING",
        "{clause: veto-2, matter: BIDDING",
        ":22: measures[0].clause: no clause of this file has the id 'veto-2'; did you mean 'veto-1'?",
    ),
    (
        P,
        "parties: [ENTERPRISE]\n    clause: scope",
        "parties: [ENTERPRISE]\n    clause: zzz",
        ":12: areas[0].clause: no clause of this file has the id 'zzz'",
    ),
    (P, "clause: general}", "clause: zzz}", ":14: validity.GENERAL.clause: no clause of this file has the id 'zzz'"),
    (
        P,
        "{period: 1 year, clause: general}",
        "{period: 1 year}",
        ":14: validity.GENERAL: needs the clause that states it, or the assumption made because none does",
    ),
    (
        P,
        "{period: 1 year, clause: general}",
        "{period: 1 year, clause: general, assumption: both}",
        ":14: validity.GENERAL: needs the clause that states it, or the assumption made because none does",
    ),
    (P, "  SERIOUS: {period: 3 years, assumption: not stated}\n", "", ":13: validity.SERIOUS: this key is required"),
    (
        P,
        "roles: [PRINCIPAL], clause: scope",
        "roles: [PRINCIPAL]",
        ":16: reaches.clause: this key is required: the clause that says who else is reached",
    ),
    (
        P,
        "  - {id: general,",
        "  - {id: scope, text: a}\n  - {id: general,",
        ":19: clauses[1].id: 'scope' is defined twice, first in clauses[0]",
    ),
    (
        P,
        "matter: BIDDING",
        "matter: BIDING",
        ":22: measures[0].matter: no matter has the code 'BIDING'; did you mean 'BIDDING'?",
    ),
    (
        P,
        "area: WORK_SAFETY",
        "area: SAFETY",
        ":9: areas[0].area: no area has the code 'SAFETY'; did you mean 'WORK_SAFETY'?",
    ),
    (P, "department: SAFETY_BUREAU", "department: X", ":10: areas[0].department: no department has the code 'X'"),
    (
        P,
        "    clause: scope",
        "    penalty_by: [X]\n    clause: scope",
        ":12: areas[0].penalty_by: no department has the code 'X'",
    ),
    (
        P,
        "[LEGAL_ENTITY]",
        "[RESPONSIBLE_PERSON]",
        ":22: measures[0].targets: BIDDING applies to ENTERPRISE, ORGANIZATION, which does not fit the target "
        "RESPONSIBLE_PERSON",
    ),
    (
        P,
        "[RESPONSIBLE_PERSON]",
        "[PERSON]",
        ":23: measures[1].targets: no area of this policy has findings against a party that PERSON means",
    ),
    (
        P,
        "roles: [PRINCIPAL], clause: scope",
        "roles: []",
        ":23: measures[1].targets: this policy reaches no responsible person (reaches.roles, parties_concerned)",
    ),
    (
        P,
        "in_principle: true",
        "on_public_payroll_only: true",
        ":22: measures[0].on_public_payroll_only: only persons are on the public payroll, not LEGAL_ENTITY",
    ),
    (
        P,
        "matter: POST, effect: VETO, grade: SERIOUS, targets: [RESPONSIBLE_PERSON]",
        "matter: BIDDING, effect: VETO, grade: SERIOUS, targets: [LEGAL_ENTITY]",
        ":23: measures[1]: repeats measures[0]: the same matter, effect and grade for LEGAL_ENTITY",
    ),
    (
        M,
        "  - {code: POST,",
        "  - {code: BIDDING, category: BIDDING, label: {zh: 招投标, en: Bidding}, applies_to: [ENTERPRISE]}\n"
        "  - {code: POST,",
        ":4: matters[1].code: 'BIDDING' is defined twice, first in matters[0]",
    ),
    (
        "reviews.yaml",
        "LIMIT_REACHED: {categories: all",
        "LIMIT_REACHED: {categories: [BIDDING]",
        ":9: reviews.LIMIT_REACHED.categories: this review cannot be switched off: write all",
    ),
    (
        "reviews.yaml",
        "  RECENTLY_LEFT: {categories: [BIDDING], why: w}\n",
        "",
        ":2: reviews.RECENTLY_LEFT: this key is required: say for which categories the review is on, [] for none",
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "problem"), BROKEN)
def test_a_broken_file_is_refused_with_file_line_and_key(
    tmp_path: Path, file: str, old: str, new: str, problem: str
) -> None:
    assert old in FILES[file]
    folder = write_rules(tmp_path, {file: FILES[file].replace(old, new, 1)})
    assert problems_of(folder) == [file + problem]
