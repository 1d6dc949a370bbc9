"""Ownership pictures from a few lines, without an engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from domain.identifiers import Identifier, citizen_id, passport, source_key, uscc
from domain.links import Link, LinkKind, Share
from domain.ownership import beneficial_owners, controllers, effective_owners, snapshot_on
from domain.parties import Party, PartyKind
from domain.time import to_recorded
from resolvers.ownership_picture import OwnershipPicture
from tests.support.loading import IDENTITY_KEY

DAY = date(2024, 1, 1)
RECORDED = to_recorded(datetime(2023, 6, 1, 8, 30, tzinfo=UTC))
KNOWN = to_recorded(datetime(2024, 1, 1, 12, 0, 0, 5, tzinfo=UTC))
CITIZEN, PASSPORT, USCC = "11010519491231002X", "E12345678", "91110000600037341L"


def party(id_: str, kind: PartyKind, name: str, *former: str) -> Party:
    """A party."""
    return Party(id_, kind, name, former, recorded_at=RECORDED)


def link(
    from_id: str,
    to_id: str,
    share: str | None = None,
    kind: LinkKind = LinkKind.SHAREHOLDER,
    *,
    id_: str | None = None,
    since: date | None = None,
    until: date | None = None,
    position: str | None = None,
    source: str = "saic",
    records: tuple[str, ...] = ("r1",),
) -> Link:
    """A link; its id is made of its ends and kind where none is given."""
    known = None if share is None else Share.parse(share)
    name = id_ or f"{from_id}-{to_id}-{kind.value.lower()}"
    return Link(name, kind, from_id, to_id, since, until, known, position, source, records, RECORDED)


def picture_from(
    about: str,
    parties: Iterable[Party],
    links: Sequence[Link],
    identifiers: Mapping[str, tuple[Identifier, ...]] | None = None,
    *,
    day: date = DAY,
    unread: frozenset[str] = frozenset(),
) -> OwnershipPicture:
    """The picture of `about`, with the answers of the real arithmetic."""
    by_id = {one.id: one for one in parties}
    kinds = {one.id: one.kind for one in by_id.values()}
    snapshot = snapshot_on(links, kinds, day, owners_unread=unread)
    owners, controlled = effective_owners(snapshot, about), controllers(snapshot, about)
    is_entity = by_id[about].kind.is_entity
    beneficial = beneficial_owners(snapshot, about, day, links) if is_entity else None
    return OwnershipPicture(
        party=by_id[about],
        day=day,
        known_at=KNOWN,
        parties=by_id,
        identifiers=identifiers or {},
        links=tuple(sorted((one for one in links if one.holds_on(day)), key=lambda one: one.id)),
        snapshot=snapshot,
        owners=owners,
        controllers=controlled,
        beneficial=beneficial,
        complete=owners.complete and controlled.complete and not unread,
    )


AWKWARD = '“天”\\地"与<A&B>\n有限公司'
"""A name with everything that a format may trip over."""


def city_picture() -> OwnershipPicture:
    """C is held by A (60 %, since 2020), by Zhang (11.111…), by Li (5–10 %), by Wang (not said) and disputed by Ma (2 or
    3 %); A by Zhang (2/3 in decimals) and B (33.3); B's owners are not recorded. Li is its legal representative."""
    parties = [
        party("C", PartyKind.ENTERPRISE, "丙有限公司", "旧丙公司"),
        party("A", PartyKind.ENTERPRISE, AWKWARD),
        party("B", PartyKind.ORGANIZATION, "乙合伙"),
        party("Z", PartyKind.PERSON, "张三", "张大"),
        *(party(id_, PartyKind.PERSON, name) for id_, name in (("L", "李四"), ("W", "王五"), ("M", "马六"))),
    ]
    links = [
        link("A", "C", "60", since=date(2020, 2, 29), records=("r1", "r2")),
        link("Z", "C", "11.111111111111111111111111111111"),
        link("L", "C", "5-10"),
        link("W", "C"),
        link("M", "C", "2", id_="M-C-1", since=date(2021, 1, 1)),
        link("M", "C", "3", id_="M-C-2", source="other"),
        link("Z", "A", "66.7"),
        link("B", "A", "33.25", until=date(2030, 1, 1)),
        link("L", "C", kind=LinkKind.LEGAL_REPRESENTATIVE, since=date(2019, 1, 1)),
        link("W", "C", kind=LinkKind.SENIOR_MANAGER, position="总经理"),
    ]
    identifiers = {
        "C": (uscc(USCC), source_key("saic", "c-1")),
        "Z": (citizen_id(CITIZEN, IDENTITY_KEY), passport(PASSPORT, IDENTITY_KEY), source_key("saic", "z-1")),
    }
    return picture_from("C", parties, links, identifiers)
