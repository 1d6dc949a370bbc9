"""The monthly report in GraphQL (R50-R52)."""

from __future__ import annotations

from typing import Any

from resolvers.principal import Scope
from tests.support.api import Api

ADMIN = frozenset({Scope.ADMIN})
REPORT = """
query ($month: String!, $knownAt: DateTime) {
  progressReport(month: $month, knownAt: $knownAt) {
    month rulesVersion knownAt
    tables { kind items { code points headingPoints notes } notes { number points used }
      rows { unit { code } full points takenOff openPoints remark
        cells { item text standing records takenOff openPoints mark { id note count target markedBy month standing } }
        deductions { item reason text points notes records } } }
  }
}
"""
MARK = """
mutation ($input: RecordProgressMarkInput!) {
  recordProgressMark(input: $input) { mark { id } userErrors { path code } }
}
"""


def row(report: Any, unit: str) -> Any:
    return next(row for table in report["tables"] for row in table["rows"] if row["unit"]["code"] == unit)


async def mark(api: Api, **given: Any) -> Any:
    payload = (await api.ask(MARK, {"input": {"note": "n", **given}}, ADMIN))["recordProgressMark"]
    assert payload["userErrors"] == []
    return payload["mark"]


async def test_a_mark_is_seen_in_the_report_with_its_deduction(city: Api) -> None:
    made = await mark(city, month="2019-08", unit="KS_SALT", item="COMMITMENTS", standing="NOT_DONE", note="无承诺书")
    report = (await city.ask(REPORT, {"month": "2019-08"}))["progressReport"]
    assert (report["month"], report["rulesVersion"]) == ("2019-08", 2)
    assert [(t["kind"], len(t["items"]), len(t["rows"])) for t in report["tables"]] == [
        ("DISTRICTS", 7, 12),
        ("DEPARTMENTS", 9, 56),
    ]
    found = row(report, "KS_SALT")
    assert (found["full"], found["points"], found["takenOff"]) == ("1.3", "1.2", "0.1")
    assert found["remark"] == "扣0.1分：第4项未完成扣0.1分"
    assert found["deductions"] == [
        {
            "item": "COMMITMENTS",
            "reason": "NOT_DONE",
            "text": "未完成",
            "points": "0.1",
            "notes": [3],
            "records": [made["id"]],
        }
    ]
    cell = found["cells"][3]
    assert (cell["text"], cell["mark"]["note"], cell["mark"]["markedBy"]) == ("×", "无承诺书", "test")
    before = (await city.ask(REPORT, {"month": "2019-07"}))["progressReport"]
    assert row(before, "KS_SALT")["cells"][3]["text"] == "*"


async def test_asked_again_as_of_then_the_report_is_the_same(city: Api) -> None:
    then = (await city.ask(REPORT, {"month": "2019-06"}))["progressReport"]
    await mark(city, month="2019-06", unit="KS_TAX", item="CASES", standing="DONE", count=4)
    now = (await city.ask(REPORT, {"month": "2019-06"}))["progressReport"]
    assert row(now, "KS_TAX")["cells"][7]["text"] == "4"
    again = (await city.ask(REPORT, {"month": "2019-06", "knownAt": then["knownAt"]}))["progressReport"]
    assert again == then


async def test_who_may_not_mark_marks_nothing(city: Api) -> None:
    given = {"month": "2019-08", "unit": "KS_AUDIT", "item": "COMMITMENTS", "standing": "DONE", "note": "n"}
    every_other = frozenset(Scope) - {Scope.ADMIN}
    refused = await city.refused(MARK, {"input": given}, scopes=every_other, department="KS_AUDIT")
    assert refused["code"] == "FORBIDDEN"
    report = (await city.ask(REPORT, {"month": "2019-08"}))["progressReport"]
    assert row(report, "KS_AUDIT")["cells"][3]["text"] == "*"


async def test_the_report_needs_the_scope_read(city: Api) -> None:
    assert (await city.refused(REPORT, {"month": "2019-08"}, scopes=frozenset({Scope.CHECK})))["code"] == "FORBIDDEN"


async def test_what_is_wrong_is_said_with_its_field(city: Api) -> None:
    given = {"month": "2019-08", "unit": "KS_FIRE_BRIGADE", "item": "COMMITMENTS", "standing": "DONE", "note": "n"}
    for change, code, field in [
        ({}, "UNKNOWN_DEPARTMENT", "unit"),
        ({"unit": "KS_TAX", "item": "NOTHING"}, "INVALID_VALUE", "item"),
        ({"unit": "KS_TAX", "month": "2019-8"}, "INVALID_DATE", "month"),
    ]:
        payload = (await city.ask(MARK, {"input": given | change}, ADMIN))["recordProgressMark"]
        assert payload == {"mark": None, "userErrors": [{"path": ["input", field], "code": code}]}
    assert (await city.refused(REPORT, {"month": "9999-01"}))["code"] == "INVALID_VALUE"
