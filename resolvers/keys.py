"""API keys: made, listed, revoked, and recognised at the door.

A key reads `cg_<id>_<secret>`: 12 and 43 characters. The secret has 256 random bits, so a plain SHA-256 keeps it as well as
a slow hash would. It is shown once, when it is made.
"""

from __future__ import annotations

import hmac
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from domain.errors import CreditGraphError, ErrorCode
from graph.connection import Connection
from graph.keys import KeyStore, StoredKey
from resolvers.principal import Principal, Scope, unauthenticated

TTL = 2.0
"""Seconds for which a key that was looked up is not looked up again: a revocation takes effect within them."""
CACHED = 4096
"""Keys remembered at once, known and unknown ones together."""

_FORM = re.compile(r"cg_([0-9a-f]{12})_([A-Za-z0-9_-]{43})\Z")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made: the only time that its `text` is known."""

    principal: Principal
    text: str


class Keys:
    """The keys of one installation."""

    def __init__(self, connection: Connection, now_us: Callable[[], int], *, ttl: float = TTL) -> None:
        """`now_us` gives recorded times; `ttl` is in seconds."""
        self._store = KeyStore(connection)
        self._now_us = now_us
        self._ttl = ttl
        self._seen: dict[str, tuple[float, StoredKey | None]] = {}

    async def authenticate(self, text: str) -> Principal:
        """The principal of a key. Raises UNAUTHENTICATED for one that is malformed, unknown, wrong or revoked."""
        match = _FORM.match(text)
        if match is None:
            raise unauthenticated("This is not an API key.")
        stored = await self._find(match[1])
        offered = sha256(match[2].encode()).hexdigest()
        # An unknown id is compared too, so that it takes as long as a known one.
        if not hmac.compare_digest(offered, stored.hash if stored else "0" * 64) or stored is None:
            raise unauthenticated("This API key is not known.")
        if stored.revoked_at is not None:
            raise unauthenticated("This API key was revoked.")
        return _principal(stored)

    async def create(
        self, name: str, scopes: frozenset[Scope], department: str | None = None, source: str | None = None
    ) -> NewKey:
        """A new key. Raises REQUIRED or INVALID_VALUE where name, scopes and department do not fit together."""
        _check(name, scopes, department)
        key_id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        stored = StoredKey(
            id=key_id,
            hash=sha256(secret.encode()).hexdigest(),
            name=name,
            scopes=tuple(sorted(scopes)),
            department=department,
            source=source,
            created_at=self._now_us(),
            revoked_at=None,
        )
        await self._store.add(stored)
        return NewKey(_principal(stored), f"cg_{key_id}_{secret}")

    async def all(self) -> list[StoredKey]:
        """Every key, the oldest first, revoked ones too."""
        return await self._store.all()

    async def revoke(self, key_id: str) -> bool:
        """Revokes the key; False where there is none with this id."""
        self._seen.pop(key_id, None)
        return await self._store.revoke(key_id, self._now_us())

    async def _find(self, key_id: str) -> StoredKey | None:
        now = time.monotonic()
        seen = self._seen.get(key_id)
        if seen is not None and now < seen[0]:
            return seen[1]
        stored = await self._store.find(key_id)
        if len(self._seen) >= CACHED:
            self._seen.clear()
        self._seen[key_id] = (now + self._ttl, stored)
        return stored


def _check(name: str, scopes: frozenset[Scope], department: str | None) -> None:
    if not name.strip():
        raise CreditGraphError(ErrorCode.REQUIRED, "A key needs a name that says whose it is.", "name")
    if not scopes:
        raise CreditGraphError(ErrorCode.REQUIRED, "A key needs at least one scope.", "scopes")
    if Scope.FIND in scopes and department is None:
        raise CreditGraphError(
            ErrorCode.REQUIRED, "A key with the scope `find` acts for one department: name it.", "department"
        )
    if department is not None and not scopes & {Scope.FIND, Scope.CHECK, Scope.LOAD}:
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE,
            "Only a key with the scope `find`, `check` or `load` acts for a department.",
            "department",
        )


def _principal(stored: StoredKey) -> Principal:
    return Principal(
        key_id=stored.id,
        name=stored.name,
        scopes=frozenset(Scope(scope) for scope in stored.scopes),
        department=stored.department,
        source=stored.source,
    )
