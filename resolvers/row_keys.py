"""How the keys in rows are read: whose keys they are, and what identifier they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import Identifier, IdentityKey, citizen_id, lei, passport, source_key, uscc
from resolvers.cells import NAME, RowReader


@dataclass(frozen=True, slots=True)
class RowContext:
    """What every row of a batch is read with: the source's name, and the key that personal numbers are digested under.

    `key_required`: whether a row of a party must have the source's own key. `platform`: whether the source is an industry
    platform (R45), whose rows never decide alone.
    """

    source: str
    identity_key: IdentityKey
    key_required: bool = True
    platform: bool = False


Schemes = dict[str, Callable[[str, IdentityKey, str], Identifier]]

SCHEMES: Schemes = {
    "uscc": lambda text, _, field: uscc(text, field),
    "lei": lambda text, _, field: lei(text, field),
    "citizen_id": citizen_id,
    "passport": passport,
}
"""What `…_key_scheme` may be besides a source's name. No source may have one of these names."""


def check_source(source: str) -> str:
    """The cleaned name of a source. Raises INVALID_IDENTIFIER for one that cannot be a source's name."""
    name = source_key(source, "any").source or ""
    if name.casefold() in SCHEMES:
        raise CreditGraphError(
            ErrorCode.INVALID_IDENTIFIER, f"A source cannot be called {name.casefold()}, which is a scheme.", "source"
        )
    return name


def read_key(reader: RowReader, field: str, scheme_field: str, context: RowContext) -> Identifier | None:
    """The identifier that a key column means; None where a problem was noted."""
    scheme = reader.text(scheme_field) if scheme_field else None
    if scheme is None or scheme == context.source:
        text = reader.required(field, NAME)
        return read_own_key(reader, field, text, context) if text else None
    if scheme.casefold() in SCHEMES:
        return read_scheme_key(reader, field, scheme.casefold(), context)
    return read_own_key(reader, field, reader.required(field, NAME), RowContext(scheme, context.identity_key))


def read_own_key(reader: RowReader, field: str, text: str, context: RowContext) -> Identifier | None:
    """The source's own key `text`; None where a problem was noted."""
    try:
        return source_key(context.source, text, field)
    except CreditGraphError as error:
        reader.refuse(error)
        return None


def read_scheme_key(reader: RowReader, field: str, scheme: str, context: RowContext) -> Identifier | None:
    """The cell's identifier of an official scheme; None where a problem was noted."""
    text = reader.required(field, NAME)
    if not text:
        return None
    try:
        return SCHEMES[scheme](text, context.identity_key, field)
    except CreditGraphError as error:
        reader.refuse(error)
        return None
