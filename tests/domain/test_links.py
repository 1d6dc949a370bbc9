"""Links and declared shares."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import CreditGraphError, ErrorCode
from domain.links import RESPONSIBLE_KINDS, Link, LinkKind, Share


def test_r02_the_roles_that_a_policy_may_reach() -> None:
    assert {LinkKind.LEGAL_REPRESENTATIVE, LinkKind.PRINCIPAL, LinkKind.ACTUAL_CONTROLLER} == RESPONSIBLE_KINDS


@pytest.mark.parametrize(
    ("written", "low", "high", "canonical"),
    [
        ("33.3", "33.3", "33.3", "33.3"),
        ("33.30%", "33.3", "33.3", "33.3"),
        (" 33.3 % ", "33.3", "33.3", "33.3"),
        ("4.6E-05", "0.000046", "0.000046", "0.000046"),
        ("4.6e-05%", "0.000046", "0.000046", "0.000046"),
        ("1E+2", "100", "100", "100"),
        ("100", "100", "100", "100"),
        ("0", "0", "0", "0"),
        ("0.00", "0", "0", "0"),
        (".5", "0.5", "0.5", "0.5"),
        ("+5", "5", "5", "5"),
        ("３３．３％", "33.3", "33.3", "33.3"),
        ("5-10", "5", "10", "5-10"),
        ("5% - 10%", "5", "10", "5-10"),
        ("5–10", "5", "10", "5-10"),
        ("5～10", "5", "10", "5-10"),
        ("5e-1-6e-1", "0.5", "0.6", "0.5-0.6"),
        ("7-7.0", "7", "7", "7"),
        ("33.333333333333333333333333333333333333333333", *["33.333333333333333333333333333333333333333333"] * 3),
    ],
)
def test_share(written: str, low: str, high: str, canonical: str) -> None:
    share = Share.parse(written)
    assert share == Share(Decimal(low), Decimal(high))
    assert str(share) == canonical
    assert share.exact == (Decimal(low) if low == high else None)


NO_SHARES = ["", " ", "%", "-5", "5-", "10-5", "100.1", "-0", "1e3", "33,3", "3%3", "3 3", "1_0", "a", "5-6-7", "5\x00"]
NO_SHARES += ["NaN", "Infinity", "1e-1000", "1e-999999999", "0e-999999999", "1e999999999", "0." + "3" * 999, "\ud800"]


@pytest.mark.parametrize("text", NO_SHARES)
def test_anything_else_is_no_share(text: str) -> None:
    with pytest.raises(CreditGraphError) as caught:
        Share.parse(text)
    assert (caught.value.code, caught.value.field) == (ErrorCode.INVALID_SHARE, "share_percent")


@given(st.decimals(0, 100, places=8), st.decimals(0, 100, places=3))
def test_a_share_is_read_again_from_its_own_text(one: Decimal, two: Decimal) -> None:
    share = Share(min(one, two), max(one, two))
    assert Share.parse(str(share)) == share
    assert str(Share.parse(str(share))) == str(share)


@given(st.text("0123456789.eE+-% ", max_size=12))
def test_every_text_is_read_or_refused(text: str) -> None:
    try:
        share = Share.parse(text)
    except CreditGraphError:
        return
    assert 0 <= share.low <= share.high <= 100
    assert Share.parse(str(share)) == share


def test_a_link_holds_from_its_first_day_to_the_day_before_its_end() -> None:
    link = Link("l", LinkKind.DIRECTOR, "a", "b", since=date(2019, 1, 1), until=date(2019, 3, 1))
    assert [
        link.holds_on(day) for day in (date(2018, 12, 31), date(2019, 1, 1), date(2019, 2, 28), date(2019, 3, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]


def test_a_link_without_dates_always_holds() -> None:
    link = Link("l", LinkKind.DIRECTOR, "a", "b")
    assert link.holds_on(date.min)
    assert link.holds_on(date.max)
