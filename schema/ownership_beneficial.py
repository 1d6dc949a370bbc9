"""Beneficial owners, as an answer."""

from __future__ import annotations

from decimal import Decimal

import strawberry

import schema.ownership_enums  # noqa: F401 - the reasons become a GraphQL enum
from domain.ownership import BeneficialOwner as Behind
from domain.ownership import BeneficialOwners as AllBehind
from domain.ownership import OwnerReason
from schema.fields import field
from schema.links import Link
from schema.ownership_lists import SHOWN, OwnershipAnswer
from schema.ownership_parts import OwnershipParts
from schema.ownership_types import Control, LazyParty, Seen, Stake


@strawberry.type(description="A natural person behind a company, and why (受益所有人).")
class BeneficialOwner:
    """One."""

    of: strawberry.Private[Behind]
    seen: strawberry.Private[Seen]

    @field("The person (自然人).")
    def party(self) -> LazyParty:
        """Person."""
        return self.seen.party(self.of.party)

    @field("The effective share, null where no chain of holdings leads from the person (穿透持股).")
    def stake(self) -> Stake | None:
        """Stake."""
        return Stake(of=self.of.stake, seen=self.seen, shows=self.of.party) if self.of.stake is not None else None

    @field("The control computed from holdings, null where there is none (控制).")
    def control(self) -> Control | None:
        """Control."""
        return Control(of=self.of.control, seen=self.seen, shows=self.of.party) if self.of.control is not None else None

    @field("Why the person is one (理由).", size=2)
    def reasons(self) -> list[OwnerReason]:
        """Reasons."""
        return list(self.of.reasons)

    @field("Whether it holds whatever ranges and unknown shares turn out to be; if not, it is possible (是否确定).")
    def certain(self) -> bool:
        """Certain."""
        return self.of.certain

    @field("The links of declared control or, in a fallback, of the person's roles (登记的关系).", size=1)
    def roles(self) -> list[Link]:
        """Roles."""
        return [Link(of=link) for link in self.of.roles]


@strawberry.type(
    description="The natural persons behind a company (受益所有人): an effective share of `minPercent` or more, or control, "
    "computed or declared (受益所有人信息管理办法第六条); if nobody certainly is one, its senior managers and legal "
    "representative, said to be a fallback."
)
class BeneficialOwners(OwnershipAnswer):
    """All of them."""

    of: strawberry.Private[AllBehind]

    @field(
        "The persons, certain ones first, then by share; possible ones stand beside a fallback (受益所有人).", size=3
    )
    def owners(self) -> list[BeneficialOwner]:
        """Owners."""
        return [BeneficialOwner(of=owner, seen=self.seen) for owner in self.of.owners]

    @field("Whether nobody is certainly one, so that those who run the company are named (是否为兜底认定).")
    def fallback(self) -> bool:
        """Fallback."""
        return self.of.fallback

    @field("Traced to natural persons, in percent, at least (自然人，%). Rounded to 12 places so that all four add up.")
    def persons_percent(self) -> Decimal:
        """Persons."""
        return self.of.parts.rounded()["persons"]

    @field("Ending in parties that are no persons and have no recorded owners (无上层股东的机构，%).")
    def others_percent(self) -> Decimal:
        """Others."""
        return self.of.parts.rounded()["others"]

    @field("Unknown: a share is missing, or less than 100 % is declared, somewhere on the chains (未知部分，%).")
    def unknown_percent(self) -> Decimal:
        """Unknown."""
        return self.of.parts.rounded()["unknown"]

    @field("Declared beyond 100 % somewhere on the chains (超额申报部分，%).")
    def excess_percent(self) -> Decimal:
        """Excess."""
        return self.of.parts.rounded()["excess"]

    @field("The same with the parts of what is unknown (股权构成).")
    def parts(self) -> OwnershipParts:
        """Parts."""
        return OwnershipParts(of=self.of.parts)

    @field(
        f"Owners whose chains pass an unknown share or something unread, the first {SHOWN}: high less low is the percentage "
        "that is open (信息不完整的持股).",
        size=2,
    )
    def incomplete(self) -> list[Stake]:
        """Incomplete."""
        return [Stake(of=stake, seen=self.seen, shows=stake.holder) for stake in self.of.incomplete[:SHOWN]]
