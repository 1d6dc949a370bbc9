"""The closed list of things that can be wrong, and the one exception that carries them.

An error that a caller can mend is a `CreditGraphError` with a code from `ErrorCode`, a sentence that says what was wrong
and what to do, and the field it is about. It never carries a citizen number: the sentence names the rule, not the value.
"""

from __future__ import annotations

from enum import StrEnum


class ErrorCode(StrEnum):
    """Public codes: `extensions.code` of a GraphQL error, `code` of a row error or a user error."""

    INVALID_IDENTIFIER = "INVALID_IDENTIFIER"
    UNKNOWN_MATTER = "UNKNOWN_MATTER"
    MATTER_NOT_APPLICABLE = "MATTER_NOT_APPLICABLE"
    KNOWN_AT_IN_FUTURE = "KNOWN_AT_IN_FUTURE"
    UNKNOWN_AREA = "UNKNOWN_AREA"
    UNKNOWN_DEPARTMENT = "UNKNOWN_DEPARTMENT"
    UNKNOWN_PARTY = "UNKNOWN_PARTY"
    UNKNOWN_LINK = "UNKNOWN_LINK"
    UNKNOWN_FINDING = "UNKNOWN_FINDING"
    UNKNOWN_PENALTY = "UNKNOWN_PENALTY"
    NOT_IN_CHARGE = "NOT_IN_CHARGE"
    STANDARD_REQUIRED = "STANDARD_REQUIRED"
    PENALTY_REQUIRED = "PENALTY_REQUIRED"
    PARTY_KIND_NOT_COVERED = "PARTY_KIND_NOT_COVERED"
    IDENTITY_CONFLICT = "IDENTITY_CONFLICT"
    KIND_CONFLICT = "KIND_CONFLICT"
    FINDING_CONFLICT = "FINDING_CONFLICT"
    EVENT_CONFLICT = "EVENT_CONFLICT"
    REPAIR_NOT_PROVIDED = "REPAIR_NOT_PROVIDED"
    REPAIR_NOT_REQUESTED = "REPAIR_NOT_REQUESTED"
    REPAIR_TOO_EARLY = "REPAIR_TOO_EARLY"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_RECTIFIED = "NOT_RECTIFIED"
    NEW_FINDING = "NEW_FINDING"
    EXCEPTION_REQUIRED = "EXCEPTION_REQUIRED"
    UNKNOWN_CASE = "UNKNOWN_CASE"
    UNKNOWN_SCHEME = "UNKNOWN_SCHEME"
    UNKNOWN_EXEMPTION = "UNKNOWN_EXEMPTION"
    CALENDAR_UNKNOWN = "CALENDAR_UNKNOWN"
    LINK_CONFLICT = "LINK_CONFLICT"
    LINK_NOT_ALLOWED = "LINK_NOT_ALLOWED"
    REQUIRED = "REQUIRED"
    INVALID_VALUE = "INVALID_VALUE"
    INVALID_DATE = "INVALID_DATE"
    INVALID_SHARE = "INVALID_SHARE"
    INVALID_PERIOD = "INVALID_PERIOD"
    MALFORMED_ROW = "MALFORMED_ROW"
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN"
    INVALID_CURSOR = "INVALID_CURSOR"
    TOO_MANY = "TOO_MANY"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    BAD_REQUEST = "BAD_REQUEST"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    NAME_INDEX_BUILDING = "NAME_INDEX_BUILDING"
    LOAD_UNFINISHED = "LOAD_UNFINISHED"
    GRAPH_NOT_EMPTY = "GRAPH_NOT_EMPTY"
    ENGINE_UNAVAILABLE = "ENGINE_UNAVAILABLE"
    TIMED_OUT = "TIMED_OUT"
    INTERNAL = "INTERNAL"


RETRYABLE = frozenset({ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.NAME_INDEX_BUILDING, ErrorCode.TIMED_OUT})


class CreditGraphError(Exception):
    """Something a caller can understand and mend.

    `field` is the input field in snake_case (the border translates it), None when it is about the whole request.
    """

    def __init__(self, code: ErrorCode, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field

    @property
    def retryable(self) -> bool:
        """Whether the same request may succeed a moment later with nothing changed."""
        return self.code in RETRYABLE
