"""Errors as callers see them: a code from the closed list, a sentence, the field; anything unexpected is masked."""

from __future__ import annotations

import logging
import re
import secrets
from typing import Any

from graphql import GraphQLError

from domain.errors import CreditGraphError, ErrorCode

logger = logging.getLogger(__name__)

_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\]|\\.)*\"")


def camel(field: str) -> str:
    """The API's spelling of a field: `known_at` → `knownAt`, `party.citizen_id` → `party.citizenId`."""
    return ".".join(_camel_part(part) for part in field.split("."))


def _camel_part(part: str) -> str:
    first, *rest = part.split("_")
    return first + "".join(word.capitalize() for word in rest)


def extensions_of(error: CreditGraphError) -> dict[str, Any]:
    """`extensions` of a GraphQL error for an error that a caller can mend."""
    extensions: dict[str, Any] = {"code": error.code.value}
    if error.field is not None:
        extensions["field"] = camel(error.field)
    if error.retryable:
        extensions["retryable"] = True
    return extensions


def body_of(error: CreditGraphError) -> dict[str, Any]:
    """The answer to a request that is refused as a whole."""
    return {"errors": [{"message": error.message, "extensions": extensions_of(error)}]}


def internal(cause: BaseException) -> CreditGraphError:
    """The masked form of something unexpected; logged with the id that the caller is shown."""
    number = secrets.token_hex(6)
    logger.error("unexpected error %s: %s", number, type(cause).__name__, exc_info=cause)
    return CreditGraphError(
        ErrorCode.INTERNAL, f"Something went wrong on our side; the operator finds it in the log under {number}."
    )


def formatted(error: GraphQLError) -> dict[str, Any]:
    """One entry of `errors`. Errors of the query itself are BAD_REQUEST unless they carry a code already.

    graphql-core quotes values in its messages. Every value that a caller sent is cut out, because it may be a citizen
    number in the wrong place; names of fields and types stay.
    """
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, CreditGraphError):
        return _entry(error, cause.message, extensions_of(cause))
    if isinstance(cause, UnicodeEncodeError):
        return _entry(error, "A text has half a character (a lone surrogate).", {"code": ErrorCode.BAD_REQUEST.value})
    if cause is not None and not isinstance(cause, GraphQLError):
        masked = internal(cause)
        return _entry(error, masked.message, extensions_of(masked))
    extensions = {"code": ErrorCode.BAD_REQUEST.value, **(error.extensions or {})}
    return _entry(error, without_values(error.message), extensions)


def _entry(error: GraphQLError, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {"message": message}
    if error.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        entry["path"] = error.path
    entry["extensions"] = extensions
    return entry


_NAME = re.compile(r"['\"](?:[_A-Za-z][\w.!\[\]@$ ]{0,80}|\$[_A-Za-z]\w{0,80})['\"]\Z")
_NUMBER = re.compile(r"\d{6,}[Xx]?")


def without_values(message: str) -> str:
    """graphql-core's message without the values that it quotes; quoted names of fields, types and variables stay.

    >>> without_values("Variable '$a' got invalid value '320501199001011234'; Expected type 'Date'.")
    "Variable '$a' got invalid value …; Expected type 'Date'."
    """

    def cut(match: re.Match[str]) -> str:
        return match[0] if _NAME.match(match[0]) else "…"

    return _NUMBER.sub("…", _QUOTED.sub(cut, message))[:1000]
