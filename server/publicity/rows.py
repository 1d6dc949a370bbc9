"""A publication as rows of JSON and CSV: the published fields, and none else."""

from __future__ import annotations

from collections.abc import Mapping

from domain.policy import RuleBook
from domain.summary import Lang, department_name
from resolvers.publicity_list import Published

HEADINGS: Mapping[str, str] = {
    "number": "认定编号",
    "party": "失信主体",
    "kind": "主体类型",
    "code": "统一社会信用代码（证件号码）",
    "area": "领域",
    "grade": "失信等级",
    "department": "认定部门",
    "document": "惩戒依据",
    "since": "公示起始日期",
    "lastDay": "公示截止日期",
}
KINDS = {"ENTERPRISE": "企业法人", "ORGANIZATION": "其他组织", "PERSON": "自然人"}


def row_of(published: Published, rules: RuleBook) -> dict[str, str]:
    """The published fields, in the order of HEADINGS, as texts; a code that is not there is empty."""
    found = published.publication
    area = rules.areas.get(found.area)
    return {
        "number": found.number,
        "party": published.name,
        "kind": KINDS[published.kind],
        "code": published.code or "",
        "area": area.label_zh if area else found.area,
        "grade": "严重失信",
        "department": department_name(rules, found.department, Lang.ZH),
        "document": found.document_number,
        "since": found.since.isoformat(),
        "lastDay": found.last_day.isoformat(),
    }
