"""Loading links (docs/decisions/loading.md), on both engines."""

from __future__ import annotations

import pytest

from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers import link_loading
from resolvers.loading import Loader
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader, problems

USCC = "91110000600037341L"


@pytest.fixture
async def loader(ledger: Ledger) -> Loader:
    made = make_loader(ledger)
    await made.load_parties(
        [
            {"key": "E1", "kind": "enterprise", "name": "甲公司", "uscc": USCC},
            {"key": "E2", "kind": "enterprise", "name": "乙公司"},
            {"key": "O1", "kind": "organization", "name": "丙合伙"},
            {"key": "P1", "kind": "person", "name": "张三"},
            {"key": "P2", "kind": "person", "name": "李四"},
        ],
        "register",
    )
    return made


def row(source: str, relation: str, target: str, **more: object) -> dict[str, object]:
    return {"source_key": source, "relation": relation, "target_key": target, **more}


async def links(connection: Connection, *, current: bool = True) -> list[tuple[object, ...]]:
    """(kind, from, to, share, since, until, position, records) of the current (or superseded) versions."""
    query = """
    MATCH (a:Party)-[l]->(b:Party) WHERE (l.superseded_at = $never) = $current
    RETURN type(l), a.name, b.name, l.share, toString(l.since), toString(l.until), l.position, l.records"""
    found = [tuple(record.values()) for record in await connection.read(query, never=NEVER, current=current)]
    return sorted(((*link[:7], tuple(sorted(link[7]))) for link in found), key=str)


async def test_links_of_each_kind_and_their_ends(loader: Loader, connection: Connection) -> None:
    rows = [
        row("P1", "legal_representative", "E1", since="2019/8/1", until="2020年1月2日"),
        row("E2", "principal", "O1"),
        row("P1", "actual_controller", "E1", share_percent="66.60%"),
        row("E1", "shareholder", "E2", share_percent="5-10"),
        row("E1", "shareholder", "E1", share_percent="4.6E-05"),
        row("P1", "director", "E1", position="董事长"),
        row("P2", "supervisor", "E1"),
        row("P2", "senior_manager", "E1"),
        row("P2", "employee", "O1"),
        row("E1", "branch", "O1", record="r1"),
        row("P2", "director", USCC, target_key_scheme="uscc", source_key_scheme="register"),
    ]
    assert counts(await loader.load_links(rows, "register")) == (11, 11, 0, 0, 0)
    assert await links(connection) == [
        ("ACTUAL_CONTROLLER", "张三", "甲公司", "66.6", None, None, None, ()),
        ("BRANCH", "甲公司", "丙合伙", None, None, None, None, ("r1",)),
        ("DIRECTOR", "张三", "甲公司", None, None, None, "董事长", ()),
        ("DIRECTOR", "李四", "甲公司", None, None, None, None, ()),
        ("EMPLOYEE", "李四", "丙合伙", None, None, None, None, ()),
        ("LEGAL_REPRESENTATIVE", "张三", "甲公司", None, "2019-08-01", "2020-01-02", None, ()),
        ("PRINCIPAL", "乙公司", "丙合伙", None, None, None, None, ()),
        ("SENIOR_MANAGER", "李四", "甲公司", None, None, None, None, ()),
        ("SHAREHOLDER", "甲公司", "乙公司", "5-10", None, None, None, ()),
        ("SHAREHOLDER", "甲公司", "甲公司", "0.000046", None, None, None, ()),
        ("SUPERVISOR", "李四", "甲公司", None, None, None, None, ()),
    ]


async def test_links_that_may_not_be(loader: Loader, connection: Connection) -> None:
    rows = [
        row("P1", "director", "nobody"),
        row("nobody", "director", "nothing"),
        row("P1", "shareholder", "P2"),
        row("E1", "director", "E2"),
        row("P1", "branch", "E2"),
        row("E1", "actual_controller", "E1"),
        row("P1", "owner", "E1"),
        row("P1", "director", "E1", since="2019-08-01", until="2019-08-01"),
        row("P1", "director", "E1", share_percent="50"),
        row("E1", "shareholder", "E2", share_percent="101"),
        row("E1", "shareholder", "E2", share_percent="1E-9999"),
        row("P1", "director", "E1", since="8/1/2019"),
        row("P1", "director", USCC[:-1] + "X", target_key_scheme="uscc"),
        row("P1", "director", "E1", source_key_scheme="elsewhere"),
        row("P1", "director", "E2"),
    ]
    outcome = await loader.load_links(rows, "register")
    assert counts(outcome) == (15, 1, 0, 0, 14)
    assert problems(outcome) == [
        (0, "target_key", "UNKNOWN_PARTY"),
        (1, "source_key", "UNKNOWN_PARTY"),
        (1, "target_key", "UNKNOWN_PARTY"),
        (2, "target_key", "LINK_NOT_ALLOWED"),
        (3, "source_key", "LINK_NOT_ALLOWED"),
        (4, "source_key", "LINK_NOT_ALLOWED"),
        (5, "target_key", "LINK_NOT_ALLOWED"),
        (6, "relation", "INVALID_VALUE"),
        (7, "until", "INVALID_PERIOD"),
        (8, "share_percent", "INVALID_SHARE"),
        (9, "share_percent", "INVALID_SHARE"),
        (10, "share_percent", "INVALID_SHARE"),
        (11, "since", "INVALID_DATE"),
        (12, "target_key", "INVALID_IDENTIFIER"),
        (13, "source_key", "UNKNOWN_PARTY"),
    ]
    assert await links(connection) == [("DIRECTOR", "张三", "乙公司", None, None, None, None, ())]


async def test_records_that_agree_are_one_link(loader: Loader, connection: Connection) -> None:
    rows = [
        row("E1", "shareholder", "E2", record="r1"),
        row("E1", "shareholder", "E2", share_percent="30", record="r2"),
        row("E1", "shareholder", "E2", since="2019-01-01", record="r3"),
        row("E1", "shareholder", "E2", share_percent="40", record="r4"),
        row("E1", "shareholder", "E2", share_percent="30.0", record="r5"),
        row("E1", "shareholder", "E2", share_percent="30", record="r2"),
    ]
    assert counts(await loader.load_links(rows, "register")) == (6, 2, 3, 1, 0)
    assert await links(connection) == [
        ("SHAREHOLDER", "甲公司", "乙公司", "30", "2019-01-01", None, None, ("r1", "r2", "r3", "r5")),
        ("SHAREHOLDER", "甲公司", "乙公司", "40", None, None, None, ("r4",)),
    ]
    assert await links(connection, current=False) == []
    before = await dump(connection)
    assert counts(await loader.load_links(rows, "register")) == (6, 0, 0, 6, 0)
    assert await dump(connection) == before


async def test_a_value_that_was_missing_makes_a_new_version(loader: Loader, connection: Connection) -> None:
    await loader.load_links([row("P1", "director", "E1", record="r1")], "register")
    only_record = await loader.load_links([row("P1", "director", "E1", record="r2")], "register")
    assert counts(only_record) == (1, 0, 1, 0, 0)
    assert await links(connection, current=False) == []
    richer = await loader.load_links([row("P1", "director", "E1", position="董事长", record="r3")], "register")
    assert counts(richer) == (1, 0, 1, 0, 0)
    assert await links(connection) == [("DIRECTOR", "张三", "甲公司", None, None, None, "董事长", ("r1", "r2", "r3"))]
    assert await links(connection, current=False) == [
        ("DIRECTOR", "张三", "甲公司", None, None, None, None, ("r1", "r2"))
    ]
    record = (
        await connection.read(
            """MATCH ()-[new:DIRECTOR]->(), ()-[old:DIRECTOR]->() WHERE new.supersedes = old.id
            RETURN new.recorded_at = old.superseded_at AS at_once, new.id > old.id AS later"""
        )
    )[0]
    assert record.values() == [True, True]


async def test_two_sources_keep_their_own_links(loader: Loader, connection: Connection) -> None:
    await loader.load_links([row("P1", "director", "E1", record="r1")], "register")
    keys = {"source_key_scheme": "register", "target_key_scheme": "register"}
    assert counts(await loader.load_links([row("P1", "director", "E1", **keys)], "news")) == (1, 1, 0, 0, 0)
    assert len(await links(connection)) == 2


async def test_two_keys_of_one_party_are_one_link(loader: Loader, connection: Connection) -> None:
    rows = [
        row("P1", "director", "E1", record="r1"),
        row("P1", "director", USCC, target_key_scheme="uscc", record="r2"),
    ]
    assert counts(await loader.load_links(rows, "register")) == (2, 1, 1, 0, 0)
    assert await links(connection) == [("DIRECTOR", "张三", "甲公司", None, None, None, None, ("r1", "r2"))]


async def test_the_fast_way_and_the_merging_way_agree(
    loader: Loader, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [{"key": f"N{i}", "kind": "person", "name": f"人{i}"} for i in range(30)]
    await loader.load_parties(people, "register")
    rows = [row(f"N{i}", "director", "E1", record=f"r{i}") for i in range(30)]
    rows += [row("N3", "director", "E1", position="董事"), row("N4", "director", "nobody"), row("E1", "director", "E2")]
    monkeypatch.setattr(link_loading, "FEW", 15)
    monkeypatch.setattr(link_loading, "PROBE", 10)
    assert counts(await loader.load_links(rows[:5], "register")) == (5, 5, 0, 0, 0)
    assert counts(await loader.load_links(rows, "register")) == (33, 25, 1, 5, 2)
    assert len(await links(connection)) == 30
    assert counts(await loader.load_links(rows, "register")) == (33, 0, 0, 31, 2)
