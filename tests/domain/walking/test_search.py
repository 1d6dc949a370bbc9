"""Ways between two parties from both ends at once: which are found, in which order, and what is certain."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.links import LinkKind
from domain.walking.search import PathSearch
from domain.walking.shortest import OutOfTimeError, shortest_ways
from domain.walking.web import Following, Tie, Web
from tests.domain.walking.walked import all_ways, dated, neighbours, searched, ties

NEVER = lambda: False  # noqa: E731
FOLLOWING = st.sampled_from(["OUT", "IN", "BOTH"])


@st.composite
def multigraphs(draw: st.DrawFn) -> list[Tie]:
    """Up to 8 parties and 20 links, some of them parallel, some of a party with itself."""
    parties = st.sampled_from("abcdefgh"[: draw(st.integers(2, 8))])
    pairs = draw(st.lists(st.tuples(parties, parties), max_size=20))
    return [Tie(f"{n:03}", one, other, LinkKind.SHAREHOLDER) for n, (one, other) in enumerate(pairs)]


def words(search: PathSearch) -> tuple[list[str], bool]:
    """The ways as words, and whether they are surely all or the first."""
    found = search.found(NEVER)
    return ["".join(way) for way in found.ways], found.complete


@given(multigraphs(), FOLLOWING, st.integers(1, 8), st.integers(1, 12))
def test_the_shortest_simple_ways_are_those_of_brute_force(
    links: list[Tie], following: Following, max_length: int, wanted: int
) -> None:
    search = searched(PathSearch("a", "b", max_length, wanted, following), links)
    expected = all_ways(neighbours(links, following), "a", "b", max_length)
    found = search.found(NEVER)
    assert (found.ways, found.complete) == (expected[:wanted], True)
    assert found.more in (None, len(expected) > wanted)
    assert found.more is not None or len(expected) >= wanted


@given(multigraphs(), FOLLOWING, st.integers(1, 8), st.integers(0, 3))
def test_what_is_certain_holds_whatever_was_not_read(
    links: list[Tie], following: Following, max_length: int, fan: int
) -> None:
    """Parties with more than a few links are not opened: every way found is one, and every way up to the certain length
    is found."""
    search = searched(PathSearch("a", "b", max_length, 10_000, following), links, fan)
    found = search.found(NEVER)
    ways, surely = found.ways, found.complete
    expected = all_ways(neighbours(links, following), "a", "b", max_length)
    assert set(ways) <= set(expected)
    assert [way for way in ways if len(way) - 1 <= search.certain] == [
        way for way in expected if len(way) - 1 <= search.certain
    ]
    assert not surely or ways == expected


@given(multigraphs(), st.randoms(use_true_random=False))
def test_the_order_in_which_links_are_met_does_not_matter(links: list[Tie], chance: object) -> None:
    shuffled = list(links)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = Web("BOTH"), Web("BOTH")
    one.add(links)
    other.add(shuffled)
    assert list(shortest_ways(one, "a", "b", 6)) == list(shortest_ways(other, "a", "b", 6))


@pytest.mark.parametrize(
    ("links", "following", "expected"),
    [
        ("a>b", "OUT", ["ab"]),
        ("a>b", "IN", []),
        ("b>a", "IN", ["ab"]),
        ("a>x b>x", "BOTH", ["axb"]),
        ("a>x b>x", "OUT", []),
        ("a>x a>x x>b x>b a>b", "OUT", ["ab", "axb"]),
        ("a>x x>y y>a y>b", "OUT", ["axyb"]),
        ("a>a a>x x>x x>b b>b", "BOTH", ["axb"]),
        ("a>y a>x x>b y>b", "OUT", ["axb", "ayb"]),
        ("", "BOTH", []),
    ],
)
def test_small_graphs(links: str, following: Following, expected: list[str]) -> None:
    assert words(searched(PathSearch("a", "b", 6, 10, following), ties(links))) == (expected, True)


def test_it_stops_as_soon_as_enough_ways_are_certain() -> None:
    far = " ".join(f"{n}>{n + 1}" for n in range(100, 200))
    links = ties(f"a>x x>b a>100 b>150 {far}")
    rounds: list[int] = []
    assert words(searched(PathSearch("a", "b", 10, 1), links, rounds=rounds)) == (["axb"], True)
    assert rounds == [2, 2]


def test_levels_are_read_from_the_side_that_has_fewer_parties() -> None:
    links = ties("a>p a>q a>r p>x q>x r>x x>y y>z z>b")
    rounds: list[int] = []
    assert words(searched(PathSearch("a", "b", 6, 9), links, rounds=rounds)) == (["apxyzb", "aqxyzb", "arxyzb"], True)
    # a, then always the chain from b: p, q and r are read last, as x is
    assert rounds[0] == 3
    assert len(rounds) <= 6


def test_a_hub_in_between_is_not_opened_and_what_it_may_hide_is_said() -> None:
    hub = " ".join(f"h>{n}" for n in range(100, 160))
    links = ties(f"a>h b>h a>x x>y y>b {hub} 100>101")
    search = searched(PathSearch("a", "b", 6, 10), links, fan=50)
    assert words(search) == (["ahb", "axyb"], True)
    assert ("h", "OUT") in search.closed
    # a way over the hub and 100 cannot come back to b: all around a and b was read


def test_what_a_hub_hides_is_found_from_the_other_side_where_that_can_be() -> None:
    hub = " ".join(f"h>{n}" for n in range(100, 160))
    links = ties(f"a>h {hub} 117>y y>z z>b")
    search = searched(PathSearch("a", "b", 6, 10), links, fan=50)
    assert words(search) == (["ah117yzb"], True)


def test_a_detour_around_a_hub_ends_when_it_becomes_too_long() -> None:
    hub = " ".join(f"h>{n}" for n in range(100, 160))
    wide = " ".join(f"b>{n} {n}>{n + 30}" for n in range(200, 230))
    links = ties(f"a>h h>b {hub} {wide}")
    whole = searched(PathSearch("a", "b", 6, 10), links, fan=50)
    assert (words(whole), whole.certain) == ((["ahb"], True), 6)
    cut = searched(PathSearch("a", "b", 6, 10, spare=30), links, fan=50)
    assert (words(cut), cut.certain, cut.spare) == ((["ahb"], False), 3, 0)
    assert len(whole.open) > len(cut.open) + 30


def test_between_two_hubs_nothing_is_certain_beyond_them() -> None:
    left = " ".join(f"h>{n}" for n in range(100, 160))
    right = " ".join(f"k>{n}" for n in range(150, 210))
    search = searched(PathSearch("a", "b", 6, 10), ties(f"a>h b>k {left} {right}"), fan=50)
    assert words(search) == ([], False)
    assert search.certain == 2


def steps_away(links: list[Tie], following: Following, start: str, most: int) -> dict[str, int]:
    """The plain way: level by level, from the beginning."""
    onward = neighbours(links, following)
    found, level = {start: 0}, {start}
    for steps in range(1, most + 1):
        level = {other for party in level for other in onward.get(party, ()) if other not in found}
        found.update(dict.fromkeys(level, steps))
    return found


@given(multigraphs(), FOLLOWING, st.integers(1, 6), st.integers(1, 4))
def test_distances_grow_with_the_web_into_what_they_are(
    links: list[Tie], following: Following, most: int, at_once: int
) -> None:
    web, behind, ahead = Web(following), {"a": 0}, {"b": 0}
    turned: dict[Following, Following] = {"OUT": "IN", "IN": "OUT", "BOTH": "BOTH"}
    for start in range(0, len(links), at_once):
        web.nearer(behind, ahead, web.add(links[start : start + at_once]), most)
        met = links[: start + at_once]
        assert behind == steps_away(met, following, "a", most)
        assert ahead == steps_away(met, turned[following], "b", most)


def test_time_used_up_keeps_the_ways_found() -> None:
    names = [f"{n}" for n in range(100, 130)]
    web = Web("OUT")
    web.add(ties(" ".join(f"a>{name} {name}>b" for name in names)))
    ticks = itertools.count()
    ways = []
    found_one_by_one = shortest_ways(web, "a", "b", 3, lambda: next(ticks) > 9)
    with pytest.raises(OutOfTimeError):
        ways.extend(found_one_by_one)
    assert ways == [("a", name, "b") for name in names[: len(ways)]]
    assert len(ways) > 2
    search = PathSearch("a", "b", 3, 10, "OUT")
    search.web = web
    ticks = itertools.count()
    found = search.found(lambda: next(ticks) > 9)
    assert (found.ways, found.complete, found.more) == (ways, False, None)


def test_a_link_holds_on_a_day_or_on_any() -> None:
    (tie,) = ties("a>b")
    held = dated(tie, "2019-01-01", "2020-01-01")
    assert [held.holds_on(day) for day in (date(2018, 12, 31), date(2019, 1, 1), date(2020, 1, 1), None)] == [
        False,
        True,
        False,
        True,
    ]
