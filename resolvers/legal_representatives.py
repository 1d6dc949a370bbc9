"""Legal representatives named in rows of the double-publicity layout: links, where the row says for certain who it is.

A row says that somebody represented the party on the day of the decision. A link that holds on that day already, whoever
says so, says as much; else one is recorded that begins with that day.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from domain.links import LinkKind
from domain.parties import Party, PartyKey
from resolvers.double_publicity_rows import PublicityRow
from resolvers.loading import Loader
from resolvers.parties import LinksQuery, Parties

MANY = 1_000
"""More legal representatives than one enterprise had."""
KINDS = frozenset({LinkKind.LEGAL_REPRESENTATIVE})


class LegalRepresentatives:
    """Records them."""

    def __init__(self, loader: Loader, parties: Parties) -> None:
        self._loader = loader
        self._parties = parties

    async def record(self, rows: Sequence[PublicityRow], source: str) -> None:
        """`rows`: each has a representative and a party with a unified code, which is recorded."""
        first: dict[tuple[str, str], PublicityRow] = {}
        for row in sorted(rows, key=lambda each: (each.decided_on, each.row)):
            first.setdefault(_pair(row), row)
        if not first:
            return
        known = await self._known({key for pair in first for key in pair})
        new = await self._not_covered(first, known)
        people = {pair[0]: _person(row, known.get(pair[0])) for pair, row in new.items()}
        await self._loader.load_parties(list(people.values()), source)
        links: list[dict[str, object]] = [
            {
                "source_key": people[pair[0]]["key"],
                "relation": "legal_representative",
                "target_key": row.party["key"],
                "since": row.decided_on.isoformat(),
            }
            for pair, row in new.items()
        ]
        await self._loader.load_links(links, source)

    async def _known(self, keys: set[str]) -> dict[str, Party]:
        wanted = sorted(keys)
        found = await self._parties.resolve([PartyKey(key=key) for key in wanted])
        return {key: party for key, party in zip(wanted, found, strict=True) if party is not None}

    async def _not_covered(
        self, first: Mapping[tuple[str, str], PublicityRow], known: Mapping[str, Party]
    ) -> dict[tuple[str, str], PublicityRow]:
        """The rows on whose day no link of theirs holds."""
        asked: list[tuple[str, date]] = sorted({(known[pair[1]].id, row.decided_on) for pair, row in first.items()})
        pages = await self._parties.links([LinksQuery(id_, "IN", KINDS, day, MANY) for id_, day in asked])
        holding = {
            (link.from_id, id_, day) for (id_, day), page in zip(asked, pages, strict=True) for link in page.items
        }
        return {
            pair: row
            for pair, row in first.items()
            if pair[0] not in known or (known[pair[0]].id, known[pair[1]].id, row.decided_on) not in holding
        }


def _pair(row: PublicityRow) -> tuple[str, str]:
    """The identifiers of the representative and of the party."""
    assert row.representative is not None
    assert row.identity is not None
    return str(row.representative["key"]), row.identity.key


def _person(row: PublicityRow, known: Party | None) -> dict[str, object]:
    assert row.representative is not None
    return {**row.representative, "name": known.name} if known is not None else row.representative
