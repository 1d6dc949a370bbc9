"""The evidence for checks: one query for a list of parties, and checks that arrive together share it."""

from __future__ import annotations

import asyncio
from asyncio import sleep
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from domain.evidence import Evidence
from domain.parties import PartyKey
from graph.connection import Connection
from graph.evidence_rows import NOTHING_HELD, Holdings, evidence, holdings
from graph.queries import query
from graph.sharing import Shared

SHARED = 100
"""At most this many checks share one query."""


@dataclass(frozen=True, slots=True)
class EvidenceLimits:
    """How much evidence there may be: of one party, so that its decision says LIMIT_REACHED (the same whoever else is asked
    about, on every engine and for ever), and of those asked about together, so that it fits into memory.

    Parts are the events, parties concerned and penalties of findings, each with what it hangs on a kilobyte or so.
    """

    kept: int = 2_000
    """Pieces of each kind that a decision rests on: the first by id where there are more."""
    fetched: int = 10_000
    """Parts of each kind beyond which none of them is fetched, for which of them an engine would answer is chance."""
    nested: int = 1_000
    """The same for responsible persons, and for what reaches all of them elsewhere."""
    together: int = 50_000
    """Parts of one query: where there are more, those who have more than their share are asked about again, after it."""
    held: int = 250_000
    """Parts asked about again in one call; whoever has more than is left of them is answered `too_much`."""
    near_levels: int = 4
    """Holdings in a row along which is looked for findings within reach of control; where there are more, there may be."""
    near_wide: int = 50
    """The same of parties side by side, and of holdings in all."""
    near_findings: int = 20
    """Findings within reach that are looked at; where there are more, some matter."""


LIMITS = EvidenceLimits()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One party to look up, as known at `known_at` (µs), or at the published time where it is None."""

    party: PartyKey
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the recorded time as of which it was read, when the rules last changed, and None for a party that
    is not in the register. `too_much`: there is evidence, but not in a call that asks for so much at once. `holdings`:
    whether there is control to be computed."""

    known_at: int
    rules_at: int
    evidence: Evidence | None
    too_much: bool = False
    holdings: Holdings = NOTHING_HELD


@dataclass(frozen=True, slots=True)
class _PutOff:
    """Who has more than a share of a query's evidence: how many parts at most, and as of when it is to be read."""

    known_at: int
    rules_at: int
    parts: int


class EvidenceReader:
    """Reads evidence. Checks asked one by one share a query with those that arrived while the last one was out."""

    def __init__(self, connection: Connection, limits: EvidenceLimits = LIMITS) -> None:
        self._connection = connection
        self._limits = limits
        self._heavy = asyncio.Lock()
        self._shared = Shared(lambda wanted: self._answers(wanted, None), SHARED)

    async def one(self, wanted: Wanted) -> Found:
        """The evidence for one party; shares a round trip with whatever else is asked at the same time.

        Raises as `Connection.read` does.
        """
        return await self._shared.one(wanted)

    async def many(self, wanted: Sequence[Wanted]) -> list[Found]:
        """The evidence for each, in the order given and all as of one published time: in one round trip, and one more for
        each `together` parts of those who have very much."""
        found: dict[Wanted, Found] = {}
        async for some in self._answers(wanted, self._limits.held):
            found.update(some)
        return [found[item] for item in wanted]

    async def _answers(self, wanted: Sequence[Wanted], held: int | None) -> AsyncIterator[dict[Wanted, Found]]:
        """The answers as they come, each once; at most `held` parts of those who are put off."""
        asked = list(dict.fromkeys(wanted))  # the same question twice costs the engine once
        put_off: list[tuple[Wanted, _PutOff]] = []
        yield await self._ask([(item, item.known_at) for item in asked], put_off)
        place = {item: number for number, item in enumerate(asked)}
        put_off.sort(key=lambda each: (each[1].parts, place[each[0]]))
        left = held
        for group in _groups(put_off, self._limits.together):
            parts = sum(heavy.parts for _, heavy in group)
            if left is not None and parts > left:
                yield {item: Found(heavy.known_at, heavy.rules_at, None, too_much=True) for item, heavy in group}
                continue
            if left is not None:
                left -= parts
            again: list[tuple[Wanted, _PutOff]] = []
            async with self._heavy:  # one at a time fits into the engine's memory
                some = await self._ask([(item, heavy.known_at) for item, heavy in group], again)
            assert not again, "a group has no more parts than a query takes"
            yield some

    async def _ask(
        self, asked: Sequence[tuple[Wanted, int | None]], put_off: list[tuple[Wanted, _PutOff]]
    ) -> dict[Wanted, Found]:
        """One query; whoever is put off is added to `put_off`."""
        limits = self._limits
        records = await self._connection.read(
            query("read/evidence"),
            **parameters([[item.party.id, item.party.key, known_at] for item, known_at in asked], limits),
        )
        found: dict[Wanted, Found] = {}
        for number, record in enumerate(records):
            if number > 0:
                await sleep(0)  # a run of a batch takes a few milliseconds: let others through
            for position, rules_at, known_at, row in record["rows"]:
                if position < 0:
                    continue
                item = asked[position][0]
                if isinstance(row, int):
                    put_off.append((item, _PutOff(known_at, rules_at, row)))
                    continue
                if row is None:
                    found[item] = Found(known_at, rules_at, None)
                    continue
                known = evidence(row, known_at, limits.kept)
                found[item] = Found(known_at, rules_at, known, holdings=holdings(row, known))
        return found


def parameters(refs: Sequence[list[str | int | None]], limits: EvidenceLimits = LIMITS) -> dict[str, Any]:
    """The parameters of `read/evidence`; a ref is [party id, identifier key, known_at], what is not told is None."""
    return {
        "asked": {"refs": refs},
        "over": limits.fetched + 1,
        "nested": limits.nested + 1,
        "budget": limits.together,
        "levels": limits.near_levels,
        "wide": limits.near_wide,
        "near": limits.near_findings,
    }


def _groups(put_off: Sequence[tuple[Wanted, _PutOff]], most: int) -> list[list[tuple[Wanted, _PutOff]]]:
    """Those who are put off, in groups of at most so many parts together, or of one who has more."""
    groups: list[list[tuple[Wanted, _PutOff]]] = []
    room = 0
    for item, heavy in put_off:
        if heavy.parts > room or not groups:
            groups.append([])
            room = most
        groups[-1].append((item, heavy))
        room -= heavy.parts
    return groups
