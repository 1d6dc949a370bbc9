"""One signed call of a webhook, at an address that was looked at before it is called."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from dataclasses import dataclass
from ipaddress import ip_address

import httpx

from domain.delivery import Webhook, is_public, signature

TIMEOUT = 10.0
"""Seconds that a recipient has for its whole answer."""
LONGEST_ANSWER = 64 * 1024
"""Bytes of an answer that are read; what it says does not matter, that it is whole does."""
GONE = 410


class CallError(Exception):
    """The recipient was not told. `gone`: it says itself that it is to be told no more here."""

    def __init__(self, problem: str, *, gone: bool = False) -> None:
        super().__init__(problem)
        self.problem = problem
        self.gone = gone


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: the dispatch's key, the body, and who signs how."""

    key: str
    body: bytes
    key_id: str
    secret: str

    def headers(self, timestamp: int) -> dict[str, str]:
        """The headers, signed at a time (seconds since the epoch)."""
        return {
            "content-type": "application/json",
            "user-agent": "creditgraph",
            "idempotency-key": self.key,
            "creditgraph-timestamp": str(timestamp),
            "creditgraph-key-id": self.key_id,
            "creditgraph-signature": signature(self.secret, timestamp, self.key, self.body),
        }


class Caller:
    """Calls webhooks. Redirects are not followed, proxies of the environment are not used."""

    def __init__(self, *, allow_private: bool, timeout: float = TIMEOUT, tls: ssl.SSLContext | None = None) -> None:
        """`allow_private`: addresses of loopback and private networks may be called. `tls`: whom to trust; the system's
        certificate store, to which an office adds its own authority, if left out."""
        self._allow_private = allow_private
        self._timeout = timeout
        self._tls = tls or ssl.create_default_context()

    async def call(self, webhook: Webhook, letter: Letter) -> None:
        """Tells the recipient. Raises CallError where it did not say, with a whole 2xx answer, that it was told."""
        try:
            async with asyncio.timeout(self._timeout):
                status = await self._post(webhook, await self._resolve(webhook), letter)
        except TimeoutError:
            raise CallError(f"no answer within {self._timeout:g} seconds") from None
        except httpx.HTTPError as error:
            raise CallError(f"the call failed: {type(error).__name__}") from error
        if not 200 <= status < 300:
            raise CallError(f"answered with status {status}", gone=status == GONE)

    async def _resolve(self, webhook: Webhook) -> str:
        """The address to call: looked up once, looked at, and called itself, so that a name that answers otherwise the
        next time (DNS rebinding) gains nothing. One bad address among several refuses all."""
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(webhook.host, webhook.port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise CallError("the host's name cannot be resolved") from None
        addresses = [str(entry[4][0]) for entry in found]
        if not self._allow_private and not all(is_public(ip_address(each.split("%")[0])) for each in addresses):
            raise CallError("the host has an address of a loopback or private network")
        return addresses[0]

    async def _post(self, webhook: Webhook, address: str, letter: Letter) -> int:
        literal = f"[{address}]" if ":" in address else address
        host = f"[{webhook.host}]" if ":" in webhook.host else webhook.host
        headers = {**letter.headers(int(time.time())), "host": f"{host}:{webhook.port}"}
        async with httpx.AsyncClient(
            verify=self._tls, trust_env=False, follow_redirects=False, timeout=self._timeout
        ) as client:
            request = client.build_request(
                "POST",
                f"{webhook.scheme}://{literal}:{webhook.port}{webhook.path}",
                content=letter.body,
                headers=headers,
                extensions={"sni_hostname": webhook.host} if webhook.scheme == "https" else {},
            )
            response = await client.send(request, stream=True)
            try:
                size = 0
                async for chunk in response.aiter_raw():
                    size += len(chunk)
                    if size > LONGEST_ANSWER:
                        raise CallError("the answer is too long")
            finally:
                await response.aclose()
            return response.status_code
