"""Complaints and commitments: written inside a transaction of the ledger, and read."""

from __future__ import annotations

from datetime import date
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.cases import Case, CaseKind, CaseStep, Step
from graph.connection import Connection
from graph.queries import query
from graph.writing import collected, new_id, run


def case_key(kind: CaseKind, number: str) -> str:
    """The unique key of a case."""
    return f"{kind.value}|{number}"


class CaseWriter:
    """The case statements of one transaction. `at`: its recorded time."""

    def __init__(self, tx: AsyncManagedTransaction, at: int) -> None:
        self._tx = tx
        self._at = at

    async def known(self, kind: CaseKind, number: str) -> Case | None:
        """The case with this number."""
        found = await collected(self._tx, query("write/cases_known"), key=case_key(kind, number))
        return _case(found[0]) if found else None

    async def create(self, kind: CaseKind, number: str, party_id: str) -> str:
        """Creates a case without steps; its id."""
        made = new_id()
        row = [party_id, made, case_key(kind, number), kind.value, number]
        await run(self._tx, query("write/cases_create"), [row], at=self._at)
        return made

    async def add(self, case_id: str, step: Step) -> None:
        """Adds a step."""
        row = [case_id, step.id, step.kind.value, step.occurred_on, step.text, step.department]
        await run(self._tx, query("write/steps_create"), [row], at=self._at)


class CaseReader:
    """Reads cases."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def all(self, kind: CaseKind) -> list[Case]:
        """Every case of a kind, in the order of recording."""
        records = await self._connection.read(query("read/cases"), kind=kind.value)
        return sorted((_case(record["found"]) for record in records), key=lambda case: case.id)


def _case(row: list[Any]) -> Case:
    steps = (
        Step(id_, CaseStep(kind), date.fromisoformat(occurred_on), text, department, recorded_at)
        for id_, kind, occurred_on, text, department, recorded_at in sorted(row[4], key=lambda step: str(step[0]))
    )
    return Case(row[0], CaseKind(row[1]), row[2], row[3], tuple(steps))
