"""Exemptions from measures "in principle" (原则上): granted and revoked by the department whose findings they lift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.exemptions import Exemption, check_exemptible
from domain.parties import PartyKey
from domain.time import NEVER
from graph.ledger import Ledger
from graph.queries import query
from graph.reader import Reader
from graph.touching import Toucher
from graph.writing import collected, new_id, run
from resolvers.desk import check_own, required_text
from resolvers.once import once
from resolvers.recorded import Recorded, resolve
from resolvers.storing import RuleProvider


@dataclass(frozen=True, slots=True)
class ExemptionAct:
    """What is granted. `department`: whose findings it lifts; `acting`: who acts, None for an administrator. `key`: the
    caller's idempotency key."""

    party: PartyKey
    matter: str
    department: str
    since: date
    until: date
    reason: str
    authority: str
    acting: str | None
    key: str | None = None


class Exemptions:
    """Grants, revokes, and lists."""

    def __init__(self, ledger: Ledger, reader: Reader, rules: RuleProvider) -> None:
        self._ledger = ledger
        self._reader = reader
        self._rules = rules

    async def grant(self, act: ExemptionAct) -> Recorded:
        """Grants an exemption; the same one granted again changes nothing.

        Raises REQUIRED without reason or authority, UNKNOWN_MATTER, MATTER_NOT_APPLICABLE, UNKNOWN_DEPARTMENT,
        NOT_IN_CHARGE, INVALID_PERIOD, UNKNOWN_PARTY.
        """
        said = self._checked(act)

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            [party] = await resolve(tx, [("party", act.party)])
            for id_, *held in await collected(tx, query("write/exemptions_of_party"), id=party.id, never=NEVER):
                if [*held[:2], date.fromisoformat(held[2]), date.fromisoformat(held[3]), *held[4:]] == said:
                    return Recorded(id_, False)
            made = new_id()
            await run(tx, query("write/exemption_create"), [[party.id, made, *said]], at=at, never=NEVER)
            await Toucher(tx, at).subjects([party.id])
            return Recorded(made, True)

        return await once(self._ledger, "grantExemption", act.key, (act.party, said), work, act.acting)

    async def revoke(self, exemption_id: str, reason: str, acting: str | None, key: str | None = None) -> Recorded:
        """From now on it is no longer known; what was decided by it can be asked again with `knownAt`.

        Raises REQUIRED without a reason, UNKNOWN_EXEMPTION, NOT_IN_CHARGE.
        """
        why = required_text(reason, "reason")

        async def work(tx: AsyncManagedTransaction, at: int) -> Recorded:
            found = await collected(tx, query("write/exemption_known"), id=exemption_id)
            if not found:
                raise CreditGraphError(ErrorCode.UNKNOWN_EXEMPTION, "No exemption has this id.", "id")
            check_own(found[0][0], acting, "The exemption")
            if found[0][1] != NEVER:
                return Recorded(exemption_id, False)
            await run(tx, query("write/exemption_revoke"), [[exemption_id, why]], at=at)
            await Toucher(tx, at).subjects([found[0][2]])
            return Recorded(exemption_id, True)

        return await once(self._ledger, "revokeExemption", key, (exemption_id, why), work, acting)

    async def of(self, party_ids: Sequence[str]) -> list[list[Exemption]]:
        """The exemptions of each party that are not revoked, in one round trip."""
        return await self._reader.exemptions(party_ids)

    def _checked(self, act: ExemptionAct) -> list[object]:
        """What is stored of it: matter, department, since, until, reason, authority."""
        rules = self._rules()
        check_exemptible(rules, act.matter)
        if act.department not in rules.departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")
        check_own(act.department, act.acting, "What is exempted from")
        if act.until <= act.since:
            message = "`until` is the first day on which it no longer holds: it lies after `since`."
            raise CreditGraphError(ErrorCode.INVALID_PERIOD, message, "until")
        reason, authority = required_text(act.reason, "reason"), required_text(act.authority, "authority")
        return [act.matter, act.department, act.since, act.until, reason, authority]


def exemption(id_: str, act: ExemptionAct) -> Exemption:
    """What was granted, as it is shown."""
    return Exemption(
        *(id_, act.matter, act.department, act.since, act.until),
        reason=act.reason.strip(),
        authority=act.authority.strip(),
    )
