"""The root fields of the monthly report: the query, and the mutation that marks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry

from domain.errors import CreditGraphError
from domain.months import Month
from domain.progress import Mark, Standing
from resolvers.principal import Scope
from schema.arguments import KnownAt, recorded
from schema.context import Info
from schema.fields import field
from schema.payloads import ERRORS, UserError, user_errors
from schema.progress import ProgressMark, ProgressReport
from schema.scalars import Code


@strawberry.type
class ProgressQueries:
    """The fields of Query about the monthly report."""

    @field(
        "The progress report (工作进展通报) of a month that has begun: both tables, counted from January on.",
        needs=Scope.READ,
    )
    async def progress_report(
        self,
        info: Info,
        month: Annotated[str, strawberry.argument(description="The month, YYYY-MM (月份).")],
        known_at: KnownAt = None,
        as_of: Annotated[
            date | None,
            strawberry.argument(
                description="The last day to count, in the month or later (统计截止日); today if left out. A later day than "
                "the month's last one counts to the month's end."
            ),
        ] = None,
    ) -> ProgressReport:
        """One month's report."""
        found = await info.context.services.progress.report(Month.parse(month), recorded(known_at), as_of)
        return ProgressReport(of=found)


@strawberry.input(
    description="A mark of one cell (考核标记), which holds from its month to the year's end or the next mark."
)
class RecordProgressMarkInput:
    """What is marked."""

    month: str = strawberry.field(description="The month from which it holds, YYYY-MM (月份).")
    unit: Code = strawberry.field(description="The district's or department's code (区镇或部门).")
    item: Code = strawberry.field(description="The item's code; see progressReport { tables { items } } (考核事项).")
    standing: Standing | None = strawberry.field(
        default=None, description="How it stands; left out, earlier marks are taken back (完成情况)."
    )
    note: str = strawberry.field(description="What the mark rests on, 1 to 1000 characters (说明).")
    count: int | None = strawberry.field(
        default=None, description="Cases filed in the year up to the month, or how many of the target were done (数量)."
    )
    target: int | None = strawberry.field(default=None, description="How many were to be done (目标数).")
    points: Decimal | None = strawberry.field(
        default=None, description="Points that an event costs, where the table leaves that open (视情扣分)."
    )


@strawberry.type(description="What came of a mark (标记结果).")
class RecordProgressMarkPayload:
    """The mark that holds now."""

    mark: ProgressMark | None = strawberry.field(
        default=None, description="The mark that holds for the cell and month now (标记)."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description=ERRORS)


@strawberry.type
class ProgressMutations:
    """The fields of Mutation about the monthly report."""

    @field(
        "Mark one cell of the progress report. A mark of the same cell and month is superseded, not overwritten; the same "
        "mark again changes nothing.",
        needs=Scope.ADMIN,
    )
    async def record_progress_mark(
        self, info: Info, input: Annotated[RecordProgressMarkInput, strawberry.argument(description="The mark.")]
    ) -> RecordProgressMarkPayload:
        """One mark."""
        services = info.context.services
        try:
            mark = Mark(
                unit=input.unit,
                item=input.item,
                month=Month.parse(input.month),
                standing=input.standing,
                note=input.note,
                count=input.count,
                target=input.target,
                points=input.points,
            )
            [held] = await services.progress.mark([mark], info.context.principal)
        except CreditGraphError as error:
            return RecordProgressMarkPayload(user_errors=user_errors(error))
        return RecordProgressMarkPayload(mark=ProgressMark(of=held, book=services.rules.current))
