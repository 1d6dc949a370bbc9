"""The four parts of a company's ownership: persons, others, unknown, excess."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.ownership.flows import Flow
from domain.ownership.numbers import PLACES, floor_decimal, total
from domain.ownership.regions import Region
from domain.ownership.shares import ONE, ZERO, Shares


@dataclass(frozen=True, slots=True)
class Parts:
    """What becomes of 100 % of a company, in percent: `persons + others + unknown == 100 + excess`, exactly.

    `persons`: traced to natural persons. `others`: ends in parties that are no persons and of which no owner is recorded.
    `unknown`: a share is missing, less than 100 % is declared, or only the least of a range is certain, somewhere on the
    chains; also what cannot be traced: `circular`, that part of `unknown` which goes into companies that own themselves
    wholly, and `unread`, that part which was cut off. Of a company without recorded owners itself all is unknown. `excess`:
    more than 100 % is declared somewhere on the chains.
    """

    persons: Fraction
    others: Fraction
    unknown: Fraction
    excess: Fraction
    circular: Fraction = ZERO
    unread: Fraction = ZERO

    def rounded(self, places: int = PLACES) -> dict[str, Decimal]:
        """The four parts as decimals that still add up: rounded down, and what that leaves given to a part that had
        something cut off, `unknown` before `others` before `persons`."""
        exact = {"persons": self.persons, "others": self.others, "unknown": self.unknown, "excess": self.excess}
        down = {name: floor_decimal(value, places) for name, value in exact.items()}
        left = 100 + down["excess"] - down["persons"] - down["others"] - down["unknown"]
        takes = next((name for name in ("unknown", "others", "persons") if Fraction(down[name]) != exact[name]), None)
        if takes is not None:
            down[takes] += left
        return down


def parts_of(shares: Shares, region: Region, least: Flow) -> Parts:
    """The parts of the company at which the region starts, from what flows up at the least shares."""
    persons = total(mass for party, mass in least.mass.items() if shares.snapshot.is_person(party))
    others = unread = excess = ZERO
    for party, mass in least.mass.items():
        if shares.snapshot.is_person(party):
            continue
        if party in region.unexplored:
            unread += mass
        elif party in shares.snapshot.of_company:
            column = shares.column(party)
            if column.total > ONE:
                excess += mass * column.excess
            unread += mass * column.missing if party in region.cut else ZERO
        elif party in region.cut:
            unread += mass
        elif party != region.start:
            others += mass
    unread += total(least.unsolved.values())
    circular = total(least.trapped.values())
    scale = 100 * ONE
    return Parts(
        persons * scale,
        others * scale,
        (ONE + excess - persons - others) * scale,
        excess * scale,
        circular * scale,
        unread * scale,
    )
