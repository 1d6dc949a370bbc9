"""Ownership worlds written as text, told to a register: `p 60 A` says that p holds 60 % of A; `?` is an unknown share, `5-10`
a range; `60@2019-01-01/2020-01-01` is held from the one day to the other (either may be left out).

Names in lower case are persons, others enterprises, as in tests/domain/ownership/making.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.links import LinkKind
from domain.parties import PartyKind
from tests.support.statements import LinkStated, PartyStated, Statement


def told(text: str, *, at: int = 1_600_000_000_000_000, also: str = "") -> list[Statement]:
    """The statements of a world: its parties, then its links, each labelled `holder-company` (and `#2` … when repeated)."""
    triples = [statement.split() for statement in text.split(",") if statement.strip()]
    names = {name for holder, _, company in triples for name in (holder, company)} | set(also.split())
    return [*parties(names, at=at), *_links(triples, at)]


def parties(names: Iterable[str], *, at: int) -> list[Statement]:
    """Parties by these keys and names."""
    return [PartyStated(at, name, kind_of(name), name) for name in sorted(names)]


def kind_of(name: str) -> PartyKind:
    """A person where the name is in lower case."""
    return PartyKind.PERSON if name.islower() else PartyKind.ENTERPRISE


def holdings(text: str, *, at: int) -> list[Statement]:
    """Only the links of `text`."""
    return list(_links([statement.split() for statement in text.split(",") if statement.strip()], at))


def _links(triples: list[list[str]], at: int) -> Iterable[LinkStated]:
    seen: dict[str, int] = {}
    for holder, stated, company in triples:
        label = f"{holder}-{company}"
        seen[label] = seen.get(label, 0) + 1
        if seen[label] > 1:
            label += f"#{seen[label]}"
        share, _, period = stated.partition("@")
        since, _, until = period.partition("/")
        yield LinkStated(
            *(at, label, LinkKind.SHAREHOLDER, holder, company),
            since=date.fromisoformat(since) if since else None,
            until=date.fromisoformat(until) if until else None,
            share=None if share == "?" else share,
        )
