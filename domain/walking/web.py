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


Step = tuple[str, str]
"""From one party to the next."""


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
        self.backward = self.onward if following == "BOTH" else {}
        """What leads to a party; where links are followed either way, that is what leads on from it."""

    def add(self, ties: Iterable[Tie]) -> list[Step]:
        """Adds links; those that are there already change nothing. A link from a party to itself is no step. Answers the
        steps that were not there."""
        new: list[Step] = []
        for tie in ties:
            one, next_ = (tie.to_id, tie.from_id) if self.following == "IN" else (tie.from_id, tie.to_id)
            if one == next_:
                continue
            following = self.onward.setdefault(one, {})
            ids = following.get(next_)
            if ids is None:
                following[next_] = self.backward.setdefault(next_, {})[one] = {tie.id}
                new.append((one, next_))
            else:
                ids.add(tie.id)
        return new

    def links(self, one: str, next_: str) -> list[str]:
        """The ids of the links of a step, in their order (which is that of recording)."""
        return sorted(self.onward.get(one, {}).get(next_, ()))

    def nearer(self, behind: dict[str, int], ahead: dict[str, int], new: Iterable[Step], most: int) -> None:
        """Brings up to date, with steps that are new, how many steps each party is away from where one starts (`behind`)
        and from where one wants to get to (`ahead`), as far as they are at most `most`."""
        there = list(new)
        back = [(next_, one) for one, next_ in there]
        both = back if self.following == "BOTH" else []
        _nearer(self.onward, behind, [*there, *both], most)
        _nearer(self.backward, ahead, [*back, *(there if both else ())], most)


def _nearer(steps: Mapping[str, Iterable[str]], distances: dict[str, int], new: Iterable[Step], most: int) -> None:
    levels: list[list[str]] = [[] for _ in range(most + 1)]
    for one, next_ in new:
        far = distances.get(one, most) + 1
        if far < distances.get(next_, most + 1):
            distances[next_] = far
            levels[far].append(next_)
    for far, level in enumerate(levels[:-1]):
        for party in level:
            if distances[party] == far:
                for other in steps.get(party, ()):
                    if distances.get(other, most + 1) > far + 1:
                        distances[other] = far + 1
                        levels[far + 1].append(other)
