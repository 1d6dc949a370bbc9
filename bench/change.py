"""A change of a holding in a large register, and when the answers know it: `python -m bench.change --size 200000`.

Holdings are recorded, corrected and ended between random persons and companies, every second company one of the widest. A
change is over when its write is acknowledged; whether it is seen by the next questions is looked at each time: who holds
the company, and the check of the person.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import TypeVar

from bench.behind import WIDE
from bench.city import SOURCE, entity_key, person_key
from bench.engines import Place
from bench.holding_model import HoldingModel
from bench.holdings import HoldingCity
from bench.ownership import DAY, percentiles, served
from domain.identifiers import IdentityKey
from domain.links import LinkKind
from domain.parties import PartyKey
from resolvers.link_recording import LinkChange, LinkInput
from resolvers.ownership import Asked
from resolvers.recording import Recorder
from resolvers.services import Services

T = TypeVar("T")


async def measure(place: Place, rounds: int) -> None:
    """Prints milliseconds by what was changed, and of the question that follows."""
    place = replace(place, contents="register")
    city = place.city()
    assert isinstance(city, HoldingCity)
    model = await asyncio.to_thread(HoldingModel, city, DAY)
    held = [n for n in range(city.size.enterprises) if model.width(n)]
    widest = sorted(held, key=model.width, reverse=True)[:WIDE]
    random = Random(time.time_ns())
    times: dict[str, list[float]] = defaultdict(list)

    async with served(place, seconds=60) as (services, _):
        recorder = Recorder(services.ledger, lambda: services.rules.current, IdentityKey(bytes(32)))
        for number in range(rounds):
            company = random.choice(widest if number % 2 else held)
            holder = person_key(random.randrange(city.size.persons))
            ends = PartyKey(key=f"KEY:{SOURCE}:{holder}"), PartyKey(key=f"KEY:{SOURCE}:{entity_key(company)}")
            link = LinkInput(LinkKind.SHAREHOLDER, *ends, share_percent="0.5", since=DAY - timedelta(days=9))
            source = f"change-{time.time_ns()}"
            made = await _timed(times["record"], recorder.record_link(link, source))
            assert await _share(services, times["seen"], ends[1], made.id) == "0.5"
            corrected = await _timed(times["correct"], recorder.correct_link(made.id, LinkChange(share_percent="0.7")))
            assert await _share(services, times["seen"], ends[1], corrected.id) == "0.7"
            await _timed(times["end"], recorder.end_link(corrected.id, DAY))
            assert await _share(services, times["seen"], ends[1], corrected.id) is None
    print(json.dumps({"companies": city.size.enterprises, **{name: percentiles(ms) for name, ms in times.items()}}))


async def _timed(taken: list[float], work: Awaitable[T]) -> T:
    begun = time.perf_counter()
    done = await work
    taken.append((time.perf_counter() - begun) * 1000)
    return done


async def _share(services: Services, taken: list[float], company: PartyKey, link_id: str) -> str | None:
    """The share of a link among those that hold on the day in the company, as the next question sees it."""
    (party,) = await services.parties.resolve([company])
    assert party is not None
    (around,) = await _timed(taken, services.ownership.upward([Asked(party.id)]))
    shares = [str(one.share) for one in around.on(DAY).of_company[party.id] if one.link_id == link_id]
    return shares[0] if shares else None


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.change", description=__doc__)
    parser.add_argument("--engine", choices=("neo4j", "embedded"), default="embedded")
    parser.add_argument("--size", type=int, default=200_000, help="companies of the register, 6.7 holdings to each")
    parser.add_argument("--rounds", type=int, default=40)
    options = parser.parse_args()
    asyncio.run(measure(Place(options.engine, options.size), options.rounds))


if __name__ == "__main__":
    main()
