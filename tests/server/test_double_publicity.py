"""The double-publicity layout over HTTP: by whom, in which formats, and what is refused (R43)."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import httpx
import openpyxl
import pytest

from domain.double_publicity import LAYOUTS, Publicity
from resolvers.principal import Scope
from tests.support.api import Api, running_api
from tests.support.desk import ENVIRONMENT, SAFETY
from tests.support.engines import Engines, execute

CF = LAYOUTS[Publicity.PENALTIES].columns
FIND, READ, ADMIN = frozenset({Scope.FIND}), frozenset({Scope.READ}), frozenset({Scope.ADMIN})
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBER = "11010519491231002X"


@pytest.fixture
async def api(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("api"), max_body_bytes=20_000) as api:
        yield api


def row(number: str = "D1", organ: str = "昆山市应急管理局") -> dict[str, str]:
    given = {
        "CF_XDR_MC": "丁公司",
        "CF_XDR_SHXYM": "91110000600037341L",
        "CF_WSH": number,
        "CF_NR": "罚款\n伍万元",
        "CF_JDRQ": "2024/3/5",
        "CF_CFJG": organ,
        "CF_CFJGDM": "113205830141891488",
        "BZ": " =1+1 ",
    }
    return {column: given.get(column, "") for column in CF}


def as_csv(*rows: dict[str, str]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, CF)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_xlsx(*rows: dict[str, str]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for cells in [list(CF), *(list(each.values()) for each in rows)]:
        sheet.append(cells)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(content: bytes, suffix: str) -> list[dict[str, str]]:
    if suffix == "csv":
        return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    columns, *rows = [[str(cell.value or "") for cell in line] for line in sheet.rows]
    return [dict(zip(columns, line, strict=True)) for line in rows]


async def send(
    api: Api, body: bytes, media: str = "text/csv", department: str | None = SAFETY, query: str = ""
) -> httpx.Response:
    key = await api.key(FIND if department else ADMIN, department)
    headers = {"authorization": f"Bearer {key}", "content-type": media}
    return await api.client.post(f"/double-publicity/penalties{query}", content=body, headers=headers)


async def fetched(api: Api, suffix: str = "csv", query: str = "") -> list[dict[str, str]]:
    headers = {"authorization": f"Bearer {await api.key(READ)}"}
    answer = await api.client.get(f"/double-publicity/penalties.{suffix}{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return read(answer.content, suffix)


async def penalties(api: Api) -> Any:
    found = await execute(api.installation.services.connection, "MATCH (n:Penalty) RETURN n.document_number AS n")
    return sorted(record["n"] for record in found)


@pytest.mark.parametrize(
    ("suffix", "media", "body"), [("csv", "text/csv; charset=utf-8", as_csv), ("xlsx", XLSX, as_xlsx)]
)
async def test_a_file_goes_in_and_the_same_cells_come_out(api: Api, suffix: str, media: str, body: Any) -> None:
    answer = await send(api, body(row(), row("D2", "昆山市生态环境局"), row("")), media)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    result = answer.json()
    errors = [(each["line"], each["field"], each["code"]) for each in result.pop("rowErrors")]
    assert result == {"received": 3, "created": 1, "changed": 0, "unchanged": 0, "rejected": 2}
    assert [each[1:] for each in errors] == [("CF_CFJGDM", "NOT_IN_CHARGE"), ("CF_WSH", "REQUIRED")]
    assert await fetched(api, suffix) == [row()]
    assert await fetched(api, suffix, f"?department={SAFETY}") == [row()]
    assert await fetched(api, suffix, f"?department={ENVIRONMENT}") == []
    assert (await send(api, body(row()), media)).json()["unchanged"] == 1
    both = (await send(api, body(row(), row("D2", "昆山市生态环境局")), media, None)).json()
    assert (both["created"], both["unchanged"]) == (1, 1)


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
@pytest.mark.parametrize("what", list(Publicity))
async def test_an_empty_template_needs_no_key(api: Api, what: Publicity, suffix: str) -> None:
    answer = await api.client.get(f"/double-publicity/{what}/template.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="{what}-template.{suffix}"'
    assert read(answer.content, suffix) == []
    if suffix == "csv":
        assert answer.content.decode("utf-8-sig") == ",".join(LAYOUTS[what].columns) + "\r\n"


async def test_who_may_not_do_what(api: Api) -> None:
    path = "/double-publicity/penalties"
    for method, where in (("GET", f"{path}.csv"), ("GET", f"{path}.xlsx"), ("POST", path)):
        answer = await api.client.request(method, where, content=as_csv(row()), headers={"content-type": "text/csv"})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    find = {"authorization": f"Bearer {await api.key(FIND, SAFETY)}"}
    reading = {"authorization": f"Bearer {await api.key(READ)}", "content-type": "text/csv"}
    for answer in (
        await api.client.get(f"{path}.csv", headers=find),
        await api.client.post(path, content=as_csv(row()), headers=reading),
    ):
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
    assert await penalties(api) == []


@pytest.mark.parametrize(
    ("body", "media", "status", "code"),
    [
        (as_csv(row()), "application/json", 415, "BAD_REQUEST"),
        (b"CF_WSH,X\n1,2\n", "text/csv", 400, "UNKNOWN_COLUMN"),
        (b"", "text/csv", 400, "INVALID_VALUE"),
        (b"no workbook", XLSX, 400, "INVALID_VALUE"),
        (b"x" * 20_001, "text/csv", 413, "BODY_TOO_LARGE"),
    ],
)
async def test_what_is_no_file_of_the_layout_is_refused(
    api: Api, body: bytes, media: str, status: int, code: str
) -> None:
    answer = await send(api, body, media)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert await penalties(api) == []


@pytest.mark.parametrize("path", ["fines.csv", "penalties.pdf", "penalties/template.doc"])
async def test_other_paths_are_not_there(api: Api, path: str) -> None:
    answer = await api.client.get(
        f"/double-publicity/{path}", headers={"authorization": f"Bearer {await api.key(READ)}"}
    )
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "BAD_REQUEST")


async def test_an_unknown_department_and_another_source_are_refused(api: Api) -> None:
    headers = {"authorization": f"Bearer {await api.key(READ)}"}
    answer = await api.client.get("/double-publicity/penalties.csv?department=NOBODY", headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "UNKNOWN_DEPARTMENT")
    answer = await send(api, as_csv(row()), query="?source=" + "x" * 65)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (400, "INVALID_IDENTIFIER")
    assert await penalties(api) == []


async def test_no_answer_says_a_citizen_number(api: Api) -> None:
    person = {**row(), "CF_XDR_SHXYM": "", "CF_XDR_LB": "自然人", "CF_XDR_ZJHM": NUMBER}
    wrong = {**person, "CF_XDR_ZJHM": NUMBER[:-1] + "1", "CF_WSH": "D2"}
    answer = await send(api, as_csv(person, wrong))
    assert answer.json()["created"] == 1
    assert NUMBER[:17] not in answer.text
    assert [each["CF_XDR_ZJHM"] for each in await fetched(api)] == ["1101************2X"]
