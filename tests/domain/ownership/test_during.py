"""Control during a window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.links import Link
from domain.ownership import (
    ControlsDuring,
    History,
    controllers,
    controllers_during,
    controls,
    controls_during,
    turning_days,
)
from tests.domain.ownership.making import kinds_of, share_link

FIRST, LAST = date(2020, 1, 1), date(2020, 12, 31)


def history(*links: Link) -> History:
    return History(links, kinds_of({party for link in links for party in (link.from_id, link.to_id)}))


def periods(found: ControlsDuring) -> list[tuple[str, str, date, date]]:
    return [(p.control.controller, p.control.company, p.first, p.last) for p in found.periods]


def test_days_on_which_something_changes() -> None:
    links = [
        share_link("p", "60", "A", since=date(2020, 3, 1), until=date(2021, 1, 1)),
        share_link("q", "60", "A", since=FIRST, until=LAST),
        share_link("q", "60", "A"),
    ]
    assert turning_days(links, FIRST, LAST) == (FIRST, date(2020, 3, 1), LAST)


def test_a_sale_in_the_window() -> None:
    sold = date(2020, 7, 1)
    found = controllers_during(
        history(share_link("p", "60", "A", until=sold), share_link("q", "60", "A", since=sold)), "A", FIRST, LAST
    )
    assert periods(found) == [("p", "A", FIRST, date(2020, 6, 30)), ("q", "A", sold, LAST)]
    assert found.complete


def test_a_change_elsewhere_does_not_cut_a_period() -> None:
    found = controllers_during(
        history(
            share_link("p", "60", "A"),
            share_link("q", "10", "A", since=date(2020, 5, 1)),
            share_link("q", "10", "B", since=date(2020, 6, 1)),
        ),
        "A",
        FIRST,
        LAST,
    )
    assert periods(found) == [("p", "A", FIRST, LAST)]


def test_control_lost_and_won_again_and_by_other_links() -> None:
    links = (
        share_link("p", "60", "A", until=date(2020, 3, 1), link_id="one"),
        share_link("p", "60", "A", since=date(2020, 5, 1), link_id="two"),
        share_link("A", "60", "B"),
    )
    found = controls_during(history(*links), "p", FIRST, LAST)
    assert periods(found) == [
        ("p", "A", FIRST, date(2020, 2, 29)),
        ("p", "A", date(2020, 5, 1), LAST),
        ("p", "B", FIRST, date(2020, 2, 29)),
        ("p", "B", date(2020, 5, 1), LAST),
    ]
    assert [p.control.via[0].link_id for p in found.periods] == ["one", "two", "one", "two"]


def test_a_larger_share_is_another_period() -> None:
    grown = date(2020, 5, 1)
    found = controllers_during(
        history(
            share_link("p", "60", "A", until=grown, link_id="one"),
            share_link("p", "70", "A", since=grown, link_id="two"),
        ),
        "A",
        FIRST,
        LAST,
    )
    assert [(p.control.percent, p.first, p.last) for p in found.periods] == [
        (60, FIRST, date(2020, 4, 30)),
        (70, grown, LAST),
    ]


def test_a_window_of_one_day_and_none() -> None:
    one = history(share_link("p", "60", "A", since=FIRST, until=FIRST + timedelta(days=1)))
    assert periods(controllers_during(one, "A", FIRST, FIRST)) == [("p", "A", FIRST, FIRST)]
    assert periods(controllers_during(one, "A", FIRST + timedelta(days=1), LAST)) == []
    with pytest.raises(ValueError, match="a window ends"):
        controllers_during(one, "A", LAST, FIRST)


@st.composite
def histories(draw: st.DrawFn) -> History:
    days = st.integers(0, 12).map(lambda n: date(2020, 1, 1) + timedelta(days=n))
    links = []
    for number in range(draw(st.integers(1, 6))):
        holder, company = draw(st.sampled_from(["pA", "qA", "pB", "BA", "AB", "qB"]))
        since, until = sorted((draw(days), draw(days)))
        share = draw(st.sampled_from(["30", "51", "40-60", None]))
        if since < until:
            links.append(share_link(holder, share, company, since=since, until=until, link_id=f"link{number}"))
    return History(tuple(links), kinds_of("pqAB"))


@settings(max_examples=60, deadline=None)
@given(histories())
def test_every_day_of_a_window_is_as_the_day_alone(known: History) -> None:
    found = controllers_during(known, "A", date(2020, 1, 1), date(2020, 1, 12))
    for number in range(12):
        day = date(2020, 1, 1) + timedelta(days=number)
        alone = {control.controller: control for control in controllers(known.on(day), "A").controls}
        assert {p.control.controller: p.control for p in found.periods if p.first <= day <= p.last} == alone


@settings(max_examples=60, deadline=None)
@given(histories())
def test_what_is_narrowed_to_what_may_be_controlled_is_as_the_day_alone(known: History) -> None:
    first, last = date(2020, 1, 1), date(2020, 1, 12)
    for holder in "pqAB":
        found = controls_during(known, holder, first, last)
        for number in range(12):
            day = first + timedelta(days=number)
            alone = {control.company: control for control in controls(known.on(day), holder).controls}
            assert {p.control.company: p.control for p in found.periods if p.first <= day <= p.last} == alone
        for company in "AB":
            of = controls_during(known, holder, first, last, of=company)
            assert of.periods == tuple(period for period in found.periods if period.control.company == company)
