"""The department's desk over GraphQL: by the department in charge only, refusals as user errors."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from resolvers.principal import Scope
from tests.support.api import Api, running_api
from tests.support.desk import ENVIRONMENT, PARTIES, SAFETY, finding
from tests.support.engines import Engines

FIND = frozenset({Scope.FIND, Scope.READ})
E1 = {"key": {"source": "register", "key": "E1"}}


@pytest.fixture
async def api(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("api")) as api:
        loader = api.installation.loader
        await loader.load_parties(PARTIES, "register")
        link = {"source_key": "P1", "relation": "legal_representative", "target_key": "E1"}
        await loader.load_links([link], "register")
        row = finding(rectified_on="2025-09-01", act_on="2025-08-01", recognised_on="2025-08-10")
        assert (await loader.load_findings([row], "register")).created == 1
        yield api


REPAIR = """mutation ($input: {kind}RepairInput!) {{ done: {name}Repair(input: $input) {{
  finding {{ number inForce events {{ kind reason }} repairConditions {{ condition met }} }}
  userErrors {{ path code }} }} }}"""


async def repair(api: Api, kind: str, department: str | None = SAFETY, **given: Any) -> Any:
    query = REPAIR.format(kind=kind.capitalize(), name=kind)
    variables = {"input": {"findingNumber": "F1", "occurredOn": "2025-10-01", **given}}
    scopes = FIND if department else frozenset({Scope.ADMIN})
    return (await api.ask(query, variables, scopes, department))["done"]


async def test_repair_from_request_to_grant(api: Api) -> None:
    asked = await repair(api, "request", reason="已整改")
    assert asked["userErrors"] == []
    assert asked["finding"]["inForce"] is True
    assert asked["finding"]["repairConditions"] == [
        {"condition": "IN_FORCE", "met": True},
        {"condition": "PROVIDED_FOR", "met": True},
        {"condition": "RECTIFIED", "met": True},
        {"condition": "NO_NEW_FINDING", "met": True},
        {"condition": "EXCEPTION", "met": False},
    ]
    refused = await repair(api, "grant")
    assert refused == {
        "finding": None,
        "userErrors": [{"path": ["input", "exceptionReason"], "code": "EXCEPTION_REQUIRED"}],
    }
    granted = await repair(api, "grant", exceptionReason="重大民生工程")
    assert granted["userErrors"] == []
    assert granted["finding"]["inForce"] is False
    assert [(e["kind"], e["reason"]) for e in granted["finding"]["events"]][-2:] == [
        ("REPAIR_REQUESTED", "已整改"),
        ("REPAIR_GRANTED", "重大民生工程"),
    ]


async def test_another_department_repairs_nothing_and_an_administrator_may(api: Api) -> None:
    refused = await repair(api, "request", ENVIRONMENT)
    assert refused == {"finding": None, "userErrors": [{"path": ["input"], "code": "NOT_IN_CHARGE"}]}
    assert (await repair(api, "request", None))["userErrors"] == []
    denied = await repair(api, "deny", reason="材料不全")
    assert denied["finding"]["inForce"] is True


async def test_a_key_without_the_scope_is_refused(api: Api) -> None:
    query = REPAIR.format(kind="Request", name="request")
    variables = {"input": {"findingNumber": "F1", "occurredOn": "2025-10-01"}}
    error = await api.refused(query, variables, scopes=frozenset({Scope.READ}))
    assert error["code"] == "FORBIDDEN"


RECORD = """mutation ($input: RecordPenaltyInput!) { recordPenalty(input: $input) {
  penalty { documentNumber decidedOn amount10k late enterBy department { code } } userErrors { path code } } }"""


async def test_a_penalty_is_recorded_marked_and_counted(api: Api) -> None:
    given = {
        "party": {"key": {"source": "register", "key": "E1"}},
        "documentNumber": "D1",
        "department": SAFETY,
        "decidedOn": "2025-08-01",
        "amount10k": "2.50",
    }
    done = (await api.ask(RECORD, {"input": given}, FIND, SAFETY))["recordPenalty"]
    assert done["userErrors"] == []
    assert done["penalty"] == {
        "documentNumber": "D1",
        "decidedOn": "2025-08-01",
        "amount10k": "2.5",
        "late": True,
        "enterBy": "2025-08-12",
        "department": {"code": SAFETY},
    }
    refused = (await api.ask(RECORD, {"input": {**given, "department": ENVIRONMENT}}, FIND, SAFETY))["recordPenalty"]
    assert refused == {"penalty": None, "userErrors": [{"path": ["input", "department"], "code": "NOT_IN_CHARGE"}]}
    asked = """{ penaltyEntries(department: "%s") { entered late undetermined latePenalties { documentNumber } } }"""
    assert (await api.ask(asked % SAFETY, scopes=FIND, department=SAFETY))["penaltyEntries"] == [
        {"entered": 1, "late": 1, "undetermined": 0, "latePenalties": [{"documentNumber": "D1"}]}
    ]
    error = await api.refused(asked % "NOBODY", scopes=FIND, department=SAFETY)
    assert error["code"] == "UNKNOWN_DEPARTMENT"
    old = {**given, "documentNumber": "D0", "decidedOn": "1999-08-02"}
    body = (await api.post(RECORD, {"input": old}, FIND, SAFETY)).json()
    assert body["data"]["recordPenalty"]["penalty"]["late"] is None
    assert {error["extensions"]["code"] for error in body["errors"]} == {"CALENDAR_UNKNOWN"}


async def test_an_exemption_is_granted_shown_and_revoked(api: Api) -> None:
    grant = """mutation ($input: GrantExemptionInput!) { grantExemption(input: $input) {
      exemption { id matter since until reason authority department { code } } changed userErrors { path code } } }"""
    given = {
        "party": {"key": {"source": "register", "key": "E1"}},
        "matter": "BIDDING",
        "department": SAFETY,
        "since": "2025-09-01",
        "until": "2026-01-01",
        "reason": "重大贡献",
        "authority": "市政府第3号批复",
    }
    done = (await api.ask(grant, {"input": given}, FIND, SAFETY))["grantExemption"]
    assert (done["changed"], done["userErrors"]) == (True, [])
    shown = done["exemption"]
    number = shown.pop("id")
    assert shown == {name: given[name] for name in ("matter", "since", "until", "reason", "authority")} | {
        "department": {"code": SAFETY}
    }
    check = """{ decide(matter: "BIDDING", party: {key: {source: "register", key: "E1"}}, asOf: "2025-10-01") {
      outcome grounds { exemption { id } } } }"""
    assert (await api.ask(check))["decide"] == {"outcome": "CLEAR", "grounds": [{"exemption": {"id": number}}]}
    revoke = """mutation ($input: RevokeExemptionInput!) { revokeExemption(input: $input) {
      changed userErrors { path code } } }"""
    variables = {"input": {"id": number, "reason": "情况变化"}}
    assert (await api.ask(revoke, variables, FIND, ENVIRONMENT))["revokeExemption"] == {
        "changed": False,
        "userErrors": [{"path": ["input", "department"], "code": "NOT_IN_CHARGE"}],
    }
    assert (await api.ask(revoke, variables, FIND, SAFETY))["revokeExemption"] == {"changed": True, "userErrors": []}
    assert (await api.ask(check))["decide"] == {"outcome": "VETOED", "grounds": [{"exemption": None}]}


async def test_rewards_are_recorded_and_shown_with_what_they_are_lost_to(api: Api) -> None:
    record = """mutation ($input: RecordQualificationInput!) { recordQualification(input: $input) {
      changed userErrors { path code } } }"""
    given = {"party": {"key": {"source": "register", "key": "E1"}}, "scheme": "TRUSTWORTHY", "since": "2025-01-01"}
    refused = (await api.ask(record, {"input": given}, FIND, SAFETY))["recordQualification"]
    assert refused == {"changed": False, "userErrors": [{"path": ["input", "scheme"], "code": "NOT_IN_CHARGE"}]}
    done = (await api.ask(record, {"input": given}, FIND, "KS_ADMINISTRATIVE_APPROVAL"))["recordQualification"]
    assert done == {"changed": True, "userErrors": []}
    show = """{ party(ref: {key: {source: "register", key: "E1"}}) {
      before: rewards(asOf: "2025-08-09") { scheme convenience label(lang: EN) partner since lost lostTo { number } }
      after: rewards(asOf: "2025-08-10") { convenience lost lostTo { number } } } }"""
    shown = (await api.ask(show))["party"]
    assert shown["before"][0] == {
        "scheme": "TRUSTWORTHY",
        "convenience": "GREEN_CHANNEL",
        "label": "Green channel",
        "partner": None,
        "since": "2025-01-01",
        "lost": False,
        "lostTo": [],
    }
    assert shown["after"] == [
        {"convenience": code, "lost": True, "lostTo": [{"number": "F1"}]}
        for code in ("GREEN_CHANNEL", "DEFERRED_DOCUMENTS")
    ]


async def test_a_complaint_and_a_broken_commitment_over_the_api(api: Api) -> None:
    opened = """mutation ($input: OpenCaseInput!) { openCase(input: $input) {
      case { number state department { code } party { name } } changed userErrors { path code } } }"""
    follow = """mutation ($input: FollowCaseInput!) { followCase(input: $input) {
      case { state events { kind text } } changed userErrors { path code } } }"""
    case = {"kind": "COMMITMENT", "number": "P1", "occurredOn": "2025-09-01"}
    party = {"key": {"source": "register", "key": "P1"}}
    given = {**case, "party": party, "text": "品行端正", "department": SAFETY}
    assert (await api.ask(opened, {"input": given}, FIND, SAFETY))["openCase"] == {
        "case": {"number": "P1", "state": "MADE", "department": {"code": SAFETY}, "party": {"name": "张三"}},
        "changed": True,
        "userErrors": [],
    }
    step = {**case, "step": "BROKEN"}
    assert (await api.ask(follow, {"input": step}, FIND, SAFETY))["followCase"] == {
        "case": None,
        "changed": False,
        "userErrors": [{"path": ["input", "text"], "code": "REQUIRED"}],
    }
    done = (await api.ask(follow, {"input": {**step, "text": "材料虚假"}}, FIND, SAFETY))["followCase"]
    assert done["case"] == {
        "state": "BROKEN",
        "events": [{"kind": "MADE", "text": "品行端正"}, {"kind": "BROKEN", "text": "材料虚假"}],
    }
    listed = """{ cases(kind: COMMITMENT, state: BROKEN, party: {key: {source: "register", key: "P1"}}) {
      totalCount nodes { number kind } pageInfo { hasNextPage } } }"""
    assert (await api.ask(listed))["cases"] == {
        "totalCount": 1,
        "nodes": [{"number": "P1", "kind": "COMMITMENT"}],
        "pageInfo": {"hasNextPage": False},
    }


KEYED = {
    "requestRepair": ("RequestRepairInput", {"findingNumber": "F1", "occurredOn": "2025-10-01"}, {"reason": "x"}),
    "recordPenalty": (
        "RecordPenaltyInput",
        {"party": E1, "documentNumber": "D1", "department": SAFETY, "decidedOn": "2025-08-01"},
        {"act": "x"},
    ),
    "grantExemption": (
        "GrantExemptionInput",
        {
            "party": E1,
            "matter": "BIDDING",
            "department": SAFETY,
            "since": "2025-09-01",
            "until": "2026-01-01",
            "reason": "重大贡献",
            "authority": "市政府第3号批复",
        },
        {"reason": "x"},
    ),
    "recordQualification": (
        "RecordQualificationInput",
        {"party": E1, "scheme": "TRUSTWORTHY", "since": "2025-01-01"},
        {"since": "2025-01-02"},
    ),
    "openCase": (
        "OpenCaseInput",
        {"kind": "COMMITMENT", "number": "P1", "party": E1, "occurredOn": "2025-09-01", "text": "品行端正"},
        {"text": "x"},
    ),
}
"""Mutations, with an input and what would be another one."""


@pytest.mark.parametrize("name", KEYED)
async def test_a_key_makes_an_act_be_done_once(api: Api, name: str) -> None:
    kind, given, other = KEYED[name]
    query = f"mutation ($input: {kind}!) {{ {name}(input: $input) {{ changed userErrors {{ path code }} }} }}"
    acting = "KS_ADMINISTRATIVE_APPROVAL" if name == "recordQualification" else SAFETY
    said = {**given, "idempotencyKey": "k1"}
    done = {"changed": True, "userErrors": []}
    assert (await api.ask(query, {"input": said}, FIND, acting))[name] == done
    assert (await api.ask(query, {"input": said}, FIND, acting))[name] == {**done, "changed": False}
    refused = {"changed": False, "userErrors": [{"path": ["input", "idempotencyKey"], "code": "BAD_REQUEST"}]}
    assert (await api.ask(query, {"input": {**said, **other}}, FIND, acting))[name] == refused
    assert (await api.ask(query, {"input": {**given, "idempotencyKey": ""}}, FIND, acting))[name] == refused


async def test_the_exemptions_of_a_party_are_listed_by_day(api: Api) -> None:
    kind, given, _ = KEYED["grantExemption"]
    grant = f"mutation ($input: {kind}!) {{ grantExemption(input: $input) {{ exemption {{ id }} }} }}"
    number = (await api.ask(grant, {"input": given}, FIND, SAFETY))["grantExemption"]["exemption"]["id"]
    show = """{ party(ref: {key: {source: "register", key: "E1"}}) {
      all: exemptions { id matter until } before: exemptions(asOf: "2025-08-31") { id }
      last: exemptions(asOf: "2025-12-31") { id } after: exemptions(asOf: "2026-01-01") { id } } }"""
    assert (await api.ask(show))["party"] == {
        "all": [{"id": number, "matter": "BIDDING", "until": "2026-01-01"}],
        "before": [],
        "last": [{"id": number}],
        "after": [],
    }
    revoke = f'mutation {{ revokeExemption(input: {{id: "{number}", reason: "情况变化"}}) {{ changed }} }}'
    assert (await api.ask(revoke, scopes=FIND, department=SAFETY))["revokeExemption"] == {"changed": True}
    assert (await api.ask(show))["party"]["all"] == []


async def test_nothing_is_recorded_ahead_of_its_day(api: Api) -> None:
    events = """mutation ($input: FindingEventInput!) { done: %s(input: $input) { userErrors { path code } } }"""
    refused = {"userErrors": [{"path": ["input", "occurredOn"], "code": "INVALID_DATE"}]}
    for name in ("recordRectification", "recordRefusal", "withdrawFinding"):
        given = {"number": "F1", "occurredOn": "2999-01-01", "reason": "x"}
        assert (await api.ask(events % name, {"input": given}, FIND, SAFETY))["done"] == refused
    recognise = """mutation ($input: RecognizeFindingInput!) { recognizeFinding(input: $input) {
      userErrors { path code } } }"""
    finding = {"number": "F9", "party": E1, "area": "WORK_SAFETY", "actOn": "2025-01-01", "recognisedOn": "2999-01-01"}
    assert (await api.ask(recognise, {"input": finding}, FIND, SAFETY))["recognizeFinding"] == {
        "userErrors": [{"path": ["input", "recognisedOn"], "code": "INVALID_DATE"}]
    }
    assert (await api.ask('{ finding(number: "F9") { number } }'))["finding"] is None


async def test_a_year_that_is_not_known_is_an_error_of_its_field_in_a_list(api: Api) -> None:
    """R15: the other findings, and the other fields of the penalty, are answered."""
    for number, decided in (("D1", "2025-08-01"), ("D0", "1999-08-02")):
        given = {"party": E1, "documentNumber": number, "department": SAFETY, "decidedOn": decided}
        recorded = (await api.post(RECORD, {"input": given}, FIND, SAFETY)).json()["data"]["recordPenalty"]
        assert recorded["penalty"]["documentNumber"] == number
        row = finding(f"F{number}", act_on="2025-07-01", recognised_on="2025-08-10", penalty_document_number=number)
        assert (await api.installation.loader.load_findings([row], "register")).created == 1
    body = (
        await api.post("{ findings { nodes { number penalty { documentNumber late } } } }", None, FIND, SAFETY)
    ).json()
    assert body["data"]["findings"]["nodes"] == [
        {"number": "F1", "penalty": None},
        {"number": "FD1", "penalty": {"documentNumber": "D1", "late": True}},
        {"number": "FD0", "penalty": {"documentNumber": "D0", "late": None}},
    ]
    [error] = body["errors"]
    assert error["extensions"]["code"] == "CALENDAR_UNKNOWN"
    assert error["path"] == ["findings", "nodes", 2, "penalty", "late"]
