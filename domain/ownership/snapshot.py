"""Who holds what of which company on one day: the only input of the arithmetic.

A snapshot has at most one counted statement per holder and company. Where several links state the same holding on the
day (several records, sources or share classes), they are not added up - percentages of different bases cannot be - but
one of them counts and the others stand beside it (`Holding.others`). Which one counts, the first rule that decides:

1. one that states a share, before one that states none;
2. the one that began last (`since`; one without a date counts as the oldest): registers forget to end what was replaced;
3. the narrower share: an exact number, before a range that it may lie in;
4. the one recorded last;
5. the one with more records; then, so that the same statements always give the same answer, source, share and id, the
   smaller first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from domain.links import Link, LinkKind, Share
from domain.parties import PartyKind


@dataclass(frozen=True, slots=True)
class Holding:
    """`holder` holds `share` of `company`; a share of None is unknown.

    `link_id`, `source` and `records` say where it is stated. `others`: what else is stated of the same holding on the
    day, which does not count.
    """

    holder: str
    company: str
    share: Share | None
    link_id: str
    source: str = ""
    records: tuple[str, ...] = ()
    others: tuple[Holding, ...] = ()

    @property
    def disputed(self) -> bool:
        """Whether another statement gives another share."""
        return any(other.share != self.share for other in self.others)


@dataclass(frozen=True)
class Snapshot:
    """Parties and holdings of one day.

    `kinds`: the kind of every party that occurs. `owners_unread`: parties not all of whose owners were read, because
    something was cut off; `holdings_unread`: likewise for what they hold. Raises ValueError for a holding of or by a
    party without a kind, one in a person, and two of one holder in one company.
    """

    kinds: Mapping[str, PartyKind]
    holdings: tuple[Holding, ...]
    owners_unread: frozenset[str] = frozenset()
    holdings_unread: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        pairs = set()
        for holding in self.holdings:
            pair = (holding.holder, holding.company)
            if holding.holder not in self.kinds or not self._is_company(holding.company):
                raise ValueError(f"the holding {holding.link_id} is not between a known party and a known company")
            if pair in pairs:
                raise ValueError(f"the holding {holding.link_id} is stated twice; one statement counts")
            pairs.add(pair)

    def knowing(self, kinds: Mapping[str, PartyKind]) -> Snapshot:
        """The same, of more parties that hold nothing."""
        wider = copy(self)
        object.__setattr__(wider, "kinds", {**kinds, **self.kinds})
        return wider

    def _is_company(self, party: str) -> bool:
        kind = self.kinds.get(party)
        return kind is not None and kind.is_entity

    def is_person(self, party: str) -> bool:
        """Whether the party is a natural person (自然人)."""
        return self.kinds.get(party) is PartyKind.PERSON

    @cached_property
    def of_company(self) -> Mapping[str, tuple[Holding, ...]]:
        """The holdings in each company, by holder."""
        return _grouped((holding.company, holding) for holding in self.holdings)

    @cached_property
    def of_holder(self) -> Mapping[str, tuple[Holding, ...]]:
        """The holdings of each holder, by company."""
        return _grouped((holding.holder, holding) for holding in self.holdings)

    @property
    def disputed(self) -> tuple[Holding, ...]:
        """The holdings of which different shares are stated, with the statements side by side."""
        return tuple(holding for holding in self.holdings if holding.disputed)


def _grouped(pairs: Iterable[tuple[str, Holding]]) -> dict[str, tuple[Holding, ...]]:
    groups: dict[str, list[Holding]] = {}
    for key, holding in pairs:
        groups.setdefault(key, []).append(holding)
    return {
        key: tuple(sorted(group, key=attrgetter("company", "holder")) if len(group) > 1 else group)
        for key, group in groups.items()
    }


def snapshot_on(
    links: Iterable[Link],
    kinds: Mapping[str, PartyKind],
    day: date,
    *,
    owners_unread: frozenset[str] = frozenset(),
    holdings_unread: frozenset[str] = frozenset(),
) -> Snapshot:
    """The holdings (股东) among `links` that are valid on `day`; links of other kinds are left out.

    `links` are the versions known at one recorded time: choosing them is the reader's part.
    """
    stated: dict[tuple[str, str], list[Link]] = {}
    for link in links:
        if link.kind is LinkKind.SHAREHOLDER and link.holds_on(day):
            stated.setdefault((link.from_id, link.to_id), []).append(link)
    holdings = tuple(counted(stated[pair]) for pair in sorted(stated))
    return Snapshot(kinds, holdings, owners_unread, holdings_unread)


def counted(links: Sequence[Link]) -> Holding:
    """One holding from everything that states it on one day, by the rule of this module."""
    if len(links) == 1:
        return _holding(links[0])
    first, *others = sorted({link.id: link for link in links}.values(), key=_precedence)
    return _holding(first, tuple(_holding(other) for other in others))


def _precedence(link: Link) -> tuple[object, ...]:
    began = date.min if link.since is None else link.since
    width = Decimal(0) if link.share is None else link.share.high - link.share.low
    return (
        link.share is None,
        -began.toordinal(),
        width,
        -link.recorded_at,
        -len(link.records),
        link.source,
        str(link.share),
        link.id,
    )


def _holding(link: Link, others: tuple[Holding, ...] = ()) -> Holding:
    return Holding(link.from_id, link.to_id, link.share, link.id, link.source, link.records, others)
