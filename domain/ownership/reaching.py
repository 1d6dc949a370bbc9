"""What one holder's ownership reaches, in every company at once; with ranges, the least and the most that it can be.

u[j] is the effective share of the holder X in j: u[j] = A[X][j] + Σ A[i][j] u[i] over the parties i other than X. As a walk:
go from j to one of its holders with the probability of the share; u[j] is the probability that X is ever met, and then
one stops. So it is never above 1 as long as no company's shares add up to more.

The least is at the low ends of all ranges. The most is a choice for each company of what its holders have, within
their ranges and together no more than the whole; the choices of different companies do not touch each other. That is a
Markov decision process, and policy iteration (Howard 1960) finds the choice that is best for every j at once: for the
values at hand, fill every company up with the holders through whom most is reached, first; evaluate; repeat until
nothing improves. The value then solves the optimality equation exactly, so no choice gives more, and this one gives it: the
bounds are sound and tight.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from fractions import Fraction

from domain.ownership.components import components, is_cyclic
from domain.ownership.elimination import SingularError
from domain.ownership.flows import Edges, Side
from domain.ownership.iteration import UnsolvedError
from domain.ownership.shares import ONE, ZERO, Column, Shares
from domain.ownership.systems import System

ROUNDS = 64
"""Rounds of policy iteration; three or four are usual. Without an end by then the bound is the whole."""

Reached = dict[str, Fraction | None]
"""By company; None where the equations have no solution."""


def least(shares: Shares, holder: str, companies: Collection[str], self_owned: Collection[str]) -> Reached:
    """The least effective share of `holder` in each of `companies`.

    `companies` must be closed: whoever among the holders of one of them is reached from `holder` is one of them, or left
    out on purpose, and then counts nothing. `self_owned`: members of components without a solution.
    """
    edges = {company: shares.column(company).low for company in companies}
    return _evaluate(edges, holder, self_owned, frozenset(), Side.LOW, bounded=True)


def most(
    shares: Shares,
    holder: str,
    companies: Collection[str],
    self_owned: Collection[str],
    unread: Collection[str] = frozenset(),
    beyond: Collection[str] = frozenset(),
) -> Reached:
    """The most that the effective share of `holder` in each of `companies` can be.

    `unread`: companies not all of whose owners were read: the holder may have what the others leave. `beyond`: parties
    whose owners are not looked at: the holder may be all that is behind them.
    """
    columns = {company: shares.column(company) for company in companies if company not in beyond}
    for company in columns.keys() & frozenset(unread):
        columns[company] = _with_the_rest(columns[company], holder)
    bounded = all(not column.excess for column in columns.values())
    edges: dict[str, Mapping[str, Fraction]] = {company: column.possible for company, column in columns.items()}
    capped = sorted(company for company, column in columns.items() if column.capped)
    values: Reached = dict.fromkeys(companies, ONE)
    for company in capped:
        edges[company] = _filled(columns[company], holder, values, beyond)
    for _ in range(ROUNDS):
        values = _evaluate(edges, holder, self_owned, beyond, Side.HIGH, bounded=bounded)
        better = {
            company: choice
            for company in capped
            if values.get(company) is not None
            and _worth(choice := _filled(columns[company], holder, values, beyond), holder, values, beyond)
            > _worth(edges[company], holder, values, beyond)
        }
        if not better:
            return values
        edges.update(better)
    return dict.fromkeys(companies, ONE if bounded else None)


def _with_the_rest(column: Column, holder: str) -> Column:
    most_left = column.low.get(holder, ZERO) + column.missing
    return replace(column, high={**column.high, holder: most_left}, capped=column.total <= ONE)


def _value(party: str, holder: str, values: Reached, beyond: Collection[str]) -> Fraction:
    if party == holder or party in beyond:
        return ONE
    return values.get(party) or ZERO


def _worth(choice: Mapping[str, Fraction], holder: str, values: Reached, beyond: Collection[str]) -> Fraction:
    return sum((share * _value(owner, holder, values, beyond) for owner, share in choice.items()), ZERO)


def _filled(column: Column, holder: str, values: Reached, beyond: Collection[str]) -> dict[str, Fraction]:
    """What reaches most: every owner at its least, and what is left to those through whom most is reached, first."""
    left = ONE - column.total
    choice = dict(column.low)
    for owner in sorted(
        column.high, key=lambda owner: (-_value(owner, holder, values, beyond), owner != holder, owner)
    ):
        low = column.low.get(owner, ZERO)
        more = min(column.high[owner] - low, left)
        if more and _value(owner, holder, values, beyond):
            choice[owner] = low + more
            left -= more
    return choice


def _evaluate(
    edges: Edges,
    holder: str,
    self_owned: Collection[str],
    beyond: Collection[str],
    side: Side,
    *,
    bounded: bool,
) -> Reached:
    values: Reached = dict.fromkeys(beyond, ONE)
    values[holder] = ONE
    inner = [company for company in edges if company not in values]
    for component in components(inner, edges):
        entering: dict[str, Fraction] = {}
        determined = True
        members = set(component)
        for company in component:
            for owner, share in edges[company].items():
                if owner in members or not share:
                    continue
                value = values.get(owner, ZERO)
                determined = determined and value is not None
                entering[company] = entering.get(company, ZERO) + share * (value or ZERO)
        if any(entering.values()) and any(company in self_owned for company in component):
            determined = False
        if determined:
            values.update(_solved(edges, component, entering, side, bounded=bounded))
        else:
            values.update(dict.fromkeys(component))
    return values


def _solved(
    edges: Edges, component: tuple[str, ...], entering: Mapping[str, Fraction], side: Side, *, bounded: bool
) -> Reached:
    if not any(entering.values()):
        return dict.fromkeys(component, ZERO)
    if not is_cyclic(component, edges):
        return dict(entering)
    members = set(component)
    rows = {j: {i: share for i, share in edges[j].items() if i in members} for j in component}
    try:
        solution = System(rows).solve(entering)
    except SingularError:
        return dict.fromkeys(component)
    except UnsolvedError:
        if side is Side.LOW:
            return {company: entering.get(company, ZERO) for company in component}
        return dict.fromkeys(component, ONE if bounded else None)
    return dict(solution.low if side is Side.LOW else solution.high)
