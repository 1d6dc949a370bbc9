"""The publicity list as the public sees it, on every engine (R09, R17, R19)."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from resolvers.principal import Scope
from server.publicity.rows import HEADINGS
from tests.support.api import Api, running_api
from tests.support.engines import Engines, Started

SAFETY, HEALTH = "KS_EMERGENCY_MANAGEMENT", "KS_HEALTH_COMMISSION"
NUMBER = "昆应急认〔2026〕1号/甲"
CITIZEN = "11010519491231002X"


@pytest.fixture
async def api(started: Started, tmp_path: Path) -> AsyncIterator[Api]:
    async with running_api(started, tmp_path, publicity_per_minute=1000) as running:
        loader = running.installation.loader
        parties = [
            {"key": "E1", "kind": "enterprise", "name": "<b>甲公司</b>", "uscc": "91110000600037341L"},
            {"key": "E2", "kind": "organization", "name": "乙合作社"},
            {"key": "P1", "kind": "person", "name": "张三丰", "citizen_id": CITIZEN},
        ]
        assert (await loader.load_parties(parties, "register")).row_errors == []
        penalty = {"document_number": "D1", "party_key": "P1", "department": "KS_PUBLIC_SECURITY"}
        penalty["decided_on"] = day(running, -20)
        assert (await loader.load_penalties([penalty], "register")).row_errors == []
        medical = {"area": "MEDICAL_ORDER", "department": HEALTH, "grade": None, "standard": None}
        await load(
            running,
            row(running, NUMBER, -3),
            row(running, "F2", -2, party_key="E2"),
            row(running, "M1", -1, party_key="P1", penalty_document_number="D1", **medical),
            row(running, "G1", -1, grade=None, standard=None),
        )
        yield running


def day(api: Api, days: int) -> str:
    return (api.installation.services.clock.today() + timedelta(days=days)).isoformat()


def row(api: Api, number: str, recognised: int, **more: object) -> dict[str, object]:
    given = {
        "number": number,
        "party_key": "E1",
        "area": "WORK_SAFETY",
        "department": SAFETY,
        "act_on": day(api, -30),
        "recognised_on": day(api, recognised),
        "grade": "SERIOUS",
        "standard": "标准",
        **more,
    }
    return {key: value for key, value in given.items() if value is not None}


async def load(api: Api, *rows: dict[str, object]) -> None:
    assert (await api.installation.loader.load_findings(list(rows), "register")).row_errors == []


async def listed(api: Api, **query: Any) -> dict[str, Any]:
    response = await api.client.get("/publicity.json", params=query)
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


async def numbers(api: Api, **query: Any) -> list[str]:
    return [item["number"] for item in (await listed(api, **query))["items"]]


async def test_only_serious_findings_in_force_and_only_published_fields(api: Api) -> None:
    found = await listed(api)
    assert (found["total"], found["next"]) == (3, None)
    assert [item["number"] for item in found["items"]] == ["M1", "F2", NUMBER]
    person, _, firm = found["items"]
    assert firm == {
        "number": NUMBER,
        "party": "<b>甲公司</b>",
        "kind": "企业法人",
        "code": "91110000600037341L",
        "area": "安全生产",
        "grade": "严重失信",
        "department": "应急管理局",
        "document": "昆政办发〔2019〕116号",
        "since": day(api, -3),
        "lastDay": firm["lastDay"],
    }
    assert (person["party"], person["kind"], person["code"]) == (
        "张**",
        "自然人",
        "1101************2X"[:4] + person["code"][4:],
    )
    assert CITIZEN not in str(found)
    assert "张三丰" not in str(found)


async def test_search_area_and_pages(api: Api) -> None:
    assert await numbers(api, q="甲公司") == [NUMBER]
    assert await numbers(api, q="91110000600037341l") == [NUMBER]
    assert await numbers(api, q="f2") == ["F2"]
    assert await numbers(api, q="张三丰") == []
    assert await numbers(api, area="MEDICAL_ORDER") == ["M1"]
    first = await listed(api, first=2)
    assert ([item["number"] for item in first["items"]], first["total"]) == (["M1", "F2"], 3)
    rest = await listed(api, first=2, after=first["next"])
    assert ([item["number"] for item in rest["items"]], rest["next"]) == ([NUMBER], None)


async def test_r19_a_repaired_finding_is_gone_with_the_acknowledgement(api: Api) -> None:
    one = f"/publicity/finding/{NUMBER.replace('/', '%2F')}"
    assert (await api.client.get(one)).status_code == 200
    await load(api, row(api, NUMBER, -3, repaired_on=day(api, 0)))
    assert await numbers(api) == ["M1", "F2"]
    gone = await api.client.get(one)
    assert gone.status_code == 410
    assert "不再公示" in gone.text
    assert "甲公司" not in gone.text


async def test_what_is_recognised_is_published_at_once(api: Api) -> None:
    await numbers(api)
    await load(api, row(api, "F3", 0))
    assert await numbers(api) == ["F3", "M1", "F2", NUMBER]


async def test_nothing_is_told_of_what_never_was_published(api: Api) -> None:
    general = await api.client.get("/publicity/finding/G1")
    unknown = await api.client.get("/publicity/finding/nothing")
    assert (general.status_code, unknown.status_code) == (404, 404)
    assert general.text == unknown.text


async def test_the_page(api: Api) -> None:
    response = await api.client.get("/publicity", params={"q": '"><script>'})
    assert response.status_code == 200
    assert '"><script>' not in response.text
    page = await api.client.get("/publicity", params={"first": 1, "q": ""})
    assert "共 3 条" in page.text
    assert 'rel="next" href="/publicity?after=' in page.text
    whole = await api.client.get("/publicity")
    assert "&lt;b&gt;甲公司&lt;/b&gt;" in whole.text
    assert "<b>" not in whole.text
    assert "@media print" in whole.text
    assert whole.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in whole.headers["content-security-policy"]


async def test_csv(api: Api) -> None:
    response = await api.client.get("/publicity.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head == list(HEADINGS.values())
    assert [line[0] for line in rows] == ["M1", "F2", NUMBER]


BAD = [
    ({"first": "0"}, "INVALID_VALUE", "first"),
    ({"first": "201"}, "INVALID_VALUE", "first"),
    ({"first": "x"}, "INVALID_VALUE", "first"),
    ({"after": "x"}, "INVALID_CURSOR", "after"),
    ({"area": "NOWHERE"}, "UNKNOWN_AREA", "area"),
    ({"q": "x" * 101}, "INVALID_VALUE", "q"),
]


async def test_bad_requests(engines: Engines, tmp_path: Path) -> None:
    async with running_api(await engines.empty("embedded"), tmp_path) as api:
        for query, code, field in BAD:
            for path in ("/publicity", "/publicity.json"):
                response = await api.client.get(path, params=query)
                (error,) = response.json()["errors"]
                assert (response.status_code, error["extensions"]["code"]) == (400, code)
                assert error["extensions"]["field"] == field


async def test_too_many_requests_and_no_other_door(engines: Engines, tmp_path: Path) -> None:
    async with running_api(await engines.empty("embedded"), tmp_path, publicity_per_minute=2) as api:
        statuses = [(await api.client.get("/publicity.json")).status_code for _ in range(3)]
        refused = await api.client.get("/publicity")
        assert statuses == [200, 200, 429]
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        query = {"query": "{ findings { nodes { number } } }"}
        assert (await api.client.post("/graphql", json=query)).status_code == 401
        assert (await api.post(query["query"], scopes=frozenset({Scope.READ}))).status_code == 200


async def test_no_list_where_the_setting_is_off(engines: Engines, tmp_path: Path) -> None:
    async with running_api(await engines.empty("embedded"), tmp_path, publicity=False) as api:
        assert (await api.client.get("/publicity")).status_code == 404
