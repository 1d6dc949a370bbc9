"""Adds to the evidence for checks what control is computed from: at most two more round trips, however many checks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from domain.bidding import Bidder, Declared
from domain.control_record import ControlRecord, merged
from domain.evidence import Evidence
from domain.parties import PartyKind
from graph.control import ControlFound, ControlReader, Looked, Way
from graph.evidence import Found

Read = Callable[[Sequence[Looked]], Awaitable[list[ControlFound]]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A party whose evidence was found, and how much of control the question depends on.

    `depends`: the decision may depend on control. `owners`: who controls the party is asked for in any case (the conflicts of
    a tender).
    """

    found: Found
    depends: bool
    owners: bool = False


@dataclass
class Known:
    """What was read for one party: records, from which parties downwards, who is above it, and its declared controllers that
    are no persons."""

    asked: Asked
    records: list[ControlRecord] = field(default_factory=list)
    down: set[str] = field(default_factory=set)
    owners: ControlRecord = field(default_factory=ControlRecord)
    declared: tuple[Declared, ...] = ()

    def first(self) -> Iterator[Looked]:
        """Where to look first: from the party both ways, from its responsible persons and its largest owners down."""
        found, evidence = self.asked.found, self.asked.found.evidence
        if evidence is None:
            return
        party, holdings = evidence.party, found.holdings
        if party.kind.is_entity and (
            self.asked.owners or (self.asked.depends and (holdings.owners or holdings.by_entities))
        ):
            yield Looked(party.id, Way.UP, found.known_at)
        if self.asked.depends:
            starts = [party.id] if holdings.majority else []
            for party_id in sorted({*starts, *holdings.responsible, *holdings.owners}):
                yield Looked(party_id, Way.DOWN, found.known_at)

    def second(self) -> Iterator[Looked]:
        """Where to look then: from persons further up who may control the party, down."""
        evidence = self.asked.found.evidence
        if evidence is None or not self.asked.depends or not evidence.party.kind.is_entity:
            return
        people = {
            party.id for record in self.records for party in record.parties.values() if party.kind is PartyKind.PERSON
        }
        for party_id in sorted(people - self.down):
            yield Looked(party_id, Way.DOWN, self.asked.found.known_at)

    def take(self, looked: Looked, found: ControlFound) -> None:
        """Keeps an answer."""
        self.records.append(found.record)
        if looked.way is Way.DOWN:
            self.down.add(looked.party_id)
        else:
            self.owners, self.declared = found.record, found.declared

    def bidder(self) -> Bidder | None:
        """The party as a bidder; None where it is not in the register."""
        evidence = self.asked.found.evidence
        return None if evidence is None else Bidder(evidence, self.owners, self.declared)

    def evidence(self) -> Evidence | None:
        """The evidence with what was read."""
        evidence = self.asked.found.evidence
        if evidence is None or not self.records or not self.asked.depends:
            return evidence
        people = (evidence.party, *(responsible.person for responsible in evidence.responsible))
        own = ControlRecord(parties={party.id: party for party in people})
        return replace(evidence, control=merged([own, *self.records]))


class ControlEvidence:
    """Reads what control is computed from."""

    def __init__(self, reader: ControlReader) -> None:
        self._reader = reader

    async def warm(self) -> None:
        """Reads what there is of nobody, so that the engine has planned the query."""
        await self._reader.many([Looked("nobody", way, 0) for way in Way])

    async def for_one(self, asked: Asked) -> Evidence | None:
        """The evidence of one party with it; shares round trips with what others ask at the same time."""
        (known,) = await _read([asked], self._reader.of_one)
        return known.evidence()

    async def for_many(self, asked: Sequence[Asked]) -> list[Known]:
        """What was read for each party, in the order given: none, one or two round trips for all of them."""
        return await _read(asked, self._reader.many)


async def _read(asked: Sequence[Asked], read: Read) -> list[Known]:
    known = [Known(one) for one in asked]
    for step in (Known.first, Known.second):
        wanted = [(one, looked) for one in known for looked in step(one)]
        if wanted:
            answers = await read([looked for _, looked in wanted])
            for (one, looked), found in zip(wanted, answers, strict=True):
                one.take(looked, found)
    return known
