"""What a record tells of control is what the holdings of all days tell, though it looks only where control may be."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.control_record import ControlRecord
from domain.links import Link
from domain.ownership import History, controls, controls_during
from domain.parties import Party
from tests.domain.ownership.making import kinds_of, share_link

FIRST = date(2020, 1, 1)
PARTIES = "pqABC"


@st.composite
def holdings(draw: st.DrawFn) -> tuple[Link, ...]:
    days = st.none() | st.integers(0, 6).map(lambda n: FIRST + timedelta(days=n))
    found = []
    for number in range(draw(st.integers(1, 7))):
        holder, company = draw(st.sampled_from(["pA", "qA", "pB", "AB", "BA", "qB", "AC", "BC", "pC"]))
        share = draw(st.sampled_from(["20", "30.5", "50", "50.1", "60", "40-60", None]))
        since, until = draw(days), draw(days)
        if since is None or until is None or since < until:
            found.append(share_link(holder, share, company, since=since, until=until, link_id=f"link{number}"))
    return tuple(found)


def record_of(links: tuple[Link, ...]) -> ControlRecord:
    kinds = kinds_of(PARTIES)
    return ControlRecord(links, kinds, {party: Party(party, kind, party) for party, kind in kinds.items()})


@settings(deadline=None)
@given(holdings())
def test_the_control_of_a_window(links: tuple[Link, ...]) -> None:
    record, history = record_of(links), History(links, kinds_of(PARTIES))
    last = FIRST + timedelta(days=5)
    for holder in PARTIES:
        everything = controls_during(history, holder, FIRST, last).periods
        for company in "ABC":
            wanted = tuple(period for period in everything if period.control.company == company)
            assert record.control_of(holder, company, FIRST, last) == wanted


@settings(deadline=None)
@given(holdings(), st.integers(0, 6), st.sets(st.sampled_from("ABC")))
def test_the_control_of_some_companies_on_a_day(links: tuple[Link, ...], after: int, companies: set[str]) -> None:
    day = FIRST + timedelta(days=after)
    snapshot = History(links, kinds_of(PARTIES)).on(day)
    wanted = [
        control
        for holder in sorted(PARTIES)
        for control in controls(snapshot, holder).controls
        if control.company in companies
    ]
    assert list(record_of(links).controlled_on(day, companies)) == wanted
