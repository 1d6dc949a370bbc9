"""Writes links, inside a transaction of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.link_rules import FROM_KINDS
from domain.links import LinkKind
from domain.merging import LinkValues, LinkVersion
from domain.time import NEVER
from graph.touching import FROM, TOUCHED_END, Toucher
from graph.writing import collected, for_link_kind, given, new_id, run

Pair = tuple[str, str]
"""The ids of the parties that a link leads from and to."""


NewLink = list[Any]
"""[position, key of from, key of to, id, share, since, until, position held, records]: a row of links_create_new."""


class LinkWriter:
    """The link statements of one transaction, for links of one source. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int, source: str) -> None:
        self._tx = tx
        self._at = at
        self._source = source
        self._toucher = Toucher(tx, at)

    async def create_new(self, kind: LinkKind, rows: Sequence[NewLink]) -> list[int]:
        """Creates those links about which the source says nothing yet between the two parties; the fast way for a
        register that is loaded for the first time. Gives them ids, and answers the positions (first value) of those that
        it created; the others must be merged."""
        if not rows:
            return []
        for row in rows:
            row[3] = new_id()
        text = for_link_kind("write/links_create_new", kind)
        from_kinds = [each.value for each in FROM_KINDS[kind]]
        told = {"touched": TOUCHED_END.get(kind), "below": kind is LinkKind.SHAREHOLDER}
        stamp = {"at": self._at, "never": NEVER, "source": self._source}
        created: list[int]
        created, holding = await collected(self._tx, text, **given(rows), from_kinds=from_kinds, told=told, **stamp)
        await self._toucher.below(holding)
        return created

    async def known(self, kind: LinkKind, pairs: Sequence[Pair]) -> Mapping[Pair, list[LinkVersion]]:
        """Every version, current or superseded, of the source's links of one kind between pairs of parties."""
        found: dict[Pair, list[LinkVersion]] = defaultdict(list)
        if pairs:
            text = for_link_kind("write/links_known", kind)
            listed = [list(pair) for pair in pairs]
            for row in await collected(self._tx, text, pairs=listed, source=self._source):
                values = LinkValues(row[2], _day(row[3]), _day(row[4]), row[5])
                version = LinkVersion(row[1], values, tuple(row[6] or ()), row[7], row[8], row[9])
                found[pairs[row[0]]].append(version)
        return found

    async def create(self, kind: LinkKind, versions: Iterable[tuple[Pair, LinkVersion]]) -> None:
        """Creates versions."""
        rows = [
            [*pair, version.id, *version.values, list(version.records), version.supersedes]
            for pair, version in versions
        ]
        text = for_link_kind("write/links_create", kind)
        await run(self._tx, text, rows, at=self._at, never=NEVER, source=self._source)
        await self._touch(kind, rows)

    async def supersede(self, kind: LinkKind, ids: Iterable[tuple[Pair, str]]) -> None:
        """Marks versions as superseded at this recorded time."""
        rows = [[*pair, id_] for pair, id_ in ids]
        await run(self._tx, for_link_kind("write/links_supersede", kind), rows, at=self._at)
        await self._touch(kind, rows)

    async def add_records(self, kind: LinkKind, added: Iterable[tuple[Pair, str, Sequence[str]]]) -> None:
        """Adds records to versions."""
        rows = [[*pair, id_, list(records)] for pair, id_, records in added]
        await run(self._tx, for_link_kind("write/links_add_records", kind), rows)

    async def _touch(self, kind: LinkKind, rows: Iterable[Sequence[Any]]) -> None:
        """The findings that links touch; a row begins with the ids of its ends."""
        end = TOUCHED_END.get(kind)
        if end is not None:
            await self._toucher.links(kind, {row[0 if end == FROM else 1] for row in rows})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text is not None else None


async def find_link(tx: AsyncManagedTransaction, link_id: str) -> tuple[LinkKind, Pair, str] | None:
    """The kind, ends and source of a link, by the id of any of its versions."""
    for kind in LinkKind:
        found = await collected(tx, for_link_kind("write/link_by_id", kind), id=link_id)
        if found:
            from_id, to_id, source = found[0]
            return kind, (from_id, to_id), source
    return None
