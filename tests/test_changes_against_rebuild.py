"""A thousand random changes of links, then every answer that is derived from them, against a graph built from nothing of
what holds now: effective owners, controllers, and checks with computed control. On every engine."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from neo4j import AsyncManagedTransaction

from domain.decision import Decision
from domain.errors import CreditGraphError
from domain.links import LinkKind
from domain.merging import LinkValues, LinkVersion
from domain.parties import Party, PartyKey
from domain.time import NEVER
from graph.connection import Connection
from graph.evidence import EvidenceReader
from graph.fresh_load import fresh_load
from graph.ledger import Ledger
from graph.link_writer import LinkWriter, Pair
from graph.ownership import OwnershipReader
from graph.reader import Reader
from graph.rulebook import RuleStore
from graph.writing import new_id
from resolvers.batches import Row
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.fresh_loading import FreshLoader
from resolvers.link_recording import LinkChange, LinkInput, correct, end, record
from resolvers.ownership import Asked, Ownership
from resolvers.rules import Rules
from tests.support.control import control_evidence
from tests.support.engines import execute, of_each_kind
from tests.support.loading import IDENTITY_KEY, shipped_documents, shipped_rules

CHANGES = 1_000
TOGETHER = 20
"""Changes of one transaction."""
SOURCE = "register"
DAY = date(2019, 10, 1)
COMPANIES = [f"C{n}" for n in range(60)]
PERSONS = [f"p{n}" for n in range(40)]
SHARES = ("2", "5", "8", "12.5", "20", "51", "60", "5-10", None)
DAYS = (None, None, None, date(2019, 1, 1), date(2019, 9, 1), date(2020, 1, 1))
CURRENT = f"""
MATCH (a:Party)-[l:{"|".join(LinkKind)}]->(b:Party) WHERE l.superseded_at = $never
RETURN l.recorded_at AS at, type(l) AS kind, a.name AS holder, b.name AS company, l.share AS share, l.since AS since,
  l.until AS until, l.position AS position, l.records AS records
"""


class Current(NamedTuple):
    """A version that holds now, by the names of its ends."""

    at: int
    kind: LinkKind
    holder: str
    company: str
    version: LinkVersion


class Register:
    """Links that change at random: recorded, corrected, ended, taken back."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self._ledger = ledger
        self._dice = random.Random(seed)
        self._links: list[str] = []
        self.done = 0

    async def change(self) -> None:
        """Changes some of them in one transaction."""
        await self._ledger.write(self._change_some)

    async def _change_some(self, tx: AsyncManagedTransaction, at: int) -> None:
        for _ in range(TOGETHER):
            try:
                await self._change_one(tx, at)
            except CreditGraphError:
                continue  # it ended before it began, or is superseded already: refused, and nothing was written
            self.done += 1

    async def _change_one(self, tx: AsyncManagedTransaction, at: int) -> None:
        what = self._dice.random()
        if what < 0.55 or not self._links:
            link = self._new_link()
            self._links.append((await record(tx, at, SOURCE, link, link.read())).id)
            return
        link_id = self._links.pop(self._dice.randrange(len(self._links)))
        if what < 0.8:
            change = LinkChange(share_percent=self._dice.choice(SHARES), since=self._dice.choice(DAYS))
            self._links.append((await correct(tx, at, link_id, change, change.read())).id)
        elif what < 0.9:
            await end(tx, at, link_id, self._dice.choice([date(2019, 6, 1), date(2019, 12, 1)]))
        else:
            never = LinkChange(never=True)
            await correct(tx, at, link_id, never, never.read())

    def _new_link(self) -> LinkInput:
        dice = self._dice
        company = dice.randrange(len(COMPANIES))
        above = COMPANIES[: company // 2 + 1] if dice.random() < 0.95 else COMPANIES  # few cycles
        holder = dice.choice(PERSONS if dice.random() < 0.5 else above)
        return LinkInput(
            *(LinkKind.SHAREHOLDER, party_key(holder), party_key(COMPANIES[company]), dice.choice(SHARES)),
            since=dice.choice(DAYS),
            record=f"r{dice.randrange(10_000)}",
        )


def party_key(name: str) -> PartyKey:
    return PartyKey(key=f"KEY:{SOURCE}:{name}")


@of_each_kind
async def test_a_thousand_changes_leave_the_answers_of_a_graph_built_from_nothing(
    connection: Connection, ledger: Ledger
) -> None:
    await record_rules(connection, ledger)
    await build(connection, ledger, [])
    register = Register(ledger, 20261124)
    while register.done < CHANGES:
        await register.change()
    links = await current(connection)
    changed = await answers(connection, ledger)
    text = "MATCH (n) WHERE n:Party OR n:Identifier OR n:Finding OR n:Event DETACH DELETE n RETURN count(*) AS gone"
    await execute(connection, text)
    await build(connection, ledger, links)
    rebuilt = await answers(connection, ledger)
    for party in changed:
        assert changed[party] == rebuilt[party], party
    assert sum("COMPUTED_CONTROLLER" in repr(found) for found in changed.values()) > 3
    assert len(links) > 150


async def record_rules(connection: Connection, ledger: Ledger) -> None:
    await Rules(RuleStore(connection, ledger)).record(shipped_documents())


async def current(connection: Connection) -> list[Current]:
    """The versions that hold now, in the order of recording."""
    found = []
    for at, kind, holder, company, share, since, until, position, records in await connection.read(
        CURRENT, never=NEVER
    ):
        first, last = (day.to_native() if day else None for day in (since, until))
        version = LinkVersion(new_id(), LinkValues(share, first, last, position), tuple(records))
        found.append(Current(at, LinkKind(kind), holder, company, version))
    return sorted(found, key=lambda link: link.at)


async def build(connection: Connection, ledger: Ledger, links: Sequence[Current]) -> None:
    """The parties, findings against every fourth company, and links as they are, in transactions as they were: of two
    statements of one holding the one that was recorded last counts."""
    parties: list[Row] = [{"key": name, "kind": "enterprise", "name": name} for name in COMPANIES]
    parties += [{"key": name, "kind": "person", "name": name} for name in PERSONS]
    findings: list[Row] = [finding(name) for name in COMPANIES[::4]]
    async with fresh_load(ledger) as load:
        loader = FreshLoader(load, shipped_rules, IDENTITY_KEY)
        assert (await loader.load_parties(parties, SOURCE)).created == len(parties)
        assert (await loader.load_findings(findings, SOURCE)).created == len(findings)
        ids = {r["name"]: r["id"] for r in await connection.read("MATCH (p:Party) RETURN p.name AS name, p.id AS id")}
        for _, of_time in groupby(links, key=lambda link: link.at):
            await load.write(partial(_create, ids=ids, links=list(of_time)))


async def _create(tx: AsyncManagedTransaction, at: int, *, ids: Mapping[str, str], links: Sequence[Current]) -> None:
    rows: dict[LinkKind, list[tuple[Pair, LinkVersion]]] = defaultdict(list)
    for link in links:
        rows[link.kind].append(((ids[link.holder], ids[link.company]), link.version))
    for kind, versions in rows.items():
        await LinkWriter(tx, at, SOURCE).create(kind, versions)


def finding(company: str) -> Row:
    return {
        "number": f"F{company}",
        "party_key": company,
        "area": "WORK_SAFETY",
        "department": "应急管理局",
        "act_on": "2019-07-20",
        "recognised_on": "2019-08-01",
        "rectify_by": "2019-09-01",
    }


async def answers(connection: Connection, ledger: Ledger) -> dict[str, Any]:
    """What is answered about each party, without ids, recorded times and the choice among proofs of equal length."""
    names = [*COMPANIES, *PERSONS]
    parties = await Reader(connection).parties([party_key(name) for name in names])
    ids = [party.id for party in parties if party is not None]
    name_of = dict(zip(ids, names, strict=True))
    ownership = Ownership(OwnershipReader(connection), Reader(connection), Clock())
    found: dict[str, Any] = {name: [] for name in names}
    for around in await ownership.upward([Asked(party_id) for party_id in ids[: len(COMPANIES)]]):
        owners = await ownership.effective_owners(around, DAY)
        controllers = await ownership.controllers(around, DAY)
        assert owners.complete
        assert controllers.complete
        found[name_of[around.party_id]] += [
            sorted((name_of[s.holder], str(s.low), str(s.high), s.cyclic, s.complete) for s in owners.stakes),
            owners.parts,
            sorted(
                (name_of[c.controller], c.low, c.high, c.certain, c.direct, len(c.via)) for c in controllers.controls
            ),
        ]
    rules = Rules(RuleStore(connection, ledger))
    await rules.load()
    checks = Checks(EvidenceReader(connection), rules, Clock(), control_evidence(connection))
    for matter in ("HONOURS", "PUBLIC_AUXILIARY_POST"):
        decisions = await checks.decide_many([CheckRequest(party_key(name), matter) for name in names], DAY)
        for name, decision in zip(names, decisions, strict=True):
            found[name].append(_decided(decision) if isinstance(decision, Decision) else decision.code)
    return found


def _decided(decision: Decision) -> Any:
    return [
        decision.outcome,
        sorted(
            (g.reach, g.effect, g.finding.number, g.since, g.last_day, _names(g.path.parties[:1] + g.path.parties[-1:]))
            for g in decision.grounds
        ),
        sorted((r.code, _names(r.parties), r.detail or "", [f.number for f in r.findings]) for r in decision.reviews),
    ]


def _names(parties: Sequence[Party]) -> list[str]:
    return [party.name for party in parties]
