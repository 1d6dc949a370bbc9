"""Dispatches to look at, and feedback on them (R20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from domain.errors import CreditGraphError, ErrorCode
from domain.feedback import Feedback, FeedbackResult, SentDispatch, check_feedback
from domain.policy import RuleBook
from domain.recipients import PARTY_PREFIX
from domain.summary import Lang
from graph.dispatches import DispatchStore
from resolvers.pages import Page, decode_cursor, page
from resolvers.principal import Principal


class Dispatches:
    """Reads dispatches and records what recipients did."""

    def __init__(self, store: DispatchStore) -> None:
        self._store = store

    async def by_keys(self, keys: Sequence[str]) -> list[SentDispatch | None]:
        """One round trip; None for what is not there."""
        return await self._store.by_keys(keys)

    async def due(self, recipient: str, first: int, after: str | None) -> Page[SentDispatch]:
        """A page of what a recipient was told, or is to be told, and has not answered; the oldest first."""
        key = decode_cursor(after, [int, str])
        last = (int(key[0]), str(key[1])) if key else (0, "")
        found = await self._store.due(recipient, last, first + 1)
        return page(found, first, lambda dispatch: [dispatch.recorded_at, dispatch.key])

    async def answer(self, principal: Principal, key: str, result: FeedbackResult, note: str | None) -> SentDispatch:
        """Records what the recipient did; saying the same again changes nothing, saying another thing is kept beside it.

        Raises INVALID_VALUE for a key that no dispatch has, FORBIDDEN for another department's, and as check_feedback.
        """
        given = Feedback(result, note, principal.acting_department)

        def choose(dispatch: SentDispatch | None) -> Feedback | None:
            if dispatch is None:
                raise CreditGraphError(ErrorCode.INVALID_VALUE, "No dispatch has this key.", "key")
            require_recipient(principal, dispatch.recipient)
            check_feedback(dispatch, given)
            last = dispatch.feedback[-1] if dispatch.feedback else None
            return None if last is not None and replace(last, recorded_at=0, id="") == given else given

        return await self._store.answer(key, choose)


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
