"""Exact fractions as decimals for display: bounds are rounded outwards, so that they stay bounds."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

PLACES = 12
"""Decimal places of a percentage that has no shorter exact form."""


def floor_decimal(value: Fraction, places: int = PLACES) -> Decimal:
    """The largest decimal with so many places that is not above `value`; without trailing zeros."""
    return _decimal(value.numerator * 10**places // value.denominator, places)


def ceiling_decimal(value: Fraction, places: int = PLACES) -> Decimal:
    """The smallest decimal with so many places that is not below `value`."""
    return _decimal(-(-value.numerator * 10**places // value.denominator), places)


def nearest_decimal(value: Fraction, places: int = PLACES) -> Decimal:
    """The decimal with so many places that is nearest to `value`; of two, the one with the even last place."""
    return _decimal(round(value * 10**places), places)


def _decimal(scaled: int, places: int) -> Decimal:
    """`scaled` / 10^places without the context's precision, which would round."""
    while places and scaled % 10 == 0:
        scaled, places = scaled // 10, places - 1
    sign, digits = int(scaled < 0), tuple(int(digit) for digit in str(abs(scaled)))
    return Decimal((sign, digits, -places))
