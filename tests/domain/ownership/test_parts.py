"""The four parts, by hand: persons + others + unknown = 100 + excess."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from domain.ownership import Budget, Parts, effective_owners
from domain.ownership.numbers import ceiling_decimal, floor_decimal, nearest_decimal
from tests.domain.ownership.making import held

CASES = [
    ("p 60 A, q 40 A", "A", (100, 0, 0, 0)),
    ("p 60 A, B 40 A", "A", (60, 40, 0, 0)),
    ("p 60 A, B 40 A, q 50 B", "A", (80, 0, 20, 0)),
    ("p 60 A, q ? A", "A", (60, 0, 40, 0)),
    ("p 60 A, B 40 A, q ? B", "A", (60, 0, 40, 0)),
    ("p 60 A", "A", (60, 0, 40, 0)),
    ("p 30-50 A, q 40 A", "A", (70, 0, 30, 0)),
    ("p 60 A, q 60 A", "A", (120, 0, 0, 20)),
    ("B 50 A, r 50 A, p 60 B, q 60 B", "A", (110, 0, 0, 10)),
    ("B 50 A, C 50 A, p 60 B, q 60 B, r 50 C", "A", (85, 0, 25, 10)),
    ("p 50 A, B 50 A, q 50 B, A 50 B", "A", (100, 0, 0, 0)),
    ("p 40 A, B 50 A, D 50 B, A 50 B", "A", (Fraction(160, 3), Fraction(100, 3), Fraction(40, 3), 0)),
    ("p 80 C, C 20 C", "C", (100, 0, 0, 0)),
    ("B 40 A, p 60 A, B 100 B", "A", (60, 0, 40, 0)),
    ("p 0 A", "A", (0, 0, 100, 0)),
]


@pytest.mark.parametrize(("text", "company", "expected"), CASES)
def test_parts(text: str, company: str, expected: tuple[Fraction | int, ...]) -> None:
    parts = effective_owners(held(text), company).parts
    assert (parts.persons, parts.others, parts.unknown, parts.excess) == expected
    assert parts.persons + parts.others + parts.unknown == 100 + parts.excess


def test_of_a_company_without_recorded_owners_all_is_unknown() -> None:
    found = effective_owners(held("p 60 A", also="E"), "E")
    assert (found.stakes, found.parts) == ((), Parts(Fraction(0), Fraction(0), Fraction(100), Fraction(0)))


def test_what_goes_round_for_ever_is_unknown_and_said() -> None:
    parts = effective_owners(held("p 30 A, B 70 A, C 100 B, B 100 C"), "A").parts
    assert (parts.persons, parts.unknown, parts.circular) == (30, 70, 70)


def test_what_was_not_read_is_unknown_and_said() -> None:
    found = effective_owners(held("p 30 A, B 70 A, q 40 B", owners_unread=["B"]), "A")
    assert (found.parts.persons, found.parts.unknown, found.parts.unread) == (58, 42, 42)
    assert not found.complete


def test_a_budget_leaves_the_farthest_out() -> None:
    """Of A's owners those are read whose links are within the budget; what is behind B may be anybody's."""
    found = effective_owners(held("p 30 A, B 70 A, q 40 B, p 60 B"), "A", budget=Budget(links=2))
    assert [(stake.holder, stake.low, stake.high, stake.complete) for stake in found.stakes] == [
        ("B", 70, 70, False),
        ("p", 30, 100, False),
    ]
    assert (found.parts.persons, found.parts.unread, found.complete) == (30, 70, False)
    assert effective_owners(held("p 30 A, B 70 A, q 40 B, p 60 B"), "A", budget=Budget(parties=3)) == found


def test_an_expired_time_answers_what_was_found() -> None:
    calls = iter([False] * 1 + [True] * 1000)
    chain = ", ".join(f"C{n + 1} 90 C{n}" for n in range(200))
    found = effective_owners(held(chain), "C0", budget=Budget(expired=lambda: next(calls)))
    assert not found.complete
    assert found.stakes[0].holder == "C1"
    assert len(found.stakes) == 127


def test_rounded_parts_still_add_up() -> None:
    third = Fraction(100, 3)
    assert Parts(third, third, third, Fraction(0)).rounded(2) == {
        "persons": Decimal("33.33"),
        "others": Decimal("33.33"),
        "unknown": Decimal("33.34"),
        "excess": Decimal(0),
    }
    assert Parts(2 * third, third, Fraction(0), Fraction(0)).rounded(2) == {
        "persons": Decimal("66.66"),
        "others": Decimal("33.34"),
        "unknown": Decimal(0),
        "excess": Decimal(0),
    }


@pytest.mark.parametrize(
    ("value", "floor", "nearest", "ceiling"),
    [
        (Fraction(200, 3), "66.66", "66.67", "66.67"),
        (Fraction(1, 8), "0.12", "0.12", "0.13"),
        (Fraction(50), "50", "50", "50"),
        (Fraction(1, 1000), "0", "0", "0.01"),
        (Fraction(10**40 + 1), str(10**40 + 1), str(10**40 + 1), str(10**40 + 1)),
    ],
)
def test_decimals(value: Fraction, floor: str, nearest: str, ceiling: str) -> None:
    assert [str(f(value, 2)) for f in (floor_decimal, nearest_decimal, ceiling_decimal)] == [floor, nearest, ceiling]
