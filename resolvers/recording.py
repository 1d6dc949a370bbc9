"""Single changes, one at a time, for people: what the mutations do. Each is one ledger transaction and idempotent.

Unlike a row of a file, a change is said here and now: it holds although something else was recorded before, and what it
replaces is superseded, never lost. `resolvers.party_recording`, `link_recording` and `finding_recording` hold the rules
of each; here are what they share and the class that callers use.
"""

from __future__ import annotations

from datetime import date

from domain.findings import EventKind
from domain.identifiers import IdentityKey
from graph.ledger import Ledger
from resolvers.finding_recording import EventInput, FindingInput, record_event, record_finding
from resolvers.link_recording import LinkChange, LinkInput, correct, end, record
from resolvers.once import Work, once
from resolvers.party_recording import PartyInput, upsert
from resolvers.recorded import Recorded
from resolvers.row_keys import RowContext, check_source
from resolvers.storing import RuleProvider


class Recorder:
    """The single changes. Every method raises CreditGraphError (a `RefusedError` where the input has several problems),
    and takes the caller's idempotency key: a call with a key that was used before answers as it did then, and changes
    nothing. `acting`: the department on whose behalf it is done, None for an administrator; a department acts in the
    areas that it is in charge of only (NOT_IN_CHARGE, R03).
    """

    def __init__(self, ledger: Ledger, rules: RuleProvider, identity_key: IdentityKey) -> None:
        self._ledger = ledger
        self._rules = rules
        self._identity_key = identity_key

    async def upsert_party(self, party: PartyInput, source: str, key: str | None = None) -> Recorded:
        """Creates a party or says what is so of one that is known; its name too, even where it is a former one.

        Raises REQUIRED without any identifier, IDENTITY_CONFLICT, KIND_CONFLICT, UNKNOWN_PARTY for an unknown id.
        """
        context = RowContext(check_source(source), self._identity_key, key_required=False)
        statement = party.read(context)
        said = (party.id, statement)
        return await self._once("upsertParty", key, said, lambda tx, at: upsert(tx, at, party.id, statement))

    async def record_link(self, link: LinkInput, source: str, key: str | None = None) -> Recorded:
        """Records a link; it is merged with what the source says of it already. Raises UNKNOWN_PARTY,
        LINK_NOT_ALLOWED, INVALID_PERIOD, INVALID_SHARE."""
        name, values = check_source(source), link.read()
        return await self._once("recordLink", key, (link, name), lambda tx, at: record(tx, at, name, link, values))

    async def end_link(self, link_id: str, until: date, key: str | None = None) -> Recorded:
        """It ended in the world: `until` is the first day on which it no longer holds.

        Raises UNKNOWN_LINK, INVALID_PERIOD for a day not after `since`, LINK_CONFLICT if it ended on another day.
        """
        return await self._once("endLink", key, (link_id, until), lambda tx, at: end(tx, at, link_id, until))

    async def correct_link(self, link_id: str, change: LinkChange, key: str | None = None) -> Recorded:
        """We had it wrong: the version is superseded by what is right, or by nothing (`never`); both are kept.

        Raises UNKNOWN_LINK, LINK_CONFLICT for a version that is superseded by something else, INVALID_PERIOD.
        """
        values = change.read()
        return await self._once(
            "correctLink", key, (link_id, change), lambda tx, at: correct(tx, at, link_id, change, values)
        )

    async def recognize_finding(
        self, finding: FindingInput, source: str, acting: str | None = None, key: str | None = None
    ) -> Recorded:
        """Recognises a finding, or states the recognition of a known one anew.

        Raises what loading a finding raises (`FindingFold.merge`), and UNKNOWN_PARTY.
        """
        name, rules, read = check_source(source), self._rules(), finding.read()
        return await self._once(
            "recognizeFinding",
            key,
            (finding, name),
            lambda tx, at: record_finding(tx, at, name, read, rules, acting),
            acting,
        )

    async def record_rectification(
        self, event: EventInput, acting: str | None = None, key: str | None = None
    ) -> Recorded:
        """It was rectified (整改到位) on a day. Raises UNKNOWN_FINDING, EVENT_CONFLICT."""
        return await self._event("recordRectification", EventKind.RECTIFIED, event, acting, key)

    async def record_refusal(self, event: EventInput, acting: str | None = None, key: str | None = None) -> Recorded:
        """Rectification was refused (拒不整改) on a day. Raises UNKNOWN_FINDING, EVENT_CONFLICT."""
        return await self._event("recordRefusal", EventKind.RECTIFICATION_REFUSED, event, acting, key)

    async def withdraw_finding(self, event: EventInput, acting: str | None = None, key: str | None = None) -> Recorded:
        """It never should have been (撤销认定). Raises REQUIRED without a reason, UNKNOWN_FINDING, EVENT_CONFLICT."""
        return await self._event("withdrawFinding", EventKind.WITHDRAWN, event, acting, key)

    async def _event(
        self, operation: str, kind: EventKind, event: EventInput, acting: str | None, key: str | None
    ) -> Recorded:
        rules, read = self._rules(), event.read(kind)
        return await self._once(
            operation, key, read, lambda tx, at: record_event(tx, at, kind, read, rules, acting), acting
        )

    async def _once(
        self, operation: str, key: str | None, said: object, work: Work, acting: str | None = None
    ) -> Recorded:
        return await once(self._ledger, operation, key, said, work, acting)


__all__ = ["EventInput", "FindingInput", "LinkChange", "LinkInput", "PartyInput", "Recorded", "Recorder"]
