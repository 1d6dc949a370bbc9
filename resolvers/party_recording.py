"""Upserting one party: create it, or say what is so of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentifierScheme
from domain.party_merging import PartyFacts, Said, new_party, set_name
from domain.statements import filled
from graph.party_writer import KnownParty, NewIdentifier, NewParty, PartyWriter
from graph.writing import new_id
from resolvers.cells import RowReader
from resolvers.party_loading import FIELDS, ONE_ONLY
from resolvers.recorded import Recorded, refuse_problems
from resolvers.row_keys import RowContext
from resolvers.rows import ParsedParty, parse_party


@dataclass(frozen=True, slots=True)
class PartyInput:
    """What is said of a party, as in a row of parties.csv; None: nothing. `id`: ours, of a party that is known; without it
    one of the identifiers says who is meant. `key` is the source's."""

    kind: str
    name: str
    id: str | None = None
    key: str | None = None
    uscc: str | None = None
    citizen_id: str | None = None
    passport: str | None = None
    former_names: tuple[str, ...] = ()
    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None

    def read(self, context: RowContext) -> ParsedParty:
        """The checked statement. Raises RefusedError."""
        reader = RowReader({name: value for name, value in asdict(self).items() if name != "id"}, 0)
        statement = parse_party(reader, 0, context)
        if not statement.identifiers and self.id is None and not reader.problems:
            reader.wrong(
                "key", ErrorCode.REQUIRED, "A party needs an identifier: a key of the source, or an official one."
            )
        refuse_problems(reader)
        return statement

    def __repr__(self) -> str:
        """Without personal numbers."""
        return f"PartyInput({self.kind}, {self.name})"


async def upsert(tx: AsyncManagedTransaction, at: int, party_id: str | None, statement: ParsedParty) -> Recorded:
    """Creates the party, or writes what is new of it."""
    writer = PartyWriter(tx, at)
    by_key = await writer.known([identifier.key for identifier in statement.identifiers])
    known = await _meant(writer, party_id, by_key, statement)
    attached = [identifier for identifier in statement.identifiers if identifier.key not in by_key]
    said = Said(statement.organization_type, statement.on_public_payroll, statement.area_code)
    if known is None:
        party = NewParty(new_id(), statement.kind, new_party(statement.name, statement.former_names, said))
        await writer.create([party])
        await writer.identify(NewIdentifier(party.id, identifier) for identifier in attached)
        return Recorded(party.id, changed=True)
    await _check_same(writer, known, statement)
    facts = _facts(known.facts, statement, said)
    await writer.revise([(known.id, known.facts, facts)] if facts != known.facts else [])
    await writer.identify(NewIdentifier(known.id, identifier) for identifier in attached)
    return Recorded(known.id, changed=facts != known.facts or bool(attached))


async def _meant(
    writer: PartyWriter, party_id: str | None, by_key: dict[str, KnownParty], statement: ParsedParty
) -> KnownParty | None:
    """The party meant, None for a new one. Raises UNKNOWN_PARTY, IDENTITY_CONFLICT."""
    meant: KnownParty | None = None
    if party_id is not None:
        meant = await writer.by_id(party_id)
        if meant is None:
            raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register has this id.", "id")
    for identifier in statement.identifiers:
        other = by_key.get(identifier.key)
        if other is not None and meant is not None and other.id != meant.id:
            raise CreditGraphError(
                ErrorCode.IDENTITY_CONFLICT, "The identifiers lead to two different parties.", FIELDS[identifier.scheme]
            )
        meant = meant or other
    return meant


async def _check_same(writer: PartyWriter, known: KnownParty, statement: ParsedParty) -> None:
    if known.kind is not statement.kind:
        raise CreditGraphError(ErrorCode.KIND_CONFLICT, f"The party is known as {known.kind.value.lower()}.", "kind")
    unique: dict[IdentifierScheme, str] = (await writer.unique_identifiers([known.id])).get(known.id, {})
    for identifier in statement.identifiers:
        if identifier.scheme in ONE_ONLY and unique.get(identifier.scheme, identifier.key) != identifier.key:
            field = FIELDS[identifier.scheme]
            raise CreditGraphError(ErrorCode.IDENTITY_CONFLICT, f"The party has another {field} already.", field)


def _facts(facts: PartyFacts, statement: ParsedParty, said: Said) -> PartyFacts:
    named = set_name(facts, statement.name, statement.former_names)
    return PartyFacts(named.name, named.former_names, *filled(said, Said(*facts[2:])))
