"""Writes a city straight into an empty graph, as the loader would leave it, but without asking what is there already.

Each batch is one transaction with a recorded time of its own, later than the last one's; `published` is the last one's
in the end. Ids come from the seed, so that the same city has the same ids on every engine.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any, TypeVar

import orjson
from neo4j import AsyncManagedTransaction

from bench.city import SOURCE, City, FindingRow, LinkRow, PartyRow, PenaltyRow
from domain.identifiers import IdentifierScheme, IdentityKey, mask_citizen_id
from domain.parties import PartyKind, normalize_name
from domain.party_merging import NOTHING_SAID, Said
from domain.penalty_merging import PenaltyValues, penalty_key
from domain.time import NEVER, to_recorded
from graph.connection import Connection

BATCH = 5_000
FIRST_STAMP = to_recorded(datetime(2026, 11, 2, tzinfo=UTC))
"""When the first batch of the city was recorded."""
IDENTITY_KEY = IdentityKey(b"bench: not a secret, no real number")
"""The invented citizen numbers are digested under it."""

Row = list[Any]
T = TypeVar("T")

_PARTIES = """
UNWIND $rows AS r
CREATE (p:Party:{label} {{id: r[0], kind: $kind, name: r[1], name_norm: r[2], former_names: r[3], organization_type: r[4],
  on_public_payroll: r[5], area_code: r[6], versions: [r[7]], recorded_at: $at, revised_at: $at}})
CREATE (:Identifier {{key: r[8], scheme: r[9], value: r[10], recorded_at: $at}})-[:IDENTIFIES]->(p)
CREATE (:Identifier {{key: r[11], scheme: 'KEY', value: r[12], said: r[13], source: $source, recorded_at: $at}})
  -[:IDENTIFIES]->(p)
"""
_LINKS = """
UNWIND $rows AS r
MATCH (a:Party {{id: r[0]}})
MATCH (b:Party {{id: r[1]}})
CREATE (a)-[:{type} {{id: r[2], since: r[3], until: r[4], share: r[5], position: r[6], records: [r[7]], source: $source,
  recorded_at: $at, superseded_at: $never}}]->(b)
"""
_PENALTIES = """
UNWIND $rows AS r
MATCH (p:Party {id: r[0]})
CREATE (:Penalty {id: r[1], key: r[2], document_number: r[3], department: r[4], decided_on: r[5], amount_10k: r[6],
  records: [], versions: [r[7]], source: $source, recorded_at: $at, revised_at: $at})-[:IMPOSED_ON]->(p)
"""
_FINDINGS = """
UNWIND $rows AS r
MATCH (p:Party {id: r[0]})
CREATE (f:Finding {id: r[1], number: r[2], area: r[3], department: r[4], source: $source, recorded_at: $at})-[:AGAINST]->(p)
CREATE (:Event {id: r[5], kind: 'RECOGNIZED', occurred_on: r[6], act_on: r[7], grade: r[8], rectify_by: r[9],
  standard: r[10], concerned: r[11], recorded_at: $at, superseded_at: $never})-[:OF]->(f)
"""
_EVENTS = """
UNWIND $rows AS r
MATCH (f:Finding {id: r[0]})
CREATE (:Event {id: r[1], kind: r[2], occurred_on: r[3], recorded_at: $at, superseded_at: $never})-[:OF]->(f)
"""
_CONCERNS = """
UNWIND $rows AS r
MATCH (f:Finding {id: r[0]})
MATCH (p:Party {id: r[1]})
CREATE (f)-[:CONCERNS {recorded_at: $at, superseded_at: $never}]->(p)
"""
_SUPPORTS = """
UNWIND $rows AS r
MATCH (y:Penalty {id: r[1]})
MATCH (f:Finding {id: r[0]})
CREATE (y)-[:SUPPORTS {recorded_at: $at}]->(f)
"""


@dataclass(slots=True)
class Loaded:
    """What was written: rows and seconds of each part (generating the rows included)."""

    rows: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def __str__(self) -> str:
        return ", ".join(f"{part} {n:,} at {n / self.seconds[part]:,.0f}/s" for part, n in self.rows.items())


class Bulk:
    """Writes one city. `write_all` once; the schema must be there, and nothing else."""

    def __init__(self, connection: Connection, city: City) -> None:
        self._connection = connection
        self._city = city
        self._random = Random(f"{city.seed}:ids")
        self._at = FIRST_STAMP
        self._ids: dict[str, str] = {}
        self.loaded = Loaded()

    async def write_all(self) -> Loaded:
        """The whole city, then the ledger."""
        await self.write_parties()
        await self._part("links", self._city.links(), self._links)
        await self._part("findings", self._city.findings(), self._findings)
        await self._connection.write(self._publish)
        return self.loaded

    async def write_parties(self) -> Loaded:
        """Only its parties, then the ledger."""
        await self._part("entities", self._city.entities(), self._parties)
        await self._part("persons", self._city.persons(), self._parties)
        await self._connection.write(self._publish)
        return self.loaded

    async def _part(self, name: str, rows: Iterable[T], work: Any) -> None:
        begun, count = time.monotonic(), 0
        for batch in _batches(rows):
            self._at += 1_000_000
            statements = list(work(batch))

            async def write(transaction: AsyncManagedTransaction, statements: list[Any] = statements) -> None:
                for query, rows, more in statements:
                    params = {"rows": rows, "at": self._at, "source": SOURCE, "never": NEVER, **more}
                    await (await transaction.run(query, params)).consume()

            await self._connection.write(write)
            count += len(batch)
            self.loaded.rows[name] = count
            self.loaded.seconds[name] = time.monotonic() - begun

    async def _publish(self, transaction: AsyncManagedTransaction) -> None:
        query = "MATCH (ledger:Ledger {id: 'ledger'}) SET ledger.at = $at, ledger.published = $at"
        await (await transaction.run(query, {"at": self._at})).consume()

    def _parties(self, batch: list[PartyRow]) -> Iterator[tuple[str, list[Row], dict[str, Any]]]:
        by_kind: dict[PartyKind, list[Row]] = defaultdict(list)
        for row in batch:
            by_kind[row.kind].append(self._party(row))
        for kind, rows in by_kind.items():
            yield _PARTIES.format(label=kind.capitalize()), rows, {"kind": kind.value}

    def _party(self, row: PartyRow) -> Row:
        self._ids[row.key] = party_id = self._id()
        area = None if row.kind is PartyKind.PERSON else "320583"
        version = {
            "at": self._at,
            "name": row.name,
            "former_names": list(row.former_names),
            "organization_type": row.organization_type,
            "on_public_payroll": row.on_public_payroll,
            "area_code": area,
        }
        return [
            *(party_id, row.name, normalize_name(row.name), list(row.former_names), row.organization_type),
            *(row.on_public_payroll, area, orjson.dumps(version).decode()),
            *identifier_of(row),
            *(f"KEY:{SOURCE}:{row.key}", row.key),
            _said(Said(row.organization_type, row.on_public_payroll, area)),
        ]

    def _links(self, batch: list[LinkRow]) -> Iterator[tuple[str, list[Row], dict[str, Any]]]:
        by_kind: dict[str, list[Row]] = defaultdict(list)
        for row in batch:
            ends = (self._ids[row.from_key], self._ids[row.to_key])
            by_kind[row.kind].append([*ends, self._id(), row.since, row.until, row.share, row.position, row.record])
        for kind, rows in by_kind.items():
            yield _LINKS.format(type=kind), rows, {}

    def _findings(self, batch: list[FindingRow]) -> Iterator[tuple[str, list[Row], dict[str, Any]]]:
        findings: list[Row] = []
        events: list[Row] = []
        concerns: list[Row] = []
        penalties: list[Row] = []
        supports: list[Row] = []
        for row in batch:
            finding_id, party_id = self._id(), self._ids[row.party_key]
            concerned = [self._ids[row.concerned_key]] if row.concerned_key is not None else None
            stated = [row.recognised_on, row.act_on, row.grade.value, row.rectify_by, row.standard, concerned]
            findings.append([party_id, finding_id, row.number, row.area, row.department, self._id(), *stated])
            events.extend([finding_id, self._id(), kind.value, day] for kind, day in row.later)
            concerns.extend([finding_id, person_id] for person_id in concerned or ())
            if row.penalty is not None:
                penalty_id = self._id()
                penalties.append(self._penalty(row.penalty, penalty_id, party_id))
                supports.append([finding_id, penalty_id])
        parts = [(_PENALTIES, penalties), (_FINDINGS, findings), (_EVENTS, events), (_CONCERNS, concerns)]
        for query, rows in [*parts, (_SUPPORTS, supports)]:
            if rows:
                yield query, rows, {}

    def _penalty(self, row: PenaltyRow, penalty_id: str, party_id: str) -> Row:
        key = penalty_key(row.document_number, row.department, party_id)
        values = PenaltyValues(decided_on=row.decided_on, amount_10k=row.amount_10k)
        version = orjson.dumps({"at": self._at, **values._asdict()}).decode()
        plain = [row.document_number, row.department, row.decided_on, row.amount_10k]
        return [party_id, penalty_id, key, *plain, version]

    def _id(self) -> str:
        """A UUID of version 7 at the batch's recorded time."""
        text = f"{self._at // 1000:012x}7{self._random.getrandbits(12):03x}{0x8000 | self._random.getrandbits(14):04x}"
        text += f"{self._random.getrandbits(48):012x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def identifier_of(row: PartyRow) -> tuple[str, str, str]:
    """Key, scheme and shown value of a party's official number."""
    if row.kind is PartyKind.PERSON:
        digest = IDENTITY_KEY.digest(IdentifierScheme.CITIZEN_ID, row.number)
        return f"CITIZEN_ID:{digest}", IdentifierScheme.CITIZEN_ID.value, mask_citizen_id(row.number)
    return f"USCC:{row.number}", IdentifierScheme.USCC.value, row.number


def _said(said: Said) -> str | None:
    return None if said == NOTHING_SAID else orjson.dumps(list(said)).decode()


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch
