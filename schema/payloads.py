"""What a mutation of one thing answers: the object, or what was wrong with the input."""

from __future__ import annotations

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from resolvers.recorded import RefusedError
from schema.errors import camel
from schema.findings import Finding
from schema.links import Link
from schema.parties import Party

RAISED = frozenset(
    {ErrorCode.FORBIDDEN, ErrorCode.ENGINE_UNAVAILABLE, ErrorCode.TIMED_OUT, ErrorCode.INTERNAL, ErrorCode.TOO_MANY}
)
"""Errors that are not about the input: they fail the field."""


@strawberry.type(description="What is wrong with an input (输入错误).")
class UserError:
    """Path, code, message."""

    path: list[str] = strawberry.field(description='Where in the arguments, such as ["input", "uscc"] (位置).')
    code: str = strawberry.field(description="A code from the closed list (错误代码).")
    message: str = strawberry.field(description="What is wrong, and what to do (错误说明).")


def user_errors(error: CreditGraphError) -> list[UserError]:
    """Every problem of an input. Raises the error itself where it is not about the input."""
    if error.code in RAISED:
        raise error
    if isinstance(error, RefusedError):
        return [_user_error(problem.field, problem.code, problem.message) for problem in error.problems]
    return [_user_error(error.field, error.code, error.message)]


def _user_error(field: str | None, code: ErrorCode, message: str) -> UserError:
    path = ["input", *camel(field).split(".")] if field else ["input"]
    return UserError(path=path, code=code, message=message)


KEY = (
    "The caller's own key of this call, 1 to 200 characters: repeated with the same key it answers as it did and changes "
    "nothing (幂等键)."
)
CHANGED = "Whether the call changed anything; false where it said what was recorded already (是否变更)."
ERRORS = "What is wrong with the input; empty where it was recorded (输入错误)."


@strawberry.type(description="The party, or what was wrong (主体登记结果).")
class PartyPayload:
    """Of upsertParty."""

    party: Party | None = strawberry.field(default=None, description="The party (主体).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type(description="The link, or what was wrong (关系登记结果).")
class LinkPayload:
    """Of the mutations about one link."""

    link: Link | None = strawberry.field(default=None, description="The current version of the link (关系).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type(description="The finding, or what was wrong (认定登记结果).")
class FindingPayload:
    """Of the mutations about one finding."""

    finding: Finding | None = strawberry.field(default=None, description="The finding (认定).")
    changed: bool = strawberry.field(default=False, description=CHANGED)
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)
