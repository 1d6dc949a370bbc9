"""The bidders of one tender: decisions, the conflicts among them, one receipt."""

from __future__ import annotations

import strawberry

from domain.bidding import Conflict, ConflictKind
from domain.decision import Decision as Decided
from domain.receipt import tender_hash
from resolvers.checks import Tender
from schema.decisions import Decision, Receipt
from schema.fields import field
from schema.links import PartyPath
from schema.parties import Party, party_of


@strawberry.type(
    description="Two or more bidders of one tender that one party controls, or that share a responsible person (投标人关联)."
)
class BidderConflict:
    """One conflict, with the evidence for it."""

    of: strawberry.Private[Conflict]

    @field("Why (关联情形).")
    def kind(self) -> ConflictKind:
        """Kind."""
        return self.of.kind

    @field(
        "The bidders, in the order asked; one named twice stands here twice, one that controls another stands first "
        "(相关投标人).",
        size=3,
    )
    def bidders(self) -> list[Party]:
        """Bidders."""
        return [party_of(party) for party in self.of.bidders]

    @field("The party that they have in common; where one bidder controls another, that bidder (共同关联方).")
    def common(self) -> Party:
        """Common party."""
        return party_of(self.of.common)

    @field(
        "Whether it is certain. Not so where it rests on control that is only possible, since a share is not known or only "
        "as a range (是否确定)."
    )
    def certain(self) -> bool:
        """Certainty."""
        return self.of.certain

    @field(
        "Ways from each of these bidders up to the common party; where it controls one by holdings, every holding that "
        "proves it. None for a bidder that is the common party (证据路径).",
        size=3,
    )
    def evidence(self) -> list[PartyPath]:
        """Evidence."""
        return [PartyPath(of=path) for path in self.of.evidence]


@strawberry.type(description="The bidders of one tender (投标资格核查).")
class BiddingCheck:
    """One decision for each bidder, and what they have to do with each other."""

    of: strawberry.Private[list[Decided]]
    tender: strawberry.Private[Tender]

    @field("A decision for each bidder, in the order asked (各投标人的结论).")
    def decisions(self) -> list[Decision]:
        """Decisions."""
        return [Decision(of=found) for found in self.of]

    @field(
        "Bidders of whom one party controls two or more, or one person is responsible for two or more, or one controls "
        "another, on the day asked about; certain ones first (投标人关联).",
        size=1,
    )
    def conflicts(self) -> list[BidderConflict]:
        """Conflicts."""
        return [BidderConflict(of=conflict) for conflict in self.tender.conflicts]

    @field("Whether nothing was cut off by a limit where conflicts were looked for (关联核查是否完整).")
    def conflicts_complete(self) -> bool:
        """Whether all was looked at."""
        return self.tender.complete

    @field("One receipt over the decisions, in order, and the conflicts (凭证).")
    def receipt(self) -> Receipt:
        """Receipt."""
        hashed = tender_hash(self.of, self.tender.conflicts, complete=self.tender.complete)
        return Receipt(sha256=hashed, of=self.of[0])
