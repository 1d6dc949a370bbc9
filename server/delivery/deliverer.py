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
LONGEST_REST = 300.0
"""Seconds after which a recipient that fails is tried with another dispatch, at the latest."""

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
        self._sending: dict[str, asyncio.Task[None]] = {}
        self._failures: dict[str, int] = {}

    def start(self) -> None:
        """Send in the background."""
        self._loop = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Stop. What was being sent is sent again later, with the same key."""
        for task in [*self._sending.values(), *([self._loop] if self._loop else [])]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def deliver(self) -> int:
        """One round: everything that may be sent now, the recipients side by side. Answers how many were told."""
        rounds = await asyncio.gather(*(self._deliver_to(address) for address in await self._store.addresses()))
        return sum(told for told, _ in rounds)

    async def _deliver_to(self, address: Address) -> tuple[int, bool]:
        """How many were told, and whether the recipient failed: then it is left alone for this round."""
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
                return told, True
            await self._store.told([key], self._services.clock.now())
            told += 1
        return told, False

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
        """Each recipient has a task of its own while it is sent something, so that a slow one holds up nobody."""
        while True:
            try:
                for address in await self._store.addresses():
                    task = self._sending.get(address.recipient)
                    if task is None or task.done():
                        self._sending[address.recipient] = asyncio.create_task(self._serve(address))
            except CreditGraphError as error:
                _logger.warning("dispatches could not be delivered: %s", error.message)
            await asyncio.sleep(INTERVAL)

    async def _serve(self, address: Address) -> None:
        """One round for a recipient; one that fails again and again is called less and less often."""
        try:
            _, failed = await self._deliver_to(address)
        except CreditGraphError as error:
            _logger.warning("dispatches to %s could not be delivered: %s", address.recipient, error.message)
            return
        except Exception:
            _logger.exception("dispatches to %s could not be delivered", address.recipient)
            return
        failures = self._failures[address.recipient] = self._failures.get(address.recipient, 0) + 1 if failed else 0
        if failed:
            await asyncio.sleep(min(LONGEST_REST, pause_after(failures, self._chance())))


def _us(seconds: float) -> int:
    return int(seconds * 1_000_000)
