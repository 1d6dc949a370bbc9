"""Execution that lets others through: a long list at the root of an answer (decideMany's) is completed in pieces, and
between two of them the event loop turns.

Only at the root: below it, what lists wait for is gathered by turns of the loop (`schema.batching`), so all must take the
same.
"""

from __future__ import annotations

from asyncio import sleep
from collections.abc import Awaitable, Iterable
from typing import Any

from graphql import GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.executor_throwing_on_incremental import ExecutorThrowingOnIncremental
from graphql.pyutils import Path, gather_with_cancel

PIECE = 50
"""Items that are completed at one go: a few milliseconds of a batch of decisions."""


class PatientExecutor(ExecutorThrowingOnIncremental):
    """graphql-core's executor, which would complete ten thousand decisions without a pause."""

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: None,
    ) -> Awaitable[list[Any]] | list[Any]:
        """A short list at once, a longer one in pieces."""
        if path.prev is None and isinstance(items, list) and len(items) > PIECE:
            return self._in_pieces(item_type, field_details_list, info, path, items)
        return super().complete_iterable_value(item_type, field_details_list, info, path, items, position_context)

    async def _in_pieces(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: list[Any],
    ) -> list[Any]:
        """What items wait for (look-ups) is awaited at the end, for all of them together: so it stays one round trip."""
        done: list[Any] = []
        waiting: list[int] = []
        try:
            for index, item in enumerate(items):
                if index and index % PIECE == 0:
                    await sleep(0)
                if self.complete_list_item_value(
                    item, done, item_type, field_details_list, info, path.add_key(index, None), None
                ):
                    waiting.append(index)
        except BaseException:
            if waiting:
                self.settle_in_background([done[index] for index in waiting])
            raise
        for index, value in zip(waiting, await gather_with_cancel(*(done[i] for i in waiting)), strict=True):
            done[index] = value
        return done
