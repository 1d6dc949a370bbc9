"""Reads the holdings that computed control rests on (推算控制): of many parties in one round trip, whatever the chains."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from domain.bidding import Declared
from domain.control_record import ControlRecord
from domain.evidence import Exposure
from domain.exemptions import Exemption
from domain.findings import Finding
from domain.links import Link
from domain.parties import Party, PartyKind
from graph import rows
from graph.connection import Connection
from graph.evidence import LIMITS as EVIDENCE_LIMITS
from graph.evidence import SHARED
from graph.evidence_rows import by_name, by_role
from graph.queries import query
from graph.rows import Row
from graph.sharing import Shared


class Way(StrEnum):
    """Which way control is looked for from a party."""

    DOWN = "DOWN"  # the companies that it may control
    UP = "UP"  # who may control it


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is looked at for one party; beyond it the decision says LIMIT_REACHED.

    `levels`: rounds of control, so companies in a chain. `most`: companies. `fan`: holdings in one company. `held`:
    holdings of the party and the companies that it may control, together. `evidence`: findings against a party, or
    exposures of it.
    """

    levels: int = 15
    most: int = 1_000
    fan: int = 10_000
    held: int = 2_000
    evidence: int = EVIDENCE_LIMITS.kept


LIMITS = Limits()
DIGITS = [*"0123456789abcdef", "other"]
"""What ids end with."""


@dataclass(frozen=True, slots=True)
class Looked:
    """Whom to look from, which way, as known at `known_at` (µs)."""

    party_id: str
    way: Way
    known_at: int


@dataclass(frozen=True, slots=True)
class ControlFound:
    """What was found from one party: the record, and, upwards, its declared controllers that are no persons."""

    record: ControlRecord
    declared: tuple[Declared, ...] = ()


class ControlReader:
    """Reads control records. Those asked for one by one share a query with those that arrived while the last was out."""

    def __init__(self, connection: Connection, limits: Limits = LIMITS) -> None:
        self._connection = connection
        self._limits = limits
        self._shared = Shared(self._groups, SHARED)

    async def of_one(self, looked: Sequence[Looked]) -> list[ControlFound]:
        """What there is from each, in the order given, for one decision. Raises as `Connection.read` does."""
        return await self._shared.one(tuple(looked))

    async def many(self, looked: Sequence[Looked]) -> list[ControlFound]:
        """What there is from each, in the order given, in one round trip. A party that is not there has nothing."""
        asked = list(dict.fromkeys(looked))
        limits = self._limits
        records = await self._connection.read(
            query("read/control"),
            asked={"refs": [[position, one.party_id, one.known_at, one.way] for position, one in enumerate(asked)]},
            levels=limits.levels,
            most=limits.most,
            fan=limits.fan,
            held=limits.held,
            digits=DIGITS,
            limit=limits.evidence,
        )
        found = {one: ControlFound(ControlRecord()) for one in asked}
        held: dict[tuple[str, int], _Held] = {}
        for row in (row for record in records for row in record["rows"]):
            one = asked[row[0]]
            found[one] = _Reading(one, limits, held).read(row)
        return [found[one] for one in looked]

    async def _groups(
        self, groups: Sequence[tuple[Looked, ...]]
    ) -> AsyncIterator[dict[tuple[Looked, ...], list[ControlFound]]]:
        found = iter(await self.many([one for group in groups for one in group]))
        yield {group: [next(found) for _ in group] for group in groups}


class _Held(NamedTuple):
    """A company, all holdings in it, and the kinds of who has them."""

    company: Party
    links: list[Link]
    kinds: dict[str, PartyKind]


class _Reading:
    """One row of `read/control` into the domain's types. `held`: the companies read so far, by id and known_at: those that
    many look at come again and again."""

    def __init__(self, looked: Looked, limits: Limits, held: dict[tuple[str, int], _Held]) -> None:
        self._looked = looked
        self._limits = limits
        self._held = held
        self._cut_off: set[str] = set()
        self._links: list[Link] = []
        self._parties: dict[str, Party] = {}
        self._kinds: dict[str, PartyKind] = {}
        self._findings: dict[str, tuple[Finding, ...]] = {}
        self._exposures: dict[str, tuple[Exposure, ...]] = {}
        self._exemptions: dict[str, tuple[Exemption, ...]] = {}

    def read(self, row: Row) -> ControlFound:
        _, cut, companies, holders, declared = row
        if cut:
            self._cut_off.add("companies controlled" if self._looked.way is Way.DOWN else "chains of owners")
        for company in companies:
            self._company(*company)
        for holder in holders:
            self._holder(*holder)
        record = ControlRecord(
            *(tuple(self._links), self._kinds, self._parties, self._findings, self._exposures),
            exemptions=self._exemptions,
            cut_off=tuple(sorted(self._cut_off)),
        )
        return ControlFound(record, self._declared(declared))

    def _party(self, row: Row) -> Party:
        party = self._parties[row[0]] = rows.party(row, self._looked.known_at)
        self._kinds[party.id] = party.kind
        return party

    def _company(self, row: Row, held: Row, findings: Row) -> None:
        key = (row[0], self._looked.known_at)
        known = self._held.get(key)
        if known is None:
            known = self._held[key] = _held(self._party(row), held)
        self._parties[known.company.id] = known.company
        self._kinds[known.company.id] = known.company.kind
        self._found(known.company, findings)
        if len(held) > self._limits.fan:  # which of them an engine answers is chance
            self._cut_off.add("owners of a company")
            return
        self._links.extend(known.links)
        self._kinds.update(known.kinds)

    def _holder(self, row: Row, findings: Row, by_roles: Row, by_names: Row, exemptions: Row) -> None:
        holder = self._party(row)
        self._found(holder, findings)
        if exemptions:
            self._exemptions[holder.id] = tuple(rows.exemption(item) for item in exemptions)
        if holder.kind is PartyKind.PERSON:
            known_at = self._looked.known_at
            self._exposures[holder.id] = (
                *(by_role(item, holder.id, known_at) for item in self._whole(by_roles, "roles of controllers")),
                *(by_name(item, known_at) for item in self._whole(by_names, "findings naming controllers")),
            )

    def _found(self, party: Party, findings: Row) -> None:
        if findings:
            whole = self._whole(findings, "findings against controlled or controlling enterprises")
            self._findings[party.id] = tuple(rows.finding(item, party.id) for item in whole)

    def _declared(self, declared: Row) -> tuple[Declared, ...]:
        found = []
        for link, by in sorted(self._whole(declared, "declared controllers"), key=lambda item: str(item[0][0])):
            party = self._party(by)
            found.append(Declared(rows.link(link, party.id, self._looked.party_id), party))
        return tuple(found)

    def _whole(self, part: Row, name: str) -> Row:
        """All of it, or, where it is more than the limit, nothing: which part of it an engine answers is chance."""
        if len(part) <= self._limits.evidence:
            return part
        self._cut_off.add(name)
        return []


def _held(company: Party, held: Row) -> _Held:
    links = [rows.link(link, holder_id, company.id) for link, holder_id, _ in held]
    return _Held(company, links, {holder_id: rows.PARTY_KINDS[kind] for _, holder_id, kind in held})
