"""Penalties that findings rest on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import strawberry

from domain.penalties import Penalty as Penalised
from domain.working_days import entry_deadline
from schema.catalogue import Department
from schema.context import Info
from schema.fields import field


@strawberry.type(description="A penalty (行政处罚): a decision with a document number that a finding rests on.")
class Penalty:
    """One decision."""

    of: strawberry.Private[Penalised]

    @field("The decision's document number (决定书文号).")
    def document_number(self) -> str:
        """Number."""
        return self.of.document_number

    @field("Who decided (处罚机关).")
    def department(self, info: Info) -> Department:
        """Department."""
        return Department(key=self.of.department, book=info.context.services.rules.current)

    @field("The day of the decision (处罚日期).")
    def decided_on(self) -> date:
        """Day."""
        return self.of.decided_on

    @field("The day on which it was first entered here (录入日期).")
    def entered_on(self, info: Info) -> date:
        """Entered."""
        return info.context.services.clock.day_of(self.of.recorded_at)

    @field("The last day on which it is entered in time: the seventh working day after the decision (录入期限, R15).")
    def enter_by(self) -> date | None:
        """Deadline."""
        return entry_deadline(self.of.decided_on)

    @field(
        "Whether it was entered later than that (是否超期). The error CALENDAR_UNKNOWN, and null, where the working days of "
        "the year are not known."
    )
    def late(self, info: Info) -> bool | None:
        """Late."""
        return info.context.services.penalties.entered_late(self.of)

    @field("The act that it is for (违法行为).")
    def act(self) -> str | None:
        """Act."""
        return self.of.act

    @field("What kind of penalty (处罚类别).")
    def category(self) -> str | None:
        """Category."""
        return self.of.category

    @field("What was decided (处罚内容).")
    def content(self) -> str | None:
        """Content."""
        return self.of.content

    @field("The fine, in units of 10,000 yuan, exact (罚款金额，万元).", name="amount10k")
    def amount_10k(self) -> Decimal | None:
        """Amount."""
        return self.of.amount_10k

    @field("The law that it rests on (处罚依据).")
    def basis(self) -> str | None:
        """Basis."""
        return self.of.basis

    @field("The first day on which it is no longer valid (有效期截止).")
    def valid_until(self) -> date | None:
        """Valid until."""
        return self.of.valid_until

    @field("The first day on which it is no longer publicised (公示截止).")
    def publicised_until(self) -> date | None:
        """Publicised until."""
        return self.of.publicised_until
