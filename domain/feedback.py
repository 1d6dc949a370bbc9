"""What became of dispatches: whether the recipient was told, and what it says that it did (惩戒反馈, R20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from enum import StrEnum
from typing import Any

from domain.dispatches import DispatchKind, RecallReason
from domain.errors import CreditGraphError, ErrorCode
from domain.findings import Grade
from domain.policy import Effect


class DispatchState(StrEnum):
    """Whether the recipient was told."""

    PENDING = "PENDING"  # 待送达
    DELIVERED = "DELIVERED"  # 已送达
    DEAD = "DEAD"  # 送达失败
    STOPPED = (
        "STOPPED"  # 已停止: recalled before it was delivered; a recall of what never can have reached its recipient
    )


class FeedbackResult(StrEnum):
    """What the recipient did."""

    APPLIED = "APPLIED"  # 已落实
    NOT_APPLICABLE = "NOT_APPLICABLE"  # 不适用
    LIFTED = "LIFTED"  # 已解除


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a recipient says that it did. `department`: for which department, None for an admin. `note`: why, or how."""

    result: FeedbackResult
    note: str | None = None
    department: str | None = None
    recorded_at: int = 0
    id: str = ""

    def is_new_on(self, dispatch: SentDispatch | None) -> bool:
        """Whether the last feedback on the dispatch does not say the same, by the same department."""
        last = dispatch.feedback[-1] if dispatch is not None and dispatch.feedback else None
        return last is None or replace(last, recorded_at=0, id="") != replace(self, recorded_at=0, id="")


@dataclass(frozen=True, slots=True)
class SentDispatch:
    """A dispatch as recorded. `due_on`: the day on which it became due. `recalls`: the key of what a recall takes back.
    `told_at`, `recalled_at`: recorded times (µs). `problem`: why the last attempt failed. `heard_at`: since when the
    recipient may know of it, by an attempt or a list. `learnt`: it learnt of it by a check."""

    key: str
    kind: DispatchKind
    finding_id: str
    subject_id: str
    policy_id: str
    policy_version: int
    clause_id: str
    matter: str
    effect: Effect
    grade: Grade
    recipient: str
    since: date
    due_on: date
    recorded_at: int
    state: DispatchState
    attempts: int
    told_at: int | None
    recalled_at: int | None
    recalls: str | None
    reason: RecallReason | None
    problem: str | None
    heard_at: int | None
    learnt: bool
    feedback: tuple[Feedback, ...] = ()

    @classmethod
    def from_row(cls, row: Sequence[Any], feedback: tuple[Feedback, ...]) -> SentDispatch:
        """The fields in their order, enums and days as text."""
        values = dict(zip((each.name for each in fields(cls)), row, strict=False))
        for name, read in _READ.items():
            if values[name] is not None:
                values[name] = read(values[name])
        return cls(**values, feedback=feedback)


_READ: Mapping[str, Callable[[Any], Any]] = {
    "kind": DispatchKind,
    "effect": Effect,
    "grade": Grade,
    "since": date.fromisoformat,
    "due_on": date.fromisoformat,
    "state": DispatchState,
    "reason": RecallReason,
}


def check_feedback(kind: DispatchKind, feedback: Feedback) -> None:
    """Refuses feedback that does not fit a dispatch of a kind. Raises INVALID_VALUE, REQUIRED."""
    lifting = feedback.result is FeedbackResult.LIFTED
    if lifting != (kind is DispatchKind.RECALL):
        raise CreditGraphError(
            ErrorCode.INVALID_VALUE,
            "A recall is answered LIFTED, what was told is answered APPLIED or NOT_APPLICABLE.",
            "result",
        )
    if feedback.result is FeedbackResult.NOT_APPLICABLE and not feedback.note:
        raise CreditGraphError(ErrorCode.REQUIRED, "Say in the note why it is not applicable (R20).", "note")
    if feedback.note is not None and len(feedback.note) > 1000:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "A note has at most 1000 characters.", "note")
