"""Loading penalties and findings (docs/decisions/loading.md), on both engines."""

from __future__ import annotations

import pytest

from domain.parties import PartyKey
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from graph.reader import Reader
from resolvers.loading import Loader
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader, problems

SAFETY, ENVIRONMENT, HEALTH, POLICE = (
    "KS_EMERGENCY_MANAGEMENT",
    "KS_ECOLOGY_ENVIRONMENT",
    "KS_HEALTH_COMMISSION",
    "KS_PUBLIC_SECURITY",
)


@pytest.fixture
async def loader(ledger: Ledger) -> Loader:
    made = make_loader(ledger)
    await made.load_parties(
        [
            {"key": "E1", "kind": "enterprise", "name": "甲公司"},
            {"key": "E2", "kind": "enterprise", "name": "乙公司"},
            {"key": "P1", "kind": "person", "name": "张三"},
            {"key": "P2", "kind": "person", "name": "李四"},
        ],
        "register",
    )
    return made


def finding(number: str = "F1", party: str = "E1", **more: object) -> dict[str, object]:
    return {
        "number": number,
        "party_key": party,
        "area": "WORK_SAFETY",
        "department": SAFETY,
        "act_on": "2019-08-01",
        "recognised_on": "2019-08-10",
        **more,
    }


def medical(number: str = "M1", party: str = "P1", **more: object) -> dict[str, object]:
    return finding(number, party, **{"area": "MEDICAL_ORDER", "department": HEALTH, **more})


def penalty(number: str = "D1", party: str = "P1", **more: object) -> dict[str, object]:
    return {"document_number": number, "party_key": party, "department": POLICE, "decided_on": "2019-08-05", **more}


async def events(connection: Connection, number: str = "F1", *, current: bool = True) -> list[tuple[object, ...]]:
    """(kind, day, act_on, grade, rectify_by, standard, expires_on) of the current (or superseded) events."""
    query = """
    MATCH (f:Finding {number: $number})<-[:OF]-(e:Event) WHERE (e.superseded_at = $never) = $current
    RETURN e.kind, toString(e.occurred_on), toString(e.act_on), e.grade, toString(e.rectify_by), e.standard,
      toString(e.expires_on)"""
    records = await connection.read(query, number=number, never=NEVER, current=current)
    return sorted((tuple(record.values()) for record in records), key=str)


async def test_a_finding_with_its_events(loader: Loader, connection: Connection) -> None:
    row = finding(
        department="应急管理局",
        rectify_by="2019-08-31",
        rectified_on="2019-08-20",
        repaired_on="2020-01-01",
        concerned_keys="P1; P2",
    )
    assert counts(await loader.load_findings([row], "register")) == (1, 1, 0, 0, 0)
    assert await events(connection) == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "GENERAL", "2019-08-31", None, None),
        ("RECTIFIED", "2019-08-20", None, None, None, None, None),
        ("REPAIR_GRANTED", "2020-01-01", None, None, None, None, None),
    ]
    reader = Reader(connection)
    people = await reader.parties([PartyKey(key="KEY:register:P1"), PartyKey(key="KEY:register:P2")])
    found = (await reader.findings_by_number(["F1"]))[0]
    assert found is not None
    assert (found.area, found.department) == ("WORK_SAFETY", SAFETY)
    assert found.concerned_ids == tuple(sorted(person.id for person in people if person))


async def test_loading_twice_changes_nothing(loader: Loader, connection: Connection) -> None:
    penalties = [penalty(amount_10k="1,200.50", record="r1"), penalty(amount_10k="1300"), penalty(content="罚款\n没收")]
    findings = [
        medical(penalty_document_number="D1"),
        finding(rectified_on="2019-08-20"),
        finding(rectify_by="2019-08-31", rectified_on="2019-08-21"),
        finding(rectify_by="2019-09-30"),
    ]
    assert counts(await loader.load_penalties(penalties, "register")) == (3, 1, 2, 0, 0)
    assert counts(await loader.load_findings(findings, "register")) == (4, 2, 2, 0, 0)
    assert await events(connection) == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "GENERAL", "2019-09-30", None, None),
        ("RECTIFIED", "2019-08-21", None, None, None, None, None),
    ]
    before = await dump(connection)
    assert counts(await loader.load_penalties(penalties, "register")) == (3, 0, 0, 3, 0)
    assert counts(await loader.load_findings(findings, "register")) == (4, 0, 0, 4, 0)
    assert await dump(connection) == before


async def test_a_corrected_recognition_supersedes_and_an_old_file_does_not_bring_it_back(
    loader: Loader, connection: Connection
) -> None:
    old = finding(rectify_by="2019-08-31", rectified_on="2019-08-20")
    await loader.load_findings([old], "register")
    corrected = finding(rectify_by="2019-09-15", rectified_on="2019-09-01")
    assert counts(await loader.load_findings([corrected], "register")) == (1, 0, 1, 0, 0)
    assert counts(await loader.load_findings([old], "register")) == (1, 0, 0, 1, 0)
    assert await events(connection) == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "GENERAL", "2019-09-15", None, None),
        ("RECTIFIED", "2019-09-01", None, None, None, None, None),
    ]
    assert await events(connection, current=False) == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "GENERAL", "2019-08-31", None, None),
        ("RECTIFIED", "2019-08-20", None, None, None, None, None),
    ]


async def test_what_is_not_said_is_kept(loader: Loader, connection: Connection) -> None:
    await loader.load_findings(
        [finding(rectify_by="2019-08-31", concerned_keys="P1", expires_on="2021-01-01")], "register"
    )
    assert counts(await loader.load_findings([finding()], "register")) == (1, 0, 0, 1, 0)
    assert counts(await loader.load_findings([finding(refused_on="2019-08-15")], "register")) == (1, 0, 1, 0, 0)
    assert await events(connection) == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "GENERAL", "2019-08-31", None, "2021-01-01"),
        ("RECTIFICATION_REFUSED", "2019-08-15", None, None, None, None, None),
    ]


async def test_parties_concerned_are_corrected_as_a_whole(loader: Loader, connection: Connection) -> None:
    concerned = """MATCH (:Finding {number: 'F1'})-[c:CONCERNS]->(p:Person)
    RETURN p.name AS name, c.superseded_at = $never AS current ORDER BY name"""
    for cell in ("P1;P2", "P2", "P1;P2"):
        await loader.load_findings([finding(concerned_keys=cell)], "register")
    found = [tuple(record.values()) for record in await connection.read(concerned, never=NEVER)]
    assert found == [("张三", False), ("李四", True)]


async def test_what_the_rule_book_refuses(loader: Loader, connection: Connection) -> None:
    await loader.load_penalties([penalty(), penalty("D2", department="市场监管局")], "register")
    rows = [
        finding("1", area="NOWHERE"),
        finding("2", department="KS_NOBODY"),
        finding("3", department=ENVIRONMENT),
        finding("4", party="nobody"),
        medical("5", party="E1", penalty_document_number="D1"),
        finding("6", grade="SERIOUS"),
        medical("7"),
        medical("8", penalty_document_number="D2"),
        medical("9", penalty_document_number="D3"),
        medical("10", party="P2", penalty_document_number="D1"),
        finding("11", concerned_keys="P1;E2"),
        finding("12", concerned_keys="P1;P9"),
        finding("13", act_on="2019-08-11"),
        finding("14", rectify_by="2019-07-31"),
        finding("15", rectified_on="2019-07-31"),
        finding("16", withdrawn_on="2019-08-09"),
        finding("17", expires_on="2019-08-10"),
        finding("18", rectified_on="2019-08-20", refused_on="2019-08-20"),
        finding("19", withdrawn_on="2019-08-20", rectified_on="2019-08-21"),
        finding("20", recognised_on=""),
        finding("21", grade="TERRIBLE"),
        finding("22", grade="serious", standard="苏应急〔2019〕1号"),
        medical("23", penalty_document_number="D1", grade="SERIOUS"),
        finding("22", party="E2"),
        finding("22", area="FIRE_SAFETY", department="消防大队"),
    ]
    outcome = await loader.load_findings(rows, "register")
    assert problems(outcome) == [
        (0, "area", "UNKNOWN_AREA"),
        (1, "department", "UNKNOWN_DEPARTMENT"),
        (2, "department", "NOT_IN_CHARGE"),
        (3, "party_key", "UNKNOWN_PARTY"),
        (4, "party_key", "PARTY_KIND_NOT_COVERED"),
        (5, "standard", "STANDARD_REQUIRED"),
        (6, "penalty_document_number", "PENALTY_REQUIRED"),
        (7, "penalty_document_number", "UNKNOWN_PENALTY"),
        (8, "penalty_document_number", "UNKNOWN_PENALTY"),
        (9, "penalty_document_number", "UNKNOWN_PENALTY"),
        (10, "concerned_keys", "INVALID_VALUE"),
        (11, "concerned_keys", "UNKNOWN_PARTY"),
        (12, "recognised_on", "INVALID_PERIOD"),
        (13, "rectify_by", "INVALID_PERIOD"),
        (14, "rectified_on", "INVALID_PERIOD"),
        (15, "withdrawn_on", "INVALID_PERIOD"),
        (16, "expires_on", "INVALID_PERIOD"),
        (17, "refused_on", "EVENT_CONFLICT"),
        (18, "rectified_on", "EVENT_CONFLICT"),
        (19, "recognised_on", "REQUIRED"),
        (20, "grade", "INVALID_VALUE"),
        (23, "party_key", "FINDING_CONFLICT"),
        (24, "area", "FINDING_CONFLICT"),
    ]
    assert counts(outcome) == (25, 2, 0, 0, 23)
    numbers = [record["n"] for record in await connection.read("MATCH (f:Finding) RETURN f.number AS n ORDER BY n")]
    assert numbers == ["22", "23"]
    assert await events(connection, "22") == [
        ("RECOGNIZED", "2019-08-10", "2019-08-01", "SERIOUS", None, "苏应急〔2019〕1号", None)
    ]


async def test_penalties_keep_their_versions(loader: Loader, connection: Connection) -> None:
    await loader.load_penalties([penalty(amount_10k="12.50", act="扰乱秩序", record="r1")], "register")
    corrected = await loader.load_penalties([penalty(amount_10k="13", record="r2")], "register")
    assert counts(corrected) == (1, 0, 1, 0, 0)
    old = await loader.load_penalties([penalty(amount_10k="12.5")], "register")
    assert counts(old) == (1, 0, 0, 1, 0)
    query = "MATCH (y:Penalty) RETURN y.amount_10k, y.act, y.records, size(y.versions), y.revised_at > y.recorded_at"
    assert [record.values() for record in await connection.read(query)] == [["13", "扰乱秩序", ["r1", "r2"], 2, True]]


async def test_penalties_that_are_refused(loader: Loader) -> None:
    rows = [
        penalty("", decided_on="2019-02-30"),
        penalty(department="某局"),
        penalty(party="nobody"),
        penalty(amount_10k="-1", valid_until="2019-08-04"),
    ]
    outcome = await loader.load_penalties(rows, "register")
    assert sorted(problems(outcome), key=str) == [
        (0, "decided_on", "INVALID_DATE"),
        (0, "document_number", "REQUIRED"),
        (1, "department", "UNKNOWN_DEPARTMENT"),
        (2, "party_key", "UNKNOWN_PARTY"),
        (3, "amount_10k", "INVALID_VALUE"),
        (3, "valid_until", "INVALID_PERIOD"),
    ]
    assert counts(outcome) == (4, 0, 0, 0, 4)
