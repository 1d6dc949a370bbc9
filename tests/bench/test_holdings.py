"""The made register of holdings has the shape that it is said to have: else the measurement is of something else."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bench.behind import ids_of
from bench.bulk import Bulk
from bench.city import TODAY, LinkRow, entity_key, kind_of, person_key
from bench.holding_model import HoldingModel
from bench.holdings import DEEPEST, HoldingCity, Member
from domain.links import LinkKind, Share
from domain.parties import PartyKind
from graph.ledger import Ledger
from graph.name_index import NameIndex
from resolvers.clock import Clock
from resolvers.ownership import Asked
from resolvers.services import wire
from tests.support.engines import Engines

COMPANIES = 6_000
DAY = TODAY + timedelta(days=1)


@cache
def register() -> tuple[HoldingCity, list[LinkRow]]:
    city = HoldingCity(COMPANIES, seed=5)
    return city, [row for row in city.links() if row.kind is LinkKind.SHAREHOLDER]


def edges() -> list[tuple[int, int]]:
    """Holdings of companies in companies, by number."""
    return [(int(row.from_key[1:]), int(row.to_key[1:])) for row in register()[1] if row.from_key[0] == "E"]


def test_there_are_as_many_holdings_as_are_said_and_none_twice() -> None:
    city, rows = register()
    assert city.size.persons == 2 * COMPANIES
    assert len(rows) == city.holdings == COMPANIES * 20 // 3
    assert len({(row.from_key, row.to_key) for row in rows}) == len(rows)
    assert all(kind_of(int(row.to_key[1:])) is PartyKind.ENTERPRISE for row in rows)
    assert HoldingCity(300_000).holdings == 2_000_000


def test_the_same_seed_makes_the_same_register_again() -> None:
    city, rows = register()
    again = [row for row in city.links() if row.kind is LinkKind.SHAREHOLDER]
    assert again == rows
    other = HoldingCity(COMPANIES, seed=6)
    assert [row for row in other.links() if row.kind is LinkKind.SHAREHOLDER] != rows


def test_chains_are_twelve_holdings_long_at_most_and_some_are() -> None:
    city, _ = register()
    closing = {(member.holder, n) for n, member in city.members.items() if member.closing}
    above = defaultdict(list)
    for holder, company in edges():
        if (holder, company) not in closing:
            assert holder < company, "only what closes a ring leads back"
            above[company].append(holder)
    longest = [0] * COMPANIES
    for company in range(COMPANIES):
        longest[company] = max((longest[holder] + 1 for holder in above[company]), default=0)
    assert max(longest) == DEEPEST == 12
    assert longest == list(city.levels)


@pytest.mark.parametrize("size", [2, 3, 4, 5])
def test_rings_of_two_to_five_companies_own_each_other(size: int) -> None:
    held = set(edges())
    groups: dict[int, list[tuple[int, Member]]] = defaultdict(list)
    for n, member in register()[0].members.items():
        if member.ring:
            groups[member.group].append((n, member))
    rings = [sorted(n for n, _ in ring) for ring in groups.values() if len(ring) == size]
    assert rings
    for ring in rings:
        assert all(step in held for step in [*pairwise(ring), (ring[-1], ring[0])])


def test_one_in_a_hundred_shares_is_missing_and_as_many_are_ranges() -> None:
    rows = register()[1]
    shares = [Share.parse(row.share) if row.share is not None else None for row in rows]
    assert 0.008 < shares.count(None) / len(rows) < 0.012
    assert 0.008 < sum(share is not None and share.exact is None for share in shares) / len(rows) < 0.012
    assert 0.02 < sum(row.until is not None for row in rows) / len(rows) < 0.05


def test_what_is_held_now_adds_up_to_the_whole_where_all_of_it_is_stated() -> None:
    stated: dict[str, list[Share | None]] = defaultdict(list)
    for row in register()[1]:
        if row.until is None:
            stated[row.to_key].append(Share.parse(row.share) if row.share is not None else None)
    sums = Counter(
        sum((share.low for share in shares if share is not None), Decimal(0))
        for shares in stated.values()
        if all(share is not None and share.exact is not None for share in shares)
    )
    whole = sums.pop(Decimal(100))
    assert whole > 0.9 * len(stated) * 0.9
    # A company of a group of which nobody but the company before it is recorded.
    assert sums.total() < 0.02 * len(stated)
    assert all(total < 100 for total in sums)


def test_a_few_hold_and_are_held_by_hundreds_and_most_by_few() -> None:
    rows = register()[1]
    holders = sorted(Counter(row.from_key for row in rows).values(), reverse=True)
    widths = sorted(Counter(row.to_key for row in rows).values(), reverse=True)
    assert holders[0] > 100
    assert holders[len(holders) // 2] <= 2
    assert widths[0] > 50
    assert widths[len(widths) // 2] <= 5


async def test_the_model_finds_the_owners_that_the_engine_finds_where_all_is_known(
    engines: Engines, tmp_path: Path
) -> None:
    city = HoldingCity(600, seed=5)
    model = HoldingModel(city, DAY)
    empty = await engines.empty("embedded")
    await Bulk(empty.connection, city).write_all()
    index = NameIndex(tmp_path / "names.sqlite", "test")
    services = wire(empty.connection, Ledger(empty.connection, process_lock=empty.process_lock), index, Clock())
    rings = [n for n, member in city.members.items() if member.ring]
    companies = [n for n in [*rings, *range(1, 600, 7)] if model.width(n) and model.behind(n).known]
    assert any(n in city.members for n in companies)
    ids = await ids_of(services.parties, [entity_key(n) for n in companies])
    for company, around in zip(companies, await services.ownership.upward([Asked(one) for one in ids]), strict=True):
        persons = {person: share for person, share in model.behind(company).persons.items() if share}
        keys = await ids_of(services.parties, [person_key(person) for person in persons])
        found = await services.ownership.effective_owners(around, DAY)
        stakes = {
            stake.holder: float(stake.low or 0) for stake in found.stakes if around.on(DAY).is_person(stake.holder)
        }
        assert found.complete
        assert stakes == pytest.approx(
            {key: 100 * share for key, share in zip(keys, persons.values(), strict=True)}, abs=1e-6
        )
    index.close()
