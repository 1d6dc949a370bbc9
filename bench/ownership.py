"""Who is behind a company: the resolvers beside plain Cypher on the same engine and beside plain numbers in memory, in turn.

One question after another, in this process, without HTTP: what an answer costs with nobody else asking. Plain Cypher is
what a user of the graph would write; it gets `PLAIN_SECONDS` and is ended then (counted, and its time as the limit).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from bench.behind import Question, ids_of, questions
from bench.city import TODAY, person_key
from bench.engines import Place, connect, running
from bench.holding_model import HoldingModel
from bench.holdings import HoldingCity
from domain.errors import CreditGraphError
from domain.parties import PartyKey
from graph.connection import Connection
from graph.ledger import Ledger
from graph.name_index import NameIndex
from resolvers.clock import Clock
from resolvers.neighbourhoods import NeighbourhoodQuery
from resolvers.ownership import Asked
from resolvers.paths import PathsQuery
from resolvers.services import Services, wire

T = TypeVar("T")

DAY = TODAY + timedelta(days=1)
PLAIN_SECONDS = 5.0
WARMUP = 20
TARGET_MS = 100.0
CERTAINLY = 0.25
CLOSE = 1e-6
"""Shares nearer than this to a quarter are not compared between exact and floating-point arithmetic."""

PLAIN = """
MATCH chain = (owner:Party)-[:SHAREHOLDER*1..10]->(company:Party {id: $company})
WHERE owner.kind = 'PERSON' AND all(r IN relationships(chain) WHERE r.superseded_at > $known
  AND (r.since IS NULL OR r.since <= $day) AND (r.until IS NULL OR r.until > $day))
WITH owner, sum(reduce(product = 1.0, r IN relationships(chain) |
  product * toFloat(head(split(coalesce(r.share, '0'), '-'))) / 100)) AS share
WHERE share >= 0.25
RETURN owner.id AS owner, share ORDER BY share DESC
"""


@dataclass
class Times:
    """Milliseconds by what was asked and about which kind of company; what failed, by error."""

    ms: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    failed: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    async def take(self, name: str, question: Question, work: Callable[[], Awaitable[T]]) -> T | None:
        """Does it once; None where it failed."""
        begun = time.perf_counter()
        try:
            found: T | None = await work()
        except CreditGraphError as error:
            found = None
            self.failed[name][error.code.value] += 1
        self.ms[name][question.kind].append((time.perf_counter() - begun) * 1000)
        return found

    def summary(self) -> dict[str, Any]:
        """Percentiles in all and by kind of company."""
        found = {}
        for name, by in self.ms.items():
            every = percentiles([ms for taken in by.values() for ms in taken])
            kinds = {kind: percentiles(taken) for kind, taken in sorted(by.items())}
            found[name] = {**every, "failed": dict(self.failed[name]), "by": kinds}
        return found


def percentiles(times: list[float]) -> dict[str, float]:
    """p50, p99 and the longest, of how many."""
    times = sorted(times)
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    return {"count": len(times), "p50_ms": middle, "p99_ms": late, "max_ms": times[-1]}


@contextlib.asynccontextmanager
async def served(place: Place, *, seconds: float) -> AsyncIterator[tuple[Services, Connection]]:
    """The program's services over a place; and a connection whose queries are ended after so many seconds (the embedded
    engine's limit is one for all)."""
    if not place.is_made():
        async with running(place):
            pass
    async with running(place, command_timeout=seconds) as address:
        connection = await connect(place, address)
        limited = await connect(place, address, read_timeout=seconds)
        index = NameIndex(place.folder / "bench-names.sqlite", "bench")
        try:
            yield wire(connection, Ledger(connection), index, Clock()), limited
        finally:
            index.close()
            await limited.close()
            await connection.close()


async def who_is_behind(place: Place, *, count: int) -> dict[str, Any]:
    """Times of everything that is asked, beside plain Cypher and the model, and whether the answers agree."""
    place = replace(place, contents="register")
    city = place.city()
    assert isinstance(city, HoldingCity)
    model = await asyncio.to_thread(HoldingModel, city, DAY)
    times, agreed = Times(), Counter[str]()
    async with served(place, seconds=PLAIN_SECONDS) as (services, limited):
        asked = await questions(city, model, services.parties, WARMUP + count)
        known = await services.connection.read("MATCH (ledger:Ledger {id: 'ledger'}) RETURN ledger.published AS at")
        for number, question in enumerate(asked):
            if number == WARMUP:
                times = Times()
                agreed.clear()
            owners = await _ours(services, question, times)
            await times.take("plain Cypher", question, _plain(limited, question, known[0]["at"]))
            begun = time.perf_counter()
            behind = model.behind(question.company)
            times.ms["in memory"][question.kind].append((time.perf_counter() - begun) * 1000)
            if owners is None or not behind.known:
                agreed["not compared"] += 1
                continue
            wanted = [person for person, share in behind.persons.items() if share >= CERTAINLY + CLOSE]
            ids = await ids_of(services.parties, [person_key(person) for person in wanted])
            agreed["agree" if set(ids) <= owners else "differ"] += 1
    size = {"companies": city.size.enterprises, "persons": city.size.persons, "holdings": city.holdings}
    return {"size": size, "times": times.summary(), "answers": dict(agreed), "plain_seconds": PLAIN_SECONDS}


async def _ours(services: Services, question: Question, times: Times) -> set[str] | None:
    """Everything about one company; who its beneficial owners by share or control are."""
    ownership, one = services.ownership, [Asked(question.company_id)]

    async def beneficial() -> set[str]:
        (around,), (roles,) = await asyncio.gather(ownership.upward(one), ownership.roles(one))
        found = await ownership.beneficial_owners(around, roles, DAY)
        return {owner.party for owner in found.owners}

    async def effective() -> object:
        (around,) = await ownership.upward(one)
        return await ownership.effective_owners(around, DAY)

    async def controllers() -> object:
        (around,) = await ownership.upward(one)
        return await ownership.controllers(around, DAY)

    async def paths() -> object:
        return await services.paths.find(
            PathsQuery(PartyKey(id=question.holder_id), PartyKey(id=question.company_id), day=DAY)
        )

    async def neighbourhood() -> object:
        return await services.neighbourhoods.around([NeighbourhoodQuery(question.company_id, depth=2, day=DAY)])

    await times.take("effective owners", question, effective)
    owners = await times.take("beneficial owners", question, beneficial)
    await times.take("controllers", question, controllers)
    await times.take("paths", question, paths)
    await times.take("neighbourhood", question, neighbourhood)
    return owners


def _plain(connection: Connection, question: Question, known: int) -> Callable[[], Awaitable[object]]:
    return lambda: connection.read(PLAIN, company=question.company_id, day=DAY, known=known)


async def at_sizes(places: list[Place], *, count: int) -> dict[str, Any]:
    """One size after the other, by number of companies."""
    found: dict[str, Any] = {"sizes": {}}
    for place in places:
        load = os.getloadavg()[0]
        found["sizes"][str(place.enterprises)] = await who_is_behind(place, count=count) | {"load": load}
    return found
