"""The delivery of dispatches in the graph: addresses, what is to be sent, and how sending went.

None of it is a fact of the register: the ledger does not stamp it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from neo4j import AsyncManagedTransaction

from domain.feedback import SentDispatch
from graph.connection import Connection
from graph.dispatches import dispatch_of
from graph.queries import query
from graph.writing import given


@dataclass(frozen=True, slots=True)
class Address:
    """Where a recipient is told, and which secret (by its id) signs what it is sent."""

    recipient: str
    url: str
    key_id: str


class DeliveryStore:
    """Reads and writes how dispatches are delivered. Times are recorded times (µs)."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def addresses(self) -> list[Address]:
        """Every address, by recipient."""
        records = await self._connection.read(query("read/addresses"))
        return [Address(record["recipient"], record["url"], record["key_id"]) for record in records]

    async def set_address(self, address: Address) -> None:
        """Where a recipient is told from now on."""
        values = {"recipient": address.recipient, "url": address.url, "key_id": address.key_id}
        await self._write("write/address_set", **values)

    async def remove_address(self, recipient: str) -> bool:
        """The recipient has no address any more; False where it had none."""
        return await self._write("write/address_remove", recipient=recipient) is not None

    async def to_send(self, recipient: str, now: int, first: int) -> list[str]:
        """Keys of dispatches that may be sent now."""
        records = await self._connection.read(
            query("read/dispatches_to_send"), recipient=recipient, now=now, first=first
        )
        return [record["key"] for record in records]

    async def claim(self, key: str, now: int, until: int) -> int | None:
        """Takes a dispatch for sending; which attempt this is, None where another one has it or it is not to be sent."""
        claimed: int | None = await self._write("write/dispatch_claim", key=key, now=now, until=until)
        return claimed

    async def told(self, keys: Sequence[str], at: int) -> None:
        """These reached their recipient."""
        await self._write("write/dispatches_told", **given([[key] for key in keys]), at=at)

    async def shown(self, keys: Sequence[str], at: int) -> list[str]:
        """A list shows these to their recipient, which may know of them from now on. Answers those not recalled before."""
        keys = await self._write("write/dispatches_shown", **given([[key] for key in keys]), at=at)
        return list(keys or ())

    async def failed(self, key: str, problem: str, next_at: int, *, dead: bool) -> None:
        """An attempt failed."""
        await self._write("write/dispatch_failed", key=key, problem=problem, next_at=next_at, dead=dead)

    async def dead(self, first: int) -> list[SentDispatch]:
        """Dispatches that were given up, the oldest first."""
        return _sorted(await self._connection.read(query("read/dispatches_dead"), first=first))

    async def waiting(self, recipient: str, first: int) -> list[SentDispatch]:
        """Dispatches that a recipient was not told yet, the oldest first."""
        return _sorted(await self._connection.read(query("read/dispatches_waiting"), recipient=recipient, first=first))

    async def resend(self, keys: Sequence[str]) -> int:
        """Dead dispatches are sent again; how many of these were dead and still hold."""
        resent: int = await self._write("write/dispatches_resend", **given([[key] for key in keys]))
        return resent

    async def _write(self, name: str, **params: Any) -> Any:
        """The only value of a statement, None where it answers no row."""

        async def work(tx: AsyncManagedTransaction) -> Any:
            record = await (await tx.run(query(name), params)).single()
            return None if record is None else record.value()

        return await self._connection.write(work)


def _sorted(records: Sequence[Any]) -> list[SentDispatch]:
    return sorted(map(dispatch_of, records), key=lambda dispatch: (dispatch.recorded_at, dispatch.key))
