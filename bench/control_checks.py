"""Checks that rest on computed control beside plain ones, in turn, and the conflicts among 200 bidders.

In this process, without HTTP. A check rests on computed control where it needs more than its one round trip.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from bench.asking import asked
from bench.city import SOURCE, entity_key
from bench.engines import Place
from bench.holdings import HoldingCity
from bench.ownership import DAY, percentiles, served
from domain.parties import PartyKey
from graph.connection import Connection
from resolvers.checks import CheckRequest, Tender
from resolvers.services import Services
from seeds.rule_files import load_rules

BIDDERS = 200
PROCUREMENT = "GOVERNMENT_PROCUREMENT"
SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Held:
    """A tender, how long it took, and how much of that this process computed: the rest is the engine's, or waiting."""

    tender: Tender
    ms: float
    cpu_ms: float


async def by_control(place: Place, *, rounds: int, count: int) -> dict[str, Any]:
    """p50 and p99 of both, their ratio, the round trips, and the milliseconds of a tender."""
    place = replace(place, contents="register")
    city = place.city()
    assert isinstance(city, HoldingCity)
    async with served(place, seconds=SECONDS) as (services, _):
        await services.rules.record(load_rules())
        requests = [CheckRequest(one.key, one.matter) for one in asked(city, count, persons=0)]
        trips = [await _trips(services, request) for request in requests]
        plain = [request for request, cost in zip(requests, trips, strict=True) if cost == 1]
        control = [request for request, cost in zip(requests, trips, strict=True) if cost > 1]
        times: dict[str, list[float]] = {"plain": [], "control": []}
        for _ in range(rounds):
            for pair in zip(plain, control, strict=False):
                for name, request in zip(times, pair, strict=True):
                    begun = time.perf_counter()
                    await services.checks.decide(request, DAY)
                    times[name].append((time.perf_counter() - begun) * 1000)
        tenders = [await _tender(services, city, number) for number in range(rounds + 1)]
    found: dict[str, Any] = {name: percentiles(taken) for name, taken in times.items()}
    return (
        found
        | {
            "parties": city.size.enterprises + city.size.persons,
            "p50_ratio": found["control"]["p50_ms"] / found["plain"]["p50_ms"],
            "share": len(control) / len(requests),
            "round_trips": {str(cost): number for cost, number in sorted(Counter(trips).items())},
            "tender": percentiles([held.ms for held in tenders[1:]]),  # the first one warms up
            "tender_cpu": percentiles([held.cpu_ms for held in tenders[1:]]),
            "conflicts": [len(held.tender.conflicts) for held in tenders[1:]],
        }
    )


async def _trips(services: Services, request: CheckRequest) -> int:
    """How many reads a check makes."""
    with Counted(services.connection) as counted:
        await services.checks.decide(request, DAY)
    return counted.reads


async def _tender(services: Services, city: HoldingCity, number: int) -> Held:
    """A tender of companies, every fourth of a ring or a pyramid, so that there are conflicts; each time others."""
    random = Random(f"{city.seed}:tender:{number}")
    members = sorted(city.members)
    start = random.randrange(max(len(members) - BIDDERS // 4, 1))
    chosen = dict.fromkeys(members[start : start + BIDDERS // 4])
    while len(chosen) < min(BIDDERS, city.size.enterprises // 2):
        company = random.randrange(1, city.size.enterprises)
        if company % 50:
            chosen[company] = None
    bidders = [CheckRequest(PartyKey(key=f"KEY:{SOURCE}:{entity_key(n)}"), PROCUREMENT) for n in chosen]
    begun, cpu = time.perf_counter(), time.process_time()
    tender = await services.checks.tender(bidders, DAY)
    return Held(tender, (time.perf_counter() - begun) * 1000, (time.process_time() - cpu) * 1000)


class Counted:
    """Counts a connection's reads while the context lasts."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.reads = 0

    def __enter__(self) -> Counted:
        read = self._connection.read

        async def counted(*args: Any, **params: Any) -> Any:
            self.reads += 1
            return await read(*args, **params)

        self._connection.read = counted  # type: ignore[method-assign]
        return self

    def __exit__(self, *_: object) -> None:
        del self._connection.read
