"""Two public data sets loaded as they are (docs/how-to/load-a-register.md), on both engines."""

from __future__ import annotations

import csv
import shutil
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from domain.parties import normalize_name
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from resolvers.batches import Kind
from resolvers.loading import Loader
from server.files.loading import FileReport, load_file
from server.files.mapping_file import read_mapping
from tests.support.engines import planning_anew
from tests.support.graph_dump import dump
from tests.support.loading import counts, make_loader
from tests.support.shared_data import MAPPINGS, shared

Counts = tuple[int, int, int, int, int]


@pytest.fixture
async def loader(ledger: Ledger, connection: Connection) -> AsyncIterator[Loader]:
    async with planning_anew(connection):
        yield make_loader(ledger)


async def load(loader: Loader, folder: Path, name: str, mapping: str, source: str) -> dict[Kind, Counts]:
    """Loads a copy of a file (rejects are written beside it) of which nothing may be rejected."""
    path = folder / Path(name).name
    shutil.copy(shared(name), path)
    report: FileReport = await load_file(loader, path, source, read_mapping(MAPPINGS / mapping))
    assert (report.rejected, report.rejects) == (0, None)
    return {kind: counts(outcome) for kind, outcome in report.outcomes.items()}


async def test_sayari(loader: Loader, connection: Connection, tmp_path: Path) -> None:
    parties = ("sayari/parties.csv", "sayari-parties.yaml", "sayari")
    links = ("sayari/links.csv", "sayari-links.yaml", "sayari")
    assert await load(loader, tmp_path, *parties) == {Kind.PARTIES: (93, 93, 0, 0, 0)}
    assert await load(loader, tmp_path, *links) == {Kind.LINKS: (299, 119, 180, 0, 0)}
    records = await connection.read(
        "MATCH (a)-[l]->(b) WHERE l.superseded_at = $never RETURN a.id, type(l), b.id, l.records, l.share", never=NEVER
    )
    assert sum(len(record["l.records"]) for record in records) == 299
    joined = Counter((record["a.id"], record["type(l)"], record["b.id"]) for record in records)
    assert (len(joined), sorted(joined.values())[-3:]) == (117, [1, 2, 2])  # two pairs of records disagree, visibly
    by_name = Counter(r["n"] for r in await connection.read("MATCH (p:Person) RETURN p.name_norm AS n"))
    assert Counter(by_name.values()) == {1: 38, 2: 7}  # seven pairs share a name and stay apart
    before = await dump(connection)
    assert await load(loader, tmp_path, *parties) == {Kind.PARTIES: (93, 0, 0, 93, 0)}
    assert await load(loader, tmp_path, *links) == {Kind.LINKS: (299, 0, 0, 299, 0)}
    assert await dump(connection) == before


async def test_a_share_executives(loader: Loader, connection: Connection, tmp_path: Path) -> None:
    file = ("a-share-executives/executives.csv", "a-share-executives.yaml", "a-share")
    assert await load(loader, tmp_path, *file) == {
        Kind.PARTIES: (49_550, 27_643, 0, 21_907, 0),
        Kind.LINKS: (24_748, 24_748, 0, 0, 0),
    }
    companies: dict[str, set[str]] = defaultdict(set)
    with shared(file[0]).open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            companies[normalize_name(row["name"])].add(row["code"])
    people = await connection.read("MATCH (p:Person) RETURN p.name_norm AS name, count(*) AS n")
    assert {record["name"]: record["n"] for record in people} == {name: len(codes) for name, codes in companies.items()}
    assert (await connection.read("MATCH (e:Enterprise) RETURN count(e) AS n"))[0]["n"] == 2_868
    seats = await connection.read("MATCH (:Person)-[l]->(:Enterprise) RETURN type(l) AS kind, count(*) AS n")
    assert {record["kind"]: record["n"] for record in seats} == {"DIRECTOR": 24_748}
    assert await load(loader, tmp_path, *file) == {
        Kind.PARTIES: (49_550, 0, 0, 49_550, 0),
        Kind.LINKS: (24_748, 0, 0, 24_748, 0),
    }
