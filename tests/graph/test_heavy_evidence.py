"""A city of hubs does not fill the embedded engine's memory: who has too much evidence is reviewed, and the engine lives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from neo4j import AsyncManagedTransaction

from domain.decision import Decision
from domain.parties import PartyKey
from domain.time import NEVER
from graph.evidence import EvidenceReader
from graph.ledger import Ledger
from graph.migrations import migrate
from graph.opening import EmbeddedGraph, open_engine
from graph.rulebook import RuleStore
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.rules import Rules
from tests.support.control import control_evidence
from tests.support.loading import shipped_documents

HEAP = "256m"
ASKED, HUBS, ELSEWHERE = 30, 100, 60
"""Every hub is a principal of everybody asked about and of as many others, each of which has a finding: a query that
fetched all that could bear on them would fetch 180,000 findings, of which a tenth fill this heap."""
AT = 1

PARTIES = """UNWIND $ids AS id CREATE (:Party:%s {id: id, kind: $kind, name: id, name_norm: id, former_names: [],
  versions: [], recorded_at: $at, revised_at: $at})"""
LINKS = """UNWIND $rows AS r MATCH (a:Party {id: r[0]}) MATCH (b:Party {id: r[1]})
  CREATE (a)-[:PRINCIPAL {id: r[0] + r[1], since: date('2015-01-01'), source: 's', records: ['r'], recorded_at: $at,
    superseded_at: $never}]->(b)"""
FINDINGS = """UNWIND $ids AS id MATCH (q:Party {id: id})
  CREATE (f:Finding {id: 'f' + id, number: '认〔2019〕' + id, area: 'WORK_SAFETY', department: 'KS_EMERGENCY_MANAGEMENT',
    recorded_at: $at})-[:AGAINST]->(q)
  CREATE (:Event {id: 'e' + id, kind: 'RECOGNIZED', occurred_on: date('2019-08-01'), recorded_at: $at, superseded_at: $never,
    grade: 'SERIOUS', act_on: date('2019-07-01'), standard: '标准'})-[:OF]->(f)"""


async def make_city(graph: EmbeddedGraph) -> None:
    """Straight into the graph: it is the amount that matters."""

    async def write(query: str, **params: Any) -> None:
        async def work(transaction: AsyncManagedTransaction) -> None:
            await (await transaction.run(query, params, at=AT)).consume()

        await graph.connection.write(work)

    asked, hubs, elsewhere = ids("a", ASKED), ids("h", HUBS), ids("x", ELSEWHERE)
    await write(PARTIES % "Enterprise", ids=[*asked, *elsewhere], kind="ENTERPRISE")
    await write(PARTIES % "Person", ids=hubs, kind="PERSON")
    for hub in hubs:
        await write(LINKS, rows=[[hub, company] for company in [*asked, *elsewhere]], never=NEVER)
    await write(FINDINGS, ids=elsewhere, never=NEVER)


def ids(letter: str, count: int) -> list[str]:
    return [f"{letter}{n:035}" for n in range(count)]


@pytest.fixture
async def graph(tmp_path: Path) -> AsyncIterator[EmbeddedGraph]:
    opened = await open_engine(tmp_path, heap=HEAP)
    await migrate(opened.connection)
    yield opened
    await opened.close()


async def test_a_city_of_hubs(graph: EmbeddedGraph) -> None:
    await make_city(graph)
    ledger = Ledger(graph.connection, process_lock=graph.process_lock)
    rules = Rules(RuleStore(graph.connection, ledger))
    await rules.record(shipped_documents())
    checks = Checks(EvidenceReader(graph.connection), rules, Clock(), control_evidence(graph.connection))
    engine = graph.engine
    assert engine is not None
    pid = engine.pid

    requests = [CheckRequest(PartyKey(id=id_), "BIDDING") for id_ in ids("a", ASKED)]
    answers = await checks.decide_many(requests * 3, date(2020, 1, 1))
    assert len(answers) == 3 * ASKED
    for answer in answers:
        assert isinstance(answer, Decision)
        assert (answer.outcome, answer.grounds) == ("REVIEW", ())
        (limit,) = [review for review in answer.reviews if review.code == "LIMIT_REACHED"]
        assert limit.detail == "roles of responsible persons"
    # A hub has as many findings as a person may have: it is decided, and so are all of them together.
    people = [CheckRequest(PartyKey(id=id_), "HONOURS") for id_ in ids("h", HUBS)]
    for answer in await checks.decide_many(people, date(2020, 1, 1)):
        assert isinstance(answer, Decision)
        assert (answer.outcome, len({ground.finding.number for ground in answer.grounds})) == ("VETOED", ELSEWHERE)
        assert answer.reviews == ()
    assert (engine.restarts, engine.pid) == (0, pid)
