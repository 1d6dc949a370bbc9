"""Penalties and licences in the double-publicity layout: the rows that came of them are kept, and read again."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.double_publicity import Publicity
from domain.parties import Party
from domain.penalty_merging import PenaltyValues
from graph import rows
from graph.connection import Connection
from graph.queries import query
from graph.writing import collected, run

Cells = tuple[str, ...]
PAGE = 2_000
"""Rows read at once for an export."""


@dataclass(slots=True)
class Kept:
    """Something that is known: its id, and the cells of every row that came of it, oldest first."""

    id: str
    cells: list[Cells] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NewLicence:
    """A licence to be created."""

    party_id: str
    id: str
    key: str
    document_number: str
    organ: str
    decided_on: date


@dataclass(frozen=True, slots=True)
class Publicised:
    """What an export is made of. `cells`: of the last row that came, None where none did. `party`, `values` and so on are
    given of penalties."""

    id: str
    cells: Cells | None
    document_number: str = ""
    department: str = ""
    values: PenaltyValues | None = None
    party: Party | None = None
    identifiers: tuple[tuple[str, str], ...] = ()


_LABELS = {Publicity.PENALTIES: ":Penalty", Publicity.LICENCES: ":Licence"}


@cache
def _text(name: str, what: Publicity) -> str:
    return query(name).replace(":Penalty", _LABELS[what])


class PublicityWriter:
    """The statements of one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int, source: str, what: Publicity) -> None:
        self._tx = tx
        self._at = at
        self._source = source
        self._what = what

    async def known(self, keys: Iterable[str]) -> dict[str, Kept]:
        """What is known by these keys."""
        wanted = list(keys)
        if not wanted:
            return {}
        found = await collected(self._tx, _text("write/double_publicity_known", self._what), keys=wanted)
        return {wanted[i]: Kept(id_, [_cells(text) for text in texts or ()]) for i, id_, texts in found}

    async def create_licences(self, licences: Iterable[NewLicence]) -> None:
        """Creates licences."""
        new = [[n.party_id, n.id, n.key, n.document_number, n.organ, n.decided_on] for n in licences]
        await run(self._tx, query("write/licences_create"), new, at=self._at, source=self._source)

    async def append(self, cells: Sequence[tuple[str, Cells]]) -> None:
        """Keeps further rows, by id."""
        texts = [[id_, _row_text(self._at, row)] for id_, row in cells]
        await run(self._tx, _text("write/double_publicity_append", self._what), texts)


def _row_text(at: int, cells: Cells) -> str:
    return json.dumps({"at": at, "cells": cells}, ensure_ascii=False, separators=(",", ":"))


def _cells(text: str) -> Cells:
    return tuple(json.loads(text)["cells"])


class PublicityReader:
    """Reads what is to be exported."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, what: Publicity, department: str | None) -> AsyncIterator[Publicised]:
        """Every penalty or licence (of one organ), in the order of recording."""
        after = ""
        while True:
            records = await self._connection.read(
                query(f"read/double_publicity_{what.value}"), after=after, department=department, first=PAGE
            )
            for record in records:
                yield _licence(record) if what is Publicity.LICENCES else _penalty(record)
            if len(records) < PAGE:
                return
            after = records[-1]["id"]


def _licence(record: Any) -> Publicised:
    return Publicised(record["id"], _cells(record["layout"]))


def _penalty(record: Any) -> Publicised:
    number, department, decided_on, act, category, content, amount, valid, publicised, basis = record["penalty"]
    values = PenaltyValues(
        *(date.fromisoformat(decided_on), act, category, content, amount, rows.day(valid), rows.day(publicised), basis)
    )
    return Publicised(
        record["id"],
        _cells(record["layout"]) if record["layout"] is not None else None,
        number,
        department,
        values,
        rows.party(record["party"], record["known"]),
        tuple(sorted((scheme, value) for scheme, value in record["identifiers"])),
    )
