"""Whole files through the loader: rejects beside them, folders, mappings; on the embedded engine."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from openpyxl import Workbook

from domain.errors import CreditGraphError
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.batches import Kind
from resolvers.loading import Loader
from server.files.loading import FileReport, files_of, load_file
from server.files.mapping_file import read_mapping
from server.files.rejects import rejects_path
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader

CITIZEN = "11010519491231002X"


@pytest.fixture
def loader(embedded_ledger: Ledger) -> Loader:
    return make_loader(embedded_ledger)


def write(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\r\n".join(lines) + "\r\n", encoding=encoding, newline="")
    return path


def rejected(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with rejects_path(path).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def names(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


async def load(loader: Loader, path: Path, kind: Kind = Kind.PARTIES) -> FileReport:
    return await load_file(loader, path, "register", kind)


async def test_bad_rows_go_beside_the_file_as_they_came(
    loader: Loader, tmp_path: Path, embedded_connection: Connection
) -> None:
    path = write(
        tmp_path / "parties.csv",
        "key,kind,name,citizen_id",
        "P1,person,张三,",
        f'"P,2",firm,"李 ""四""",{CITIZEN[:-1]}1',
        "P3,person",
        "P4,person,王五,",
    )
    report = await load(loader, path)
    assert (report.rows, report.rejected, report.rejects) == (4, 2, rejects_path(path))
    assert counts(report.outcomes[Kind.PARTIES]) == (3, 2, 0, 0, 1)
    first, second = rejected(path)
    assert [first[column] for column in ("key", "kind", "name", "citizen_id")] == [
        "P,2",
        "firm",
        '李 "四"',
        f"{CITIZEN[:-1]}1",
    ]
    assert (first["line"], first["field"], first["code"]) == ("3", "kind", "INVALID_VALUE")
    assert "check character (the 18th) of the citizen number is wrong" in first["message"]
    assert CITIZEN[:-1] not in first["message"]
    assert (second["key"], second["name"], second["line"], second["code"]) == ("P3", "", "4", "MALFORMED_ROW")
    assert stat.S_IMODE(rejects_path(path).stat().st_mode) == 0o600
    assert names(tmp_path) == ["parties.csv", "parties.csv.rejected.csv"]
    assert len(await dump(embedded_connection)) == 2


async def test_mended_rejects_are_loaded_and_then_gone(loader: Loader, tmp_path: Path) -> None:
    path = write(tmp_path / "parties.csv", "key,kind,name", "P1,firm,张三", encoding="gb18030")
    await load(loader, path)
    beside = rejects_path(path)
    text = beside.read_text(encoding="gb18030").replace("firm", "person")
    mended = write(tmp_path / "mended.csv", *text.splitlines(), encoding="gb18030")
    report = await load(loader, mended)
    assert (report.rejected, counts(report.outcomes[Kind.PARTIES])) == (0, (1, 1, 0, 0, 0))
    write(path, "key,kind,name", "P1,person,张三", encoding="gb18030")
    await load(loader, path)
    assert not beside.exists()


async def test_a_workbook_is_loaded_like_a_csv(loader: Loader, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["key", "kind", "name"], ["P1", "person", "张三"], [911105010000600000, "person", "李四"]):
        book.active.append(row)
    book.save(tmp_path / "parties.xlsx")
    report = await load(loader, tmp_path / "parties.xlsx")
    assert (report.rows, report.rejected) == (2, 1)
    assert rejected(tmp_path / "parties.xlsx", "utf-8-sig")[0]["code"] == "MALFORMED_ROW"


async def test_rejects_go_to_the_working_folder_where_nothing_can_be_written_beside(
    loader: Loader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "parties.csv", "key,kind,name", "P1,firm,张三")
    (tmp_path / "parties.csv.rejected.csv.part").mkdir()  # as good as a folder that cannot be written, also for root
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    report = await load(loader, path)
    assert report.rejects == here / "parties.csv.rejected.csv"
    assert names(here) == ["parties.csv.rejected.csv"]
    (here / "parties.csv.rejected.csv.part").mkdir()
    with pytest.raises(CreditGraphError, match="neither can be written"):
        await load(loader, path)


@pytest.mark.parametrize(
    ("header", "code", "field"),
    [
        ("key,kind,name,colour", "UNKNOWN_COLUMN", "colour"),
        ("key;kind;name", "UNKNOWN_COLUMN", "key;kind;name"),
        ("key,name", "REQUIRED", "kind"),
    ],
)
async def test_a_header_that_is_not_ours_loads_nothing(
    loader: Loader, tmp_path: Path, embedded_connection: Connection, header: str, code: str, field: str
) -> None:
    path = write(tmp_path / "parties.csv", header, "P1,person,张三,x")
    with pytest.raises(CreditGraphError) as refused:
        await load(loader, path)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert await dump(embedded_connection) == []
    assert names(tmp_path) == ["parties.csv"]


async def test_a_folder_is_loaded_in_order(loader: Loader, tmp_path: Path, embedded_connection: Connection) -> None:
    write(tmp_path / "findings.csv", "number,party_key,area,department,act_on,recognised_on,concerned_keys",
          "F1,E1,WORK_SAFETY,应急管理局,2019-08-01,2019-08-10,P1")  # fmt: skip
    write(tmp_path / "links.csv", "source_key,relation,target_key", "P1,legal_representative,E1")
    write(tmp_path / "parties.csv", "key,kind,name", "P1,person,张三", "E1,enterprise,甲公司")
    write(tmp_path / "penalties.csv", "document_number,party_key,department,decided_on", "D1,E1,应急管理局,2019-08-05")
    write(tmp_path / "parties.csv.rejected.csv", "x")
    found = files_of(tmp_path)
    assert [path.name for _, path in found] == ["parties.csv", "links.csv", "penalties.csv", "findings.csv"]
    for kind, path in found:
        assert (await load(loader, path, kind)).rejected == 0
    assert [line.split(" ")[0] for line in await dump(embedded_connection)] == [
        "finding", "link", "party", "party", "penalty"
    ]  # fmt: skip


def test_folders_that_hold_nothing_or_one_kind_twice(tmp_path: Path) -> None:
    with pytest.raises(CreditGraphError, match="none of"):
        files_of(tmp_path)
    write(tmp_path / "links.csv", "a")
    write(tmp_path / "links.xlsx", "a")
    with pytest.raises(CreditGraphError, match="twice"):
        files_of(tmp_path)


MAPPING = """
outputs:
  - kind: parties
    fields: {key: code, kind: {constant: enterprise}, name: {template: "公司{code}"}}
  - kind: parties
    fields: {key: {template: "{code}:{name}"}, kind: {constant: person}, name: name}
  - kind: links
    split: {column: jobs, by: "/"}
    fields:
      source_key: {template: "{code}:{name}"}
      target_key: code
      relation: {column: jobs, values: {董事: director, 监事: supervisor}}
"""


async def test_one_row_of_a_mapped_file_is_parties_and_links(loader: Loader, tmp_path: Path) -> None:
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    mapping = read_mapping(tmp_path / "mapping.yaml")
    path = write(
        tmp_path / "board.csv", "name,code,jobs", "张三,1,董事/监事", "张三,2,董事", "李四,1,董事/秘书", ",3,董事"
    )
    report = await load_file(loader, path, "board", mapping)
    assert {kind: counts(outcome) for kind, outcome in report.outcomes.items()} == {
        Kind.PARTIES: (6, 5, 0, 0, 1),
        Kind.LINKS: (4, 3, 0, 0, 1),
    }
    assert (report.rows, report.rejected) == (4, 2)
    assert [(row["line"], row["field"], row["code"]) for row in rejected(path)] == [
        ("4", "relation", "INVALID_VALUE"),
        ("5", "name", "REQUIRED"),
    ]
    again = await load_file(loader, path, "board", mapping)
    assert [outcome.created + outcome.changed for outcome in again.outcomes.values()] == [0, 0]
    only_links = await load_file(loader, path, "board", mapping.only(Kind.LINKS))
    assert list(only_links.outcomes) == [Kind.LINKS]
