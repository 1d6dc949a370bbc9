"""The schema of a database: made at the first start, untouched by the next ones, on every engine."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.links import LinkKind
from graph.connection import Connection
from graph.errors import ConstraintViolationError, StartError
from graph.migrations import migrate, migrations, schema_version
from graph.opening import open_engine
from tests.support.engines import ENGINE_IDS, Engines, execute
from tests.support.plans import plan

KEYS = [
    *("Schema.id", "Ledger.id", "Installation.id", "Party.id", "Identifier.key", "Finding.id", "Finding.number"),
    *("Event.id", "Penalty.id", "Penalty.key", "RuleDocument.key", "ApiKey.id", "Done.key"),
    *("Licence.id", "Licence.key", "Exemption.id", "Qualification.id", "Case.id", "Case.key", "Step.id"),
]
INDEXED = [
    "Party.name_norm",
    "Finding.area",
    "Finding.department",
    "Penalty.department",
    "Licence.department",
    "Case.kind",
]
SCANS = ["ByLabelScan", "AllNodesScan", "TypeScan", "RelationshipsScan", "MATCH NODE", "MATCH RELATIONSHIP"]


@pytest.fixture(params=ENGINE_IDS)
async def bare(request: pytest.FixtureRequest, engines: Engines, tmp_path: Path) -> AsyncIterator[Connection]:
    """A database without any schema."""
    if request.param == "embedded":
        graph = await open_engine(tmp_path, strict=True)
        yield graph.connection
        await graph.close()
        return
    connection = (await engines.empty(request.param)).connection
    await execute(connection, "MATCH (n) DETACH DELETE n")
    for record in await connection.read("SHOW CONSTRAINTS YIELD name"):
        await connection.schema(f"DROP CONSTRAINT {record['name']}")
    for record in await connection.read("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'"):
        await connection.schema(f"DROP INDEX {record['name']}")
    yield connection
    await migrate(connection)


async def test_several_servers_may_make_it_at_once(bare: Connection) -> None:
    assert await schema_version(bare) == 0
    newest = len(migrations())
    assert await asyncio.gather(*(migrate(bare) for _ in range(3))) == [newest] * 3
    assert await schema_version(bare) == newest
    ledgers = await bare.read("MATCH (l:Ledger) RETURN l.id AS id, l.at AS at, l.published AS published")
    assert [record.data() for record in ledgers] == [{"id": "ledger", "at": 0, "published": 0}]
    assert len(await bare.read("MATCH (s:Schema) RETURN s.id")) == 1


async def test_a_second_start_changes_nothing(connection: Connection) -> None:
    await execute(connection, "MATCH (l:Ledger) SET l.at = 7, l.published = 6")
    assert await migrate(connection) == len(migrations())
    records = await connection.read("MATCH (l:Ledger) RETURN l.at AS at, l.published AS published")
    assert [record.data() for record in records] == [{"at": 7, "published": 6}]


async def test_steps_that_ran_do_no_harm_when_they_run_again(connection: Connection) -> None:
    """As after a server that was killed before it could say that it had finished the step."""
    await execute(connection, "MATCH (l:Ledger) SET l.at = 7, l.published = 6")
    await execute(connection, "MATCH (s:Schema) DELETE s")
    assert await migrate(connection) == len(migrations())
    records = await connection.read("MATCH (l:Ledger) RETURN l.at AS at, l.published AS published")
    assert [record.data() for record in records] == [{"at": 7, "published": 6}]


async def test_a_database_of_a_newer_program(connection: Connection) -> None:
    await execute(connection, "MATCH (s:Schema) SET s.version = 999")
    try:
        with pytest.raises(StartError, match=r"schema version 999, this program knows .*: .* newer"):
            await migrate(connection)
        assert await schema_version(connection) == 999
    finally:
        await execute(connection, "MATCH (s:Schema) SET s.version = $version", version=len(migrations()))


async def test_every_key_is_unique_and_sought_by_index(connection: Connection) -> None:
    for key in KEYS:
        label, name = key.split(".")
        with pytest.raises(ConstraintViolationError):
            await execute(connection, f"CREATE (:{label} {{{name}: 'same'}}) CREATE (:{label} {{{name}: 'same'}})")
        await assert_sought(connection, f"MATCH (n:{label} {{{name}: $value}}) RETURN n", value="same")
        await assert_sought(connection, f"MATCH (n:{label}) WHERE n.{name} IN $values RETURN n", values=["same"])


async def test_what_lists_are_read_by_is_sought_by_index(connection: Connection) -> None:
    for key in INDEXED:
        label, name = key.split(".")
        await assert_sought(connection, f"MATCH (n:{label} {{{name}: $value}}) RETURN n", value="same")
    await assert_sought(connection, "MATCH (n:Party) WHERE n.name_norm STARTS WITH $start RETURN n", start="某")
    await assert_sought(connection, "MATCH (n:Party) WHERE n.revised_at > $at RETURN n", at=1)


@pytest.mark.parametrize("kind", LinkKind)
async def test_a_link_is_sought_by_its_id(connection: Connection, kind: LinkKind) -> None:
    await assert_sought(connection, f"MATCH (a)-[r:{kind}]->(b) WHERE r.id = $id RETURN a, r, b", id="l1")
    await assert_sought(connection, f"MATCH (a)-[r:{kind}]->(b) WHERE r.id IN $ids RETURN a, r, b", ids=["l1"])


async def test_the_engines_order_recorded_times_as_numbers(connection: Connection) -> None:
    """As texts, 9 would come after 10."""
    await execute(connection, "UNWIND [8, 9, 10, 11] AS at CREATE (:Party {id: toString(at), revised_at: at})")
    records = await connection.read(
        "MATCH (n:Party) WHERE n.revised_at > $at RETURN n.revised_at AS at ORDER BY at", at=9
    )
    assert [record["at"] for record in records] == [10, 11]


async def assert_sought(connection: Connection, query: str, **params: object) -> None:
    text = await plan(connection, query, **params)
    assert "Index" in text or "BY INDEX" in text, text
    assert not [scan for scan in SCANS if scan in text], text
