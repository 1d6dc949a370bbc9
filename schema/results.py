"""What comes of several questions or rows at once: batches, errors by row."""

from __future__ import annotations

import strawberry

from domain.errors import CreditGraphError
from schema.decisions import Decision
from schema.errors import camel


@strawberry.type(description="What is wrong with one row or one request (行错误).")
class RowError:
    """Position, field, code, message."""

    row: int = strawberry.field(description="Its position in what was sent, from 0 (行号).")
    field: str | None = strawberry.field(
        description="The field that is wrong, null where it is about the whole (字段)."
    )
    code: str = strawberry.field(description="A code from the closed list (错误代码).")
    message: str = strawberry.field(description="What is wrong, and what to do (错误说明).")

    @classmethod
    def of(cls, row: int, error: CreditGraphError) -> RowError:
        """The row error of an error."""
        return cls(row=row, field=camel(error.field) if error.field else None, code=error.code, message=error.message)


@strawberry.type(description="The answer to one request of decideMany: exactly one of decision and error (单项结果).")
class DecideResult:
    """One answer."""

    ref: str | None = strawberry.field(description="The caller's own reference, echoed (调用方编号).")
    decision: Decision | None = strawberry.field(description="The decision (结论).")
    error: RowError | None = strawberry.field(description="What was wrong with the request (错误).")
