"""Files of foreign formats through the loader: what is stored, what is rejected, loaded twice, and read back as written."""

from __future__ import annotations

import csv
import json
import shutil
import stat
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from domain.errors import CreditGraphError
from domain.links import LinkKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.ownership import OwnershipReader, ReadBudget
from graph.reader import Reader
from resolvers.batches import Kind
from resolvers.clock import Clock
from resolvers.loading import Loader
from resolvers.ownership import Ownership
from resolvers.ownership_picture import OwnershipPicture, picture_of
from server.exports.bods import bods_text
from server.files.exchange import load_exchange
from server.files.exchange_formats import ExchangeFormat
from server.files.loading import FileReport, load_file
from server.files.rejects import json_rejects_path
from tests.support.bods_review import published
from tests.support.bods_statements import Statement, entity, person, relationship, shareholding
from tests.support.clock import FakeClock
from tests.support.engines import ENGINE_IDS, Engines, execute
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader
from tests.support.shared_data import shared

CITIZEN = "11010519491231002X"


@pytest.fixture
def loader(embedded_ledger: Ledger) -> Loader:
    return make_loader(embedded_ledger)


def write(path: Path, objects: Sequence[Any]) -> Path:
    """A file with objects: an array, or lines where it is called so."""
    if path.suffix == ".jsonl":
        text = "\n".join(json.dumps(one, ensure_ascii=False) for one in objects)
    else:
        text = json.dumps(objects, ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
    return path


async def load(loader: Loader, path: Path, format_: str = "bods") -> FileReport:
    return await load_exchange(loader, path, "register", ExchangeFormat(format_))


def outcomes(report: FileReport) -> list[tuple[int, int, int, int, int]]:
    """Of parties, of links: received, created, changed, unchanged, rejected."""
    return [counts(report.outcomes[kind]) for kind in (Kind.PARTIES, Kind.LINKS)]


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def rejected(path: Path) -> list[dict[str, Any]]:
    """The lines of the rejects file."""
    return [json.loads(line) for line in json_rejects_path(path).read_text(encoding="utf-8").splitlines()]


REGISTER: list[Statement] = [
    relationship("p", "e", shareholding(60, startDate="2020-01-01")),  # before the parties that it joins
    relationship("f", "e", shareholding(), record="r-2"),
    entity("e", "甲公司", identifiers=[{"id": "91110000600037341L", "scheme": "CN-SAIC"}]),
    entity("f", "乙合伙", "arrangement"),
    person("p", "张三", identifiers=[{"id": CITIZEN, "scheme": "CHN-IDCARD"}]),
]


@pytest.mark.parametrize("name", ["register.json", "register.jsonl"])
async def test_statements_are_stored_in_whatever_order_and_only_once(
    loader: Loader, tmp_path: Path, embedded_connection: Connection, name: str
) -> None:
    path = write(tmp_path / name, REGISTER)
    report = await load(loader, path)
    assert (report.rows, report.rejected, report.rejects) == (5, 0, None)
    assert outcomes(report) == [(3, 3, 0, 0, 0), (2, 2, 0, 0, 0)]
    before = await dump(embedded_connection)
    again = await load(loader, path)
    assert outcomes(again) == [(3, 0, 0, 3, 0), (2, 0, 0, 2, 0)]
    assert await dump(embedded_connection) == before
    text = "\n".join(before)
    assert "USCC:91110000600037341L" in text
    assert "KEY:register:e" in text
    assert "statement-of-r-2" in text
    assert CITIZEN not in text
    assert "1101************2X" in text


async def test_a_bods_file_and_the_tables_that_say_the_same_are_the_same_register(
    loader: Loader, tmp_path: Path, embedded_connection: Connection
) -> None:
    await load(loader, write(tmp_path / "register.json", REGISTER))
    before = await dump(embedded_connection)
    (tmp_path / "parties.csv").write_text(
        "key,kind,name,uscc,citizen_id,record\n"
        "e,enterprise,甲公司,91110000600037341L,,statement-of-e\n"
        "f,organization,乙合伙,,,statement-of-f\n"
        f"p,person,张三,,{CITIZEN},statement-of-p\n",
        encoding="utf-8",
    )
    (tmp_path / "links.csv").write_text(
        "source_key,relation,target_key,share_percent,since,record\n"
        "p,shareholder,e,60,2020-01-01,statement-of-p-e\n"
        "f,shareholder,e,,,statement-of-r-2\n",
        encoding="utf-8",
    )
    for kind in (Kind.PARTIES, Kind.LINKS):
        report = await load_file(loader, tmp_path / f"{kind}.csv", "register", kind)
        assert report.outcomes[kind].unchanged == report.rows > 1
    assert await dump(embedded_connection) == before


async def test_what_is_nothing_of_ours_is_rejected_with_its_place_and_can_be_mended(
    loader: Loader, tmp_path: Path
) -> None:
    objects = [
        person("p", None),
        entity("e", "甲公司"),
        entity("wrong", "丁公司", identifiers=[{"id": "91110000600037341M", "scheme": "CN-SAIC"}]),
        relationship("p", "e", shareholding(60)),
        relationship("e", "e", {"type": "boardMember"}, record="r-self"),
        relationship("e", "e", {**shareholding(200), "startDate": "2020"}, {"type": "votingRights"}, record="r-share"),
        "no object",
        {"recordType": "ship", "recordId": "s", "recordDetails": {}},
    ]
    path = write(tmp_path / "register.json", objects)
    report = await load(loader, path)
    assert (report.rows, report.rejected, outcomes(report)) == (8, 7, [(3, 1, 0, 0, 2), (3, 0, 0, 0, 3)])
    said = rejected(path)
    assert [(one["rejected"]["line"], one["rejected"]["field"], one["rejected"]["code"]) for one in said] == [
        (1, "recordDetails.name", "REQUIRED"),
        (3, "recordDetails.identifiers", "INVALID_IDENTIFIER"),
        (7, "", "MALFORMED_ROW"),
        (8, "recordType", "INVALID_VALUE"),
        (4, "recordDetails.interestedParty", "UNKNOWN_PARTY"),
        (5, "recordDetails.interestedParty", "LINK_NOT_ALLOWED"),
        (6, "recordDetails.interests.type", "INVALID_VALUE"),
    ]
    assert said[0]["object"] == objects[0]
    assert said[6]["rejected"]["message"].startswith(
        "There is no kind of link for this type of interest (votingRights). "
    )
    assert "A share is a percentage" in said[6]["rejected"]["message"]
    assert "year-month-day" in said[6]["rejected"]["message"]
    assert stat.S_IMODE(json_rejects_path(path).stat().st_mode) == 0o600

    said[0]["object"]["recordDetails"]["names"] = [{"fullName": "张三"}]
    mended = write(tmp_path / "mended.jsonl", [said[0], said[4]])
    report = await load(loader, mended)
    assert (report.rejected, outcomes(report)) == (0, [(1, 1, 0, 0, 0), (1, 1, 0, 0, 0)])


async def test_bad_lines_are_rejected_and_no_number_is_in_a_message(loader: Loader, tmp_path: Path) -> None:
    path = tmp_path / "register.jsonl"
    good = json.dumps({"id": "a", "schema": "Company", "properties": {"name": ["甲"]}}, ensure_ascii=False)
    bad = {"id": CITIZEN, "schema": "Person", "properties": {"name": ["张三"], "idNumber": [CITIZEN[:-1] + "1"]}}
    path.write_text(f'{good}\n{{"id": \n{json.dumps(bad)}\n{{"id": "\\ud800", "schema": "Company"', encoding="utf-8")
    report = await load(loader, path, "ftm")
    assert outcomes(report) == [(2, 1, 0, 0, 1), (0, 0, 0, 0, 0)]
    said = rejected(path)
    assert [(one["rejected"]["line"], one["rejected"]["code"]) for one in said] == [
        (2, "MALFORMED_ROW"),
        (3, "INVALID_IDENTIFIER"),
        (4, "MALFORMED_ROW"),
    ]
    assert said[0]["object"] == '{"id":'
    assert all(CITIZEN[:6] not in one["rejected"]["message"] for one in said)


async def test_a_broken_array_loads_nothing(loader: Loader, tmp_path: Path, embedded_connection: Connection) -> None:
    path = write(tmp_path / "register.json", REGISTER)
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    with pytest.raises(CreditGraphError, match="broken or cut off after the first 4 objects"):
        await load(loader, path)
    with pytest.raises(CreditGraphError, match=r"version 0\.3"):
        await load(loader, write(tmp_path / "old.json", [{"statementType": "personStatement"}]))
    with pytest.raises(CreditGraphError, match="There is no file"):
        await load(loader, tmp_path / "none.json")
    assert await dump(embedded_connection) == []
    assert names(tmp_path) == ["old.json", "register.json"]


async def test_more_than_a_batch_and_the_notes(loader: Loader, tmp_path: Path) -> None:
    people = [person(f"p{i}", f"人{i}") for i in range(5_100)]
    indirect = {**shareholding(1), "directOrIndirect": "indirect"}
    links = [relationship(f"p{i}", "e", shareholding(), indirect, componentRecords=["x"]) for i in range(5_100)]
    path = write(tmp_path / "register.jsonl", [*links, *people, entity("e", "甲公司")])
    seen: list[tuple[int, int | None]] = []
    report = await load_exchange(
        loader, path, "register", ExchangeFormat.BODS, lambda report, total: seen.append((report.rows, total))
    )
    assert (report.rows, report.rejected, report.unit) == (10_201, 0, "objects")
    assert outcomes(report) == [(5_101, 5_101, 0, 0, 0), (5_100, 5_100, 0, 0, 0)]
    assert seen == [(5_000, 10_201), (5_101, 10_201), (10_101, 10_201), (10_201, 10_201)]
    assert report.outcomes[Kind.LINKS].notes == [
        "not stored, 5100: an indirect interest: the chain that it rests on is stored instead"
    ]


async def test_published_files_are_loaded(loader: Loader, tmp_path: Path, embedded_connection: Connection) -> None:
    """A direct ownership with voting rights besides, a cycle, an owner who is not named."""
    done = {}
    for number, file in enumerate(published()):
        path = tmp_path / file.name
        shutil.copy(file, path)
        report = await load_exchange(loader, path, f"source {number}", ExchangeFormat.BODS)
        codes = [one["rejected"]["field"] for one in rejected(path)] if report.rejects else []
        done[file.stem] = (*(one.created for one in report.outcomes.values()), codes)
    assert done == {
        "01-direct-ownership": (2, 1, ["recordDetails.interests.type"]),
        "10-circular-ownership": (2, 2, []),
        "11-anonymous-person": (1, 0, []),
    }
    assert any('"75"' in line and "SHAREHOLDER" in line for line in await dump(embedded_connection))


FTM = [
    {"id": "o-1", "schema": "Ownership", "properties": {"owner": ["z"], "asset": ["c"], "percentage": ["51.5"]}},
    {
        "id": "c",
        "schema": "Company",
        "caption": "丙",
        "properties": {"name": ["丙"], "uscCode": ["91110000600037341L"]},
    },
    {"id": "z", "schema": "Person", "properties": {"name": ["张三"]}},
    {
        "id": "d-1",
        "schema": "Directorship",
        "properties": {"director": ["z"], "organization": ["c"], "role": ["法定代表人"]},
    },
    {"id": "v", "schema": "Vessel", "properties": {"name": ["东方号"]}},
]


async def test_entities_of_followthemoney(loader: Loader, tmp_path: Path, embedded_connection: Connection) -> None:
    path = write(tmp_path / "entities.ftm.jsonl", FTM)
    report = await load(loader, path, "ftm")
    assert (report.rejected, outcomes(report)) == (1, [(2, 2, 0, 0, 0), (2, 2, 0, 0, 0)])
    assert rejected(path)[0]["object"] == FTM[4]
    again = await load(loader, path, "ftm")
    assert outcomes(again) == [(2, 0, 0, 2, 0), (2, 0, 0, 2, 0)]
    text = "\n".join(await dump(embedded_connection))
    assert "LEGAL_REPRESENTATIVE" in text
    assert "51.5" in text


def ownership_of(connection: Connection) -> Ownership:
    """The use cases on `connection`, with time enough on a busy machine."""
    long = 3600.0
    reader = OwnershipReader(connection)
    return Ownership(reader, Reader(connection), Clock(), limits=ReadBudget(seconds=long), seconds=long)


async def id_of(connection: Connection, name: str) -> str:
    """The id of the one party of a name."""
    (found,) = await execute(connection, "MATCH (p:Party {name: $name}) RETURN p.id AS id", name=name)
    return str(found["id"])


def essence(picture: OwnershipPicture) -> dict[str, Any]:
    """What a picture says, by names instead of ids, sources and records."""
    name = {id_: one.name for id_, one in picture.parties.items()}
    return {
        "parties": sorted((one.name, one.kind.value) for one in picture.parties.values()),
        "holdings": sorted((name[one.holder], name[one.company], str(one.share)) for one in picture.snapshot.holdings),
        "links": sorted(
            (
                one.kind.value,
                name[one.from_id],
                name[one.to_id],
                str(one.share),
                str(one.since),
                str(one.until),
                one.position or "",
            )
            for one in picture.links
            if one.kind is not LinkKind.SHAREHOLDER or one.id in {each.link_id for each in picture.snapshot.holdings}
        ),
        "owners": sorted(
            (name[one.holder], one.low or Fraction(-1), one.high or Fraction(-1), one.cyclic)
            for one in picture.owners.stakes
        ),
        "parts": picture.owners.parts,
        "controllers": sorted(
            (name[one.controller], one.low, one.high, one.certain) for one in picture.controllers.controls
        ),
        "beneficial": picture.beneficial
        and sorted((name[one.party], one.reasons, one.certain) for one in picture.beneficial.owners),
        "uscc": sorted(one.value for held in picture.identifiers.values() for one in held if one.scheme == "USCC"),
    }


@pytest.mark.parametrize("engine_id", ENGINE_IDS)
async def test_what_is_exported_is_the_same_ownership_when_it_is_loaded(
    engines: Engines, clock: FakeClock, engine_id: str, tmp_path: Path
) -> None:
    """With a cycle, a range, an unknown share, more than is declared, dates, roles, and a holding that is stated twice."""
    started = await engines.empty(engine_id)
    connection = started.connection
    loader = make_loader(Ledger(connection, clock=clock, process_lock=started.process_lock))
    (tmp_path / "parties.csv").write_text(
        "key,kind,name,uscc\nC,enterprise,丙公司,91110000600037341L\nA,enterprise,甲公司,\nB,organization,乙“合伙”,\n"
        "Z,person,张三,\nL,person,李四,\nW,person,王五,\n",
        encoding="utf-8",
    )
    (tmp_path / "links.csv").write_text(
        "source_key,relation,target_key,share_percent,since,until,position\n"
        "A,shareholder,C,60,2020-02-29,2030-01-01,\nZ,shareholder,C,11.111111111111111111111111111111,,,\n"
        "L,shareholder,C,5-10,,,\nW,shareholder,C,,,,\nZ,shareholder,A,66.7,,,\nB,shareholder,A,33.25,,,\n"
        "A,shareholder,B,40,,,\nC,shareholder,B,4.6E-05,,,\nL,shareholder,A,2,2021-01-01,,\nL,shareholder,A,3,2010-01-01,,\n"
        "L,legal_representative,C,,2019-01-01,,\nW,senior_manager,C,,,,总经理\nZ,actual_controller,C,,,,\n",
        encoding="utf-8",
    )
    for kind in (Kind.PARTIES, Kind.LINKS):
        assert (await load_file(loader, tmp_path / f"{kind}.csv", "saic", kind)).rejected == 0
    day = date(2024, 1, 1)
    ownership = ownership_of(connection)
    first = await picture_of(ownership, await id_of(connection, "丙公司"), day)
    path = tmp_path / "exported.json"
    path.write_text(bods_text(first), encoding="utf-8")

    await engines.empty(engine_id)
    assert await dump(connection) == []
    report = await load(loader, path)
    assert report.rejected == 0
    second = await picture_of(ownership, await id_of(connection, "丙公司"), day)
    assert (first.complete, second.complete) == (True, True)
    assert essence(second) == essence(first)
    assert len(first.snapshot.holdings) == 9
    again = await load(loader, path)
    assert [one.created + one.changed for one in again.outcomes.values()] == [0, 0]


async def test_one_public_set_as_followthemoney(loader: Loader, tmp_path: Path) -> None:
    """The same people and roles as in the tables, written as entities on the way: every role is known or rejected."""
    parties = list(csv.DictReader(shared("sayari/parties.csv").read_text(encoding="utf-8").splitlines()))
    links = list(csv.DictReader(shared("sayari/links.csv").read_text(encoding="utf-8").splitlines()))
    schemas = {"company": "Company", "person": "Person"}
    entities: list[dict[str, Any]] = [
        {"id": one["key"], "schema": schemas[one["kind"]], "properties": {"name": [one["name"]]}} for one in parties
    ]
    for number, one in enumerate(links):
        owns = one["relation"] == "shareholder_of"
        source, target = ("owner", "asset") if owns else ("director", "organization")
        properties = {source: [one["source_key"]], target: [one["target_key"]], "percentage": [one["share_percent"]]}
        properties["role"] = [
            one["position"] or ("" if owns else one["relation"].removesuffix("_of").replace("_", " "))
        ]
        schema = "Ownership" if owns else "Directorship"
        entities.append({"id": f"{one['record']}#{number}", "schema": schema, "properties": properties})
    path = write(tmp_path / "sayari.jsonl", entities)
    report = await load(loader, path, "ftm")
    assert outcomes(report)[0] == (93, 93, 0, 0, 0)
    assert report.outcomes[Kind.LINKS].received == len(links) - report.rejected
    assert report.outcomes[Kind.LINKS].rejected == 0
    said = [one["rejected"] for one in rejected(path)]
    assert {(one["field"], one["code"]) for one in said} == {("properties.role", "INVALID_VALUE")}
    assert len(said) == 8  # two offices in one, which the mapping of the tables splits
    again = await load(loader, path, "ftm")
    assert [one.created + one.changed for one in again.outcomes.values()] == [0, 0]
