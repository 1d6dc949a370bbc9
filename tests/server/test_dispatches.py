"""Dispatches over the API: a department sees its own and says what it did (R20)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from resolvers.principal import Scope
from tests.support.api import Api, running_api
from tests.support.engines import Engines

SAFETY, CENTRE = "KS_EMERGENCY_MANAGEMENT", "KS_CREDIT_CENTRE"
FIND = frozenset({Scope.FIND})
DUE = """
query Due($department: String!, $first: Int, $after: String) {
  dispatchesDue(department: $department, first: $first, after: $after) {
    edges {
      cursor
      node {
        key kind reason recalls recipient recipientName(lang: EN) effect matterCode matter { label } policy clause grade
        since dueOn state toldAt finding { number } subject { name } feedback { result note }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}"""
ANSWER = """
mutation Answer($input: RecordFeedbackInput!) {
  recordFeedback(input: $input) { dispatch { key feedback { result note } } userErrors { path code } }
}"""


@pytest.fixture
async def api(engines: Engines, tmp_path: Path) -> AsyncIterator[Api]:
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path) as running:
        loader = running.installation.loader
        await loader.load_parties([{"key": "E1", "kind": "enterprise", "name": "甲公司"}], "register")
        row = {"number": "F1", "party_key": "E1", "area": "WORK_SAFETY", "department": SAFETY}
        days = {"act_on": "2019-08-01", "recognised_on": "2019-08-10"}
        assert (await loader.load_findings([row | days], "register")).row_errors == []
        await running.installation.services.dispatcher.settle_all(date(2019, 8, 20))
        yield running


async def test_what_a_department_was_told(api: Api) -> None:
    data = await api.ask(DUE, {"department": SAFETY}, FIND, SAFETY)
    (edge,) = data["dispatchesDue"]["edges"]
    key = edge["node"].pop("key")
    assert key.endswith(f":{SAFETY}:1")
    assert edge["node"] == {
        "kind": "TELL",
        "reason": None,
        "recalls": None,
        "recipient": SAFETY,
        "recipientName": "Emergency Management Bureau",
        "effect": "SUPERVISE",
        "matterCode": "INSPECTION",
        "matter": {"label": "监督检查"},
        "policy": "ks-2019-116",
        "clause": "general-1",
        "grade": "GENERAL",
        "since": "2019-08-10",
        "dueOn": "2019-08-20",
        "state": "PENDING",
        "toldAt": None,
        "finding": {"number": "F1"},
        "subject": {"name": "甲公司"},
        "feedback": [],
    }
    assert data["dispatchesDue"]["pageInfo"] == {"hasNextPage": False, "endCursor": edge["cursor"]}


async def test_feedback_takes_it_off_the_list(api: Api) -> None:
    due = await api.ask(DUE, {"department": SAFETY}, FIND, SAFETY)
    key = due["dispatchesDue"]["edges"][0]["node"]["key"]
    given = {"key": key, "result": "NOT_APPLICABLE", "note": "已注销"}
    answered = await api.ask(ANSWER, {"input": given}, FIND, SAFETY)
    assert answered["recordFeedback"]["dispatch"] == {
        "key": key,
        "feedback": [{"result": "NOT_APPLICABLE", "note": "已注销"}],
    }
    assert (await api.ask(DUE, {"department": SAFETY}, FIND, SAFETY))["dispatchesDue"]["edges"] == []


async def test_feedback_that_does_not_fit_is_a_user_error(api: Api) -> None:
    due = await api.ask(DUE, {"department": SAFETY}, FIND, SAFETY)
    key = due["dispatchesDue"]["edges"][0]["node"]["key"]
    answered = await api.ask(ANSWER, {"input": {"key": key, "result": "NOT_APPLICABLE"}}, FIND, SAFETY)
    assert answered["recordFeedback"] == {
        "dispatch": None,
        "userErrors": [{"path": ["input", "note"], "code": "REQUIRED"}],
    }
    assert await api.ask(DUE, {"department": SAFETY}, FIND, SAFETY) == due


RESTRICTION = """
mutation Said($input: RecordRestrictionFeedbackInput!) {
  recordRestrictionFeedback(input: $input) {
    dispatches { kind matterCode effect learntByCheck state finding { number } subject { name } feedback { result note } }
    userErrors { path code }
  }
}"""
ANSWERED = """
query Answered($department: String!) {
  dispatchesAnswered(department: $department, first: 5) { edges { node { matterCode feedback { result } } } }
}"""
PROCUREMENT = {
    "party": {"key": {"source": "register", "key": "E1"}},
    "matter": "GOVERNMENT_PROCUREMENT",
    "findingNumber": "F2",
    "result": "APPLIED",
    "on": "2019-08-20",
}


@pytest.fixture
async def serious(api: Api) -> Api:
    row = {"number": "F2", "party_key": "E1", "area": "WORK_SAFETY", "department": SAFETY, "grade": "SERIOUS"}
    days = {"act_on": "2019-08-01", "recognised_on": "2019-08-10", "standard": "标准"}
    assert (await api.installation.loader.load_findings([row | days], "register")).row_errors == []
    return api


async def test_feedback_on_a_restriction_that_a_check_showed(serious: Api) -> None:
    answered = await serious.ask(RESTRICTION, {"input": PROCUREMENT}, FIND, "KS_FINANCE")
    assert answered["recordRestrictionFeedback"] == {
        "dispatches": [
            {
                "kind": "TELL",
                "matterCode": "GOVERNMENT_PROCUREMENT",
                "effect": "VETO",
                "learntByCheck": True,
                "state": "DELIVERED",
                "finding": {"number": "F2"},
                "subject": {"name": "甲公司"},
                "feedback": [{"result": "APPLIED", "note": None}],
            }
        ],
        "userErrors": [],
    }
    listed = await serious.ask(ANSWERED, {"department": "KS_FINANCE"}, FIND, "KS_FINANCE")
    assert listed["dispatchesAnswered"]["edges"] == [
        {"node": {"matterCode": "GOVERNMENT_PROCUREMENT", "feedback": [{"result": "APPLIED"}]}}
    ]


@pytest.mark.parametrize(
    ("wrong", "path", "code"),
    [
        ({"findingNumber": "none"}, ["input", "findingNumber"], "UNKNOWN_FINDING"),
        ({"result": "NOT_APPLICABLE"}, ["input", "note"], "REQUIRED"),
        ({"on": "2019-08-09"}, ["input", "matter"], "INVALID_VALUE"),
        ({"party": {"uscc": "91320583MA1MCPR01X"}}, ["input", "party", "uscc"], "INVALID_IDENTIFIER"),
    ],
)
async def test_feedback_on_what_is_no_restriction(serious: Api, wrong: dict, path: list[str], code: str) -> None:  # type: ignore[type-arg]
    answered = await serious.ask(RESTRICTION, {"input": PROCUREMENT | wrong}, FIND, "KS_FINANCE")
    assert answered["recordRestrictionFeedback"] == {"dispatches": [], "userErrors": [{"path": path, "code": code}]}
    listed = await serious.ask(ANSWERED, {"department": "KS_FINANCE"}, FIND, "KS_FINANCE")
    assert listed["dispatchesAnswered"]["edges"] == []


async def test_dead_letters_are_seen_and_sent_again_by_an_admin(api: Api) -> None:
    dead = "{ dispatchesDead { edges { node { key recipient attempts problem state } } } }"
    resend = "mutation Again($keys: [String!]) { resendDispatches(keys: $keys) { resent } }"
    admin = frozenset({Scope.ADMIN})
    due = await api.ask(DUE, {"department": SAFETY}, admin)
    key = due["dispatchesDue"]["edges"][0]["node"]["key"]
    deliveries = api.installation.deliveries
    assert await deliveries.claim(key, 1, 2) == 1
    await deliveries.failed(key, "answered with status 410", 3, dead=True)
    assert (await api.ask(dead, scopes=admin))["dispatchesDead"]["edges"] == [
        {
            "node": {
                "key": key,
                "recipient": SAFETY,
                "attempts": 1,
                "problem": "answered with status 410",
                "state": "DEAD",
            }
        }
    ]
    for query in (dead, resend):
        assert (await api.refused(query, scopes=FIND, department=SAFETY))["code"] == "FORBIDDEN"
    assert (await api.refused(resend, {"keys": ["x"] * 10_001}, scopes=admin))["code"] == "TOO_MANY"
    assert (await api.ask(resend, {"keys": [key, "none"]}, admin))["resendDispatches"] == {"resent": 1}
    assert (await api.ask(resend, None, admin))["resendDispatches"] == {"resent": 0}
    assert (await api.ask(dead, scopes=admin))["dispatchesDead"]["edges"] == []
    assert await deliveries.to_send(SAFETY, 1, 5) == [key]


async def test_attempts_and_problems_are_an_admins_to_see(api: Api) -> None:
    query = (
        """query D($department: String!) { dispatchesDue(department: $department) { edges { node { problem } } } }"""
    )
    assert (await api.refused(query, {"department": SAFETY}, scopes=FIND, department=SAFETY))["code"] == "FORBIDDEN"


async def test_paging(api: Api) -> None:
    page = (await api.ask(DUE, {"department": CENTRE, "first": 1}, FIND, CENTRE))["dispatchesDue"]
    assert page["pageInfo"]["hasNextPage"] is True
    rest = await api.ask(DUE, {"department": CENTRE, "after": page["pageInfo"]["endCursor"]}, FIND, CENTRE)
    keys = [edge["node"]["key"] for edge in page["edges"] + rest["dispatchesDue"]["edges"]]
    assert len(keys) == len(set(keys)) == 2


async def test_nobody_elses(api: Api) -> None:
    refused = await api.refused(DUE, {"department": CENTRE}, scopes=FIND, department=SAFETY)
    assert (refused["code"], refused["field"]) == ("FORBIDDEN", "department")
    due = await api.ask(DUE, {"department": CENTRE}, frozenset({Scope.ADMIN}))
    given = {"key": due["dispatchesDue"]["edges"][0]["node"]["key"], "result": "APPLIED"}
    refused = await api.refused(ANSWER, {"input": given}, scopes=FIND, department=SAFETY)
    assert refused["code"] == "FORBIDDEN"
    assert await api.ask(DUE, {"department": CENTRE}, frozenset({Scope.ADMIN})) == due
    assert (await api.refused(DUE, {"department": SAFETY}))["code"] == "FORBIDDEN"
