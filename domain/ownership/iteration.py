"""Bounds for x = b + W x where exact elimination would be too large: iterate in floats, then prove in fractions.

Gauss-Seidel gives some x near the solution and some z near (I - W)⁻¹ 1. What is proved afterwards, exactly:

- z - W z >= d > 0 in every row. As z > 0, the chains' sum converges (W is a contraction in the norm weighted by z).
- With r = b + W x - x and e = max |r| / d, the solution lies between x - e z and x + e z: both are compared with what the
  equation makes of them, x + e z >= b + W (x + e z), and the other way round.

How the floats were rounded does not matter. Where the proof fails, or takes too many sweeps, there is no bound:
`UnsolvedError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from domain.ownership.shares import ONE, ZERO

SWEEP_LIMIT = 10_000_000
"""Sweeps times links."""

_HALF = Fraction(1, 2)
_NEAR = 1e-14


class UnsolvedError(Exception):
    """No bound was found within the limit."""


Rows = Mapping[str, Mapping[str, Fraction]]


def bounds(rows: Rows, right: Mapping[str, Fraction], limit: int = SWEEP_LIMIT) -> dict[str, tuple[Fraction, Fraction]]:
    """For every unknown a pair between which the solution lies, proved. Raises UnsolvedError."""
    members = sorted(rows)
    place = {member: number for number, member in enumerate(members)}
    exact = [[(place[j], weight) for j, weight in rows[member].items()] for member in members]
    start = [right.get(member, ZERO) for member in members]
    x = _iterate(exact, start, limit)
    z = _iterate(exact, [ONE] * len(members), limit)
    if any(z[i] - _row(exact[i], z) < _HALF for i in range(len(members))):
        raise UnsolvedError
    error = max(abs(start[i] + _row(exact[i], x) - x[i]) for i in range(len(members))) / _HALF
    return {
        member: (max(x[number] - error * z[number], ZERO), x[number] + error * z[number])
        for number, member in enumerate(members)
    }


def _row(row: list[tuple[int, Fraction]], x: list[Fraction]) -> Fraction:
    return sum((weight * x[j] for j, weight in row), ZERO)


def _iterate(rows: list[list[tuple[int, Fraction]]], right: list[Fraction], limit: int) -> list[Fraction]:
    """Gauss-Seidel from below until nothing moves; each value as the fraction that its float is."""
    weights = [[(j, float(weight)) for j, weight in row] for row in rows]
    start = [float(value) for value in right]
    x = start.copy()
    links = sum(len(row) for row in rows) + 1
    for _ in range(limit // links):
        moved, most = 0.0, 0.0
        for i, row in enumerate(weights):
            value = start[i] + sum(weight * x[j] for j, weight in row)
            moved = max(moved, abs(value - x[i]))
            most = max(most, value)
            x[i] = value
        if most > 1e12:
            break
        if moved <= _NEAR * most:
            return [Fraction(value) for value in x]
    raise UnsolvedError
