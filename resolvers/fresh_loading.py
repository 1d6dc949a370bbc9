"""Loads a register into an empty graph, several times as fast, to the same result (docs/decisions/fresh-load.md).

Nobody else writes meanwhile, so this process knows every key and every link that is there. A row of a party whose keys
nobody has, and a row of a link that is the only one between its ends, is created as it is; every other row goes the way of
any load, in the same transaction, which is right for all. So a row taken for known by mistake costs time, nothing else.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError
from domain.identifiers import IdentityKey
from domain.link_rules import check_link
from domain.links import LinkKind
from domain.merging import LinkValues, LinkVersion
from domain.parties import PartyKind
from domain.party_merging import NOTHING_SAID, new_party
from graph.ends import End, ends_by_key
from graph.fresh_load import FreshLoad
from graph.link_writer import LinkWriter, Pair
from graph.party_writer import NewIdentifier, NewParty, PartyWriter
from graph.writing import new_id
from resolvers.batches import Kind
from resolvers.link_loading import merge_links
from resolvers.loading import Loader
from resolvers.party_loading import said_in, store_parties
from resolvers.rows import ParsedLink, ParsedParty
from resolvers.storing import RuleProvider, Stored

MOST_IDENTIFIERS = 2
"""Identifiers with which a party is created at once; one with more goes the way of any load."""

_KINDS = {kind.value[0]: kind for kind in PartyKind}


class FreshLoader(Loader):
    """A loader for a graph that was empty when the load began. Penalties and findings go the way of any load."""

    def __init__(self, load: FreshLoad, rules: RuleProvider, identity_key: IdentityKey) -> None:
        super().__init__(load, rules, identity_key)
        known = KnownParties()
        self._stores |= {Kind.PARTIES: FreshParties(known), Kind.LINKS: FreshLinks(known)}
        self._plans = {}


class KnownParties:
    """Every identifier key of the graph, and whose it is. One text a key, for there are millions."""

    def __init__(self) -> None:
        self._whose: dict[str, str] = {}

    def __contains__(self, key: str) -> bool:
        return key in self._whose

    def get(self, key: str) -> End | None:
        """Whose a key is."""
        whose = self._whose.get(key)
        return End(whose[1:], _KINDS[whose[0]]) if whose is not None else None

    def add(self, keys: Iterable[str], end: End) -> None:
        """Keys of one party."""
        whose = end.kind.value[0] + end.id
        self._whose.update((key, whose) for key in keys)


class FreshParties:
    """Stores rows of parties; a `Store`."""

    def __init__(self, known: KnownParties) -> None:
        self._known = known

    async def __call__(
        self, tx: AsyncManagedTransaction, at: int, source: str, statements: Sequence[ParsedParty]
    ) -> Stored:
        """What is known is remembered before the transaction ends: if it is tried again, all goes the way of any load."""
        times = Counter(identifier.key for row in statements for identifier in row.identifiers)
        new: list[ParsedParty] = []
        others: list[ParsedParty] = []
        for row in statements:
            (new if self._is_new(row, times) else others).append(row)
        await PartyWriter(tx, at).create_identified([self._made(row) for row in new])
        if not others:
            return Stored(created=len(new))
        stored = await store_parties(tx, at, source, others)
        stored.created += len(new)
        keys = dict.fromkeys(identifier.key for row in others for identifier in row.identifiers)
        for key, end in (await ends_by_key(tx, keys)).items():
            self._known.add([key], end)
        return stored

    def _is_new(self, row: ParsedParty, times: Mapping[str, int]) -> bool:
        return len(row.identifiers) <= MOST_IDENTIFIERS and all(
            times[identifier.key] == 1 and identifier.key not in self._known for identifier in row.identifiers
        )

    def _made(self, row: ParsedParty) -> tuple[NewParty, list[NewIdentifier]]:
        said, own = said_in(row), row.identifiers[0]
        party = NewParty(new_id(), row.kind, new_party(row.name, row.former_names, said))
        records = () if row.record is None else (row.record,)
        self._known.add([identifier.key for identifier in row.identifiers], End(party.id, party.kind))
        return party, [
            NewIdentifier(party.id, each, *((said, records) if each is own else (NOTHING_SAID, ())))
            for each in row.identifiers
        ]


class FreshLinks:
    """Stores rows of links; a `Store`."""

    def __init__(self, known: KnownParties) -> None:
        self._known = known
        self._seen: set[int] = set()
        """Hashes of source, kind and ends of every link: two that meet in one are merged like any, which is right too."""

    async def __call__(
        self, tx: AsyncManagedTransaction, at: int, source: str, statements: Sequence[ParsedLink]
    ) -> Stored:
        """As with parties, what is known is remembered before the transaction ends."""
        ends = self._ends(statements)
        places = [_joined(source, row, ends) for row in statements]
        times = Counter(places)
        new: dict[LinkKind, list[tuple[Pair, LinkVersion]]] = defaultdict(list)
        others: list[ParsedLink] = []
        for row, place in zip(statements, places, strict=True):
            if place is None or times[place] > 1 or place in self._seen:
                others.append(row)
            else:
                new[row.kind].append(((ends[row.from_key].id, ends[row.to_key].id), _version(row, at)))
        self._seen.update(place for place in times if place is not None)
        writer, stored = LinkWriter(tx, at, source), Stored()
        for kind, versions in new.items():
            await writer.create(kind, versions)
            stored.created += len(versions)
        if others:
            await merge_links(writer, ends, at, others, stored)
        return stored

    def _ends(self, statements: Sequence[ParsedLink]) -> dict[str, End]:
        keys = dict.fromkeys(row.from_key for row in statements)
        keys.update(dict.fromkeys(row.to_key for row in statements))
        found = ((key, self._known.get(key)) for key in keys)
        return {key: end for key, end in found if end is not None}


def _joined(source: str, row: ParsedLink, ends: Mapping[str, End]) -> int | None:
    """The hash of what the row joins; None where it will be refused."""
    a, b = ends.get(row.from_key), ends.get(row.to_key)
    if a is None or b is None:
        return None
    try:
        check_link(row.kind, a.kind, b.kind, to_itself=a.id == b.id)
    except CreditGraphError:
        return None
    return hash((source, row.kind, a.id, b.id))


def _version(row: ParsedLink, at: int) -> LinkVersion:
    records = () if row.record is None else (row.record,)
    return LinkVersion(new_id(), LinkValues(row.share, row.since, row.until, row.position), records, at, fresh=True)
