"""What a mutation refused, as data: every payload has `userErrors`, and where there are any nothing was recorded."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import TypeVar

import strawberry

from domain.errors import RETRYABLE, CreditGraphError, ErrorCode
from resolvers.desk import RefusedError
from schema.errors import camel

T = TypeVar("T")

_NOT_THE_USERS = RETRYABLE | {ErrorCode.FORBIDDEN, ErrorCode.UNAUTHENTICATED, ErrorCode.INTERNAL}


@strawberry.type(description="Why a mutation was refused (用户错误). Nothing was recorded.")
class UserError:
    """One reason."""

    path: list[str] = strawberry.field(description="The input that it is about, from `input` down (字段路径).")
    code: str = strawberry.field(description="A code from the closed list of errors (错误代码).")
    message: str = strawberry.field(description="A sentence that says what is wrong and what to do (说明).")


async def attempt(work: Awaitable[T]) -> tuple[T | None, list[UserError]]:
    """What `work` gives, or why it was refused. An error that no other input would mend is raised as it is."""
    try:
        return await work, []
    except RefusedError as refused:
        return None, [_user_error(error) for error in refused.errors]
    except CreditGraphError as error:
        if error.code in _NOT_THE_USERS:
            raise
        return None, [_user_error(error)]


def _user_error(error: CreditGraphError) -> UserError:
    path = ["input", *(camel(error.field).split(".") if error.field else ())]
    return UserError(path=path, code=error.code.value, message=error.message)
