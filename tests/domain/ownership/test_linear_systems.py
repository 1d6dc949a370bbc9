"""Solving the components: exactly, and between proved bounds."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.ownership.components import components, is_cyclic
from domain.ownership.elimination import Elimination, SingularError, TooLargeError
from domain.ownership.iteration import UnsolvedError, bounds
from domain.ownership.systems import System

Rows = dict[str, dict[str, Fraction]]


@st.composite
def leaking(draw: st.DrawFn) -> Rows:
    """Up to six unknowns; no column sums to more than 0.95, so that there is a solution."""
    names = "abcdef"[: draw(st.integers(1, 6))]
    rows: Rows = {name: {} for name in names}
    for column in names:
        left = 95
        for row in draw(st.permutations(names)):
            weight = draw(st.sampled_from((0, 0, 10, 30, 60)))
            if 0 < weight <= left:
                left -= weight
                rows[row][column] = Fraction(weight, 100)
    return rows


@settings(max_examples=80, deadline=None)
@given(leaking(), st.data())
def test_the_solution_solves_the_equations(rows: Rows, data: st.DataObject) -> None:
    right = {name: Fraction(data.draw(st.integers(0, 9)), 7) for name in rows}
    x = Elimination(rows).solve(right)
    assert all(x[i] == right[i] + sum(weight * x[j] for j, weight in rows[i].items()) for i in rows)


@settings(max_examples=80, deadline=None)
@given(leaking())
def test_the_diagonal_is_that_of_the_inverse(rows: Rows) -> None:
    factors = Elimination(rows)
    diagonal = factors.diagonal()
    assert diagonal == {i: factors.solve({i: Fraction(1)})[i] for i in rows}


@settings(max_examples=80, deadline=None)
@given(leaking())
def test_bounds_hold_the_solution_and_are_close(rows: Rows) -> None:
    right = {min(rows): Fraction(1, 3)}
    x = Elimination(rows).solve(right)
    found = bounds(rows, right)
    assert all(found[i][0] <= x[i] <= found[i][1] for i in rows)
    assert max(high - low for low, high in found.values()) < Fraction(1, 10**10)


@pytest.mark.parametrize(
    "rows",
    [
        {"a": {"a": Fraction(1)}},
        {"a": {"b": Fraction(1)}, "b": {"a": Fraction(1)}},
        {"a": {"b": Fraction(2)}, "b": {"a": Fraction(1)}},  # invertible, but the sum over the chains grows
        {"a": {"a": Fraction(1, 2), "b": Fraction(1, 2)}, "b": {"a": Fraction(1, 2), "b": Fraction(1, 2)}},
    ],
)
def test_what_owns_itself_wholly_has_no_solution(rows: Rows) -> None:
    with pytest.raises(SingularError):
        Elimination(rows)
    with pytest.raises(SingularError):
        System(rows)
    with pytest.raises(UnsolvedError):
        bounds(rows, {"a": Fraction(1)}, limit=10_000)


def ring(length: int, share: Fraction) -> Rows:
    return {f"c{n:04}": {f"c{(n + 1) % length:04}": share} for n in range(length)}


def test_a_long_ring_is_solved_exactly() -> None:
    x = Elimination(ring(500, Fraction(9, 10))).solve({"c0000": Fraction(1)})
    assert x["c0000"] == 1 / (1 - Fraction(9, 10) ** 500)


def test_beyond_the_limit_bounds_take_over() -> None:
    rows = ring(40, Fraction(9, 10))
    with pytest.raises(TooLargeError):
        Elimination(rows, limit=3)
    right = {"c0000": Fraction(1)}
    exact, bounded = System(rows).solve(right), System(rows, limit=3).solve(right)
    assert (exact.exact, bounded.exact) == (True, False)
    assert all(bounded.low[i] <= exact.low[i] <= bounded.high[i] for i in rows)
    visits = System(rows, limit=3).visits()
    assert all(visits.low[i] <= System(rows).visits().low[i] <= visits.high[i] for i in rows)


def test_no_bound_is_answered_without_a_proof() -> None:
    with pytest.raises(UnsolvedError):
        bounds(ring(3, 1 - Fraction(1, 10**9)), {"c0000": Fraction(1)}, limit=1000)


def test_components_come_with_successors_first() -> None:
    found = components("abcdef", {"a": "b", "b": "ac", "c": "d", "d": "d", "e": "x"})
    assert found == [("d",), ("c",), ("a", "b"), ("e",), ("f",)]
    successors = {"a": "b", "b": "ac", "d": "d"}
    assert [is_cyclic(one, successors) for one in found] == [True, False, True, False, False]


def test_a_deep_graph_needs_no_deep_stack() -> None:
    names = [f"n{n}" for n in range(20_000)]
    assert len(components(names, {one: [other] for one, other in pairwise(names)})) == 20_000
