"""How often one caller may look at what is open to everybody."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

KEPT = 10_000
"""Callers remembered at once; the one seen longest ago is forgotten first."""


class RateLimit:
    """A bucket for each caller that fills evenly: `per_minute` at once, and as many each minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` answers seconds."""
        self._size = float(per_minute)
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, caller: str, looks: int = 1) -> int:
        """0 where the caller may look, and it is counted; else after how many whole seconds it may. `looks`: as how many
        it counts, at most as all that a caller has."""
        cost = min(float(looks), self._size)
        key, now = _caller(caller), self._clock()
        left, seen = self._buckets.pop(key, (self._size, now))
        left = min(self._size, left + (now - seen) * self._size / 60)
        allowed = left >= cost
        self._buckets[key] = (left - cost if allowed else left, now)
        if len(self._buckets) > KEPT:
            self._buckets.popitem(last=False)
        return 0 if allowed else int((cost - left) * 60 / self._size) + 1


def _caller(text: str) -> str:
    """An IPv6 caller is its /64 network, for one household or office has as many addresses as it likes."""
    try:
        address = ip_address(text)
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped  # an IPv4 caller of a server that listens on both
        return str(mapped or ip_network((address, 64), strict=False))
    return text
