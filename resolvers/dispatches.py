"""Dispatches to look at, and feedback on them (R20)."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import Feedback, FeedbackResult, SentDispatch, check_feedback
from domain.policy import RuleBook
from domain.recipients import PARTY_PREFIX
from domain.summary import Lang
from graph.delivery import DeliveryStore
from graph.dispatches import DispatchStore
from resolvers.clock import Clock
from resolvers.pages import Page, decode_cursor, page
from resolvers.principal import Principal, Scope

MOST_DEAD = 10_000
"""So many dead letters are looked through at once."""


class Dispatches:
    """Reads dispatches and records what recipients did."""

    def __init__(self, store: DispatchStore, deliveries: DeliveryStore, clock: Clock) -> None:
        self._store = store
        self._deliveries = deliveries
        self._clock = clock

    async def by_keys(self, keys: Sequence[str]) -> list[SentDispatch | None]:
        """One round trip; None for what is not there."""
        return await self._store.by_keys(keys)

    async def due(self, principal: Principal, recipient: str, first: int, after: str | None) -> Page[SentDispatch]:
        """A page of what a recipient was told, or is to be told, and has not answered; the oldest first.

        What it sees there itself it knows of: a recall of it will be delivered, though no attempt was ever made. Raises
        FORBIDDEN for another department's.
        """
        require_recipient(principal, recipient)
        found = await self._store.due(recipient, _place(after), first + 1)
        if principal.acting_department == recipient:
            found = await self._heard(found)
        return page(found, first, _cursor)

    async def answered(self, principal: Principal, recipient: str, first: int, after: str | None) -> Page[SentDispatch]:
        """A page of what a recipient has answered, in the order of recording. Raises FORBIDDEN for another department's."""
        require_recipient(principal, recipient)
        return page(await self._store.answered(recipient, _place(after), first + 1), first, _cursor)

    async def answer(self, principal: Principal, key: str, result: FeedbackResult, note: str | None) -> SentDispatch:
        """Records what the recipient did; saying the same again changes nothing, saying another thing is kept beside it.

        Raises INVALID_VALUE for a key that no dispatch has, FORBIDDEN for another department's, and as check_feedback.
        """
        given = Feedback(result, note, principal.acting_department)

        def choose(dispatch: SentDispatch | None) -> Feedback | None:
            if dispatch is None:
                raise CreditGraphError(ErrorCode.INVALID_VALUE, "No dispatch has this key.", "key")
            require_recipient(principal, dispatch.recipient)
            check_feedback(dispatch.kind, given)
            return given if given.is_new_on(dispatch) else None

        return await self._store.answer(key, choose)

    async def dead(self, principal: Principal, first: int, after: str | None) -> Page[SentDispatch]:
        """A page of the dispatches that were given up, the oldest first. Raises FORBIDDEN for any but an admin."""
        principal.require(Scope.ADMIN)
        found = await self._deliveries.dead(MOST_DEAD)
        later = [dispatch for dispatch in found if (dispatch.recorded_at, dispatch.key) > _place(after)]
        return page(later[: first + 1], first, _cursor)

    async def resend(self, principal: Principal, keys: Sequence[str] | None) -> int:
        """Dead letters, all of them where none is named, are sent again; how many. One that was recalled, or is not dead, is
        left as it is. Raises FORBIDDEN for any but an admin."""
        principal.require(Scope.ADMIN)
        if keys is None:
            keys = [dispatch.key for dispatch in await self._deliveries.dead(MOST_DEAD)]
        return await self._deliveries.resend(list(dict.fromkeys(keys)))

    async def _heard(self, found: Sequence[SentDispatch]) -> list[SentDispatch]:
        """Says that the recipient sees these; what was recalled at that moment without a word is not shown to it."""
        unheard = {dispatch.key for dispatch in found if dispatch.heard_at is None}
        if not unheard:
            return list(found)
        gone = unheard - set(await self._deliveries.shown(sorted(unheard), self._clock.now()))
        return [dispatch for dispatch in found if dispatch.key not in gone]


def _place(after: str | None) -> tuple[int, str]:
    key = decode_cursor(after, [int, str])
    return (int(key[0]), str(key[1])) if key else (0, "")


def _cursor(dispatch: SentDispatch) -> list[str | int]:
    return [dispatch.recorded_at, dispatch.key]


def require_recipient(principal: Principal, recipient: str) -> None:
    """A key that acts for a department sees and answers what that department is told. Raises FORBIDDEN."""
    acting = principal.acting_department
    if acting is not None and acting != recipient:
        raise CreditGraphError(ErrorCode.FORBIDDEN, f"This API key acts for {acting} alone.", "department")


def recipient_name(rules: RuleBook, code: str, lang: Lang = Lang.ZH) -> str:
    """A recipient's name; an employer's, which is a party, and one that the rules no longer name show their code."""
    named = rules.departments.get(code) or rules.routing.recipients.get(code)
    if named is None or code.startswith(PARTY_PREFIX):
        return code
    return named.name_en if lang is Lang.EN else named.name_zh
