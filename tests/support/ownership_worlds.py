"""Random small ownership worlds: links with dates, recorded and superseded in a few steps, put into an engine as they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from hypothesis import strategies as st

from domain.links import Link, LinkKind, Share
from domain.ownership import History
from domain.parties import PartyKind
from domain.time import NEVER
from graph.connection import Connection
from tests.support.engines import execute

TIMES = (10, 20, 30)
"""Recorded times at which something is told; the last is the published one."""
DAYS = (date(2019, 1, 1), date(2020, 1, 1), date(2021, 1, 1))
COMPANIES, PERSONS = ("A", "B", "C", "D", "E"), ("p", "q", "r")
_SHARES = (None, "0", "5", "10", "30", "50", "50.01", "60", "100", "5-10", "20-60", "33.3333")
_ROLES = (LinkKind.ACTUAL_CONTROLLER, LinkKind.SENIOR_MANAGER, LinkKind.LEGAL_REPRESENTATIVE)


@dataclass(frozen=True)
class OwnershipWorld:
    """All versions of all links, whenever recorded; ids of parties begin with `prefix`."""

    prefix: str
    links: tuple[Link, ...]

    def party(self, name: str) -> str:
        """The id of a party by its name."""
        return self.prefix + name

    def known(self, at: int) -> list[Link]:
        """The versions known at a time."""
        return [link for link in self.links if link.recorded_at <= at < link.superseded_at]


def history_of(worlds: Iterable[OwnershipWorld], at: int) -> History:
    """The plain model: every holding known at a time."""
    worlds = list(worlds)
    kinds = {world.party(name): kind_of(name) for world in worlds for name in (*COMPANIES, *PERSONS)}
    return History(tuple(link for world in worlds for link in world.known(at)), kinds)


def kind_of(name: str) -> PartyKind:
    """One company is an organization."""
    if name in PERSONS:
        return PartyKind.PERSON
    return PartyKind.ORGANIZATION if name == "E" else PartyKind.ENTERPRISE


@st.composite
def ownership_worlds(draw: st.DrawFn) -> OwnershipWorld:
    """A world without a prefix."""
    holdings = draw(st.lists(_link(st.just(LinkKind.SHAREHOLDER), (*COMPANIES, *PERSONS)), min_size=1, max_size=12))
    roles = draw(st.lists(_link(st.sampled_from(_ROLES), PERSONS), max_size=3))
    return OwnershipWorld("", tuple(holdings + roles))


@st.composite
def _link(draw: st.DrawFn, kinds: st.SearchStrategy[LinkKind], holders: Sequence[str]) -> Link:
    share = draw(st.sampled_from(_SHARES))
    kind = draw(kinds)
    since, until = draw(
        st.sampled_from(((None, None), (None, None), (DAYS[1], None), (None, DAYS[1]), (DAYS[0], DAYS[2])))
    )
    recorded, superseded = draw(
        st.sampled_from(((10, NEVER), (10, NEVER), (10, 20), (20, NEVER), (20, 30), (30, NEVER)))
    )
    return Link(
        id="",
        kind=kind,
        from_id=draw(st.sampled_from(holders)),
        to_id=draw(st.sampled_from(COMPANIES)),
        since=since,
        until=until,
        share=Share.parse(share) if share is not None and kind is LinkKind.SHAREHOLDER else None,
        source=draw(st.sampled_from(("s", "t"))),
        records=("1",),
        recorded_at=recorded,
        superseded_at=superseded,
    )


def named(world: OwnershipWorld, prefix: str) -> OwnershipWorld:
    """The same world with ids of its own."""
    links = [
        replace(link, id=f"{prefix}link{n:02}", from_id=prefix + link.from_id, to_id=prefix + link.to_id)
        for n, link in enumerate(world.links)
    ]
    return OwnershipWorld(prefix, tuple(links))


async def put(connection: Connection, worlds: Sequence[OwnershipWorld]) -> None:
    """Adds the worlds; everything is published."""
    for label, kinds in (("Enterprise", "ABCD"), ("Organization", "E"), ("Person", "pqr")):
        await execute(
            connection,
            f"UNWIND $rows AS r CREATE (:Party:{label} {{id: r[0], kind: r[1], name: r[2], former_names: [], "
            "recorded_at: 1, revised_at: 1, versions: []})",
            rows=[[world.party(name), kind_of(name), name] for world in worlds for name in kinds],
        )
    for kind in (LinkKind.SHAREHOLDER, *_ROLES):
        await execute(
            connection,
            f"UNWIND $rows AS r MATCH (a:Party {{id: r[0]}}) MATCH (b:Party {{id: r[1]}}) CREATE (a)-[:{kind} {{id: r[2], "
            "since: r[3], until: r[4], share: r[5], source: r[6], records: r[7], recorded_at: r[8], "
            "superseded_at: r[9]}]->(b)",
            rows=[_row(link) for world in worlds for link in world.links if link.kind is kind],
        )
    await execute(connection, "MATCH (l:Ledger {id: 'ledger'}) SET l.at = $at, l.published = $at", at=TIMES[-1])


def _row(link: Link) -> list[object]:
    return [
        *(link.from_id, link.to_id, link.id, link.since, link.until, str(link.share) if link.share else None),
        *(link.source, list(link.records), link.recorded_at, link.superseded_at),
    ]
