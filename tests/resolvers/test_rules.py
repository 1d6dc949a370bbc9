"""Which rules hold: recorded at start, by what was known at any time, also when another server records them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from domain.rule_documents import RuleDocument, RuleKind, make_document
from graph.connection import Connection
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from resolvers.rules import Rules, RuleVersionConflictError
from seeds.rule_files import load_rules
from tests.support.clock import FakeClock


@pytest.fixture
def rules(connection: Connection, ledger: Ledger) -> Rules:
    return Rules(RuleStore(connection, ledger))


def reviews(version: int, why: str = "w") -> RuleDocument:
    """A version of the reviews."""
    return make_document(RuleKind.REVIEWS, "reviews", version, {"version": version, "reviews": {}, "why": why})


def seen(rules: Rules) -> list[tuple[str, int]]:
    return [(name, version) for name, version, _, _ in rules.versions()]


async def test_the_shipped_rules_are_recorded_once(rules: Rules, ledger: Ledger, clock: FakeClock) -> None:
    documents = load_rules()
    await rules.record(documents)
    first = await ledger.published()
    assert seen(rules) == [
        ("areas:areas", 1),
        ("departments:departments", 1),
        ("matters:matters", 1),
        ("policy:ks-2019-116", 3),
        ("policy:ks-xyb-2019-3", 1),
        ("progress:progress", 2),
        ("recipients:recipients", 1),
        ("reviews:reviews", 1),
        ("rewards:rewards", 1),
    ]
    assert {at for _, _, _, at in rules.versions()} == {first}
    assert [policy.id for policy in rules.current.policies] == ["ks-2019-116", "ks-xyb-2019-3"]
    clock.advance(days=1)
    await rules.record(documents)
    assert await ledger.published() == first


async def test_before_anything_is_recorded_nothing_is_in_force(rules: Rules) -> None:
    assert rules.current.policies == ()
    assert rules.at(0).matters == {}
    assert rules.versions() == []


async def test_a_new_version_holds_from_its_recording_on(rules: Rules, clock: FakeClock) -> None:
    first = clock.now
    await rules.record([reviews(1)])
    clock.advance(days=1)
    await rules.record([reviews(2)])
    assert seen(rules) == [("reviews:reviews", 1), ("reviews:reviews", 2)]
    assert rules.current.reviews.version == 2
    assert [rules.at(at).reviews.version for at in (clock.now, clock.now - 1, first)] == [2, 1, 1]


async def test_before_the_first_rules_were_recorded_the_first_ones_hold(rules: Rules, clock: FakeClock) -> None:
    """A register may be loaded before the first start of the server; an answer by what was known then is by these."""
    clock.advance(days=1)
    await rules.record([reviews(3)])
    clock.advance(days=1)
    await rules.record([reviews(4)])
    assert rules.at(0).reviews.version == 3


async def test_what_another_server_recorded_is_read_when_the_evidence_says_so(
    connection: Connection, ledger: Ledger, rules: Rules, clock: FakeClock
) -> None:
    await rules.record([reviews(1)])
    first = clock.now
    clock.advance(days=1)
    await Rules(RuleStore(connection, ledger)).record([reviews(2)])
    changed = clock.now
    assert (await rules.known(changed, first)).reviews.version == 1
    assert seen(rules) == [("reviews:reviews", 1)]
    assert (await rules.known(changed, changed)).reviews.version == 2
    assert (await rules.known(first, changed)).reviews.version == 1
    assert seen(rules) == [("reviews:reviews", 1), ("reviews:reviews", 2)]


async def test_a_server_that_records_nothing_reads_what_there_is(
    connection: Connection, ledger: Ledger, rules: Rules
) -> None:
    await rules.record([reviews(1)])
    other = Rules(RuleStore(connection, ledger))
    await other.load()
    assert other.versions() == rules.versions()


@pytest.mark.parametrize(
    ("documents", "says"),
    [
        (
            [reviews(2, "changed")],
            "its content has changed but its version is still 2; .* give the changed file version 3",
        ),
        (
            [reviews(1, "changed")],
            "its content has changed but its version is still 1; .* give the changed file version 3",
        ),
        ([reviews(0)], "version 0 is older than version 2, which is recorded; .* give it version 3"),
        ([reviews(1)], "version 1 is older than version 2, which is recorded; .* give it version 3"),
    ],
)
async def test_changed_content_under_an_old_number_stops_the_start(
    rules: Rules, ledger: Ledger, documents: Sequence[RuleDocument], says: str
) -> None:
    await rules.record([reviews(1)])
    await rules.record([reviews(2)])
    published = await ledger.published()
    with pytest.raises(RuleVersionConflictError, match=says):
        await rules.record(documents)
    assert await ledger.published() == published
    assert seen(rules) == [("reviews:reviews", 1), ("reviews:reviews", 2)]


async def test_nothing_is_recorded_where_one_of_several_conflicts(rules: Rules) -> None:
    await rules.record([reviews(1)])
    areas = make_document(RuleKind.AREAS, "areas", 1, {"areas": []})
    with pytest.raises(RuleVersionConflictError):
        await rules.record([areas, reviews(1, "changed")])
    assert seen(rules) == [("reviews:reviews", 1)]
