"""Mutations that load registers: the rows of the files in camelCase, by the same code path as the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry

from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import COLUMNS, Kind, LoadOutcome, Row
from resolvers.principal import Scope
from schema.context import Info
from schema.errors import camel
from schema.fields import field
from schema.load_rows import FindingRow, LinkRow, PartyRow, PenaltyRow
from schema.results import RowError

SOURCE = (
    "The source's name: the keys in the rows are its keys (数据来源). An API key bound to a source loads only as it."
)
ROWS = "Up to 10,000 rows."


@strawberry.input(description="Parties of one source (主体批量导入).")
class LoadPartiesInput:
    """Rows of parties.csv."""

    source: str = strawberry.field(description=SOURCE)
    rows: list[PartyRow] = strawberry.field(description=ROWS)


@strawberry.input(description="Links of one source (关系批量导入).")
class LoadLinksInput:
    """Rows of links.csv."""

    source: str = strawberry.field(description=SOURCE)
    rows: list[LinkRow] = strawberry.field(description=ROWS)


@strawberry.input(description="Penalties of one source (行政处罚批量导入).")
class LoadPenaltiesInput:
    """Rows of penalties.csv."""

    source: str = strawberry.field(description=SOURCE)
    rows: list[PenaltyRow] = strawberry.field(description=ROWS)


@strawberry.input(description="Findings of one source (失信行为认定批量导入).")
class LoadFindingsInput:
    """Rows of findings.csv."""

    source: str = strawberry.field(description=SOURCE)
    rows: list[FindingRow] = strawberry.field(description=ROWS)


@strawberry.type(
    description="What came of a load (导入结果). Every row received is created, changed, unchanged or rejected."
)
class LoadResult:
    """Counts and the bad rows."""

    received: int = strawberry.field(description="Rows received (接收).")
    created: int = strawberry.field(description="Rows that made something new (新增).")
    changed: int = strawberry.field(description="Rows that changed what was known (变更).")
    unchanged: int = strawberry.field(description="Rows that said nothing new (无变化).")
    rejected: int = strawberry.field(description="Bad rows, not stored (拒绝).")
    row_errors: list[RowError] = strawberry.field(
        description="What is wrong with each bad row, by position from 0 (行错误); one row may have several."
    )
    notes: list[str] = strawberry.field(
        description="What a person should know though nothing is wrong, such as one key with two names (提示)."
    )


@strawberry.type
class LoadMutations:
    """The fields of Mutation that load."""

    @field(
        "Load parties. Rows are independent: good ones are stored, each bad one is answered. Repeating a call changes "
        "nothing.",
        needs=Scope.LOAD,
    )
    async def load_parties(
        self, info: Info, input: Annotated[LoadPartiesInput, strawberry.argument(description="Source and rows.")]
    ) -> LoadResult:
        """Parties."""
        return await _load(info, Kind.PARTIES, input.source, input.rows)

    @field("Load links between parties that are loaded; as loadParties.", needs=Scope.LOAD)
    async def load_links(
        self, info: Info, input: Annotated[LoadLinksInput, strawberry.argument(description="Source and rows.")]
    ) -> LoadResult:
        """Links."""
        return await _load(info, Kind.LINKS, input.source, input.rows)

    @field("Load penalties of parties that are loaded; as loadParties.", needs=Scope.LOAD)
    async def load_penalties(
        self, info: Info, input: Annotated[LoadPenaltiesInput, strawberry.argument(description="Source and rows.")]
    ) -> LoadResult:
        """Penalties."""
        info.context.principal.require_official("penalties")
        return await _load(info, Kind.PENALTIES, input.source, input.rows)

    @field("Load findings against parties that are loaded; as loadParties.", needs=Scope.LOAD)
    async def load_findings(
        self, info: Info, input: Annotated[LoadFindingsInput, strawberry.argument(description="Source and rows.")]
    ) -> LoadResult:
        """Findings."""
        info.context.principal.require_official("findings")
        return await _load(info, Kind.FINDINGS, input.source, input.rows)


async def _load(info: Info, kind: Kind, source: str, rows: Sequence[Any]) -> LoadResult:
    context = info.context
    context.principal.require_source(source)
    if len(rows) > context.max_batch:
        raise CreditGraphError(ErrorCode.TOO_MANY, f"One call takes up to {context.max_batch} rows.", "rows")
    columns = COLUMNS[kind].all
    given = [_row(row, columns) for row in rows]
    return _result(await context.loader.load(kind, given, source, platform=context.principal.is_platform))


def _row(row: Any, columns: tuple[str, ...]) -> Row:
    return {column: value for column in columns if (value := getattr(row, column)) is not None}


def _result(outcome: LoadOutcome) -> LoadResult:
    return LoadResult(
        received=outcome.received,
        created=outcome.created,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        rejected=outcome.rejected,
        row_errors=[
            RowError(
                row=problem.row,
                field=camel(problem.field) if problem.field else None,
                code=problem.code,
                message=problem.message,
            )
            for problem in outcome.row_errors
        ],
        notes=list(outcome.notes),
    )
