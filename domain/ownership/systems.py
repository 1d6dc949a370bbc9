"""One component's equations x = b + W x: exactly where that is affordable, else between proved bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from domain.ownership.elimination import WORK_LIMIT, Elimination, SingularError, TooLargeError
from domain.ownership.iteration import Rows, bounds
from domain.ownership.shares import ONE, ZERO


@dataclass(frozen=True, slots=True)
class Solution:
    """Where the unknowns lie: `low` <= x <= `high`, the same where `exact`."""

    low: Mapping[str, Fraction]
    high: Mapping[str, Fraction]
    exact: bool


class System:
    """The equations of one component. Raises SingularError where they have no solution."""

    def __init__(self, rows: Rows, limit: int = WORK_LIMIT) -> None:
        self._rows = rows
        self._sums = column_sums(rows)
        if all(total == 1 for total in self._sums.values()):
            raise SingularError
        try:
            self._exact: Elimination | None = Elimination(rows, limit)
        except TooLargeError:
            self._exact = None

    def solve(self, right: Mapping[str, Fraction]) -> Solution:
        """The unknowns for one right side. Raises UnsolvedError where not even bounds are found."""
        if self._exact is not None:
            x = self._exact.solve(right)
            return Solution(x, x, True)
        found = bounds(self._rows, right)
        low = {member: pair[0] for member, pair in found.items()}
        return Solution(low, {member: pair[1] for member, pair in found.items()}, False)

    def visits(self) -> Solution:
        """How often chains come by each member, their start counted: the diagonal of (I - W)⁻¹.

        Without the exact factors only bounds: at least 1; at most 1 / (1 - c), where c, the sum of the member's column,
        bounds what comes back, as long as no column sums to more than 1. A member without that bound is not in `high`.
        """
        if self._exact is not None:
            diagonal = self._exact.diagonal()
            return Solution(diagonal, diagonal, True)
        bounded = all(total <= 1 for total in self._sums.values())
        high = {member: ONE / (ONE - total) for member, total in self._sums.items() if bounded and total < 1}
        return Solution(dict.fromkeys(self._rows, ONE), high, False)


def column_sums(rows: Rows) -> dict[str, Fraction]:
    """The sum of each column."""
    sums = dict.fromkeys(rows, ZERO)
    for row in rows.values():
        for member, weight in row.items():
            sums[member] += weight
    return sums
