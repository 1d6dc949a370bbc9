"""Cases of a department's desk: complaints (投诉举报, R21), credit commitments (信用承诺, R42), and the cases of joint reward
and joint punishment that it files with the credit office (奖惩案例, R52).

Each is a fold of its steps. A complaint is a lead for the department that it is assigned to, a commitment a promise in
place of a certificate, a filed case an account of what was done: none is ever a ground, no decision looks at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.errors import CreditGraphError, ErrorCode


class CaseKind(StrEnum):
    """What kind of case."""

    COMPLAINT = "COMPLAINT"  # 投诉举报
    COMMITMENT = "COMMITMENT"  # 信用承诺
    REWARD_CASE = "REWARD_CASE"  # 守信联合激励案例
    PUNISHMENT_CASE = "PUNISHMENT_CASE"  # 失信联合惩戒案例


class CaseStep(StrEnum):
    """What can happen to a case; its state is the last of them."""

    LODGED = "LODGED"  # 受理
    ASSIGNED = "ASSIGNED"  # 交办
    ANSWERED = "ANSWERED"  # 办结答复
    MADE = "MADE"  # 作出承诺
    KEPT = "KEPT"  # 履约
    BROKEN = "BROKEN"  # 违诺
    FILED = "FILED"  # 报送


_NEXT = {
    CaseStep.LODGED: frozenset({CaseStep.ASSIGNED}),
    CaseStep.ASSIGNED: frozenset({CaseStep.ASSIGNED, CaseStep.ANSWERED}),
    CaseStep.MADE: frozenset({CaseStep.KEPT, CaseStep.BROKEN}),
}
"""What may follow; nothing after any other step."""

FIRST = {
    CaseKind.COMPLAINT: CaseStep.LODGED,
    CaseKind.COMMITMENT: CaseStep.MADE,
    CaseKind.REWARD_CASE: CaseStep.FILED,
    CaseKind.PUNISHMENT_CASE: CaseStep.FILED,
}
"""The step that opens each kind; one of a department's own kinds (all but complaints) is opened by that department."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `department`: whom a complaint is assigned to, or who took the commitment or filed the case."""

    id: str
    kind: CaseStep
    occurred_on: date
    text: str | None = None
    department: str | None = None
    recorded_at: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A case about one party; its number is the desk's own, unique in its kind. `steps`: as recorded, never empty."""

    id: str
    kind: CaseKind
    number: str
    party_id: str
    steps: tuple[Step, ...]

    @property
    def state(self) -> CaseStep:
        """The last step."""
        return self.steps[-1].kind

    @property
    def department(self) -> str | None:
        """Whose it is: the last department named."""
        return next((step.department for step in reversed(self.steps) if step.department is not None), None)


def check_step(steps: Sequence[Step], step: Step) -> None:
    """Refuses a step that cannot follow the ones recorded. Raises EVENT_CONFLICT, INVALID_PERIOD."""
    last = steps[-1]
    if step.kind not in _NEXT.get(last.kind, frozenset()):
        message = f"It is {last.kind.value} since {last.occurred_on}: it cannot become {step.kind.value}."
        raise CreditGraphError(ErrorCode.EVENT_CONFLICT, message)
    if step.occurred_on < last.occurred_on:
        message = f"It was {last.kind.value} on {last.occurred_on}: this cannot have been before."
        raise CreditGraphError(ErrorCode.INVALID_PERIOD, message, "occurred_on")
