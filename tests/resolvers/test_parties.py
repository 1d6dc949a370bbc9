"""Parties to look at: search with pages, and pages of links for several parties at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from domain.errors import CreditGraphError, ErrorCode
from domain.links import LinkKind
from domain.parties import PartyKey, PartyKind
from graph.connection import Connection
from graph.ledger import Ledger
from graph.name_index import NameIndex
from graph.names import Names
from graph.reader import Reader
from resolvers.pages import encode_cursor
from resolvers.parties import LinksQuery, Parties
from tests.support.clock import FakeClock
from tests.support.statements import LinkStated, PartyStated
from tests.support.telling import Teller, party_key

AT = 1_600_000_000_000_000


@pytest.fixture
async def parties(connection: Connection, tmp_path: Path) -> AsyncIterator[Parties]:
    names = Names(connection, NameIndex(tmp_path / "names.sqlite", "graph"))
    yield Parties(Reader(connection), names)
    await names.close()


@pytest.fixture
def teller(connection: Connection, ledger: Ledger, clock: FakeClock) -> Teller:
    return Teller(connection, ledger, clock)


def entity(key: str, name: str) -> PartyStated:
    return PartyStated(AT, key, PartyKind.ENTERPRISE, name)


async def test_search_by_pages_of_parties(parties: Parties, teller: Teller) -> None:
    await teller.tell(
        [
            *(entity("a", "昆山"), entity("b", "昆山电子"), entity("c", "昆山贸易"), entity("d", "苏州昆山")),
            PartyStated(AT, "p", PartyKind.PERSON, "昆山人"),
        ]
    )
    shown: list[str] = []
    after: str | None = None
    pages = 0
    while True:
        page = await parties.search("昆山", None, 2, after)
        shown += [party.name for party in page.items]
        assert len(page.items) == len(page.cursors) <= 2
        pages += 1
        if not page.has_next:
            break
        after = page.cursors[-1]
    assert (shown, pages) == (["昆山", "昆山人", "昆山电子", "昆山贸易", "苏州昆山"], 3)
    people = await parties.search("昆山", frozenset({PartyKind.PERSON}), 2, None)
    assert [party.name for party in people.items] == ["昆山人"]
    nobody = await parties.search("昆山", frozenset(), 2, None)
    assert (nobody.items, nobody.has_next) == ([], False)


@pytest.mark.parametrize("after", ["x", encode_cursor(["a"]), encode_cursor([1, "a"]), encode_cursor([0, "", 2**63])])
async def test_a_forged_cursor_is_refused(parties: Parties, after: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        await parties.search("昆山", None, 2, after)
    assert refused.value.code is ErrorCode.INVALID_CURSOR


@pytest.mark.parametrize("after", [encode_cursor([9, "", 0]), encode_cursor([3, "zzz", 2**63 - 1])])
async def test_a_cursor_behind_everything_has_nothing_after_it(parties: Parties, teller: Teller, after: str) -> None:
    await teller.tell([entity("a", "昆山")])
    page = await parties.search("昆山", None, 2, after)
    assert (page.items, page.cursors, page.has_next) == ([], [], False)


async def test_links_of_several_parties_each_with_its_own_page(parties: Parties, teller: Teller) -> None:
    links = [
        LinkStated(AT + n * 1_000_000, f"L{n}", LinkKind.SHAREHOLDER, "b", f"x{n}", date(2019, 1, n + 1))
        for n in range(5)
    ]
    await teller.tell([entity("a", "甲"), entity("b", "乙"), *(entity(f"x{n}", f"丙{n}") for n in range(5)), *links])
    labels = {link_id: label for label, link_id in teller.link_ids.items()}
    a, b, x3 = [
        party.id
        for party in await parties.resolve([PartyKey(key=party_key(key)) for key in ("a", "b", "x3")])
        if party is not None
    ]
    queries = [
        LinksQuery(b, first=2),
        LinksQuery(a),
        LinksQuery(x3, "IN", first=1),
        LinksQuery(b, "OUT", first=2, after=encode_cursor([teller.link_ids["L1"]])),
        LinksQuery(b, "OUT", as_of=date(2019, 1, 2), first=5),
        LinksQuery(b, "IN", first=5),
        LinksQuery(b, first=5),
    ]
    pages = await parties.links(queries)
    assert [[labels[link.id] for link in page.items] for page in pages] == [
        ["L0", "L1"],
        [],
        ["L3"],
        ["L2", "L3"],
        ["L0", "L1"],
        [],
        ["L0", "L1", "L2", "L3", "L4"],
    ]
    assert [page.has_next for page in pages] == [True, False, False, True, False, False, False]
    assert pages[0].cursors[1] == encode_cursor([teller.link_ids["L1"]])
    assert await parties.count_links(queries) == [5, 0, 1, 5, 2, 0, 5]
    with pytest.raises(CreditGraphError) as refused:
        await parties.links([LinksQuery(a, after="nonsense")])
    assert refused.value.code is ErrorCode.INVALID_CURSOR
    assert [link and labels[link.id] for link in await parties.links_by_ids([teller.link_ids["L4"], "none"])] == [
        "L4",
        None,
    ]
