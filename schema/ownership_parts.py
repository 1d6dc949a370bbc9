"""The parts of a company's ownership, and statements that differ."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from domain.ownership import Holding, Parts, floor_decimal
from schema.fields import field
from schema.links import Link
from schema.ownership_types import Seen


@strawberry.type(description="A holding that is stated several times, with different shares (有争议的持股).")
class DisputedHolding:
    """The statements side by side."""

    of: strawberry.Private[Holding]
    seen: strawberry.Private[Seen]

    @field("The statement that counts (采用的记录), by the rule in docs/decisions/ownership-arithmetic.md.")
    def counted(self) -> Link:
        """Counted."""
        return Link(of=self.seen.around.link(self.of))

    @field("The other statements, which do not count (其他记录).", size=1)
    def others(self) -> list[Link]:
        """Others."""
        return self.seen.links(self.of.others)


@strawberry.type(
    description="What becomes of 100 % of a company (股权构成). The four parts add up: persons + others + unknown = 100 + "
    "excess."
)
class OwnershipParts:
    """Rounded so that they still add up."""

    of: strawberry.Private[Parts]

    @field("Traced to natural persons, in percent, at least (自然人，%). Rounded to 12 places so that all four add up.")
    def persons_percent(self) -> Decimal:
        """Persons."""
        return self.of.rounded()["persons"]

    @field("Ending in parties that are no persons and have no recorded owners (无上层股东的机构，%).")
    def others_percent(self) -> Decimal:
        """Others."""
        return self.of.rounded()["others"]

    @field("Unknown: a share is missing, or less than 100 % is declared, somewhere on the chains (未知部分，%).")
    def unknown_percent(self) -> Decimal:
        """Unknown."""
        return self.of.rounded()["unknown"]

    @field("Declared beyond 100 % somewhere on the chains (超额申报部分，%).")
    def excess_percent(self) -> Decimal:
        """Excess."""
        return self.of.rounded()["excess"]

    @field("That part of unknown which goes into companies that own themselves wholly (循环自持部分，%).")
    def circular_percent(self) -> Decimal:
        """Circular."""
        return floor_decimal(self.of.circular)

    @field("That part of unknown which was not read: cut off by a limit (未读取部分，%).")
    def unread_percent(self) -> Decimal:
        """Unread."""
        return floor_decimal(self.of.unread)
