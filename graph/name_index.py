"""An index of names, for search by exact name, prefix and part in Chinese on any engine.

A cache beside the graph, in a SQLite file (FTS5 over pairs of characters): one engine has a full-text index, the other
has none, and both must answer alike. It follows the graph by the recorded time of its parties and can be deleted at any
moment; it is then built again. It narrows nothing but names: what it finds is read from the graph.
"""

from __future__ import annotations

import heapq
import re
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKind, normalize_name
from graph.name_file import FOLLOWED_TO, NameFile, number

Tier = Literal[0, 1, 2, 3]
"""How well a name matches: 0 the current name, 1 a former name, 2 a prefix of a name, 3 a part of a name."""

_EXACT = "SELECT norm, id, party FROM names WHERE kind = ? AND norm = ? AND id > ? AND former = ? ORDER BY id"
_PREFIX = (
    "SELECT norm, id, party FROM names "
    "WHERE kind = ? AND (norm, id) > (?, ?) AND norm < ? AND norm <> ? ORDER BY norm, id"
)
_PART = (
    "SELECT norm, names.id, party FROM pairs CROSS JOIN names ON names.id = pairs.rowid "
    "WHERE pairs MATCH ? AND pairs.rowid > ? AND instr(norm, ?) > 1 ORDER BY pairs.rowid"
)
_INSERT_PAIRS = {
    PartyKind.ENTERPRISE: "INSERT INTO pairs (rowid, enterprise) VALUES (?, ?)",
    PartyKind.ORGANIZATION: "INSERT INTO pairs (rowid, organization) VALUES (?, ?)",
    PartyKind.PERSON: "INSERT INTO pairs (rowid, person) VALUES (?, ?)",
}
_COLUMN = {PartyKind.ENTERPRISE: "enterprise", PartyKind.ORGANIZATION: "organization", PartyKind.PERSON: "person"}
_NO_WORD = re.compile(r"\W")
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Named:
    """What is indexed of a party."""

    party_id: str
    kind: PartyKind
    name: str
    former_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A party found, with its place in the ranking: by tier, then by name (by age of the entry for a part), then entry."""

    party_id: str
    tier: int
    norm: str
    entry: int

    @property
    def place(self) -> tuple[int, str, int]:
        """The keyset of the ranking."""
        return (self.tier, self.norm if self.tier < 3 else "", self.entry)


class NameIndex:
    """One index file. Safe to use from several threads; several processes may share it.

    A file that turns out to be broken is deleted and begun anew: from then on it has followed the graph to 0.
    """

    def __init__(self, path: Path, graph: str) -> None:
        """`graph` names the graph that it follows; a file that followed another one is built again."""
        self._file = NameFile(path, graph)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def followed_to(self) -> int:
        """The recorded time (µs) up to which the graph's parties are in the index."""
        return self._file.use(lambda database: number(database, FOLLOWED_TO), 0)

    def follow(self, parties: Iterable[Named], since: int, until: int) -> bool:
        """Take in the parties recorded or revised after `since` and up to `until`.

        Does nothing and answers False where another process has taken them in meanwhile, or the file was broken.
        """

        def take_in(database: sqlite3.Connection) -> bool:
            with database:
                database.execute("BEGIN IMMEDIATE")
                if number(database, FOLLOWED_TO) != since:
                    return False
                for party in parties:
                    _replace(database, party)
                database.execute("UPDATE state SET followed_to = ?", (until,))
            return True

        return self._file.use(take_in, False)

    def count(self) -> int:
        """How many names are indexed."""
        return self._file.use(lambda database: number(database, "SELECT count(*) FROM names"), 0)

    def search(
        self, name: str, kinds: Sequence[PartyKind], first: int, after: tuple[int, str, int] | None
    ) -> list[Hit]:
        """The first `first` parties after the given place whose name matches, each once, at its best match.

        Raises NAME_INDEX_BUILDING (retryable) where the file was broken and is begun anew.
        """
        wanted = normalize_name(name)
        if not wanted or not kinds:
            return []
        found = self._file.use(lambda database: _Search(database, wanted, kinds).page(first, after), None)
        if found is None:
            raise CreditGraphError(
                ErrorCode.NAME_INDEX_BUILDING, "The name index is being built again; retry in a few seconds."
            )
        return found


def _replace(database: sqlite3.Connection, party: Named) -> None:
    # The pairs of a name that is gone stay behind: they are skipped, for a search joins them with the names.
    database.execute("DELETE FROM names WHERE party = ?", (party.party_id,))
    for former, name in enumerate((party.name, *party.former_names)):
        norm = normalize_name(name)
        entry = database.execute(
            "INSERT INTO names (party, kind, norm, former) VALUES (?, ?, ?, ?)",
            (party.party_id, party.kind, norm, int(former > 0)),
        ).lastrowid
        database.execute(_INSERT_PAIRS[party.kind], (entry, _pairs(norm)))


class _Search:
    """One search for a normalized name."""

    def __init__(self, database: sqlite3.Connection, wanted: str, kinds: Sequence[PartyKind]) -> None:
        self._database = database
        self._wanted = wanted
        self._kinds = kinds

    def page(self, first: int, after: tuple[int, str, int] | None) -> list[Hit]:
        """The first hits after a place, all as of one moment though another process may be writing."""
        hits: list[Hit] = []
        with self._database:
            self._database.execute("BEGIN")
            for tier in range(after[0] if after else 0, 4):
                begin = after[1:] if after and after[0] == tier else ("", 0)
                hits.extend(self._tier(tier, first - len(hits), begin))
                if len(hits) >= first:
                    break
        return hits

    def _tier(self, tier: int, first: int, begin: tuple[str, int]) -> list[Hit]:
        found: list[Hit] = []
        for norm, entry, party in self._candidates(tier, begin):
            if self._best(party) == (tier, entry):
                found.append(Hit(party, tier, norm, entry))
                if len(found) >= first:
                    break
        return found

    def _candidates(self, tier: int, begin: tuple[str, int]) -> Iterable[tuple[str, int, str]]:
        """Name, entry and party of every entry that may be of the tier, in the tier's order, after `begin`."""
        wanted, kinds = self._wanted, self._kinds
        if tier == 3:
            columns = " ".join(_COLUMN[kind] for kind in kinds)
            return self._database.execute(_PART, (f"{{{columns}}} : {_phrase(wanted)}", begin[1], wanted))
        if tier == 2:
            low = max(begin, (wanted, -1))
            runs = (self._database.execute(_PREFIX, (kind, *low, wanted + _LAST, wanted)) for kind in kinds)
        else:
            runs = (self._database.execute(_EXACT, (kind, wanted, begin[1], tier)) for kind in kinds)
        return heapq.merge(*runs)

    def _best(self, party: str) -> tuple[int, int]:
        """The tier and entry at which the party is listed: its best match, the oldest entry among equals."""
        matches: list[tuple[int, str, int]] = []
        for entry, norm, former in self._database.execute(
            "SELECT id, norm, former FROM names WHERE party = ?", (party,)
        ).fetchall():
            tier = _match(norm, self._wanted, bool(former))
            if tier is not None:
                matches.append((tier, norm if tier == 2 else "", entry))
        best = min(matches)
        return best[0], best[2]


def _match(norm: str, wanted: str, former: bool) -> int | None:
    if norm == wanted:
        return int(former)
    if norm.startswith(wanted):
        return 2
    return 3 if wanted in norm else None


def _pairs(norm: str) -> str:
    """The name as overlapping pairs of characters, and its last character alone, so that any part is a phrase."""
    text = _NO_WORD.sub("_", norm)
    return " ".join([text[i : i + 2] for i in range(len(text))])


def _phrase(wanted: str) -> str:
    text = _NO_WORD.sub("_", wanted)
    if len(text) == 1:
        return f'"{text}" *'
    return '"' + " ".join(text[i : i + 2] for i in range(len(text) - 1)) + '"'
