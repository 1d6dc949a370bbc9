"""The root of all mutations."""

from __future__ import annotations

import strawberry

from schema.dispatches import DispatchMutations
from schema.loading import LoadMutations
from schema.progress_fields import ProgressMutations
from schema.recording import RecordMutations


@strawberry.type(
    description="Everything that can be changed. All of it is idempotent: repeating a call changes nothing."
)
class Mutation(LoadMutations, RecordMutations, DispatchMutations, ProgressMutations):
    """The root of all mutations."""
