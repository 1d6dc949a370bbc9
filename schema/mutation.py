"""The root of all mutations."""

from __future__ import annotations

import strawberry

from schema.cases import CaseMutations
from schema.dispatch_desk import DispatchMutations
from schema.exemptions import ExemptionMutations
from schema.loading import LoadMutations
from schema.looks import LookMutations
from schema.penalty_desk import PenaltyMutations
from schema.progress_fields import ProgressMutations
from schema.recording import RecordMutations
from schema.repairs import RepairMutations
from schema.rewards import RewardMutations


@strawberry.type(
    description="Everything that can be changed. All of it is idempotent: repeating a call changes nothing."
)
class Mutation(
    LoadMutations,
    RecordMutations,
    RepairMutations,
    PenaltyMutations,
    ExemptionMutations,
    RewardMutations,
    CaseMutations,
    LookMutations,
    DispatchMutations,
    ProgressMutations,
):
    """The root of all mutations."""
