"""From links to holdings: which are valid on a day, and which of several statements counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

from domain.links import Link, LinkKind
from domain.ownership import Snapshot, snapshot_on
from domain.parties import PartyKind
from tests.domain.ownership.making import held, kinds_of, share_link

DAY = date(2020, 6, 1)
KINDS = kinds_of(["p", "q", "A", "B"])


def counted_of(*links: Link) -> tuple[str, list[str]]:
    """The id that counts, and those beside it; whatever the order in which the links come."""
    answers = {
        (one.link_id, *(other.link_id for other in one.others))
        for order in permutations(links)
        for one in snapshot_on(order, KINDS, DAY).holdings
    }
    assert len(answers) == 1
    first, *others = answers.pop()
    return first, others


def test_only_holdings_valid_on_the_day() -> None:
    links = [
        share_link("p", "10", "A", since=date(2020, 6, 1), until=date(2020, 6, 2)),
        share_link("q", "20", "A", since=date(2020, 6, 2)),
        share_link("p", "30", "B", until=date(2020, 6, 1)),
        share_link("q", "40", "B"),
        replace(share_link("q", None, "A"), id="director", kind=LinkKind.DIRECTOR),
    ]
    assert [one.link_id for one in snapshot_on(links, KINDS, DAY).holdings] == ["p-A", "q-B"]


def test_one_that_states_a_share_counts_before_one_that_states_none() -> None:
    stated = share_link("p", "30", "A", link_id="stated", since=date(2010, 1, 1))
    silent = share_link("p", None, "A", link_id="silent", since=date(2019, 1, 1))
    assert counted_of(silent, stated) == ("stated", ["silent"])


def test_the_one_that_began_last_counts() -> None:
    undated = share_link("p", "10", "A", link_id="undated", recorded_at=9)
    old = share_link("p", "20", "A", link_id="old", since=date(2010, 1, 1), recorded_at=8)
    new = share_link("p", "30-50", "A", link_id="new", since=date(2020, 1, 1))
    assert counted_of(old, new, undated) == ("new", ["old", "undated"])


def test_then_the_narrower_then_the_last_recorded_then_the_better_documented() -> None:
    wide = share_link("p", "25-50", "A", link_id="wide", recorded_at=9)
    exact = share_link("p", "30", "A", link_id="exact")
    later = share_link("p", "31", "A", link_id="later", recorded_at=2)
    documented = share_link("p", "32", "A", link_id="documented", records=("r1", "r2"))
    assert counted_of(wide, exact, later, documented) == ("later", ["documented", "exact", "wide"])


def test_then_the_source_and_share_so_that_ids_decide_last() -> None:
    one = share_link("p", "30", "A", link_id="z", source="a")
    other = share_link("p", "30", "A", link_id="a", source="b")
    assert counted_of(one, other) == ("z", ["a"])


def test_what_does_not_count_stands_beside_and_is_not_added_up() -> None:
    snapshot = snapshot_on(
        [share_link("p", "30", "A", link_id="one", source="a"), share_link("p", "40", "A", link_id="two", source="b")],
        KINDS,
        DAY,
    )
    (holding,) = snapshot.holdings
    assert (str(holding.share), holding.source) == ("30", "a")
    assert [(str(other.share), other.source) for other in holding.others] == [("40", "b")]
    assert snapshot.disputed == (holding,)


def test_statements_that_agree_are_no_dispute() -> None:
    links = [share_link("p", "30", "A", link_id="one"), share_link("p", "30", "A", link_id="two", source="b")]
    snapshot = snapshot_on(links, KINDS, DAY)
    assert (len(snapshot.holdings), snapshot.disputed) == (1, ())


def test_a_link_given_twice_is_one_statement() -> None:
    link = share_link("p", "30", "A")
    assert snapshot_on([link, link], KINDS, DAY).holdings[0].others == ()


def test_a_snapshot_refuses_what_it_cannot_mean() -> None:
    holding = held("p 30 A").holdings[0]
    for holdings in ((holding, holding), (replace(holding, company="p"),), (replace(holding, holder="unknown"),)):
        with pytest.raises(ValueError, match="the holding p-A"):
            Snapshot({"p": PartyKind.PERSON, "A": PartyKind.ENTERPRISE}, holdings)
