"""Everything that is to be shown of who is behind one party (股权穿透图), on one day, as known at one time.

What the terminal's tree and every written format (Graphviz, GraphML, JSON, BODS) are made from: plain data, nothing more is
read for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import Identifier
from domain.links import Link
from domain.ownership import BeneficialOwners, Controls, Owners, Snapshot
from domain.parties import Party
from resolvers.ownership import Asked, Ownership


@dataclass(frozen=True, slots=True)
class OwnershipPicture:
    """A party and everybody behind it.

    `party`: whom it is about; `day`: the day asked about; `known_at`: the recorded time as of which it was read (µs).
    `parties`: everybody who occurs, by id, with the names known then; `identifiers`: theirs, by party id (citizen numbers
    only masked).
    `links`: the holdings (股东) valid on the day in the party and in every company above it - of a holding that is stated
    several times, every statement - and, of the party itself, its roles valid on the day (declared controllers, senior
    managers, legal representatives, principals). In the order of their ids.
    `snapshot`: the same holdings as the arithmetic took them: which statement counts, and whose owners are not all read.
    `owners`, `controllers`, `beneficial`: the answers; a person has no owners, so they are empty then (`beneficial` None).
    `complete`: nothing was cut off.
    """

    party: Party
    day: date
    known_at: int
    parties: Mapping[str, Party]
    identifiers: Mapping[str, tuple[Identifier, ...]]
    links: tuple[Link, ...]
    snapshot: Snapshot
    owners: Owners
    controllers: Controls
    beneficial: BeneficialOwners | None
    complete: bool

    @property
    def owners_unread(self) -> frozenset[str]:
        """Companies in the picture not all of whose owners were read."""
        return frozenset(self.snapshot.owners_unread & self.parties.keys())


async def picture_of(
    ownership: Ownership,
    party_id: str,
    as_of: date | None = None,
    known_at: int | None = None,
    *,
    min_percent: Decimal = Decimal(0),
) -> OwnershipPicture:
    """The picture of a party; `as_of` is today where it is not given, owners below `min_percent` are left out of `owners`.

    Raises UNKNOWN_PARTY, KNOWN_AT_IN_FUTURE, INVALID_VALUE, ENGINE_UNAVAILABLE, TIMED_OUT.
    """
    day = as_of or ownership.today()
    (around,) = await ownership.upward([Asked(party_id, known_at)])
    if not around.is_known:
        raise CreditGraphError(ErrorCode.UNKNOWN_PARTY, "Nobody in the register had this id at that time.", "party")
    (roles,) = await ownership.roles([Asked(party_id, around.known_at)])
    owners = await ownership.effective_owners(around, day, min_percent)
    controlled_by = await ownership.controllers(around, day)
    is_entity = around.party(party_id).kind.is_entity
    beneficial = await ownership.beneficial_owners(around, roles, day) if is_entity else None
    above = around.above(day)
    known = {**roles.parties, **around.closure.parties}
    links = [link for link in around.closure.history.links if link.to_id in above and link.holds_on(day)]
    links += [link for link in roles.links.get(party_id, ()) if link.holds_on(day)]
    shown = dict.fromkeys([party_id, *(end for link in links for end in (link.from_id, link.to_id))])
    return OwnershipPicture(
        party=around.party(party_id),
        day=day,
        known_at=around.known_at,
        parties={one: known[one] for one in shown},
        identifiers=await ownership.identifiers(list(shown)),
        links=tuple(sorted(links, key=lambda link: link.id)),
        snapshot=around.on(day),
        owners=owners,
        controllers=controlled_by,
        beneficial=beneficial,
        complete=owners.complete
        and controlled_by.complete
        and roles.complete
        and (beneficial is None or beneficial.complete),
    )
