"""The monthly report at /reports: behind a key, as a page and as files, the same again at its lasting address (R50-R52)."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest
from openpyxl import load_workbook

from domain.months import Month
from domain.progress import Mark, Standing
from resolvers.principal import Principal, Scope
from tests.support.api import Api, running_api
from tests.support.engines import Engines

READ = frozenset({Scope.READ})
ADMIN = Principal("a", "credit office", frozenset({Scope.ADMIN}))
BAD = Mark("KS_TAX", "COMMITMENTS", Month(2019, 8), Standing.NOT_DONE, "<i>无承诺书</i>")


@pytest.fixture(scope="module")
async def api(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    async with running_api(await engines.empty("embedded"), tmp_path_factory.mktemp("reports")) as running:
        await running.installation.services.progress.mark([BAD], ADMIN)
        yield running


async def get(api: Api, path: str, key: str | None = None, **headers: str) -> httpx.Response:
    """By Bearer, with a key of the scope `read` unless another one is given."""
    text = key if key is not None else await api.key(READ)
    return await api.client.get(path, headers={"authorization": f"Bearer {text}", **headers})


async def test_the_page_has_both_tables_the_deduction_and_its_record(api: Api) -> None:
    response = await get(api, "/reports/2019-08")
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    text = unescape(response.text)
    for shown in (
        "工作进展通报 2019年8月",
        "区镇工作进展 2019-08",
        "部门工作进展 2019-08",
        "扣分明细 2019-08",
        "扣0.1分",
    ):
        assert shown in text
    [mark] = (await api.installation.services.progress.report(Month(2019, 8))).report.tables[1].rows[46].deductions
    assert mark.records[0] in text
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert response.headers["cache-control"] == "no-store"
    assert "<script" not in response.text


async def test_a_browser_gives_the_key_as_the_password(api: Api) -> None:
    given = base64.b64encode(f"anybody:{await api.key(READ)}".encode()).decode()
    response = await api.client.get("/reports", headers={"authorization": f"Basic {given}"})
    assert response.status_code == 200
    assert len(re.findall(r'href="/reports/\d{4}-\d{2}"', response.text)) == 24


@pytest.mark.parametrize(
    "path", ["/reports", "/reports/2019-08", "/reports/2019-08.xlsx", "/reports/2019-08-districts.csv"]
)
async def test_nothing_is_shown_without_a_key_that_may_read(api: Api, path: str) -> None:
    for header in (None, "Basic !", "Basic eA==", "Bearer x"):
        headers = {"authorization": header} if header else {}
        response = await api.client.get(path, headers=headers)
        assert (response.status_code, "区镇" in response.text) == (401, False)
        assert response.headers["www-authenticate"].startswith("Basic realm=")
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    response = await get(api, path, await api.key(frozenset({Scope.CHECK})))
    assert (response.status_code, response.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")


async def test_the_files_have_the_cells_of_the_page(api: Api) -> None:
    table = await get(api, "/reports/2019-08-departments.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="2019-08-departments.csv"'
    assert "税务局,*,*,*,×,*,*,*,*,无,扣0.1分：第4项未完成扣0.1分" in table.content.decode("utf-8-sig")
    book = load_workbook(io.BytesIO((await get(api, "/reports/2019-08.xlsx")).content))
    assert book.sheetnames == ["districts", "departments", "deductions"]
    assert [cell.value for cell in book["deductions"][2]][:4] == [
        "税务局",
        "(参照条例)应用信用承诺(0.1分)",
        "未完成",
        "0.1",
    ]


async def test_the_lasting_address_shows_what_was_known_then(api: Api) -> None:
    before = await get(api, "/reports/2019-06")
    lasting = re.search(r'href="(/reports/2019-06\?[^"]*)">此次报告的固定地址', before.text)
    assert lasting is not None
    made = Mark("KS_AUDIT", "COMMITMENTS", Month(2019, 6), Standing.DONE, "已启用")
    await api.installation.services.progress.mark([made], ADMIN)
    again = await get(api, unescape(lasting[1]))
    assert again.text == before.text
    assert (await get(api, "/reports/2019-06")).text != before.text


async def test_a_month_typed_in_is_found(api: Api) -> None:
    response = await get(api, "/reports?month=2019-08")
    assert (response.status_code, response.headers["location"]) == (307, "/reports/2019-08")


WRONG = [
    ("/reports/2019-8", "INVALID_DATE", "month"),
    ("/reports/2019-13", "INVALID_DATE", "month"),
    ("/reports/2019-08-nothing.csv", "INVALID_DATE", "month"),
    ("/reports?month=x", "INVALID_DATE", "month"),
    ("/reports/9999-01", "INVALID_VALUE", "month"),
    ("/reports/2019-08?asOf=2019-08-32", "INVALID_DATE", "asOf"),
    ("/reports/2019-08?asOf=2019-07-31", "INVALID_DATE", "asOf"),
    ("/reports/2019-08?knownAt=2019-09-01", "INVALID_DATE", "knownAt"),
    ("/reports/2019-08?knownAt=9999-01-01T00:00:00Z", "KNOWN_AT_IN_FUTURE", "knownAt"),
]


@pytest.mark.parametrize(("path", "code", "field"), WRONG)
async def test_what_is_wrong_is_said_with_its_field(api: Api, path: str, code: str, field: str) -> None:
    response = await get(api, path)
    [error] = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"], error["extensions"]["field"]) == (400, code, field)
    page = await get(api, path, accept="text/html,*/*;q=0.8")
    assert (page.status_code, page.headers["content-type"]) == (400, "text/html; charset=utf-8")
    assert code in page.text
