"""The strongest chains."""

from __future__ import annotations

from domain.ownership import Budget, Chains, strongest_chains
from tests.domain.ownership.making import held


def chains(found: Chains) -> list[tuple[list[str], int]]:
    return [([holding.link_id for holding in chain.holdings], int(chain.high)) for chain in found.chains]


def test_the_strongest_first_and_no_party_twice() -> None:
    snapshot = held("p 50 A, p 90 B, A 60 Y, B 20 Y, B 40 A, Y 30 B")
    found = strongest_chains(snapshot, "p", "Y")
    assert chains(found) == [(["p-A", "A-Y"], 30), (["p-B", "B-A", "A-Y"], 21), (["p-B", "B-Y"], 18)]
    assert found.complete
    two = strongest_chains(snapshot, "p", "Y", first=2)
    assert (len(two.chains), two.complete) == (2, False)


def test_ranges_and_unknown_shares_have_two_products() -> None:
    (chain,) = strongest_chains(held("p 50-60 A, A ? Y, q 30 Y"), "p", "Y").chains
    assert (chain.low, chain.high) == (0, 42)


def test_there_may_be_none() -> None:
    snapshot = held("p 50 A, q 100 A, Y 10 Y")
    for holder, company in (("p", "Y"), ("Y", "Y"), ("q", "Y")):
        assert strongest_chains(snapshot, holder, company) == Chains((), True)


def test_a_hub_beside_the_way_costs_nothing() -> None:
    """H holds 5,000 companies; only one leads to Y, so that a few steps are enough."""
    hub = ", ".join(f"H 90 X{n}" for n in range(5000))
    found = strongest_chains(held(f"p 50 H, H 50 Y, {hub}"), "p", "Y", budget=Budget(links=6000))
    assert chains(found) == [(["p-H", "H-Y"], 25)]
    assert found.complete


def test_a_budget_answers_what_was_found() -> None:
    found = strongest_chains(held("p 50 A, A 50 Y"), "p", "Y", budget=Budget(links=1))
    assert (found.chains, found.complete) == ((), False)
