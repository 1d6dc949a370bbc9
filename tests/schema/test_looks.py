"""Looks over the API, and checks counted as their department's work (R52)."""

from __future__ import annotations

from typing import Any

import pytest

from domain.months import Month
from resolvers.principal import Scope
from server.demo_city import DAY
from tests.support.api import Api

CHECK, READ = frozenset({Scope.CHECK}), frozenset({Scope.READ})
CLEAR = '{uscc: "91329900MADEM0001B"}'
ASK = f"""{{ decide(party: {CLEAR}, matter: "BIDDING", expectedName: "别的公司", asOf: "{DAY}") {{
  outcome asOf receipt {{ sha256 knownAt }} reviews {{ code }} }} }}"""
RECORD = """mutation ($input: RecordLookInput!) { recordLook(input: $input) { changed userErrors { path code }
  look { department { code } party { name } matterCode outcome conclusion note
    looksAt: asOf knownAt sha256 recordedBy } } }"""
LOOKS = "query ($month: String!) { looks(month: $month) { nodes { id department { code } } pageInfo { hasNextPage } } }"


async def made(api: Api, department: str) -> int:
    """Checks that a department made this month, by the report."""
    await api.installation.services.checks_made.flush()
    month = Month.of(api.installation.services.clock.today())
    known = await api.installation.services.progress.report(month)
    cells = [
        cell for table in known.report.tables for row in table.rows if row.unit == department for cell in row.cells
    ]
    return next(cell.count for cell in cells if cell.item in ("REVIEWS", "CREDIT_REVIEW"))


CHECKS = [
    (f"{{ procurementCheck(supplier: {CLEAR}) {{ outcome }} }}", 1),
    (f"{{ biddingCheck(bidders: [{CLEAR}, {CLEAR}]) {{ receipt {{ sha256 }} }} }}", 2),
    (
        f'{{ decideMany(requests: [{{party: {CLEAR}, matter: "BIDDING"}}, {{party: {CLEAR}, matter: "NOTHING"}}]) '
        "{ error { code } } }",
        1,
    ),
]


@pytest.mark.parametrize(("query", "number"), CHECKS)
async def test_a_check_by_a_departments_key_is_its_work_and_costs_no_round_trip(
    city: Api, query: str, number: int
) -> None:
    before = await made(city, "KS_FINANCE"), await made(city, "KS_AUDIT")
    await city.key(CHECK, "KS_FINANCE")
    await city.ask(query, scopes=CHECK, department="KS_FINANCE")
    city.reads = 0
    await city.ask(query, scopes=CHECK)
    alone, city.reads = city.reads, 0
    await city.ask(query, scopes=CHECK, department="KS_FINANCE")
    assert city.reads == alone
    assert (await made(city, "KS_FINANCE"), await made(city, "KS_AUDIT")) == (before[0] + 2 * number, before[1])


async def test_a_refused_check_is_no_check(city: Api) -> None:
    before = await made(city, "KS_WATER")
    query = f'{{ decide(party: {CLEAR}, matter: "NOTHING") {{ outcome }} }}'
    assert (await city.refused(query, scopes=CHECK, department="KS_WATER"))["code"] == "UNKNOWN_MATTER"
    assert await made(city, "KS_WATER") == before


async def look_input(api: Api) -> dict[str, Any]:
    decision = (await api.ask(ASK, scopes=CHECK))["decide"]
    assert [review["code"] for review in decision["reviews"]] == ["NAME_MISMATCH"]
    return {
        "party": {"uscc": "91329900MADEM0001B"},
        "matter": "BIDDING",
        "expectedName": "别的公司",
        "asOf": decision["asOf"],
        **decision["receipt"],
        "conclusion": "ALLOWED",
        "note": "名称已核实",
    }


async def test_a_look_is_recorded_listed_and_counted(city: Api) -> None:
    given = await look_input(city)
    before = await made(city, "KS_WATER")
    answer = (await city.ask(RECORD, {"input": given}, CHECK, "KS_WATER"))["recordLook"]
    assert answer == {
        "changed": True,
        "userErrors": [],
        "look": {
            "department": {"code": "KS_WATER"},
            "party": {"name": "演示市晴川精密机械有限公司"},
            "matterCode": "BIDDING",
            "outcome": "REVIEW",
            "conclusion": "ALLOWED",
            "note": "名称已核实",
            "looksAt": str(DAY),
            "knownAt": given["knownAt"],
            "sha256": given["sha256"],
            "recordedBy": "test",
        },
    }
    again = (await city.ask(RECORD, {"input": given}, CHECK, "KS_WATER"))["recordLook"]
    assert (again["changed"], again["look"]) == (False, answer["look"])
    assert await made(city, "KS_WATER") == before + 1
    month = str(Month.of(city.installation.services.clock.today()))
    listed = (await city.ask(LOOKS, {"month": month}, READ))["looks"]
    assert [node["department"]["code"] for node in listed["nodes"]] == ["KS_WATER"]


@pytest.mark.parametrize(
    ("change", "path", "code"),
    [
        ({"sha256": "0" * 64}, "sha256", "INVALID_VALUE"),
        ({"expectedName": None}, "sha256", "INVALID_VALUE"),
        ({"department": "KS_TAX"}, "department", "NOT_IN_CHARGE"),
        ({"matter": "NOTHING"}, "matter", "UNKNOWN_MATTER"),
        ({"note": ""}, "note", "REQUIRED"),
    ],
)
async def test_what_does_not_fit_is_said_and_nothing_recorded(
    city: Api, change: dict[str, Any], path: str, code: str
) -> None:
    given = await look_input(city) | change
    answer = (await city.ask(RECORD, {"input": given}, CHECK, "KS_POST"))["recordLook"]
    assert (answer["userErrors"], answer["look"]) == ([{"path": ["input", path], "code": code}], None)
    assert await made(city, "KS_POST") == 0
