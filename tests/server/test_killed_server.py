"""kill -9 of the real server and of its engine under a stream of GraphQL mutations, ROUNDS times each on one data folder:
every acknowledged write is there, none is there by halves, and a receipt taken before is the same afterwards."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from graph.connection import Connection
from graph.embedded import LAST_DELAY
from graph.opening import open_engine
from tests.server.test_cli import creditgraph, environment
from tests.support.processes import until
from tests.support.serving import Serving, serving

ROUNDS = 10
WRITERS = 3
PEOPLE = 3
"""Persons of one batch: with their company, and their links to it, each batch is one transaction."""
SOURCE = "stream"
HEAP = "256m"
PATIENCE = 3 * LAST_DELAY
"""Seconds: an engine that was killed again and again is started after ever longer pauses."""

PARTIES = "mutation($i: LoadPartiesInput!) { answer: loadParties(input: $i) { received rejected } }"
LINKS = "mutation($i: LoadLinksInput!) { answer: loadLinks(input: $i) { received rejected } }"
FINDING = """mutation($i: RecognizeFindingInput!) { answer: recognizeFinding(input: $i) {
  finding { number events { kind } } userErrors { code } } }"""
DECIDE = """query($r: [DecisionRequest!]!, $at: DateTime) {
  answer: decideMany(requests: $r, asOf: "2019-10-01", knownAt: $at) {
    decision { outcome knownAt grounds { finding { number } } receipt { sha256 } } } }"""

# What is there, however it is read: the key of each party, link and finding, and the recorded times of all its parts.
RAW_PARTIES = """MATCH (i:Identifier)-[:IDENTIFIES]->(p:Party)
  RETURN i.key AS key, [p.recorded_at, i.recorded_at] AS times"""
RAW_LINKS = "MATCH (p:Person)-[l:PRINCIPAL]->(e:Party) RETURN p.name + ' ' + e.name AS key, [l.recorded_at] AS times"
RAW_FINDINGS = """MATCH (f:Finding)
  RETURN f.number AS key, [f.recorded_at] + [(f)<-[:OF]-(e:Event) | e.recorded_at]
    + [(f)-[c:CONCERNS]->(:Person) | c.recorded_at] + [(f)-[:AGAINST]->(:Party) | f.recorded_at] AS times"""


def people(unit: str) -> list[str]:
    return [f"P{unit}.{n}" for n in range(PEOPLE)]


def party(key: str) -> dict[str, Any]:
    return {"key": {"source": SOURCE, "key": key}}


@dataclass
class Receipt:
    """A question, and what it was answered."""

    requests: list[dict[str, Any]]
    known_at: str
    hashes: list[str]


@dataclass
class Stand:
    """Writers that each send one mutation after another, and repeat one until it is acknowledged."""

    server: Serving
    client: httpx.AsyncClient
    acknowledged: list[tuple[str, str]] = field(default_factory=list)
    """(mutation's kind, unit)."""
    refused: int = 0
    receipts: list[Receipt] = field(default_factory=list)
    open: asyncio.Event = field(default_factory=asyncio.Event)
    """Not set while the server is dead and is looked at: then nothing is sent."""
    writers: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self) -> None:
        """Starts the writers."""
        self.open.set()
        self.writers = [asyncio.create_task(self.stream(writer)) for writer in range(WRITERS)]

    async def stream(self, writer: int) -> None:
        """Companies with their people, their links, and a finding against each company."""
        number = 0
        while True:
            unit = f"{writer}.{number}"
            rows: list[dict[str, Any]] = [{"key": f"E{unit}", "kind": "enterprise", "name": f"E{unit}"}]
            rows += [{"key": key, "kind": "person", "name": key} for key in people(unit)]
            await self._until_acknowledged("parties", unit, PARTIES, {"source": SOURCE, "rows": rows})
            rows = [
                {"sourceKey": key, "relation": "principal", "targetKey": f"E{unit}", "since": "2019-01-01"}
                for key in people(unit)
            ]
            await self._until_acknowledged("links", unit, LINKS, {"source": SOURCE, "rows": rows})
            found = {
                "number": f"F{unit}",
                "party": party(f"E{unit}"),
                "area": "WORK_SAFETY",
                "actOn": "2019-07-20",
                "recognisedOn": "2019-08-01",
                "grade": "SERIOUS",
                "standard": "分级标准",
                "concerned": [party(people(unit)[0])],
            }
            await self._until_acknowledged("finding", unit, FINDING, found)
            number += 1

    async def _until_acknowledged(self, kind: str, unit: str, mutation: str, said: dict[str, Any]) -> None:
        while True:
            await self.open.wait()
            try:
                answer = await self.ask(mutation, {"i": said})
            except httpx.TransportError:
                # No word from the server: it is about to be seen dead by `killed_server`, which shuts the gate.
                await until(lambda: not self.server.is_up or not self.open.is_set())
                continue
            if answer is not None:
                assert (answer.get("rejected", 0), answer.get("userErrors", [])) == (0, [])
                if kind == "finding":
                    assert answer["finding"] == {"number": f"F{unit}", "events": [{"kind": "RECOGNIZED"}]}
                self.acknowledged.append((kind, unit))
                return

    async def ask(self, query: str, variables: dict[str, Any]) -> Any:
        """The answer, None where the engine was away: that is said in one error, which says that retrying helps."""
        body = {"query": query, "variables": variables}
        response = await self.client.post(f"{self.server.address}/graphql", json=body)
        said = response.json()
        if "errors" not in said:
            assert response.status_code == 200
            return said["data"]["answer"]
        (error,) = said["errors"]
        assert error["extensions"] == {"code": "ENGINE_UNAVAILABLE", "retryable": True}, error
        assert "retry" in error["message"]
        assert response.status_code in (200, 503)
        self.refused += 1
        return None

    async def decide(self, requests: list[dict[str, Any]], known_at: str | None = None) -> Any:
        """The decisions, asked until the engine is there."""
        while (answers := await self.ask(DECIDE, {"r": requests, "at": known_at})) is None:
            pass
        return [answer["decision"] for answer in answers]

    async def take_receipt(self) -> None:
        """Ask about what was acknowledged last and the companies that are being written to."""
        units = list(dict.fromkeys(unit for _, unit in reversed(self.acknowledged)))[: 2 * WRITERS]
        requests = [{"party": party(f"E{unit}"), "matter": "BIDDING"} for unit in units]
        requests += [{"party": party(key), "matter": "HONOURS"} for unit in units for key in people(unit)]
        answers = await self.decide(requests)
        hashes = [answer["receipt"]["sha256"] for answer in answers]
        self.receipts.append(Receipt(requests, answers[0]["knownAt"], hashes))

    async def more(self, dice: random.Random) -> None:
        """Wait until some more writes are acknowledged, and then a moment, so that others are on their way."""
        enough = len(self.acknowledged) + dice.randrange(2, 9)
        await until(lambda: len(self.acknowledged) >= enough or any(writer.done() for writer in self.writers), PATIENCE)
        for writer in self.writers:
            if writer.done():
                await writer  # which raises what ended it
        await asyncio.sleep(dice.uniform(0, 0.04))


async def check_nothing_is_halved(connection: Connection, acknowledged: list[tuple[str, str]]) -> None:
    """What is acknowledged is there and published; what is there is whole: all its parts, of one recorded time."""
    published = (await connection.read("MATCH (l:Ledger) RETURN l.published AS at"))[0]["at"]
    times: dict[tuple[str, str], list[int]] = defaultdict(list)

    async def collect(kind: str, query: str, unit_of: Callable[[str], str]) -> None:
        for record in await connection.read(query):
            times[kind, unit_of(record["key"])] += record["times"]

    await collect("parties", RAW_PARTIES, lambda key: _unit(key.removeprefix(f"KEY:{SOURCE}:")))
    await collect("links", RAW_LINKS, lambda key: _unit(key.split()[0]))
    await collect("finding", RAW_FINDINGS, _unit)
    # A party with its identifier; a finding with its recognition, the person it names and the party it is against.
    whole = {"parties": 2 * (PEOPLE + 1), "links": PEOPLE, "finding": 4}
    for (kind, unit), found in times.items():
        assert (kind, unit, len(found), len(set(found))) == (kind, unit, whole[kind], 1)
    assert set(acknowledged) <= set(times)
    assert max(times[key][0] for key in acknowledged) <= published
    assert (await connection.read("MATCH (p:Party) RETURN count(p) AS n"))[0]["n"] == (PEOPLE + 1) * len(
        [key for key in times if key[0] == "parties"]
    )


def _unit(key: str) -> str:
    """E3.7, P3.7.1 and F3.7 are of the unit 3.7."""
    return ".".join(key[1:].split(".")[:2])


async def killed_engine(stand: Stand, dice: random.Random, *, until_refused: bool) -> None:
    """The engine is killed under the stream; the server stays and writes go on. `until_refused`: so is every engine
    that comes after, until a request has been refused."""
    await stand.more(dice)
    dead = [await stand.server.kill_engine()]
    assert (await stand.client.get(f"{stand.server.address}/health/live")).status_code == 200
    if until_refused:
        refused = stand.refused
        asking = asyncio.create_task(stand.ask(DECIDE, {"r": [], "at": None}))
        await until(lambda: stand.server.engine() is not None or stand.refused > refused)
        while stand.refused == refused:
            if stand.server.engine() is not None:
                dead.append(await stand.server.kill_engine())
            await asyncio.sleep(0.02)
        await asking
    await stand.more(dice)
    assert stand.server.is_up
    assert stand.server.engine() not in [None, *dead]


async def killed_server(stand: Stand, dice: random.Random) -> None:
    """The server is killed under the stream, started again, and the graph looked at before anything more is written."""
    await stand.more(dice)
    stand.open.clear()
    await stand.server.kill()
    await stand.server.start()
    attached = await open_engine(stand.server.folder, attach=True)
    try:
        assert attached.engine is None
        await check_nothing_is_halved(attached.connection, stand.acknowledged)
    finally:
        await attached.close()
    stand.open.set()


async def check_all_is_told(stand: Stand) -> None:
    """The API tells every acknowledged finding, of the company and of its people; every receipt is what it was."""
    units = [unit for kind, unit in stand.acknowledged if kind == "finding"]
    assert len(units) == len(set(units)) >= WRITERS
    requests = [{"party": party(f"E{unit}"), "matter": "BIDDING"} for unit in units]
    requests += [{"party": party(key), "matter": "HONOURS"} for unit in units for key in people(unit)]
    told = [
        (answer["outcome"], {g["finding"]["number"] for g in answer["grounds"]})
        for answer in await stand.decide(requests)
    ]
    assert told == [("VETOED", {f"F{unit}"}) for unit in [*units, *(unit for unit in units for _ in range(PEOPLE))]]
    for receipt in stand.receipts:
        again = await stand.decide(receipt.requests, receipt.known_at)
        assert [answer["receipt"]["sha256"] for answer in again] == receipt.hashes


async def test_every_acknowledged_write_survives_and_none_by_halves(tmp_path: Path) -> None:
    dice, folder = random.Random(29), tmp_path / "data"
    settings = environment(folder, CREDITGRAPH_ENGINE_HEAP=HEAP)
    async with serving(folder, tmp_path / "log", settings) as server, httpx.AsyncClient(timeout=60) as client:
        code, key, error = await creditgraph(folder, "keys", "create", "stream", "--scope", "admin")
        assert (code, error) == (0, "")
        client.headers["authorization"] = f"Bearer {key.strip()}"
        stand = Stand(server, client)
        stand.start()
        try:
            for round_ in range(ROUNDS):
                await killed_engine(stand, dice, until_refused=round_ == 0)
                await stand.take_receipt()
                await killed_server(stand, dice)
            await stand.more(dice)
        finally:
            for task in stand.writers:
                task.cancel()
            ends = await asyncio.gather(*stand.writers, return_exceptions=True)
        assert [type(end) for end in ends] == [asyncio.CancelledError] * WRITERS, ends
        await check_all_is_told(stand)
        assert stand.refused > 0
        assert len({receipt.known_at for receipt in stand.receipts}) == ROUNDS
        assert "Traceback" not in server.log
        assert "unexpected error" not in server.log
