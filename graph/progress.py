"""Marks of the monthly report and the findings that it counts, in the graph."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.months import Month
from domain.progress import Mark, Standing, WorkRecord
from domain.progress_rules import WorkKind
from domain.time import NEVER
from graph.connection import Connection
from graph.ledger import Ledger
from graph.queries import query
from graph.writing import Values, new_id, run


class ProgressStore:
    """Reads and records marks; nothing is changed in place."""

    def __init__(self, connection: Connection, ledger: Ledger) -> None:
        self._connection = connection
        self._ledger = ledger

    async def marks(self, first: Month, last: Month, known_at: int | None) -> tuple[int, list[Mark]]:
        """The recorded time answered as of (µs), and the marks of the months from `first` to `last` as known then."""
        months = {"first": str(first), "last": str(last)}
        records = await self._connection.read(query("read/progress_marks"), known_at=known_at, **months)
        return records[0]["known"], [_mark(record["mark"]) for record in records if record["mark"] is not None]

    async def graded(self, departments: Sequence[str], first: date, last: date, known_at: int) -> list[WorkRecord]:
        """Findings that the departments recognised from `first` to `last`, as known at a recorded time."""
        records = await self._connection.read(
            query("read/progress_findings"), departments=list(departments), first=first, last=last, known_at=known_at
        )
        return [
            WorkRecord(r["department"], WorkKind.GRADED_FINDING, date.fromisoformat(r["occurred_on"]), r["number"])
            for r in records
        ]

    async def record(self, marks: Sequence[Mark]) -> list[Mark]:
        """Records marks, the last one of each cell and month, in one transaction; answers those that hold then, in the order
        given. One that says what holds already changes nothing."""

        async def work(tx: AsyncManagedTransaction, at: int) -> list[Mark]:
            months = sorted(mark.month for mark in marks)
            bounds = {"first": str(months[0]), "last": str(months[-1]), "never": NEVER}
            result = await tx.run(query("write/progress_marks_known"), bounds)
            held = {_cell(mark): mark for mark in [_mark(record["mark"]) async for record in result]}
            new: dict[tuple[str, str, Month], Mark] = {}
            for mark in {_cell(mark): mark for mark in marks}.values():
                there = held.get(_cell(mark))
                if there is None or not _same(there, mark):
                    new[_cell(mark)] = replace(mark, id=new_id(), recorded_at=at)
            superseded = {cell: held[cell].id for cell in new if cell in held}
            await run(tx, query("write/progress_marks_supersede"), [[id_] for id_ in superseded.values()], at=at)
            rows = [_row(mark, superseded.get(cell)) for cell, mark in new.items()]
            await run(tx, query("write/progress_marks_create"), rows, at=at, never=NEVER)
            return [new.get(_cell(mark)) or held[_cell(mark)] for mark in marks]

        return await self._ledger.write(work) if marks else []


def _cell(mark: Mark) -> tuple[str, str, Month]:
    return mark.unit, mark.item, mark.month


def _same(one: Mark, two: Mark) -> bool:
    """Whether two marks of one cell say the same, whoever said it."""
    return replace(one, id="", recorded_at=0, marked_by="") == replace(two, id="", recorded_at=0, marked_by="")


def _row(mark: Mark, supersedes: str | None) -> Values:
    points = None if mark.points is None else format(mark.points, "f")
    standing = None if mark.standing is None else mark.standing.value
    return [
        *(mark.id, mark.unit, mark.item, str(mark.month), standing, mark.note),
        *(mark.count, mark.target, points, mark.marked_by, supersedes),
    ]


def _mark(row: list[Any]) -> Mark:
    return Mark(
        id=row[0],
        unit=row[1],
        item=row[2],
        month=Month.parse(row[3]),
        standing=None if row[4] is None else Standing(row[4]),
        note=row[5],
        count=row[6],
        target=row[7],
        points=None if row[8] is None else Decimal(row[8]),
        marked_by=row[9],
        recorded_at=row[10],
    )
