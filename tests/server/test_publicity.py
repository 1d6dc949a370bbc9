"""The publicity list as the public sees it, on both engines (R09, R17, R19)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from resolvers import publicity
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
    assert 'rel="next" href="/publicity?first=1&amp;after=' in page.text
    assert "首页" not in page.text
    link = re.search(r'rel="next" href="([^"]+)"', page.text)
    assert link is not None
    second = await api.client.get(unescape(link[1]))
    read = re.sub(r'href="[^"]*"', "", second.text)  # in a cursor there may be any letters
    assert ("F2" in read, "M1" in read) == (True, False)
    assert 'rel="first" href="/publicity?first=1"' in second.text
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


HOSTILE = ["%00", "%ff%fe", "%ed%a0%80", "'; MATCH (n) DETACH DELETE n //", "\u202e", "%EF%B7%BA" * 100, "[[[[", "\\"]


@pytest.mark.parametrize("text", HOSTILE)
async def test_a_hostile_search_finds_nothing_and_breaks_nothing(api: Api, text: str) -> None:
    for path in ("/publicity.json", "/publicity", "/publicity.csv"):
        response = await api.client.get(f"{path}?q={text}")
        assert response.status_code == 200
        assert "甲公司" not in response.text
    assert (await listed(api))["total"] == 3


async def test_csv_has_the_whole_list_or_all_that_is_found(api: Api) -> None:
    more = [row(api, f"X{number}", -4, party_key="E2") for number in range(205)]
    await load(api, *more)
    whole = (await api.client.get("/publicity.csv")).content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(whole)))) == 1 + 3 + 205
    found = (await api.client.get("/publicity.csv", params={"q": "x10"})).content.decode("utf-8-sig")
    assert [line[0] for line in csv.reader(io.StringIO(found))][1:] == ["X10", *(f"X{n}" for n in range(100, 110))]


async def test_a_new_name_and_a_new_code_are_shown(api: Api) -> None:
    assert await numbers(api, q="乙合作社") == ["F2"]
    renamed = [{"key": "E2", "kind": "organization", "name": "丙合作社"}]
    assert (await api.installation.loader.load_parties(renamed, "register")).row_errors == []
    assert (await numbers(api, q="丙合作社"), await numbers(api, q="乙合作社")) == (["F2"], [])


async def test_a_large_load_is_read_in_parts_and_what_changed_is_not_shown_meanwhile(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publicity, "AT_ONCE", 2)
    assert len(await numbers(api)) == 3
    await load(api, *(row(api, f"Y{number}", -4) for number in range(3)), row(api, NUMBER, -3, repaired_on=day(api, 0)))
    first = await numbers(api)
    assert NUMBER not in first
    assert {"M1", "F2"} <= set(first)
    while api.installation.services.publicity.behind:
        await numbers(api)
    assert await numbers(api) == ["M1", "F2", "Y0", "Y1", "Y2"]


async def test_the_background_reads_the_list_and_follows(api: Api) -> None:
    served = api.installation.services.publicity
    served.start()
    assert await numbers(api) == ["M1", "F2", NUMBER]
    await load(api, row(api, "F3", 0))
    await served.read_whole()
    assert await numbers(api) == ["F3", "M1", "F2", NUMBER]
    await served.close()


async def test_while_the_list_is_read_for_the_first_time_it_is_said(
    engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publicity, "WAIT", 0.0)
    async with running_api(await engines.empty("embedded"), tmp_path) as api:
        response = await api.client.get("/publicity.json")
        assert (response.status_code, response.headers["retry-after"]) == (503, "5")
        assert response.json()["errors"][0]["extensions"]["code"] == "ENGINE_UNAVAILABLE"
        await api.installation.services.publicity.close()


BAD = [
    ({"first": "0"}, "INVALID_VALUE", "first"),
    ({"first": "201"}, "INVALID_VALUE", "first"),
    ({"first": "x"}, "INVALID_VALUE", "first"),
    ({"first": "١"}, "INVALID_VALUE", "first"),
    ({"first": "-1"}, "INVALID_VALUE", "first"),
    ({"first": "9" * 5000}, "INVALID_VALUE", "first"),
    ({"after": "x"}, "INVALID_CURSOR", "after"),
    ({"after": "WzEsImEiLDJd"}, "INVALID_CURSOR", "after"),
    ({"after": "Wy0xLCJhIl0"}, "INVALID_CURSOR", "after"),
    ({"after": "\x00"}, "INVALID_CURSOR", "after"),
    ({"area": "NOWHERE"}, "UNKNOWN_AREA", "area"),
    ({"q": "x" * 101}, "INVALID_VALUE", "q"),
]


async def test_bad_requests(engines: Engines, tmp_path: Path) -> None:
    async with running_api(await engines.empty("embedded"), tmp_path) as api:
        for query, code, field in BAD:
            for path in ("/publicity", "/publicity.json"):
                response = await api.client.get(path, params=query)
                assert response.status_code == 400
                if path == "/publicity":
                    assert response.headers["content-type"] == "text/html; charset=utf-8"
                    assert f"<p>{code}: " in response.text
                    continue
                (error,) = response.json()["errors"]
                assert (error["extensions"]["code"], error["extensions"]["field"]) == (code, field)


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
