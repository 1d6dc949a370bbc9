"""Rewards: what a party holds is recorded and ended by the department in charge of a scheme, and read with what it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKey
from domain.rewards import Qualification, Reward, find_scheme, rewards_on
from domain.time import NEVER
from graph.ledger import Ledger
from graph.queries import query
from graph.reader import Reader
from graph.writing import collected, new_id, run
from resolvers.findings import state
from resolvers.once import once
from resolvers.recorded import Recorded, resolve
from resolvers.storing import RuleProvider


@dataclass(frozen=True, slots=True)
class QualificationAct:
    """That a party holds a scheme for a period. `acting`: the department that says so, None for an administrator. `key`:
    the caller's idempotency key."""

    party: PartyKey
    scheme: str
    since: date
    until: date | None
    acting: str | None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class RewardsOf:
    """What one party is entitled to on a day."""

    party_id: str
    day: date


class Rewards:
    """Records qualifications, and reads rewards."""

    def __init__(self, ledger: Ledger, reader: Reader, rules: RuleProvider) -> None:
        self._ledger = ledger
        self._reader = reader
        self._rules = rules

    async def record(self, act: QualificationAct) -> Recorded:
        """Records that a party holds a scheme. Said again with the same first day it sets its end, or changes nothing.

        Raises UNKNOWN_SCHEME, NOT_IN_CHARGE, INVALID_PERIOD, UNKNOWN_PARTY, PARTY_KIND_NOT_COVERED.
        """
        scheme = find_scheme(self._rules().schemes, act.scheme)
        if act.acting is not None and act.acting not in scheme.departments:
            by = ", ".join(sorted(scheme.departments))
            raise CreditGraphError(ErrorCode.NOT_IN_CHARGE, f"{act.scheme} is recorded by: {by}.", "scheme")
        if act.until is not None and act.until <= act.since:
            message = "`until` is the first day on which it is no longer held: it lies after `since`."
            raise CreditGraphError(ErrorCode.INVALID_PERIOD, message, "until")
        department = act.acting or sorted(scheme.departments)[0]

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            [party] = await resolve(tx, [("party", act.party)])
            find_scheme(self._rules().schemes, act.scheme, party.kind)
            found = await collected(tx, query("write/qualifications_of_party"), id=party.id, never=NEVER)
            for id_, code, _, since, until in found:
                if code != act.scheme or since != act.since.isoformat():
                    continue
                if until == (act.until.isoformat() if act.until else None):
                    return Recorded(id_, False)
                await run(tx, query("write/qualifications_supersede"), [[id_]], at=at)
            made = new_id()
            row = [party.id, made, act.scheme, department, act.since, act.until]
            await run(tx, query("write/qualifications_create"), [row], at=at, never=NEVER)
            return Recorded(made, True)

        said = (act.party, act.scheme, act.since, act.until)
        return await once(self._ledger, "recordQualification", act.key, said, work, act.acting)

    async def of(self, wanted: Sequence[RewardsOf]) -> list[list[Reward]]:
        """The rewards of each, in the order asked; lost ones say to which findings. Two round trips for any number."""
        rules, ids = self._rules(), list(dict.fromkeys(item.party_id for item in wanted))
        held: dict[str, list[Qualification]] = defaultdict(list)
        for qualification in await self._reader.qualifications(ids):
            held[qualification.party_id].append(qualification)
        holders = [party_id for party_id in ids if party_id in held]
        findings = dict(zip(holders, await self._reader.findings_of(holders), strict=True)) if holders else {}
        return [
            list(
                rewards_on(
                    held.get(item.party_id, ()),
                    rules.schemes,
                    [
                        (finding, state(finding, item.day, rules))
                        for finding in findings.get(item.party_id, ())
                        if finding.recognised.occurred_on <= item.day
                    ],
                    item.day,
                )
            )
            for item in wanted
        ]
