"""Opaque global ids (Relay): which kind of node, and our own id of it. Callers keep them, nobody reads them."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from enum import StrEnum

from strawberry import ID

from domain.errors import CreditGraphError, ErrorCode


class NodeKind(StrEnum):
    """What a global id can name."""

    PARTY = "Party"
    LINK = "Link"
    FINDING = "Finding"


def to_global(kind: NodeKind, own: str) -> ID:
    """The global id of our id `own`."""
    return ID(urlsafe_b64encode(f"{kind}:{own}".encode()).rstrip(b"=").decode())


def from_global(text: str, field: str | None = "id") -> tuple[NodeKind, str]:
    """The kind and our id. Raises INVALID_IDENTIFIER for a text that no answer of this API held."""
    try:
        if len(text) > 256:
            raise ValueError
        decoded = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4)).decode("ascii")
        kind, _, own = decoded.partition(":")
        if not own or not own.isprintable() or to_global(NodeKind(kind), own) != text:
            raise ValueError
    except ValueError:
        raise CreditGraphError(
            ErrorCode.INVALID_IDENTIFIER, "This id is not one that this API has given out.", field
        ) from None
    return NodeKind(kind), own


def own_id(text: str, kind: NodeKind, field: str | None = "id") -> str:
    """Our id behind a global id of `kind`. Raises INVALID_IDENTIFIER for another kind of node too."""
    found, own = from_global(text, field)
    if found is not kind:
        raise CreditGraphError(ErrorCode.INVALID_IDENTIFIER, f"This id names a {found}, not a {kind}.", field)
    return own
