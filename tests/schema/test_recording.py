"""Mutations that record one thing: payloads, user errors, corrections that keep what was known, idempotency."""

from __future__ import annotations

from typing import Any

import pytest

from resolvers.principal import Scope
from tests.support.api import ALL, Api

ENVIRONMENT = "KS_ECOLOGY_ENVIRONMENT"
FIND = frozenset({Scope.READ, Scope.FIND})

PARTY = """mutation($i: UpsertPartyInput!) { upsertParty(input: $i) {
  changed party { __typename id name formerNames identifiers { scheme value } } userErrors { path code message } } }"""
LINK = """mutation($i: RecordLinkInput!) { recordLink(input: $i) {
  changed link { id kind from { name } to { name } sharePercent since until supersededAt } userErrors { path code } } }"""
END = """mutation($i: EndLinkInput!) { endLink(input: $i) { changed link { id since until } userErrors { path code } } }"""
CORRECT = """mutation($i: CorrectLinkInput!) { correctLink(input: $i) {
  changed link { id since until supersededAt } userErrors { path code } } }"""
FINDING = """mutation($i: RecognizeFindingInput!) { recognizeFinding(input: $i) {
  changed finding { number inForce(asOf: "2025-06-30") recognisedBy { code } events { kind } partiesConcerned { name } }
  userErrors { path code } } }"""
EVENT = """mutation($i: FindingEventInput!) { answer: %s(input: $i) {
  changed finding { grade(asOf: "2025-06-30") inForce(asOf: "2025-06-30") events { kind occurredOn } }
  userErrors { path code } } }"""


async def party(api: Api, **said: Any) -> dict[str, Any]:
    """upsertParty's payload."""
    found: dict[str, Any] = (await api.ask(PARTY, {"i": {"source": "desk", **said}}))["upsertParty"]
    return found


def demo(key: str) -> dict[str, Any]:
    """A party of the demo city."""
    return {"key": {"source": "demo", "key": key}}


async def test_a_party_is_made_known_and_then_renamed(city: Api) -> None:
    said = {"kind": "PERSON", "name": "新人甲", "key": "n1", "citizenId": "３２９９００１９７００１０１００１０"}
    made = await party(city, **said, passport="E7700001")
    assert (made["changed"], made["userErrors"]) == (True, [])
    assert made["party"]["identifiers"] == [
        {"scheme": "CITIZEN_ID", "value": "3299************10"},
        {"scheme": "KEY", "value": "n1"},
        {"scheme": "PASSPORT", "value": "E*****01"},
    ]
    again = await party(city, kind="PERSON", name="新人甲", key="n1")
    assert (again["changed"], again["party"]["id"]) == (False, made["party"]["id"])
    renamed = await party(city, kind="PERSON", name="新人乙", id=made["party"]["id"])
    assert (renamed["party"]["name"], renamed["party"]["formerNames"]) == ("新人乙", ["新人甲"])


@pytest.mark.parametrize(
    ("said", "path", "code"),
    [
        ({"kind": "PERSON", "name": "无号"}, ["input", "key"], "REQUIRED"),
        ({"kind": "PERSON", "name": "", "key": "n2"}, ["input", "name"], "REQUIRED"),
        ({"kind": "PERSON", "name": "x", "uscc": "91329900MADEM0001B"}, ["input", "uscc"], "INVALID_IDENTIFIER"),
        ({"kind": "PERSON", "name": "x", "id": "rubbish"}, ["input", "id"], "INVALID_IDENTIFIER"),
        ({"kind": "PERSON", "name": "x", "key": "n3", "source": "a:b"}, ["input", "source"], "INVALID_IDENTIFIER"),
        (
            {"kind": "PERSON", "name": "x", "key": "n3", "idempotencyKey": ""},
            ["input", "idempotencyKey"],
            "BAD_REQUEST",
        ),
    ],
)
async def test_what_is_wrong_with_a_party_is_a_user_error(
    city: Api, said: dict[str, Any], path: list[str], code: str
) -> None:
    answer = await party(city, **said)
    assert (answer["party"], answer["changed"]) == (None, False)
    assert [(error["path"], error["code"]) for error in answer["userErrors"]] == [(path, code)]


async def test_an_ended_link_and_a_corrected_one_are_different_things(city: Api) -> None:
    said = {"source": "desk", "kind": "DIRECTOR", "from": demo("P35"), "to": demo("E30"), "since": "2020-01-01"}
    made = (await city.ask(LINK, {"i": said}))["recordLink"]
    assert (made["changed"], made["userErrors"], made["link"]["since"]) == (True, [], "2020-01-01")
    assert (await city.ask(LINK, {"i": said}))["recordLink"]["changed"] is False

    ended = (await city.ask(END, {"i": {"id": made["link"]["id"], "until": "2024-05-01"}}))["endLink"]
    assert ended["link"]["until"] == "2024-05-01"
    assert ended["link"]["id"] != made["link"]["id"]
    other = (await city.ask(END, {"i": {"id": ended["link"]["id"], "until": "2024-06-01"}}))["endLink"]
    assert other["userErrors"] == [{"path": ["input", "id"], "code": "LINK_CONFLICT"}]

    wrong = {"id": ended["link"]["id"], "since": "2019-01-01", "until": None}
    corrected = (await city.ask(CORRECT, {"i": wrong}))["correctLink"]
    assert (corrected["link"]["since"], corrected["link"]["until"]) == ("2019-01-01", None)
    never = (await city.ask(CORRECT, {"i": {"id": corrected["link"]["id"], "never": True}}))["correctLink"]
    assert never["link"]["supersededAt"] is not None
    links = '{ party(ref: {key: {source: "demo", key: "P35"}}) { links(kinds: [DIRECTOR]) { totalCount } } }'
    assert await city.ask(links) == {"party": {"links": {"totalCount": 0}}}


@pytest.mark.parametrize(
    ("query", "said", "path", "code"),
    [
        (END, {"id": "rubbish", "until": "2020-01-01"}, ["input", "id"], "INVALID_IDENTIFIER"),
        (CORRECT, {"id": "TGluazpub25l"}, ["input", "id"], "UNKNOWN_LINK"),
        (
            LINK,
            {"source": "desk", "kind": "BRANCH", "from": demo("P01"), "to": demo("E01")},
            ["input", "from"],
            "LINK_NOT_ALLOWED",
        ),
        (
            LINK,
            {"source": "desk", "kind": "DIRECTOR", "from": demo("nobody"), "to": demo("E01")},
            ["input", "from"],
            "UNKNOWN_PARTY",
        ),
        (
            LINK,
            {"source": "desk", "kind": "SHAREHOLDER", "from": {"uscc": "1"}, "to": demo("E01")},
            ["input", "from", "uscc"],
            "INVALID_IDENTIFIER",
        ),
        (
            LINK,
            {"source": "desk", "kind": "SHAREHOLDER", "from": demo("P01"), "to": demo("E01"), "sharePercent": "101"},
            ["input", "sharePercent"],
            "INVALID_SHARE",
        ),
    ],
)
async def test_what_is_wrong_with_a_link_is_a_user_error(
    city: Api, query: str, said: dict[str, Any], path: list[str], code: str
) -> None:
    (payload,) = (await city.ask(query, {"i": said})).values()
    assert (payload["link"], payload["userErrors"]) == (None, [{"path": path, "code": code}])


async def test_a_department_recognises_in_its_own_areas_only(city: Api) -> None:
    said = {
        "number": "演环认〔2025〕99号",
        "party": demo("E35"),
        "area": "ENVIRONMENT",
        "actOn": "2025-02-01",
        "recognisedOn": "2025-02-10",
        "rectifyBy": "2025-03-31",
        "concerned": [demo("P28")],
    }
    other = {"i": {**said, "area": "FIRE_SAFETY"}}
    refused = (await city.ask(FINDING, other, FIND, ENVIRONMENT))["recognizeFinding"]
    assert (refused["finding"], refused["userErrors"]) == (None, [{"path": ["input", "area"], "code": "NOT_IN_CHARGE"}])

    made = (await city.ask(FINDING, {"i": said}, FIND, ENVIRONMENT))["recognizeFinding"]
    assert made["changed"] is True
    assert made["finding"]["recognisedBy"] == {"code": ENVIRONMENT}
    assert len(made["finding"]["partiesConcerned"]) == 1

    event = {"i": {"number": said["number"], "occurredOn": "2025-03-20"}}
    denied = (await city.ask(EVENT % "recordRectification", event, FIND, "KS_FIRE_BRIGADE"))["answer"]
    assert [error["code"] for error in denied["userErrors"]] == ["NOT_IN_CHARGE"]
    rectified = (await city.ask(EVENT % "recordRectification", event, FIND, ENVIRONMENT))["answer"]
    assert (rectified["finding"]["grade"], rectified["finding"]["inForce"]) == ("GENERAL", True)

    withdrawal = {"i": {"number": said["number"], "occurredOn": "2025-04-01"}}
    without = (await city.ask(EVENT % "withdrawFinding", withdrawal, FIND, ENVIRONMENT))["answer"]
    assert without["userErrors"] == [{"path": ["input", "reason"], "code": "REQUIRED"}]
    withdrawal["i"]["reason"] = "认定对象有误"
    withdrawn = (await city.ask(EVENT % "withdrawFinding", withdrawal, FIND, ENVIRONMENT))["answer"]
    assert withdrawn["finding"]["inForce"] is False
    assert [event["kind"] for event in withdrawn["finding"]["events"]] == ["RECOGNIZED", "RECTIFIED", "WITHDRAWN"]


async def test_an_administrator_acts_for_any_department(city: Api) -> None:
    said = {
        "number": "演消认〔2025〕98号",
        "party": demo("E36"),
        "area": "FIRE_SAFETY",
        "actOn": "2025-02-01",
        "recognisedOn": "2025-02-10",
        "rectifyBy": "2025-12-31",
    }
    admin = frozenset({Scope.ADMIN})
    made = (await city.ask(FINDING, {"i": said}, admin))["recognizeFinding"]
    assert made["finding"]["recognisedBy"] == {"code": "KS_FIRE_BRIGADE"}
    event = {"i": {"number": said["number"], "occurredOn": "2025-05-05"}}
    refusal = (await city.ask(EVENT % "recordRefusal", event, admin))["answer"]
    assert refusal["finding"]["grade"] == "SERIOUS"


async def test_a_call_with_a_key_is_done_once(city: Api) -> None:
    said = {"kind": "PERSON", "name": "一次", "key": "once", "idempotencyKey": "call-1"}
    first = await party(city, **said)
    again = await party(city, **said)
    assert (first["changed"], again["changed"]) == (True, False)
    assert again["party"]["id"] == first["party"]["id"]
    different = await party(city, **{**said, "name": "另一个"})
    assert different["userErrors"][0]["path"] == ["input", "idempotencyKey"]


async def test_loads_answer_bad_rows_by_position_and_repeat_as_nothing(city: Api) -> None:
    query = """mutation($i: LoadPartiesInput!) { loadParties(input: $i) {
      received created changed unchanged rejected rowErrors { row field code } } }"""
    rows = [
        {"key": "l1", "kind": "enterprise", "name": "导入一", "uscc": "91329900MADEM9001B"},
        {"key": "l2", "kind": "person", "name": "导入二", "formerNames": ["旧名；甲"], "onPublicPayroll": True},
        {"key": "l3", "kind": "nothing", "name": ""},
        {},
    ]
    result = (await city.ask(query, {"i": {"source": "loads", "rows": rows}}))["loadParties"]
    assert (result["received"], result["created"], result["rejected"]) == (4, 1, 3)
    assert {(error["row"], error["field"], error["code"]) for error in result["rowErrors"]} == {
        (0, "uscc", "INVALID_IDENTIFIER"),
        (2, "kind", "INVALID_VALUE"),
        (2, "name", "REQUIRED"),
        (3, "key", "REQUIRED"),
        (3, "kind", "REQUIRED"),
        (3, "name", "REQUIRED"),
    }
    again = (await city.ask(query, {"i": {"source": "loads", "rows": rows}}))["loadParties"]
    assert (again["created"], again["changed"], again["unchanged"], again["rejected"]) == (0, 0, 1, 3)


async def test_all_four_kinds_of_row_load(city: Api) -> None:
    calls = {
        "Parties": [
            {"key": "f1", "kind": "enterprise", "name": "四表一"},
            {"key": "f2", "kind": "person", "name": "四表二"},
        ],
        "Links": [{"sourceKey": "f2", "relation": "legal_representative", "targetKey": "f1", "since": "2020-01-01"}],
        "Penalties": [
            {
                "documentNumber": "演罚〔2025〕1号",
                "partyKey": "f1",
                "department": "KS_FIRE_BRIGADE",
                "decidedOn": "2025-01-02",
                "amount10k": "1.50",
            }
        ],
        "Findings": [
            {
                "number": "演消认〔2025〕97号",
                "partyKey": "f1",
                "area": "FIRE_SAFETY",
                "department": "KS_FIRE_BRIGADE",
                "actOn": "2025-01-01",
                "recognisedOn": "2025-01-10",
                "penaltyDocumentNumber": "演罚〔2025〕1号",
                "concernedKeys": ["f2"],
            }
        ],
    }
    for kind, rows in calls.items():
        fields = "created rowErrors { row field code message }"
        query = f"mutation($i: Load{kind}Input!) {{ load{kind}(input: $i) {{ {fields} }} }}"
        result = (await city.ask(query, {"i": {"source": "four", "rows": rows}}))[f"load{kind}"]
        assert result == {"created": len(rows), "rowErrors": []}
    query = """{ finding(number: "演消认〔2025〕97号") { party { name } partiesConcerned { name }
      penalty { documentNumber amount10k department { code } decidedOn } } }"""
    assert (await city.ask(query, scopes=ALL))["finding"] == {
        "party": {"name": "四表一"},
        "partiesConcerned": [{"name": "四表二"}],
        "penalty": {
            "documentNumber": "演罚〔2025〕1号",
            "amount10k": "1.5",
            "department": {"code": "KS_FIRE_BRIGADE"},
            "decidedOn": "2025-01-02",
        },
    }


async def test_at_most_10000_rows(city: Api) -> None:
    query = "mutation($i: LoadPartiesInput!) { loadParties(input: $i) { received } }"
    refused = await city.refused(query, {"i": {"source": "many", "rows": [{}] * 10_001}})
    assert (refused["code"], refused["field"]) == ("TOO_MANY", "rows")
