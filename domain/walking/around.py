"""What is around a party: which of the parties and links met are kept, and what is left out, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from domain.links import LinkKind
from domain.walking.search import Opening
from domain.walking.web import Following, Tie

LINKS_EACH = 10
"""So many links are kept for each party that may be."""


@dataclass(slots=True)
class Surroundings:
    """The neighbourhood of `centre`: parties at most `depth` links away, at most `limit` besides it, and every link of those
    nearer than `depth` whose other end is kept too.

    What is kept: the nearest parties; of equally near ones those to whom the link recorded first leads (ids of links are in
    the order of recording). Of links the first `LINKS_EACH` times `limit`, likewise. `left_out`: links met that are not kept,
    by kind. `unread`: parties kept whose links were not read, for there are too many or no more could be read; `uncounted`:
    links may be missing in `left_out`.
    """

    centre: str
    depth: int
    limit: int
    following: Following = "BOTH"
    distances: dict[str, int] = field(default_factory=dict)
    links: dict[str, Tie] = field(default_factory=dict)
    left_out: Counter[LinkKind] = field(default_factory=Counter)
    unread: set[str] = field(default_factory=set)
    uncounted: bool = False
    level: int = 0
    _met: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.distances[self.centre] = 0

    def openings(self) -> list[Opening]:
        """Whose links are to be read next, in order; nothing when the depth is reached."""
        if self.level >= self.depth:
            return []
        ways: tuple[Following, ...] = ("OUT", "IN") if self.following == "BOTH" else (self.following,)
        return [
            (party, "OUT" if way == "OUT" else "IN")
            for party, distance in sorted(self.distances.items())
            if distance == self.level
            for way in ways
        ]

    def add(self, ties: Iterable[Tie], unread: Iterable[str] = ()) -> None:
        """Takes in the links of all openings of this level, and who of them was not read; goes on to the next level."""
        new = sorted({tie.id: tie for tie in ties if tie.id not in self._met}.items())
        self._met.update(link_id for link_id, _ in new)
        for _, tie in new:
            for party in (tie.from_id, tie.to_id):
                if party not in self.distances and len(self.distances) <= self.limit:
                    self.distances[party] = self.level + 1
        for link_id, tie in new:
            kept = tie.from_id in self.distances and tie.to_id in self.distances
            if kept and len(self.links) < LINKS_EACH * self.limit:
                self.links[link_id] = tie
            else:
                self.left_out[tie.kind] += 1
        self.unread.update(unread)
        self.uncounted = self.uncounted or bool(self.unread)
        self.level += 1

    def leave_out(self, kind: LinkKind, links: int, *, whole: bool) -> None:
        """Counts links that were found but will not be looked at; not `whole`: there are others that were not found."""
        self.left_out[kind] += links
        self.uncounted = self.uncounted or not whole

    @property
    def complete(self) -> bool:
        """Whether nothing is left out."""
        return not self.uncounted and not self.left_out.total()
