"""Snapshots for tests, written as text: `p 60 A` says that p holds 60 % of A; `?` is an unknown share, `5-10` a range.

Names in lower case are persons, others enterprises.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from domain.links import Link, LinkKind, Share
from domain.ownership.snapshot import Holding, Snapshot
from domain.parties import PartyKind


def kinds_of(parties: Iterable[str]) -> dict[str, PartyKind]:
    return {party: PartyKind.PERSON if party.islower() else PartyKind.ENTERPRISE for party in parties}


def held(
    text: str, *, also: str = "", owners_unread: Iterable[str] = (), holdings_unread: Iterable[str] = ()
) -> Snapshot:
    """The snapshot that `text` describes: statements separated by `,`; `also`: parties that hold nothing."""
    triples = [statement.split() for statement in text.split(",") if statement.strip()]
    holdings = tuple(
        Holding(holder, company, None if share == "?" else Share.parse(share), f"{holder}-{company}")
        for holder, share, company in triples
    )
    parties = {party for one in holdings for party in (one.holder, one.company)} | set(also.split())
    return Snapshot(kinds_of(parties), holdings, frozenset(owners_unread), frozenset(holdings_unread))


def share_link(
    holder: str,
    share: str | None,
    company: str,
    *,
    since: date | None = None,
    until: date | None = None,
    link_id: str = "",
    source: str = "register",
    records: tuple[str, ...] = (),
    recorded_at: int = 1,
) -> Link:
    return Link(
        link_id or f"{holder}-{company}",
        LinkKind.SHAREHOLDER,
        holder,
        company,
        since=since,
        until=until,
        share=None if share is None else Share.parse(share),
        source=source,
        records=records,
        recorded_at=recorded_at,
    )


def percent(numerator: int, denominator: int = 1) -> Fraction:
    return Fraction(numerator, denominator)
