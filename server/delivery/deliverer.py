"""Sends what waits to the recipients that have an address, one after another for each recipient.

An attempt is claimed in the graph before it is made, so that no other server makes it too; a server that is killed while it
sends leaves a claim that ends by itself, and the dispatch is sent again with the same idempotency key.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable

from domain.delivery import MAX_ATTEMPTS, pause_after, webhook, webhook_secret
from domain.errors import CreditGraphError
from graph.delivery import Address, DeliveryStore
from resolvers.services import Services
from server.delivery.calling import Caller, CallError, Letter
from server.delivery.letters import letter_body

INTERVAL = 0.5
"""Seconds between two looks at what waits."""
CLAIM = 60.0
"""Seconds for which a claim holds: longer than a call can take."""
AT_ONCE = 100

_logger = logging.getLogger(__name__)


class Deliverer:
    """One for each server; any number may run at once."""

    def __init__(
        self,
        services: Services,
        store: DeliveryStore,
        caller: Caller,
        secret: bytes,
        *,
        allow_http: bool = False,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._services = services
        self._store = store
        self._caller = caller
        self._secret = secret
        self._allow_http = allow_http
        self._chance = chance
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Send in the background."""
        self._loop = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop. What was being sent is sent again later, with the same key."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop

    async def deliver(self) -> int:
        """One round: everything that may be sent now, the recipients side by side. Answers how many were told."""
        addresses = await self._store.addresses()
        return sum(await asyncio.gather(*(self._deliver_to(address) for address in addresses)))

    async def _deliver_to(self, address: Address) -> int:
        """A recipient that fails is left alone for this round."""
        told = 0
        for key in await self._store.to_send(address.recipient, self._services.clock.now(), AT_ONCE):
            now = self._services.clock.now()
            attempt = await self._store.claim(key, now, now + _us(CLAIM))
            if attempt is None:
                continue
            try:
                await self._send(address, key)
            except CallError as error:
                await self._failed(key, attempt, error)
                break
            await self._store.told([key], self._services.clock.now())
            told += 1
        return told

    async def _send(self, address: Address, key: str) -> None:
        (dispatch,) = await self._services.dispatches.by_keys([key])
        assert dispatch is not None, "a claimed dispatch is there"
        body = await letter_body(self._services, dispatch)
        secret = webhook_secret(self._secret, address.recipient, address.key_id)
        try:
            target = webhook(address.url, allow_http=self._allow_http)
        except CreditGraphError as error:
            raise CallError(error.message) from error
        await self._caller.call(target, Letter(key, body, address.key_id, secret))

    async def _failed(self, key: str, attempt: int, error: CallError) -> None:
        dead = error.gone or attempt >= MAX_ATTEMPTS
        next_at = self._services.clock.now() + _us(pause_after(attempt, self._chance()))
        await self._store.failed(key, error.problem, next_at, dead=dead)
        level = logging.WARNING if dead else logging.INFO
        _logger.log(level, "dispatch %s, attempt %d: %s%s", key, attempt, error.problem, "; given up" if dead else "")

    async def _run(self) -> None:
        while True:
            try:
                await self.deliver()
            except CreditGraphError as error:
                _logger.warning("dispatches could not be delivered: %s", error.message)
            except Exception:
                _logger.exception("dispatches could not be delivered")
            await asyncio.sleep(INTERVAL)


def _us(seconds: float) -> int:
    return int(seconds * 1_000_000)
