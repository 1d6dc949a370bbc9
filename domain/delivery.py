"""Delivery of dispatches: signatures, pauses between attempts, and which network addresses may be called."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import urlsplit

from domain.errors import CreditGraphError, ErrorCode

MAX_ATTEMPTS = 15
"""After so many failed attempts a dispatch is given up: about five hours."""
FIRST_PAUSE = 2.0
LONGEST_PAUSE = 3600.0
"""Seconds."""

_REFUSED = tuple(
    map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "fec0::/10", "100.64.0.0/10"))
)
"""Networks that lead to others: translated and tunnelled IPv4, and old private ones."""


def pause_after(attempts: int, chance: float) -> float:
    """Seconds until the next attempt after `attempts` failed ones: doubled each time, up to an hour, and between half of
    that and all of it by `chance` (0 to 1), so that those who failed together do not come back together."""
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts - 1, 20))
    return whole * (0.5 + 0.5 * chance)


def webhook_secret(installation_secret: bytes, recipient: str, key_id: str) -> str:
    """The secret (64 hex digits) that a recipient shares with the installation. It is derived, so it is stored nowhere."""
    return hmac.digest(installation_secret, f"creditgraph webhook\n{recipient}\n{key_id}".encode(), "sha256").hex()


def signature(secret: str, timestamp: int, key: str, body: bytes) -> str:
    """The value of the header Creditgraph-Signature: HMAC-SHA-256 over `<timestamp>.<idempotency key>.<body>`."""
    return "v1=" + hmac.digest(secret.encode(), f"{timestamp}.{key}.".encode() + body, "sha256").hex()


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address is one of the public internet: no loopback, private, link-local, multicast or tunnelled one."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    if mapped is not None:
        return is_public(mapped)
    if any(address.version == network.version and address in network for network in _REFUSED):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where a recipient is told. `host` is a name or a literal address, `path` begins with a slash and has the query."""

    url: str
    scheme: str
    host: str
    port: int
    path: str


def webhook(url: str, *, allow_http: bool) -> Webhook:
    """Reads a webhook's URL. Raises INVALID_VALUE for one that is not https (`allow_http`: or http), has user and
    password or a fragment in it, or is no URL at all."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _bad("It is no URL.") from None
    if not (parts.scheme == "https" or (allow_http and parts.scheme == "http")):
        raise _bad("It must begin with https://.")
    if not parts.hostname or not url.isascii() or not url.isprintable() or " " in url:
        raise _bad("It must name a host, in ASCII.")
    if "@" in parts.netloc or parts.fragment:
        raise _bad("It must not hold a user, a password or a fragment.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Webhook(url, parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), path)


def _bad(message: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_VALUE, f"This webhook address cannot be used. {message}", "url")
