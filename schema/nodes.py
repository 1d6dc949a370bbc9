"""What has a global id (Relay)."""

from __future__ import annotations

import strawberry

from schema.fields import field
from schema.ids import NodeKind, to_global


@strawberry.interface(description="Anything that `node` finds again by its id (全局对象).")
class Node:
    """Implementations give their kind and our own id of them."""

    def node_key(self) -> tuple[NodeKind, str]:
        """The kind and our id."""
        raise NotImplementedError

    @field("Opaque global id; stable for ever, keep it as it is.")
    def id(self) -> strawberry.ID:
        """The global id."""
        return to_global(*self.node_key())


@strawberry.type(description="Where a page lies in its list (分页信息).")
class PageInfo:
    """Relay's page info; paging is forward only."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether this page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The first entry's cursor, null for an empty page.")
    end_cursor: str | None = strawberry.field(description="The last entry's cursor: the next page's `after`.")
