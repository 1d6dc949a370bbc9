"""Acts that a caller gives a key of their own: done once for each key, however often they are sent.

A key is the caller's: each department has its own keys for each kind of act, and an administrator has theirs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import sha256

import orjson
from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from graph.done import answered, remember
from graph.ledger import Ledger
from resolvers.recorded import Recorded

KEY_LENGTH = 200
"""Characters that an idempotency key may have."""

Work = Callable[[AsyncManagedTransaction, int], Awaitable[Recorded]]


async def once(
    ledger: Ledger, operation: str, key: str | None, said: object, work: Work, acting: str | None = None
) -> Recorded:
    """Does the work in a ledger transaction; once for each idempotency key of `acting`, where there is one.

    `said`: what the caller said, read (so that personal numbers are digested). A call with a key that was used before is
    answered with what was recorded then and changes nothing. Raises BAD_REQUEST for a key that cannot be one, or that was
    used for a call that said something else, and what `work` raises.
    """
    if key is None:
        return await ledger.write(work)
    if not 1 <= len(key) <= KEY_LENGTH or not key.isprintable():
        message = f"An idempotency key has 1 to {KEY_LENGTH} plain characters."
        raise CreditGraphError(ErrorCode.BAD_REQUEST, message, "idempotency_key")
    stored_key = f"{operation}:{acting}:{key}" if acting is not None else f"{operation}:{key}"
    digest = sha256(repr(said).encode("utf-8", "backslashreplace")).hexdigest()

    async def done_once(tx: AsyncManagedTransaction, at: int) -> Recorded:
        text = await answered(tx, stored_key)
        if text is None:
            result = await work(tx, at)
            await remember(tx, at, stored_key, orjson.dumps([digest, result.id, result.changed]).decode())
            return result
        before, id_, _ = orjson.loads(text)
        if before != digest:
            message = "This idempotency key was used for a call that said something else."
            raise CreditGraphError(ErrorCode.BAD_REQUEST, message, "idempotency_key")
        return Recorded(id_, changed=False)

    return await ledger.write(done_once)
