"""A small folder of rule files in which nothing is wrong; tests change one thing in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from seeds.problems import RuleFileError
from seeds.rule_files import load_rules

POLICY = """\
policy: city-1
version: 1
document_number: 1号
title: {zh: 某意见, en: Some opinions}
issuer: 某市政府
issued_on: 2019-07-26
in_force: {from: 2019-07-26}
areas:
  - area: WORK_SAFETY
    department: SAFETY_BUREAU
    parties: [ENTERPRISE]
    clause: scope
validity:
  GENERAL: {period: 1 year, clause: general}
  SERIOUS: {period: 3 years, assumption: not stated}
reaches: {roles: [PRINCIPAL], clause: scope}
clauses:
  - {id: scope, text: 惩戒对象}
  - {id: general, text: 有效期为1年}
  - {id: veto-1, requirement: R11, text: 一票否决}
measures:
  - {clause: veto-1, matter: BIDDING, effect: VETO, grade: SERIOUS, targets: [LEGAL_ENTITY], in_principle: true}
  - {clause: veto-1, matter: POST, effect: VETO, grade: SERIOUS, targets: [RESPONSIBLE_PERSON]}
"""
FILES = {
    "policies/city-1.yaml": POLICY,
    "catalogue/matters.yaml": """\
version: 1
matters:
  - {code: BIDDING, category: BIDDING, label: {zh: 招投标, en: Bidding}, applies_to: [ENTERPRISE, ORGANIZATION]}
  - {code: POST, category: HIRING, label: {zh: 录用, en: Post}, applies_to: [PERSON]}
""",
    "catalogue/areas.yaml": """\
version: 1
areas:
  - {code: WORK_SAFETY, label: {zh: 安全生产, en: Work safety}}
""",
    "departments.yaml": """\
version: 1
departments:
  - {code: SAFETY_BUREAU, kind: DEPARTMENT, name: {zh: 应急管理局, en: Safety bureau}}
""",
    "recipients.yaml": """\
version: 1
recipients:
  - {code: BANKS, name: {zh: 金融机构, en: Banks}}
groups:
  - {code: EVERYBODY, name: {zh: 各部门, en: Everybody}, kinds: [DEPARTMENT]}
routes:
  - {matter: BIDDING, effect: NOTIFY, to: [BANKS, EVERYBODY]}
""",
    "reviews.yaml": """\
version: 1
reviews:
  RESPONSIBLE_PERSON_REACHED_ELSEWHERE: {categories: [BIDDING], why: w}
  RECENTLY_LEFT: {categories: [BIDDING], why: w}
  CONTROL_TIE: {categories: [], why: w}
  INCOMPLETE_RECORD: {categories: [BIDDING], why: w}
  NAME_MISMATCH: {categories: all, why: w}
  COMPUTED_CONTROL: {categories: all, why: w}
  LIMIT_REACHED: {categories: all, why: w}
""",
}


def write_rules(folder: Path, changed: Mapping[str, str | bytes | None]) -> Path:
    """Writes the files, some with another text, or left out where it is None."""
    for name, text in {**FILES, **changed}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def problems_of(folder: Path) -> list[str]:
    """What is wrong in the folder, one line each."""
    with pytest.raises(RuleFileError) as caught:
        load_rules(folder)
    assert str(caught.value) == "\n".join(map(str, caught.value.problems))
    return [str(problem) for problem in caught.value.problems]
