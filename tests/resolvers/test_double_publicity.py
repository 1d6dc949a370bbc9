"""Double publicity on both engines: the same cells come out, parties are identified, citizen numbers are not kept (R43)."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from domain.double_publicity import LAYOUTS, Publicity
from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from graph.connection import Connection
from graph.double_publicity import PublicityReader
from graph.ledger import Ledger
from resolvers.double_publicity import DoublePublicity, check_columns
from resolvers.penalties import PenaltyAct
from server.files.reading import open_table
from server.files.writing import write_table
from tests.support.desk import SAFETY, Desk, party_key
from tests.support.graph_dump import dump
from tests.support.loading import IDENTITY_KEY, counts, problems

CF, XK = LAYOUTS[Publicity.PENALTIES], LAYOUTS[Publicity.LICENCES]
USCC, NUMBER = "91110000600037341L", "11010519491231002X"
ORGAN = "113205830141891488"


@pytest.fixture
def publicity(desk: Desk, connection: Connection, ledger: Ledger) -> DoublePublicity:
    services = desk.services
    reader = PublicityReader(connection)
    return DoublePublicity(ledger, desk.loader, services.parties, reader, lambda: services.rules.current, IDENTITY_KEY)


def penalty(**cells: str) -> dict[str, str]:
    given = {
        "CF_XDR_MC": "丁公司",
        "CF_XDR_LB": "法人及非法人组织",
        "CF_XDR_SHXYM": USCC,
        "CF_WSH": "昆应急罚〔2019〕1号",
        "CF_WFXW": "未按规定整改",
        "CF_SY": "检查时，发现“隐患”,未整改",
        "CF_YJ": "《安全生产法》",
        "CF_CFLB": "罚款",
        "CF_NR": "罚款\n伍万元",
        "CF_NR_FK": "5.00",
        "CF_JDRQ": "2019/9/25",
        "CF_YXQ": "2099-12-31",
        "CF_CFJG": "昆山市应急管理局",
        "CF_CFJGDM": ORGAN,
        "BZ": " =1+1 ",
        **cells,
    }
    return {column: given.get(column, "") for column in CF.columns}


def licence(**cells: str) -> dict[str, str]:
    given = {
        "XK_XDR_MC": "丁公司",
        "XK_XDR_SHXYM": USCC,
        "XK_WSH": "许〔2019〕7号",
        "XK_NR": "食品经营",
        "XK_JDRQ": "2019-09-01",
        "XK_XKJG": "某省市场监管局",
        "XK_XKJGDM": ORGAN,
        **cells,
    }
    return {column: given.get(column, "") for column in XK.columns}


async def exported(publicity: DoublePublicity, what: Publicity = Publicity.PENALTIES) -> list[dict[str, str]]:
    columns = LAYOUTS[what].columns
    return [dict(zip(columns, row, strict=True)) async for row in publicity.export(what)]


async def everything(connection: Connection) -> tuple[object, object]:
    """The register, and the rows that were kept."""
    texts = "MATCH (n) WHERE n:Penalty OR n:Licence RETURN n.key AS key, n.layouts AS layouts ORDER BY key"
    return await dump(connection), [record.data() for record in await connection.read(texts)]


async def load(publicity: DoublePublicity, *rows: dict[str, str], what: Publicity = Publicity.PENALTIES) -> object:
    outcome = await publicity.load(what, list(enumerate(rows)), "双公示")
    return counts(outcome) if not outcome.row_errors else problems(outcome)


def test_the_columns_are_those_of_the_layout() -> None:
    assert " ".join(CF.columns) == (
        "CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX "
        "CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX "
        "CF_JDRQ CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ"
    )
    assert " ".join(XK.columns) == (
        "XK_XDR_MC XK_XDR_LB XK_XDR_SHXYM XK_XDR_GSZC XK_XDR_ZZJG XK_XDR_SWDJ XK_XDR_SYDW XK_XDR_SHZZ XK_FRDB XK_FR_ZJLX "
        "XK_FR_ZJHM XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_JDRQ XK_YXQZ XK_YXQZI XK_XKJG "
        "XK_XKJGDM XK_ZT XK_LYDW XK_LYDWDM BZ"
    )


async def test_the_same_cells_come_out_and_a_second_import_changes_nothing(
    publicity: DoublePublicity, connection: Connection
) -> None:
    rows = [penalty(), penalty(CF_WSH="D2", CF_NR_FK="", CF_JDRQ="2019年9月26日")]
    assert await load(publicity, *rows) == (2, 2, 0, 0, 0)
    assert await load(publicity, licence(), what=Publicity.LICENCES) == (1, 1, 0, 0, 0)
    before = await everything(connection)
    assert await exported(publicity) == rows
    assert await exported(publicity, Publicity.LICENCES) == [licence()]
    assert await load(publicity, *rows) == (2, 0, 0, 2, 0)
    assert await load(publicity, licence(), what=Publicity.LICENCES) == (1, 0, 0, 1, 0)
    assert await everything(connection) == before


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
async def test_the_same_cells_come_out_of_a_file(publicity: DoublePublicity, tmp_path: Path, suffix: str) -> None:
    await load(publicity, penalty())
    path = tmp_path / f"out.{suffix}"
    assert await write_table(path, CF.columns, publicity.export(Publicity.PENALTIES)) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    with open_table(path) as table:
        check_columns(Publicity.PENALTIES, table.columns)
        rows = [dict(zip(table.columns, row.cells, strict=True)) for row in table.rows]
    assert rows == [penalty()]


async def test_a_row_becomes_a_penalty_of_our_department_and_a_party(publicity: DoublePublicity, desk: Desk) -> None:
    await load(publicity, penalty(CF_GSJZQ="2022-09-25"))
    entries = (await desk.services.penalties.entries([SAFETY], None, None))[0]
    assert entries.entered == 1
    act = PenaltyAct(
        party_key("E1"),
        {"document_number": "D9", "department": SAFETY, "decided_on": "2019-09-01"},
        None,
        date(2019, 10, 8),
    )
    await desk.services.penalties.record(act)
    found = await exported(publicity)
    assert [(row["CF_WSH"], row["CF_XDR_MC"], row["CF_CFJGDM"], row["CF_JDRQ"]) for row in found] == [
        ("昆应急罚〔2019〕1号", "丁公司", ORGAN, "2019/9/25"),
        ("D9", "甲公司", SAFETY, "2019-09-01"),
    ]


async def test_what_was_recorded_since_is_what_the_cells_say(publicity: DoublePublicity, desk: Desk) -> None:
    await load(publicity, penalty())
    party = (await desk.services.parties.resolve([party_key("E1")]))[0]
    assert party is not None
    row = {
        "document_number": "昆应急罚〔2019〕1号",
        "party_key": USCC,
        "party_key_scheme": "uscc",
        "department": SAFETY,
        "decided_on": "2019-09-25",
        "amount_10k": "6",
        "valid_until": "2022-09-26",
    }
    assert (await desk.loader.load_penalties([row], "register")).changed == 1
    assert await exported(publicity) == [penalty(CF_NR_FK="6", CF_YXQ="2022-09-25")]


async def represented(connection: Connection) -> list[tuple[str, str | None, str]]:
    """Who represents 丁公司, from which day, by which source."""
    links = (
        "MATCH (p:Person)-[r:LEGAL_REPRESENTATIVE]->(e:Party {name: '丁公司'}) "
        "RETURN p.name AS name, toString(r.since) AS since, r.source AS source"
    )
    return sorted((r["name"], r["since"], r["source"]) for r in await connection.read(links))


async def test_a_legal_representative_is_a_link_only_with_a_certain_identity(
    publicity: DoublePublicity, connection: Connection
) -> None:
    named = {"CF_FRDB": "赵六", "CF_FR_ZJLX": "身份证"}
    await load(publicity, penalty(**named), penalty(CF_WSH="D2", **named, CF_FR_ZJHM="11010519491231002Y"))
    assert await represented(connection) == []
    await load(publicity, penalty(CF_WSH="D3", **named, CF_FR_ZJHM=NUMBER))
    assert await represented(connection) == [("赵六", "2019-09-25", "双公示")]
    assert [row["CF_FR_ZJHM"] for row in await exported(publicity)] == ["", "1101************2Y", "1101************2X"]


async def test_a_legal_representative_who_is_known_to_be_one_on_the_day_is_no_second_link(
    publicity: DoublePublicity, desk: Desk, connection: Connection
) -> None:
    party = {"key": "E4", "kind": "enterprise", "name": "丁公司", "uscc": USCC}
    person = {"key": "P4", "kind": "person", "name": "赵小六", "citizen_id": NUMBER}
    await desk.loader.load_parties([party, person], "register")
    link = {"source_key": "P4", "relation": "legal_representative", "target_key": "E4", "since": "2019-01-01"}
    await desk.loader.load_links([link], "register")
    said = {"CF_FRDB": "赵六", "CF_FR_ZJHM": NUMBER}
    assert await load(publicity, penalty(**said, CF_JDRQ="2019-01-01")) == (1, 1, 0, 0, 0)
    assert await represented(connection) == [("赵小六", "2019-01-01", "register")]
    assert await load(publicity, penalty(CF_WSH="D2", **said, CF_JDRQ="2018-12-31")) == (1, 1, 0, 0, 0)
    assert await represented(connection) == [
        ("赵小六", "2018-12-31", "双公示"),
        ("赵小六", "2019-01-01", "register"),
    ]


async def test_of_several_rows_the_earliest_says_from_when(publicity: DoublePublicity, connection: Connection) -> None:
    said = {"CF_FRDB": "赵六", "CF_FR_ZJHM": NUMBER}
    rows = [penalty(**said), penalty(CF_WSH="D2", **said, CF_JDRQ="2019-08-01")]
    assert await load(publicity, *rows) == (2, 2, 0, 0, 0)
    assert await represented(connection) == [("赵六", "2019-08-01", "双公示")]
    before = await everything(connection)
    assert await load(publicity, *rows) == (2, 0, 0, 2, 0)
    assert await everything(connection) == before


async def test_a_row_renames_nobody(publicity: DoublePublicity, desk: Desk) -> None:
    await desk.loader.load_parties([{"key": "E4", "kind": "enterprise", "name": "新丁公司", "uscc": USCC}], "register")
    assert await load(publicity, penalty()) == (1, 1, 0, 0, 0)
    party = (await desk.services.parties.resolve([party_key("E4")]))[0]
    assert party is not None
    assert (party.name, party.former_names) == ("新丁公司", ())
    assert [row["CF_XDR_MC"] for row in await exported(publicity)] == ["丁公司"]


async def test_a_department_states_its_own_decisions_only(publicity: DoublePublicity, connection: Connection) -> None:
    rows = [
        penalty(),
        penalty(CF_WSH="D2", CF_CFJG="昆山市生态环境局"),
        penalty(CF_WSH="D3", CF_CFJG="某局", CF_CFJGDM="11320583014189148"),
    ]
    outcome = await publicity.load(Publicity.PENALTIES, list(enumerate(rows)), "双公示", SAFETY)
    assert counts(outcome) == (3, 1, 0, 0, 2)
    assert problems(outcome) == [(1, "CF_CFJGDM", "NOT_IN_CHARGE"), (2, "CF_CFJGDM", "UNKNOWN_DEPARTMENT")]
    licences = [(0, licence())]
    assert problems(await publicity.load(Publicity.LICENCES, licences, "双公示", SAFETY)) == [
        (0, "XK_XKJGDM", "NOT_IN_CHARGE")
    ]
    found = await connection.read("MATCH (n) WHERE n:Penalty OR n:Licence RETURN n.document_number AS number")
    assert [record["number"] for record in found] == ["昆应急罚〔2019〕1号"]


async def test_a_citizen_number_in_the_midst_of_a_text_is_masked_everywhere(
    publicity: DoublePublicity, desk: Desk, connection: Connection
) -> None:
    text = f"对赵六（身份证号{NUMBER}、电话13800138000）罚款"
    masked = "对赵六（身份证号1101************2X、电话13800138000）罚款"
    row = penalty(CF_NR=text, BZ=f"{NUMBER}；110105194912310021x")
    assert await load(publicity, row) == (1, 1, 0, 0, 0)
    assert await exported(publicity) == [penalty(CF_NR=masked, BZ="1101************2X；110105194912310021x")]
    kept = await connection.read("MATCH (n) RETURN properties(n) AS all")
    assert NUMBER not in json.dumps([record["all"] for record in kept], default=str, ensure_ascii=False)
    [party] = await desk.services.parties.resolve([PartyKey(key=f"USCC:{USCC}")])
    assert party is not None
    penalties = await connection.read("MATCH (y:Penalty) RETURN y.id AS id")
    [found] = await desk.services.findings.penalties([penalties[0]["id"]])
    assert found is not None
    assert (found.party_id, found.content) == (party.id, masked)


async def test_an_exported_row_of_a_person_says_nobody(publicity: DoublePublicity, connection: Connection) -> None:
    person = {"CF_XDR_MC": "钱七", "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证"}
    await load(publicity, penalty(**person, CF_XDR_ZJHM=NUMBER))
    before = await everything(connection)
    outcome = await publicity.load(Publicity.PENALTIES, list(enumerate(await exported(publicity))), "双公示")
    assert problems(outcome) == [(0, "CF_XDR_ZJHM", "INVALID_IDENTIFIER")]
    assert "exported" in outcome.row_errors[0].message
    assert await everything(connection) == before


async def test_a_citizen_number_is_never_kept(publicity: DoublePublicity, connection: Connection) -> None:
    person = {"CF_XDR_MC": "钱七", "CF_XDR_LB": "自然人", "CF_XDR_SHXYM": "", "CF_XDR_ZJLX": "身份证"}
    assert await load(publicity, penalty(**person, CF_XDR_ZJHM=NUMBER)) == (1, 1, 0, 0, 0)
    assert await exported(publicity) == [penalty(**person, CF_XDR_ZJHM="1101************2X")]
    assert await load(publicity, penalty(BZ=f" {NUMBER} ")) == [(0, "BZ", "INVALID_VALUE")]
    kept = await connection.read("MATCH (n) RETURN properties(n) AS all")
    texts = json.dumps([record["all"] for record in kept], default=str, ensure_ascii=False)
    assert "1101************2X" in texts
    assert NUMBER not in texts


async def test_bad_rows_are_named_by_their_columns_and_good_ones_stored(publicity: DoublePublicity) -> None:
    rows = [
        penalty(CF_XDR_SHXYM=""),
        penalty(CF_XDR_SHXYM="91110000600037341X"),
        penalty(CF_JDRQ="25.9.2019", CF_WSH=""),
        penalty(CF_NR_FK="five"),
        penalty(CF_CFJG="某局", CF_CFJGDM="X"),
        penalty(),
    ]
    outcome = await publicity.load(Publicity.PENALTIES, list(enumerate(rows)), "双公示")
    assert counts(outcome) == (6, 1, 0, 0, 5)
    assert problems(outcome) == [
        (0, "CF_XDR_SHXYM", "REQUIRED"),
        (1, "CF_XDR_SHXYM", "INVALID_IDENTIFIER"),
        (2, "CF_WSH", "REQUIRED"),
        (2, "CF_JDRQ", "INVALID_DATE"),
        (3, "CF_NR_FK", "INVALID_VALUE"),
        (4, "CF_CFJGDM", "UNKNOWN_DEPARTMENT"),
    ]
    assert await exported(publicity) == [penalty()]


def test_a_file_of_other_columns_is_refused() -> None:
    check_columns(Publicity.LICENCES, XK.columns)
    with pytest.raises(CreditGraphError, match="missing CF_WSH, unknown X") as refused:
        check_columns(Publicity.PENALTIES, [*(column for column in CF.columns if column != "CF_WSH"), "X"])
    assert refused.value.code is ErrorCode.UNKNOWN_COLUMN


async def test_an_empty_template(publicity: DoublePublicity, tmp_path: Path) -> None:
    await write_table(tmp_path / "t.csv", XK.columns, publicity.export(Publicity.LICENCES))
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [list(XK.columns)]
