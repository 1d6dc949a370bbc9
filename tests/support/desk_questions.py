"""Questions of the desk's cases in tests/scenarios/desk, and what acts and questions have in common."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from domain.cases import CaseKind, CaseStep
from domain.decision import Decision
from domain.double_publicity import LAYOUTS, Publicity
from domain.errors import CreditGraphError
from domain.identifiers import source_key
from domain.parties import PartyKey
from resolvers.checks import CheckRequest
from resolvers.double_publicity import DoublePublicity
from resolvers.findings import state
from resolvers.rewards import RewardsOf
from seeds.yaml_nodes import read_source
from tests.support.desk import ENVIRONMENT, SAFETY, Desk

FOLDER = Path(__file__).parent.parent / "scenarios" / "desk"
DEPARTMENTS = {
    "work safety": SAFETY,
    "environment": ENVIRONMENT,
    "customs": "KS_CUSTOMS",
    "approval": "KS_ADMINISTRATIVE_APPROVAL",
    "administrator": None,
}
REGISTER = {"甲公司": "enterprise", "乙公司": "enterprise", "张三": "person", "李四": "person"}
SOURCE = "cases"
STEPS = {step.value.lower(): step for step in CaseStep}

Step = Mapping[str, Any]


def read(name: str) -> list[dict[str, Any]]:
    """The cases of a file."""
    path = FOLDER / name
    found: list[dict[str, Any]] = read_source(name, path.read_bytes()).data
    return found


def by(step: Step) -> str | None:
    """Who acts: a department, None for an administrator."""
    return DEPARTMENTS[step.get("by", "work safety")]


def party(step: Step) -> PartyKey:
    """Whom it is about."""
    return PartyKey(key=source_key(SOURCE, step.get("party", "甲公司")).key)


class Questions:
    """Answers questions."""

    def __init__(self, desk: Desk, publicity: DoublePublicity) -> None:
        self._desk = desk
        self._publicity = publicity

    async def _id(self, step: Step) -> str:
        [found] = await self._desk.services.parties.resolve([party(step)])
        assert found is not None
        return found.id

    async def answer(self, step: Step) -> object:
        """The answer."""
        asking: Callable[[Step], Awaitable[object]] = getattr(self, f"_ask_{step['ask'].replace(' ', '_')}")
        return await asking(step)

    async def _ask_decision(self, step: Step) -> object:
        """Outcome, how many grounds there are and how many of them are lifted, and the first clear day."""
        self._desk.clock.advance(seconds=1)
        request = CheckRequest(party(step), step["matter"])
        decision = await self._desk.services.checks.decide(request, step["on"])
        return [
            decision.outcome.value,
            len(decision.grounds),
            sum(ground.lifted for ground in decision.grounds),
            decision.clear_from,
        ]

    async def _ask_restrictions(self, step: Step) -> object:
        """In how many matters anything stands against a party."""
        self._desk.clock.advance(seconds=1)
        matters = self._desk.services.rules.current.matters
        requests = [CheckRequest(party(step), matter) for matter in matters]
        many = await self._desk.services.checks.decide_many(requests, step["on"])
        return sum(isinstance(found, Decision) and bool(found.grounds) for found in many)

    async def _ask_finding(self, step: Step) -> object:
        found = (await self._desk.services.findings.by_numbers([step["finding"]]))[0]
        if found is None:
            return None
        stands = state(found, step["on"], self._desk.services.rules.current)
        return [stands.grade.value, stands.in_force]

    async def _ask_late(self, step: Step) -> object:
        """Whether a penalty was entered late; the code of the error where nobody can tell."""
        party_id = await self._id(step)
        number = step["penalty"]
        records = await self._desk.services.connection.read(
            "MATCH (y:Penalty {key: $key}) RETURN y.id AS id", key=f"{number}|{by(step)}|{party_id}"
        )
        [penalty] = await self._desk.services.findings.penalties([records[0]["id"]])
        assert penalty is not None
        try:
            return self._desk.services.penalties.entered_late(penalty)
        except CreditGraphError as error:
            return error.code.value

    async def _ask_rewards(self, step: Step) -> object:
        """How many conveniences are given and how many lost, by scheme and partner."""
        party_id = await self._id(step)
        [found] = await self._desk.services.rewards.of([RewardsOf(party_id, step["on"])])
        counted: dict[str, list[int]] = {}
        for reward in found:
            name = reward.scheme.name.code + (f" in {reward.partner.place.label_en}" if reward.partner else "")
            given = counted.setdefault(name, [0, 0])
            given[reward.lost] += 1
        return counted

    async def _ask_case(self, step: Step) -> object:
        case = await self._desk.services.cases.by_number(CaseKind(step["kind"]), step["case"])
        if case is None:
            return None
        return [case.state.value, next((name for name, code in DEPARTMENTS.items() if code == case.department), None)]

    async def _ask_published(self, step: Step) -> object:
        """The cells of the exported rows with this document number, without empty ones."""
        what = Publicity(step["what"])
        layout = LAYOUTS[what]
        rows = [dict(zip(layout.columns, row, strict=True)) async for row in self._publicity.export(what)]
        return [
            {column: cell for column, cell in row.items() if cell}
            for row in rows
            if row[layout.number] == step["document"]
        ]

    async def _ask_represents(self, step: Step) -> object:
        """Who represents the enterprise of this name by a link, and from which day."""
        records = await self._desk.services.connection.read(
            "MATCH (p:Person)-[r:LEGAL_REPRESENTATIVE]->(e:Party {name: $name}) RETURN p.name AS name, r.since AS since",
            name=step["enterprise"],
        )
        return sorted([record["name"], record["since"].to_native()] for record in records)

    async def _ask_entered(self, step: Step) -> object:
        """How many penalties a department entered, and how many of them late."""
        department = DEPARTMENTS[step["department"]]
        assert department is not None
        [entries] = await self._desk.services.penalties.entries([department], None, None)
        return [entries.entered, len(entries.late)]
