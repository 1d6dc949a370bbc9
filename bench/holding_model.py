"""The register in memory: what the arithmetic costs where nothing is read from anywhere. Plain numbers, no proofs.

Arrays of a few bytes a holding, and mass pushed up from the company until nothing is left: floating-point shares with
unknown ones taken for nothing and ranges for their lower ends, no control, no links to show, no past. Nobody could use its
answers for a sanction: it is the limit that the engines are measured against. Where all is known it finds the same owners.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from bench.city import City
from domain.links import LinkKind

_NOTHING = 1e-12
_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Behind:
    """Persons (by number) with their share of the whole (1.0), and whether every share on the way is one number."""

    persons: dict[int, float]
    known: bool


class HoldingModel:
    """The holdings of a day. Holders below `companies` are companies, the others persons."""

    def __init__(self, city: City, day: date) -> None:
        self.companies = city.size.enterprises
        self._starts = array("l", [0])
        self._holders = array("l")
        self._shares = array("d")
        self._vague = bytearray(self.companies)
        company = 0
        for row in city.links():
            to = int(row.to_key[1:])
            while company < to:
                self._starts.append(len(self._holders))
                company += 1
            if row.kind is not LinkKind.SHAREHOLDER or (row.until is not None and row.until <= day):
                continue
            low, _, high = (row.share or "0-100").partition("-")
            self._vague[to] |= bool(high)
            self._holders.append(int(row.from_key[1:]) + (self.companies if row.from_key[0] == "P" else 0))
            self._shares.append(float(low) / 100)
        while len(self._starts) <= self.companies:
            self._starts.append(len(self._holders))

    def holders(self, company: int) -> array[int]:
        """Who holds something of a company."""
        return self._holders[self._starts[company] : self._starts[company + 1]]

    def width(self, company: int) -> int:
        """How many holders a company has."""
        return self._starts[company + 1] - self._starts[company]

    def behind(self, company: int) -> Behind:
        """The effective shares of persons in a company."""
        persons: dict[int, float] = defaultdict(float)
        pending, known = {company: 1.0}, True
        for _ in range(_ROUNDS):
            following: dict[int, float] = defaultdict(float)
            for one, mass in pending.items():
                known = known and not self._vague[one]
                for at in range(self._starts[one], self._starts[one + 1]):
                    holder = self._holders[at]
                    into = following if holder < self.companies else persons
                    into[holder] += mass * self._shares[at]
            pending = {one: mass for one, mass in following.items() if mass > _NOTHING}
            if not pending:
                break
        return Behind({person - self.companies: share for person, share in persons.items()}, known)
