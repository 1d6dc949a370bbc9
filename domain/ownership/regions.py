"""Which part of a snapshot an answer rests on, and how much of it may be looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from domain.ownership.shares import Shares


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Budget:
    """How much an answer may cost. What lies beyond is said to be cut off, and what was found so far is answered.

    `parties` and `links`: how many may be looked at, the nearest first; the same input gives the same answer. `solves`:
    how many companies may be looked at again, owner by owner, for bounds that are tight. `expired`: asked now and then
    whether the time is over; answers then depend on the machine, and say that they are not complete.
    """

    parties: int = 100_000
    links: int = 400_000
    solves: int = 4_000
    expired: Callable[[], bool] = _never


UNLIMITED = Budget(parties=2**62, links=2**62, solves=2**62)


@dataclass(frozen=True, slots=True)
class Region:
    """Parties on chains to (or from) `start`, itself the first, then the nearest.

    `cut`: those beyond which something was not read, by the reader or, `unexplored`, for want of budget.
    """

    start: str
    parties: tuple[str, ...]
    cut: frozenset[str]
    unexplored: frozenset[str]


def upward(shares: Shares, company: str, budget: Budget) -> Region:
    """Everybody who holds something of `company` over any chain, and `company` itself."""
    return _region(company, lambda party: shares.votes(party).high, shares.snapshot.owners_unread, budget)


def downward(shares: Shares, holder: str, budget: Budget) -> Region:
    """Every company of which `holder` holds something over any chain, and `holder` itself."""
    return _region(holder, shares.companies, shares.snapshot.holdings_unread, budget)


def _region(start: str, onward: Callable[[str], Iterable[str]], unread: frozenset[str], budget: Budget) -> Region:
    found = {start: None}
    queue: list[str] = [start]
    links = 0
    explored = 0
    while explored < len(queue) and not (explored % 64 == 63 and budget.expired()):
        following = sorted(onward(queue[explored]))
        links += len(following)
        if links > budget.links or len(found) + sum(other not in found for other in following) > budget.parties:
            break
        explored += 1
        for other in following:
            if other not in found:
                found[other] = None
                queue.append(other)
    unexplored = frozenset(party for party in queue[explored:] if any(True for _ in onward(party)))
    return Region(start, tuple(queue), unexplored | (unread & found.keys()), unexplored)


def reachable(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> set[str]:
    """The starts and everything that can be reached from them."""
    found = set(starts)
    queue: Iterator[str] = iter(found.copy())
    while batch := [other for party in queue for other in onward(party) if other not in found]:
        found.update(batch)
        queue = iter(dict.fromkeys(batch))
    return found


def flattened(groups: Iterable[Iterable[str]]) -> frozenset[str]:
    """The members of all groups."""
    return frozenset(chain.from_iterable(groups))
