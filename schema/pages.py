"""Pages of the use cases as Relay page info."""

from __future__ import annotations

from typing import TypeVar

from resolvers.pages import Page
from schema.nodes import PageInfo

T = TypeVar("T")


def page_info(page: Page[T], after: str | None) -> PageInfo:
    """Where `page`, asked for with `after`, lies."""
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=after is not None,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )
