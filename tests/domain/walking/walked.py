"""Graphs of links for tests of walking, a search over them without any graph engine, and the same by brute force."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from domain.links import LinkKind
from domain.walking.search import Opening, PathSearch
from domain.walking.shortest import Way
from domain.walking.web import Following, Tie


def ties(text: str) -> list[Tie]:
    """`a>b c>b:DIRECTOR`: links with the ids 0, 1, … in this order; shareholders where no kind is given."""
    found = []
    for number, word in enumerate(text.split()):
        ends, _, kind = word.partition(":")
        one, _, other = ends.partition(">")
        found.append(Tie(f"{number:03}", one, other, LinkKind(kind or "SHAREHOLDER")))
    return found


def dated(tie: Tie, since: str | None = None, until: str | None = None) -> Tie:
    """The link with dates."""
    return tie._replace(
        since=date.fromisoformat(since) if since else None, until=date.fromisoformat(until) if until else None
    )


def read(links: Sequence[Tie], opening: Opening) -> list[Tie]:
    """What a graph answers for an opening."""
    party, way = opening
    return [tie for tie in links if (tie.from_id if way == "OUT" else tie.to_id) == party]


def searched(search: PathSearch, links: Sequence[Tie], fan: int = 1_000, rounds: list[int] | None = None) -> PathSearch:
    """The search run to its end; parties with more than `fan` links of a way are not opened in it."""
    while openings := search.next():
        answers = {opening: read(links, opening) for opening in openings}
        if rounds is not None:
            rounds.append(sum(len(answer) for answer in answers.values()))
        small = [opening for opening in openings if len(answers[opening]) <= fan]
        large = [opening for opening in openings if len(answers[opening]) > fan]
        search.add([tie for opening in small for tie in answers[opening]], small, large)
    return search


def neighbours(links: Iterable[Tie], following: Following) -> dict[str, set[str]]:
    """Where one step leads."""
    found: dict[str, set[str]] = {}
    for tie in links:
        if following != "IN":
            found.setdefault(tie.from_id, set()).add(tie.to_id)
        if following != "OUT":
            found.setdefault(tie.to_id, set()).add(tie.from_id)
    return found


def all_ways(steps: Mapping[str, set[str]], start: str, end: str, max_length: int) -> list[Way]:
    """Every simple way by trying everything, in the order that the search promises."""
    found: list[Way] = []

    def go(way: Way) -> None:
        if way[-1] == end:
            found.append(way)
        elif len(way) <= max_length:
            for other in steps.get(way[-1], ()):
                if other not in way:
                    go((*way, other))

    go((start,))
    return sorted(found, key=lambda way: (len(way), way))
