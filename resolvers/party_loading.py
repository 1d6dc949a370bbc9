"""Stores rows of parties (docs/decisions/loading.md): finds who they are about, and merges what they say.

All rows of a batch are folded in memory over what the graph knows, in their order, and only the net result is written.
A row that cannot be stored leaves no trace in the fold, so it spoils no neighbour.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import Identifier, IdentifierScheme
from domain.parties import PartyKind
from domain.party_merging import NOTHING_SAID, PartyFacts, Said, new_party, renamed, restated
from domain.statements import filled
from graph.party_writer import KnownParty, NewIdentifier, NewParty, PartyWriter, Restated
from graph.writing import new_id
from resolvers.rows import ParsedParty
from resolvers.storing import Stored

FIELDS = {
    IdentifierScheme.KEY: "key",
    IdentifierScheme.USCC: "uscc",
    IdentifierScheme.CITIZEN_ID: "citizen_id",
    IdentifierScheme.PASSPORT: "passport",
}
"""The columns that hold identifiers."""

ONE_ONLY = frozenset({IdentifierScheme.USCC, IdentifierScheme.CITIZEN_ID})
"""The schemes of which a party has one identifier only."""


@dataclass(slots=True)
class _Draft:
    """A party in the fold. `before`: its facts in the graph, None if it is new. `unique`: its USCC and citizen number."""

    id: str
    kind: PartyKind
    facts: PartyFacts
    name_norm: str
    before: PartyFacts | None
    unique: dict[IdentifierScheme, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Key:
    """A source's own key in the fold: whose it is, and what was said under it."""

    party_id: str
    said: Said
    records: tuple[str, ...]
    is_new: bool
    touched: bool = False


async def store_parties(tx: AsyncManagedTransaction, at: int, source: str, statements: Sequence[ParsedParty]) -> Stored:
    """Stores the rows; a `Store`."""
    writer = PartyWriter(tx, at)
    known = await writer.known({key.key for row in statements for key in row.identifiers})
    official = {
        known[key.key].id
        for row in statements
        if len(row.identifiers) > 1 or row.by_platform
        for key in row.identifiers
        if key.key in known
    }
    fold = _Fold(known, await writer.unique_identifiers(sorted(official)))
    for row in statements:
        fold.merge(row)
    await fold.write(writer)
    return fold.stored()


class _Fold:
    """One batch, merged over what is known."""

    def __init__(self, known: Mapping[str, KnownParty], unique: Mapping[str, Mapping[IdentifierScheme, str]]) -> None:
        self._whose = {key: party.id for key, party in known.items()}
        self._drafts: dict[str, _Draft] = {}
        self._keys: dict[str, _Key] = {}
        for key, party in known.items():
            if party.id not in self._drafts:
                self._drafts[party.id] = _Draft(
                    party.id, party.kind, party.facts, party.name_norm, party.facts, dict(unique.get(party.id, {}))
                )
            self._keys[key] = _Key(party.id, party.said, party.records, is_new=False)
        self._identifiers: list[tuple[str, Identifier]] = []
        self._restatements: list[str] = []
        self._stored = Stored()

    def merge(self, row: ParsedParty) -> None:
        """Merges one row; refuses it without a trace where it contradicts what is known."""
        try:
            draft = self._find(row)
        except CreditGraphError as error:
            self._stored.refuse(row.row, error)
            return
        if draft is None:
            self._create(row)
            self._stored.created += 1
        elif self._update(draft, row):
            self._stored.changed += 1
        else:
            self._stored.unchanged += 1

    def stored(self) -> Stored:
        """What came of it. Rows that only changed what later rows changed back have changed nothing."""
        for party_id in self._restatements:
            draft = self._drafts[party_id]
            if draft.facts == draft.before:
                self._stored.changed -= 1
                self._stored.unchanged += 1
        return self._stored

    async def write(self, writer: PartyWriter) -> None:
        """Writes the net result."""
        drafts = self._drafts.values()
        await writer.create(NewParty(d.id, d.kind, d.facts) for d in drafts if d.before is None)
        await writer.revise((d.id, d.before, d.facts) for d in drafts if d.before is not None and d.facts != d.before)
        await writer.identify(self._new_identifiers())
        await writer.say(
            Restated(key, state.said, state.records)
            for key, state in self._keys.items()
            if state.touched and not state.is_new
        )

    def _new_identifiers(self) -> list[NewIdentifier]:
        made = []
        for party_id, identifier in self._identifiers:
            state = self._keys.get(identifier.key)
            said, records = (state.said, state.records) if state is not None else (NOTHING_SAID, ())
            made.append(NewIdentifier(party_id, identifier, said, records))
        return made

    def _find(self, row: ParsedParty) -> _Draft | None:
        """The party that the row is about, None for a new one. Raises IDENTITY_CONFLICT, KIND_CONFLICT."""
        draft: _Draft | None = None
        for identifier in row.identifiers:
            party_id = self._whose.get(identifier.key)
            if party_id is None:
                continue
            if draft is not None and draft.id != party_id:
                raise CreditGraphError(
                    ErrorCode.IDENTITY_CONFLICT,
                    "The row's identifiers lead to two different parties.",
                    FIELDS[identifier.scheme],
                )
            draft = self._drafts[party_id]
        if draft is not None:
            _check_same(draft, row)
        return draft

    def _create(self, row: ParsedParty) -> None:
        facts = new_party(row.name, row.former_names, said_in(row))
        draft = _Draft(new_id(), row.kind, facts, row.name_norm, None)
        self._drafts[draft.id] = draft
        self._attach(draft, row)

    def _update(self, draft: _Draft, row: ParsedParty) -> bool:
        """Whether the row changed anything of the party or attached something to it."""
        if row.by_platform and (draft.unique or len(row.identifiers) > 1):
            # Others know it, by an official code: a platform adds its own key and changes nothing (R45).
            return self._attach(draft, replace(row, identifiers=row.identifiers[:1]))
        before = draft.facts
        own = self._keys.get(row.identifiers[0].key)
        said = own.said if own is not None else NOTHING_SAID
        facts = restated(before, said, said_in(row))
        if row.name_norm != draft.name_norm or row.former_names:
            facts = renamed(facts, row.name, row.former_names)
            self._note(row, draft, facts)
            if facts.name != before.name:
                draft.name_norm = row.name_norm
        draft.facts = facts
        added = self._say(own, row) if own is not None else False
        attached = self._attach(draft, row)
        if facts != before and draft.before is not None and not (added or attached):
            self._restatements.append(draft.id)
        return facts != before or added or attached

    def _say(self, own: _Key, row: ParsedParty) -> bool:
        """Keeps what the source said last; whether the row's record is a new one."""
        said = filled(said_in(row), own.said)
        is_new = row.record is not None and row.record not in own.records
        if said != own.said or is_new:
            own.touched = True
            own.said = said
            own.records = (*own.records, row.record) if is_new and row.record is not None else own.records
        return is_new

    def _attach(self, draft: _Draft, row: ParsedParty) -> bool:
        """Attaches the identifiers that nobody has; whether there were any."""
        attached = False
        for identifier in row.identifiers:
            if identifier.key in self._whose:
                continue
            self._whose[identifier.key] = draft.id
            self._identifiers.append((draft.id, identifier))
            attached = True
            if identifier.scheme in ONE_ONLY:
                draft.unique[identifier.scheme] = identifier.key
            if identifier.scheme is IdentifierScheme.KEY:
                records = () if row.record is None else (row.record,)
                self._keys[identifier.key] = _Key(draft.id, said_in(row), records, is_new=True)
        return attached

    def _note(self, row: ParsedParty, before: _Draft, after: PartyFacts) -> None:
        key, name = row.identifiers[0].value, before.facts.name
        if after.name != name:
            self._stored.notes.append(
                f"Row {row.row}: {key} was called {name} and is now called {after.name}; "
                "the earlier name is kept as a former name."
            )
        elif row.name_norm != before.name_norm:
            self._stored.notes.append(
                f"Row {row.row}: {key} is called {row.name} here, a former name of {name}; the name is kept."
            )


def _check_same(draft: _Draft, row: ParsedParty) -> None:
    if draft.kind is not row.kind:
        raise CreditGraphError(
            ErrorCode.KIND_CONFLICT,
            f"The party is known as {draft.kind.value.lower()}, not {row.kind.value.lower()}.",
            "kind",
        )
    for identifier in row.identifiers:
        if identifier.scheme in ONE_ONLY and draft.unique.get(identifier.scheme, identifier.key) != identifier.key:
            raise CreditGraphError(
                ErrorCode.IDENTITY_CONFLICT,
                f"The party has another {FIELDS[identifier.scheme]} already.",
                FIELDS[identifier.scheme],
            )


def said_in(row: ParsedParty) -> Said:
    """What a row says of the facts that its source alone may restate."""
    return Said(row.organization_type, row.on_public_payroll, row.area_code)
