"""What of a neighbourhood is kept, and what is counted as left out."""

from __future__ import annotations

from domain.links import LinkKind
from domain.walking.around import Surroundings
from domain.walking.web import Tie
from tests.domain.walking.walked import read, ties

SHARES, SEATS = LinkKind.SHAREHOLDER, LinkKind.DIRECTOR


def walked(found: Surroundings, links: list[Tie]) -> Surroundings:
    while openings := found.openings():
        found.add([tie for opening in openings for tie in read(links, opening)])
    return found


def test_each_level_adds_those_one_link_further() -> None:
    links = ties("a>b c>a b>d d>e e>f x>y")
    assert walked(Surroundings("a", 1, 9), links).distances == {"a": 0, "b": 1, "c": 1}
    assert walked(Surroundings("a", 2, 9), links).distances == {"a": 0, "b": 1, "c": 1, "d": 2}
    whole = walked(Surroundings("a", 3, 9), links)
    assert whole.distances == {"a": 0, "b": 1, "c": 1, "d": 2, "e": 3}
    assert (list(whole.links), whole.complete, dict(whole.left_out)) == (["000", "001", "002", "003"], True, {})


def test_one_direction_only() -> None:
    links = ties("a>b c>a b>d e>b")
    assert set(walked(Surroundings("a", 2, 9, "OUT"), links).distances) == set("abd")
    assert set(walked(Surroundings("b", 2, 9, "IN"), links).distances) == set("baec")


def test_links_among_those_nearer_than_the_depth_are_kept_parallel_ones_too() -> None:
    links = ties("a>b a>c a>b:DIRECTOR b>c a>a c>d")
    assert list(walked(Surroundings("a", 1, 9), links).links) == ["000", "001", "002", "004"]
    assert sorted(walked(Surroundings("a", 2, 9), links).links) == ["000", "001", "002", "003", "004", "005"]


def test_the_nearest_are_kept_and_of_these_those_whose_link_was_recorded_first() -> None:
    links = ties("a>z a>y a>x:DIRECTOR a>z:DIRECTOR x>q z>q z>x")
    found = walked(Surroundings("a", 2, 2), links)
    assert found.distances == {"a": 0, "z": 1, "y": 1}
    assert list(found.links) == ["000", "001", "003"]
    # x by the third link; then q and x by the links of z
    assert (dict(found.left_out), found.complete, found.uncounted) == ({SEATS: 1, SHARES: 2}, False, False)


def test_more_links_than_ten_for_each_party_are_counted() -> None:
    links = ties(" ".join(["a>b"] * 25))
    found = walked(Surroundings("a", 1, 2), links)
    assert (len(found.links), list(found.links)[-1], dict(found.left_out)) == (20, "019", {SHARES: 5})


def test_what_was_not_read_or_not_counted_is_said() -> None:
    found = Surroundings("a", 2, 9)
    found.add(ties("a>b"))
    found.add([], {"b"})
    assert (found.unread, found.uncounted, found.complete) == ({"b"}, True, False)
    counted = Surroundings("a", 1, 9)
    counted.leave_out(SHARES, 7, whole=True)
    counted.add(ties("a>b"))
    assert (dict(counted.left_out), counted.uncounted, counted.complete) == ({SHARES: 7}, False, False)
    counted.leave_out(SHARES, 0, whole=False)
    assert counted.uncounted
