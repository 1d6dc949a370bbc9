"""Search by name: exact, former, prefix, part, down to one character; pages; several processes; broken files."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import PartyKind, normalize_name
from graph import name_file
from graph.name_index import Hit, Named, NameIndex
from tests.support.processes import line, running

E, ORG, P = PartyKind.ENTERPRISE, PartyKind.ORGANIZATION, PartyKind.PERSON
ALL = tuple(PartyKind)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "names.sqlite"


@pytest.fixture
def index(path: Path) -> Iterator[NameIndex]:
    opened = NameIndex(path, "graph")
    yield opened
    opened.close()


def told(index: NameIndex, *parties: Named, until: int = 0) -> None:
    since = index.followed_to()
    assert index.follow(parties, since, until or since + 1)


def named(party_id: str, name: str, *former: str, kind: PartyKind = E) -> Named:
    return Named(party_id, kind, name, former)


def found(index: NameIndex, name: str, kinds: Sequence[PartyKind] = ALL) -> list[tuple[str, int]]:
    """Party and tier of every hit."""
    return [(hit.party_id, hit.tier) for hit in index.search(name, kinds, 1000, None)]


CITY = [
    named("a", "昆山市阳澄湖大闸蟹有限公司"),
    named("b", "昆山（巴城）电子有限公司", "昆山巴城电子厂"),
    named("c", "苏州昆山电子有限公司"),
    named("d", "昆山"),
    named("e", "电子", "昆山"),
    named("f", "张三", kind=P),
    named("g", "张三丰", kind=P),
    named("h", "昆山市电子协会", kind=ORG),
    named("i", "ABC Trading Co., Ltd."),
]


@pytest.mark.parametrize(
    ("name", "kinds", "hits"),
    [
        ("昆山", ALL, [("d", 0), ("e", 1), ("b", 2), ("h", 2), ("a", 2), ("c", 3)]),
        ("昆山", [E], [("d", 0), ("e", 1), ("b", 2), ("a", 2), ("c", 3)]),
        ("昆山", [ORG], [("h", 2)]),
        ("昆山", [], []),
        ("电子", ALL, [("e", 0), ("b", 3), ("c", 3), ("h", 3)]),
        ("电子有限公司", ALL, [("b", 3), ("c", 3)]),
        ("张三", ALL, [("f", 0), ("g", 2)]),
        ("张三", [E, ORG], []),
        ("昆山巴城电子厂", ALL, [("b", 1)]),
        ("巴城电子厂", ALL, [("b", 3)]),
        ("昆山(巴城)电子有限公司", ALL, [("b", 0)]),
        (" 昆 山（巴城", ALL, [("b", 2)]),
        ("(巴城)", ALL, [("b", 3)]),
        ("山", ALL, [("a", 3), ("b", 3), ("c", 3), ("d", 3), ("e", 3), ("h", 3)]),
        ("丰", ALL, [("g", 3)]),
        ("张", ALL, [("f", 2), ("g", 2)]),
        ("蟹", ALL, [("a", 3)]),
        ("abc", ALL, [("i", 2)]),
        ("TRADING", ALL, [("i", 3)]),
        ("ｔｒａｄｉｎｇ　ｃｏ", ALL, [("i", 3)]),
        ("co., ltd.", ALL, [("i", 3)]),
        (".", ALL, [("i", 3)]),
        ("李", ALL, []),
        ("昆电", ALL, []),
        ("", ALL, []),
        ("   ", ALL, []),
        ('" OR * NEAR(', ALL, []),
        ("%", ALL, []),
        ("_", ALL, []),
    ],
)
def test_exact_former_prefix_and_part(
    index: NameIndex, name: str, kinds: Sequence[PartyKind], hits: list[tuple[str, int]]
) -> None:
    told(index, *CITY)
    assert found(index, name, kinds) == hits


@pytest.mark.parametrize("rare", ["𠮷", "𫝀", "𬭎", "𰻝", "鿍", "㐂", "々", "é", "ß", "'", "·", "🚀", "①", "ｱ"])
def test_any_character_is_found(index: NameIndex, rare: str) -> None:
    told(index, named("x", f"王{rare}明", kind=P), named("y", "王小明", kind=P), named("z", rare, kind=P))
    norm = normalize_name(rare)
    assert found(index, rare) == [("z", 0), ("x", 3)]
    assert found(index, f"王{rare}") == [("x", 2)]
    assert found(index, f"{rare}明") == [("x", 3)]
    assert found(index, f"王{norm}明") == [("x", 0)]


def test_renamed(index: NameIndex) -> None:
    told(index, named("a", "甲乙公司"))
    told(index, named("a", "丙丁公司", "甲乙公司"))
    assert found(index, "甲乙公司") == [("a", 1)]
    assert found(index, "丙丁") == [("a", 2)]
    told(index, named("a", "丙丁公司"))
    assert found(index, "甲乙公司") == []
    assert found(index, "乙公") == []
    assert found(index, "丁公") == [("a", 3)]
    assert index.count() == 1


def test_a_name_of_another_form_is_the_same_name_once(index: NameIndex) -> None:
    told(index, named("a", "甲（乙）", "甲(乙)"))
    assert found(index, "甲(乙)") == [("a", 0)]


_names = st.text(alphabet="甲乙A_(", min_size=1, max_size=5)
_parties = st.tuples(
    st.sampled_from([f"p{n}" for n in range(12)]), st.sampled_from(ALL), _names, st.lists(_names, max_size=2)
)


def ranked(parties: list[Named], wanted: str, kinds: Sequence[PartyKind]) -> list[str]:
    """What a search must find, in its order, the slow way."""
    entries: dict[str, list[tuple[int, str, bool]]] = {}
    number = 0
    kind_of = {}
    for party in parties:
        kind_of[party.party_id] = party.kind
        entries[party.party_id] = []
        for former, name in enumerate((party.name, *party.former_names)):
            number += 1
            entries[party.party_id].append((number, normalize_name(name), former > 0))
    best: list[tuple[tuple[int, str, int], str]] = []
    for party_id, names in entries.items():
        places = []
        for entry, norm, former in names:
            if norm == wanted:
                places.append((int(former), "", entry))
            elif norm.startswith(wanted):
                places.append((2, norm, entry))
            elif wanted in norm:
                places.append((3, "", entry))
        if places and kind_of[party_id] in kinds:
            best.append((min(places), party_id))
    return [party_id for _, party_id in sorted(best)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parties=st.lists(_parties, max_size=30),
    wanted=st.lists(st.text(alphabet="甲乙A_(", min_size=1, max_size=3), min_size=1, max_size=4),
    kinds=st.sets(st.sampled_from(ALL), min_size=1),
    first=st.integers(1, 4),
)
def test_pages_have_everything_once_in_order(
    tmp_path: Path,
    parties: list[tuple[str, PartyKind, str, list[str]]],
    wanted: list[str],
    kinds: set[PartyKind],
    first: int,
) -> None:
    kind_of: dict[str, PartyKind] = {}  # a party's kind never changes
    named_parties = [
        Named(party_id, kind_of.setdefault(party_id, kind), name, tuple(former))
        for party_id, kind, name, former in parties
    ]
    index = NameIndex(tmp_path / "random.sqlite", str(hash((tuple(named_parties), first))))
    try:
        since = index.followed_to()
        if since == 0:
            told(index, *named_parties)
        for name in wanted:
            pages: list[Hit] = []
            while True:
                page = index.search(name, sorted(kinds), first, pages[-1].place if pages else None)
                assert len(page) <= first
                pages += page
                if len(page) < first:
                    break
            assert [hit.party_id for hit in pages] == ranked(named_parties, normalize_name(name), sorted(kinds))
    finally:
        index.close()


def test_a_page_goes_on_though_parties_are_added(index: NameIndex) -> None:
    told(index, *(named(f"p{n}", f"甲{n}") for n in range(5)))
    first = index.search("甲", ALL, 3, None)
    told(index, named("new1", "甲0", kind=ORG), named("new2", "甲9"))
    rest = index.search("甲", ALL, 10, first[-1].place)
    assert [hit.party_id for hit in (*first, *rest)] == ["p0", "p1", "p2", "p3", "p4", "new2"]


def test_following_takes_in_each_stretch_once(index: NameIndex) -> None:
    assert index.followed_to() == 0
    assert index.follow([named("a", "甲")], 0, 10)
    assert index.followed_to() == 10
    assert not index.follow([named("b", "甲")], 0, 20)
    assert (index.followed_to(), found(index, "甲")) == (10, [("a", 0)])
    assert index.follow([], 10, 30)
    assert index.followed_to() == 30


def test_an_index_that_was_closed_goes_on(path: Path, index: NameIndex) -> None:
    told(index, named("a", "甲"), until=7)
    index.close()
    again = NameIndex(path, "graph")
    assert (again.followed_to(), found(again, "甲")) == (7, [("a", 0)])
    again.close()


def test_of_another_graph_or_version_it_is_built_again(
    path: Path, index: NameIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(index, named("a", "甲"), until=7)
    index.close()
    other = NameIndex(path, "another graph")
    assert (other.followed_to(), other.count(), found(other, "甲")) == (0, 0, [])
    told(other, named("b", "甲"), until=7)
    other.close()
    monkeypatch.setattr(name_file, "VERSION", 2)
    newer = NameIndex(path, "another graph")
    assert (newer.followed_to(), newer.count()) == (0, 0)
    newer.close()


PROCESS = """
import sys
from pathlib import Path
from domain.parties import PartyKind
from graph.name_index import Named, NameIndex

index = NameIndex(Path(sys.argv[1]), "graph")
print("open", flush=True)
for number in range(40):
    since = index.followed_to()
    kind = PartyKind.PERSON
    done = index.follow([Named(f"{sys.argv[2]}{since}", kind, f"甲{since}")], since, since + 1)
print(len(index.search("甲", [kind], 1000, None)) > 0, flush=True)
"""


async def test_several_processes_share_it(path: Path, index: NameIndex) -> None:
    """Two processes follow at once, and this one searches: every stretch is taken in once, by one of them."""
    async with running(PROCESS, str(path), "x") as one, running(PROCESS, str(path), "y") as two:
        assert [await line(one), await line(two)] == ["open", "open"]
        while (one.returncode, two.returncode) != (0, 0):
            tiers = [hit.tier for hit in index.search("甲", [P], 1000, None)]
            assert tiers == sorted(tiers)
            if one.stdout is not None and two.stdout is not None and one.stdout.at_eof() and two.stdout.at_eof():
                await asyncio.gather(one.wait(), two.wait())
            await asyncio.sleep(0.01)
    taken = index.followed_to()
    assert 40 <= taken <= 80
    assert sorted(int(hit.norm[1:]) for hit in index.search("甲", [P], 1000, None)) == list(range(taken))


def broken_header(path: Path) -> None:
    path.write_bytes(b"this is no database at all, but a text of more than a hundred characters" * 100)


def broken_pages(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(bytes(content))


@pytest.mark.parametrize("spoil", [broken_header, broken_pages])
def test_a_broken_file_is_begun_anew_at_start(
    path: Path, index: NameIndex, spoil: object, caplog: pytest.LogCaptureFixture
) -> None:
    told(index, *(named(f"p{n}", f"昆山{n}电子有限公司") for n in range(500)))
    index.close()
    assert callable(spoil)
    spoil(path)
    again = NameIndex(path, "graph")
    try:
        assert (again.followed_to(), again.count()) == (0, 0)
        assert [record.getMessage() for record in caplog.records if "built again" in record.getMessage()] != []
        told(again, named("a", "甲"))
        assert found(again, "甲") == [("a", 0)]
    finally:
        again.close()


def break_in_use(path: Path, index: NameIndex) -> None:
    """What is in the file, and not in memory any more, is overwritten."""
    told(index, *(named(f"p{n}", f"昆山{n}电子有限公司") for n in range(3000)), until=9)
    with sqlite3.connect(path) as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    broken_pages(path)


def search_everything(index: NameIndex) -> None:
    """Reads every page of the file, one of which is not in memory any more."""
    for part in ("电子", "昆山", "公司"):
        index.search(part, ALL, 3000, None)


def test_a_file_that_breaks_in_use_makes_a_search_retryable_not_empty(path: Path, index: NameIndex) -> None:
    break_in_use(path, index)
    with pytest.raises(CreditGraphError) as raised:
        search_everything(index)
    assert (raised.value.code, raised.value.retryable) == (ErrorCode.NAME_INDEX_BUILDING, True)
    assert (index.followed_to(), index.count()) == (0, 0)
    told(index, named("a", "甲"))
    assert found(index, "甲") == [("a", 0)]


def test_a_file_that_breaks_in_use_is_followed_from_the_beginning(path: Path, index: NameIndex) -> None:
    break_in_use(path, index)
    assert not index.follow([named(f"p{n}", "新") for n in range(3000)], 9, 10)
    assert (index.followed_to(), index.count()) == (0, 0)


def test_a_folder_that_is_not_there_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="unable to open database file"):
        NameIndex(tmp_path / "none" / "names.sqlite", "graph")
