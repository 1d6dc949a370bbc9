"""Events that are recorded late and in any order come to the same: the same is due, and the rest is recalled."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.dispatches import due
from domain.findings import EventKind, Finding, Grade
from domain.parties import Party, PartyKind
from tests.domain.making import finding
from tests.domain.telling import Record, of_firm
from tests.support.loading import shipped_rules

FIRST = date(2019, 8, 1)
PAID = Party("x", PartyKind.PERSON, "某人", on_public_payroll=True)
near = st.integers(0, 1500).map(lambda number: FIRST + timedelta(days=number))
happened = st.lists(
    st.tuples(st.sampled_from([kind for kind in EventKind if kind is not EventKind.RECOGNIZED]), near), max_size=4
)
findings = st.builds(
    lambda events, recognised, grade, rectify_by: finding(
        *events, recognised=recognised, grade=grade, rectify_by=rectify_by
    ),
    happened,
    near,
    st.sampled_from(Grade),
    st.none() | near,
)


def arriving(whole: Finding, random: Random) -> list[Finding]:
    """The finding after each arrival, its recognition first, the rest in any order."""
    rest = [event for event in whole.events if event is not whole.recognised]
    random.shuffle(rest)
    return [replace(whole, events=(whole.recognised, *rest[:count])) for count in range(len(rest) + 1)]


@settings(max_examples=200, deadline=None)
@given(findings, st.lists(near, max_size=6).map(sorted), near, st.randoms())
def test_any_order_of_arrival_comes_to_the_same(whole: Finding, days: list[date], last: date, random: Random) -> None:
    wanted = {notice.base for notice in due(of_firm(whole, PAID), last, shipped_rules())}
    record = Record()
    for known in arriving(whole, random):
        day = days.pop(0) if days else last
        record.bring_into_line(of_firm(known, PAID), day)
    record.bring_into_line(of_firm(whole, PAID), last)
    assert record.open == wanted
    # Whoever was told what should not have been was told that it does not hold, once for each time.
    recalls = {key.removesuffix(":recall") for key in record.sent if key.endswith(":recall")}
    tells = {key for key in record.sent if not key.endswith(":recall")}
    assert recalls == {f"{told.base}:{told.round}" for told in record.told if not told.is_open}
    assert recalls <= tells
    assert len(record.sent) == len(set(record.sent))
    assert record.bring_into_line(of_firm(whole, PAID), last) == ([], [])
