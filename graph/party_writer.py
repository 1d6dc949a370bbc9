"""Writes parties and their identifiers, inside a transaction of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import orjson
from neo4j import AsyncManagedTransaction

from domain.identifiers import Identifier, IdentifierScheme
from domain.parties import PartyKind, normalize_name
from domain.party_merging import NOTHING_SAID, PartyFacts, Said
from graph.queries import query
from graph.touching import Toucher
from graph.writing import collected, for_party_kind, run


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party that an identifier leads to. `said` and `records` are those of that identifier."""

    id: str
    kind: PartyKind
    name_norm: str
    facts: PartyFacts
    said: Said
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party to be created."""

    id: str
    kind: PartyKind
    facts: PartyFacts


@dataclass(frozen=True, slots=True)
class NewIdentifier:
    """An identifier to be attached to a party."""

    party_id: str
    identifier: Identifier
    said: Said = NOTHING_SAID
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Restated:
    """What a source said last under its own key."""

    key: str
    said: Said
    records: tuple[str, ...]


class PartyWriter:
    """The party statements of one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int) -> None:
        self._tx = tx
        self._at = at

    async def known(self, keys: Iterable[str]) -> dict[str, KnownParty]:
        """The parties that identifiers lead to, by identifier key."""
        return await self._known("write/parties_known", keys)

    async def by_id(self, party_id: str) -> KnownParty | None:
        """The party with this id."""
        return (await self._known("write/parties_by_id", [party_id])).get(party_id)

    async def _known(self, name: str, keys: Iterable[str]) -> dict[str, KnownParty]:
        wanted = list(keys)
        if not wanted:
            return {}
        rows = await collected(self._tx, query(name), keys=wanted)
        return {
            wanted[row[0]]: KnownParty(
                row[1],
                PartyKind(row[2]),
                row[4],
                PartyFacts(row[3], tuple(row[5] or ()), *row[6:9]),
                Said(*orjson.loads(row[9])) if row[9] else NOTHING_SAID,
                tuple(row[10] or ()),
            )
            for row in rows
        }

    async def unique_identifiers(self, party_ids: Sequence[str]) -> Mapping[str, dict[IdentifierScheme, str]]:
        """The keys of the identifiers of which a party has one only (USCC, citizen number), by party."""
        found: dict[str, dict[IdentifierScheme, str]] = defaultdict(dict)
        if party_ids:
            for party_id, scheme, key in await collected(
                self._tx, query("write/party_unique_identifiers"), ids=list(party_ids)
            ):
                found[party_id][IdentifierScheme(scheme)] = key
        return found

    async def create(self, parties: Iterable[NewParty]) -> None:
        """Creates parties."""
        rows: dict[PartyKind, list[list[object]]] = defaultdict(list)
        for party in parties:
            rows[party.kind].append([party.id, party.kind.value, *_columns(party.facts), self._version(party.facts)])
        for kind, of_kind in rows.items():
            await run(self._tx, for_party_kind("write/parties_create", kind), of_kind, at=self._at)

    async def create_identified(self, parties: Iterable[tuple[NewParty, Sequence[NewIdentifier]]]) -> None:
        """Creates parties with their identifiers (one or two each), in the least time."""
        rows: dict[tuple[PartyKind, str], list[list[object]]] = defaultdict(list)
        for party, identifiers in parties:
            row = [party.id, party.kind.value, *_columns(party.facts), self._version(party.facts)]
            row.extend(value for new in identifiers for value in _identifier_columns(new))
            rows[party.kind, _CREATE_IDENTIFIED[len(identifiers)]].append(row)
        for (kind, name), of_kind in rows.items():
            await run(self._tx, for_party_kind(name, kind), of_kind, at=self._at)

    async def revise(self, revised: Iterable[tuple[str, PartyFacts, PartyFacts]]) -> None:
        """Appends a version to each party: (id, what was known of it, what is known now)."""
        changes = list(revised)
        rows: list[list[object]] = [[id_, *_columns(facts), self._version(facts)] for id_, _, facts in changes]
        await run(self._tx, query("write/parties_revise"), rows, at=self._at)
        payroll = [id_ for id_, was, now in changes if was.on_public_payroll != now.on_public_payroll]
        await Toucher(self._tx, self._at).subjects(payroll)

    async def identify(self, identifiers: Iterable[NewIdentifier]) -> None:
        """Attaches identifiers. A key that somebody has already fails the transaction."""
        rows = [[new.party_id, *_identifier_columns(new)] for new in identifiers]
        await run(self._tx, query("write/identifiers_create"), rows, at=self._at)

    async def say(self, restated: Iterable[Restated]) -> None:
        """Keeps what sources said last."""
        rows: list[list[object]] = [[each.key, _said(each.said), list(each.records) or None] for each in restated]
        await run(self._tx, query("write/identifiers_said"), rows)

    def _version(self, facts: PartyFacts) -> str:
        """The text of a version: what was recorded at this time."""
        return orjson.dumps({"at": self._at, **facts._asdict()}).decode()


_CREATE_IDENTIFIED = {1: "write/parties_create_one", 2: "write/parties_create_two"}


def _identifier_columns(new: NewIdentifier) -> list[object]:
    """[key, scheme, value, source, said, records]."""
    identifier = new.identifier
    return [
        *(identifier.key, identifier.scheme.value, identifier.value, identifier.source),
        *(_said(new.said), list(new.records) or None),
    ]


def _columns(facts: PartyFacts) -> list[object]:
    """[name, name_norm, former_names, organization_type, on_public_payroll, area_code]."""
    return [facts.name, normalize_name(facts.name), list(facts.former_names), *facts[2:]]


def _said(said: Said) -> str | None:
    return None if said == NOTHING_SAID else orjson.dumps(list(said)).decode()
