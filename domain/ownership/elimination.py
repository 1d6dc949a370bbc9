"""Exact solution of x = b + W x with W >= 0: elimination in rational arithmetic.

With M = I - W the sum over all chains, b + W b + W² b + …, converges if and only if M is a nonsingular M-matrix, that is
if and only if *every* pivot of an elimination without exchanges is above 0 (Fiedler and Pták 1962; Berman and Plemmons,
Nonnegative Matrices in the Mathematical Sciences, theorem 6.2.3). So a pivot of 0 or less is not bad luck to be pivoted
around, it says that there is no solution: `SingularError`. Eliminating a party replaces it by the chains through it, so
that nothing is ever subtracted but a pivot from 1.

The order is Markowitz's (fewest chains through first), with ties by id: chains and rings cost next to nothing. Work is
counted, in multiplications weighted by the length of the numbers, not in seconds, so that the same input always has the
same answer; beyond `limit`: `TooLargeError`.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from fractions import Fraction

from domain.ownership.shares import ONE, ZERO

WORK_LIMIT = 50_000
"""Half a second or so: 45 companies that all hold shares in each other, or a ring of two thousand."""

_DIGITS = 512


class SingularError(Exception):
    """The system has no solution: the companies own themselves wholly (or more)."""


class TooLargeError(Exception):
    """Exact elimination would cost more than the limit."""


class Elimination:
    """The factors of I - W. `rows[i][j]` is W[i][j]; every key of an inner mapping is a key of `rows`.

    Raises SingularError and TooLargeError.
    """

    def __init__(self, rows: Mapping[str, Mapping[str, Fraction]], limit: int = WORK_LIMIT) -> None:
        self._left = limit
        self._rows = {i: {j: weight for j, weight in row.items() if weight} for i, row in rows.items()}
        self._columns: dict[str, set[str]] = {i: set() for i in self._rows}
        for i, row in self._rows.items():
            for j in row:
                self._columns[j].add(i)
        self._order: list[str] = []
        self._pivots: dict[str, Fraction] = {}
        self._factors: dict[str, dict[str, Fraction]] = {}
        waiting = [(self._chains_through(i), i) for i in self._rows]
        heapq.heapify(waiting)
        while waiting:
            chains, following = heapq.heappop(waiting)
            if following not in self._pivots and chains == self._chains_through(following):
                for changed in self._eliminate(following):
                    heapq.heappush(waiting, (self._chains_through(changed), changed))

    def _chains_through(self, i: str) -> int:
        return len(self._rows[i]) * len(self._columns[i])

    def _eliminate(self, k: str) -> set[str]:
        """Eliminates `k`; answers those whose rows or columns have changed."""
        row = self._rows[k]
        pivot = ONE - row.pop(k, ZERO)
        if pivot <= 0:
            raise SingularError
        self._columns[k].discard(k)
        self._order.append(k)
        self._pivots[k] = pivot
        self._factors[k] = {}
        for j in row:
            self._columns[j].discard(k)
        for i in sorted(self._columns[k]):
            self._substitute(i, k, row, pivot)
        return self._columns[k] | row.keys()

    def _substitute(self, i: str, k: str, row: Mapping[str, Fraction], pivot: Fraction) -> None:
        target = self._rows[i]
        factor = self._factors[k][i] = target.pop(k) / pivot
        for j, weight in row.items():
            product = factor * weight
            self._left -= 1 + product.denominator.bit_length() // _DIGITS
            target[j] = target[j] + product if j in target else product
            self._columns[j].add(i)
        if self._left < 0:
            raise TooLargeError

    def solve(self, right: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The x with x = right + W x."""
        b = {i: right.get(i, ZERO) for i in self._order}
        for k in self._order:
            if b[k]:
                for i, factor in self._factors[k].items():
                    b[i] += factor * b[k]
        x: dict[str, Fraction] = {}
        for k in reversed(self._order):
            x[k] = (b[k] + sum((w * x[j] for j, w in self._rows[k].items() if x[j]), ZERO)) / self._pivots[k]
        return x

    def diagonal(self) -> dict[str, Fraction]:
        """The diagonal of (I - W)⁻¹: how often a chain from each member comes by it, its start counted.

        By Takahashi's recurrence (1973): of the inverse only what lies in the pattern of the factors is computed.
        """
        z: dict[tuple[str, str], Fraction] = {}
        for i in reversed(self._order):
            onward = {k: weight / self._pivots[i] for k, weight in self._rows[i].items()}
            inward = self._factors[i]
            for j in inward:
                z[i, j] = sum((onward[k] * z[k, j] for k in onward), ZERO)
            for j in onward:
                z[j, i] = sum((z[j, k] * inward[k] for k in inward), ZERO)
            z[i, i] = ONE / self._pivots[i] + sum((onward[k] * z[k, i] for k in onward), ZERO)
        return {i: z[i, i] for i in self._order}
