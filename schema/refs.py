"""How a caller names a party, read into the key that it is looked up by."""

from __future__ import annotations

import strawberry

from domain import identifiers
from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey
from domain.parties import PartyKey
from schema.ids import NodeKind, own_id


@strawberry.input(description="A source's own key of a party (数据来源主键).")
class SourceKeyInput:
    """Which source, and its key."""

    source: str = strawberry.field(description="The source's name, as it was loaded (数据来源), 1 to 64 characters.")
    key: str = strawberry.field(description="The party's key there (主键), 1 to 256 characters.")


@strawberry.input(
    one_of=True,
    description="How a caller names a party (主体标识). Exactly one field. Full-width digits, spaces, lower case and "
    "hyphens are forgiven.",
)
class PartyRef:
    """Exactly one is set; the others are None or UNSET."""

    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="The global id.")
    uscc: str | None = strawberry.field(
        default=strawberry.UNSET, description="Unified social credit code, 18 characters (统一社会信用代码)."
    )
    citizen_id: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Citizen number, 18 characters (公民身份号码). Only its keyed digest is looked up; it is never stored or "
        "logged.",
    )
    key: SourceKeyInput | None = strawberry.field(default=strawberry.UNSET, description="A source's own key.")


def party_key(ref: PartyRef, identity_key: IdentityKey, field: str) -> PartyKey:
    """The key that `ref` names. Raises INVALID_IDENTIFIER, with `field` and the part of it that is wrong."""
    if ref.id:
        return PartyKey(id=own_id(ref.id, NodeKind.PARTY, f"{field}.id"))
    if ref.uscc:
        return PartyKey(key=identifiers.uscc(ref.uscc, f"{field}.uscc").key)
    if ref.citizen_id:
        return PartyKey(key=identifiers.citizen_id(ref.citizen_id, identity_key, f"{field}.citizen_id").key)
    if ref.key:
        return PartyKey(key=identifiers.source_key(ref.key.source, ref.key.key, f"{field}.key").key)
    raise CreditGraphError(ErrorCode.INVALID_IDENTIFIER, "The identifier is empty.", field)
