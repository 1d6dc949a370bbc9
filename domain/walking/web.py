"""The links met on a walk, and how parties hang together by them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from domain.links import LinkKind
from domain.time import within

Way = Literal["OUT", "IN"]
"""A party's links that lead from it to others, or from others to it."""

Following = Literal["OUT", "IN", "BOTH"]
"""Which way links are followed: from their start to their end, against it, or either."""


class Tie(NamedTuple):
    """What a walk must know of a link: its id, its ends, its kind, the days on which it holds."""

    id: str
    from_id: str
    to_id: str
    kind: LinkKind
    since: date | None = None
    until: date | None = None

    def holds_on(self, day: date | None) -> bool:
        """Whether it holds on the day; None: any day will do."""
        return day is None or within(day, self.since, self.until)


class Web:
    """Parties by the links between them. One way: a step leads from one party to another by any of the links between
    them that may be followed so."""

    def __init__(self, following: Following) -> None:
        self.following = following
        self.onward: dict[str, dict[str, set[str]]] = {}
        self.backward: dict[str, dict[str, set[str]]] = {}

    def add(self, ties: Iterable[Tie]) -> None:
        """Adds links; those that are there already change nothing. A link from a party to itself is no step."""
        for tie in ties:
            if tie.from_id == tie.to_id:
                continue
            if self.following != "IN":
                self._step(tie.from_id, tie.to_id, tie.id)
            if self.following != "OUT":
                self._step(tie.to_id, tie.from_id, tie.id)

    def _step(self, one: str, next_: str, link_id: str) -> None:
        self.onward.setdefault(one, {}).setdefault(next_, set()).add(link_id)
        self.backward.setdefault(next_, {}).setdefault(one, set()).add(link_id)

    def links(self, one: str, next_: str) -> list[str]:
        """The ids of the links of a step, in their order (which is that of recording)."""
        return sorted(self.onward.get(one, {}).get(next_, ()))

    def distances_from(self, party: str, most: int) -> dict[str, int]:
        """How many steps each party is away that can be reached from `party` in at most `most`."""
        return _distances(self.onward, party, most)

    def distances_to(self, party: str, most: int) -> dict[str, int]:
        """From how many steps away each party reaches `party`, in at most `most`."""
        return _distances(self.backward, party, most)


def _distances(steps: Mapping[str, Mapping[str, object]], party: str, most: int) -> dict[str, int]:
    found = {party: 0}
    level = [party]
    for distance in range(1, most + 1):
        following = []
        for one in level:
            for other in steps.get(one, ()):
                if other not in found:
                    found[other] = distance
                    following.append(other)
        level = following
    return found
