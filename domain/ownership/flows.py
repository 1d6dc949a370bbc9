"""How a company's ownership flows up to all its owners at once.

m[i] is the sum over all chains from i down to the company of the products of their shares, returns counted: m = e + A m,
A[i][j] being i's share in j and e the company itself. Solved component by component, the company first, so that a
company without cycles above it costs one multiplication for each link. Brioschi, Buzzacchi and Colombo (1989) call
m "integrated ownership"; m[i] / n[i], with n[i] the chains from i to itself (diagonal of (I - A)⁻¹), is the effective
share, which leaves out what returns to i (docs/decisions/ownership-arithmetic.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from domain.ownership.components import is_cyclic
from domain.ownership.elimination import SingularError
from domain.ownership.iteration import Rows, UnsolvedError
from domain.ownership.numbers import added
from domain.ownership.shares import ZERO
from domain.ownership.systems import Solution, System, column_sums

Edges = Mapping[str, Mapping[str, Fraction]]
"""Of each company, the shares by holder."""


class Side(Enum):
    """Which bound is wanted where a component is only solved between bounds."""

    LOW = "low"
    HIGH = "high"


@dataclass
class Flow:
    """What flows up from a company.

    `trapped`: what enters components that own themselves wholly, `unsolved`: what enters components that could not be
    solved; by member. Nothing flows on from these. `exact`: no bounds were needed.
    """

    mass: dict[str, Fraction] = field(default_factory=dict)
    trapped: dict[str, Fraction] = field(default_factory=dict)
    unsolved: dict[str, Fraction] = field(default_factory=dict)
    exact: bool = True
    _systems: dict[str, System] = field(default_factory=dict)
    _visits: dict[str, Solution] = field(default_factory=dict)

    def effective(self, party: str, side: Side) -> Fraction:
        """The share that does not return to the party, as a bound from that side."""
        mass = self.mass.get(party, ZERO)
        system = self._systems.get(party)
        if system is None or not mass:
            return mass
        if party not in self._visits:
            visits = system.visits()
            self._visits.update(dict.fromkeys(visits.low, visits))
        visits = self._visits[party]
        if side is Side.HIGH:
            return mass / visits.low[party]
        return mass / visits.high[party] if party in visits.high else ZERO


def flow(edges: Edges, order: Sequence[tuple[str, ...]], company: str, side: Side) -> Flow:
    """The flow up from `company` through components of which each comes after those that it leads to."""
    result = Flow()
    entering: dict[str, tuple[int, int]] = {company: (1, 1)}
    for component in reversed(order):
        inflow = {party: Fraction(*entering[party]) for party in component if party in entering}
        if not inflow:
            continue
        if is_cyclic(component, edges):
            _solve(result, edges, component, inflow, side)
        else:
            result.mass.update(inflow)
        members = set(component)
        for party in component:
            mass, held = result.mass.get(party), edges.get(party)
            if mass and held:
                numerator, denominator = mass.numerator, mass.denominator
                for owner, share in held.items():
                    if share and owner not in members:
                        more = numerator * share.numerator, denominator * share.denominator
                        before = entering.get(owner)
                        entering[owner] = more if before is None else added(before, more)
    return result


def _solve(result: Flow, edges: Edges, component: tuple[str, ...], inflow: Mapping[str, Fraction], side: Side) -> None:
    try:
        system = System(owned_by(edges, component))
        solution = system.solve(inflow)
    except SingularError:
        result.trapped.update(inflow)
        return
    except UnsolvedError:
        result.unsolved.update(inflow)
        return
    result.mass.update(solution.low if side is Side.LOW else solution.high)
    result.exact = result.exact and solution.exact
    result._systems.update(dict.fromkeys(component, system))


def owned_by(edges: Edges, component: tuple[str, ...]) -> dict[str, dict[str, Fraction]]:
    """The shares within a component, by holder and company."""
    rows: dict[str, dict[str, Fraction]] = {party: {} for party in component}
    for company in component:
        for owner, share in edges.get(company, {}).items():
            if owner in rows:
                rows[owner][company] = share
    return rows


def self_owned(edges: Edges, order: Iterable[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """The components, among all, that own themselves wholly (or, where more than 100 % is declared, beyond that).

    For them I - A is singular, or its inverse means nothing, for the sum over the chains grows without end. Where no
    company has more than 100 % within the component, that is so if and only if every one has exactly 100 % there.
    """
    found = []
    for component in order:
        if is_cyclic(component, edges):
            rows = owned_by(edges, component)
            sums = column_sums(rows).values()
            if all(total == 1 for total in sums) or (any(total > 1 for total in sums) and _has_no_solution(rows)):
                found.append(component)
    return tuple(sorted(found))


def _has_no_solution(rows: Rows) -> bool:
    try:
        System(rows)
    except SingularError:
        return True
    return False
