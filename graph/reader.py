"""Reading parties, links, findings and penalties as known now: every method one round trip for any number of keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from domain.exemptions import Exemption
from domain.findings import Finding
from domain.identifiers import Identifier, IdentifierScheme
from domain.links import Link, LinkKind
from domain.parties import Party, PartyKey
from domain.penalties import Penalty
from domain.rewards import Qualification
from graph import rows
from graph.connection import Connection
from graph.queries import query

Direction = Literal["OUT", "IN", "BOTH"]


@dataclass(frozen=True, slots=True)
class LinksWanted:
    """A page of one party's links: in which direction, of which kinds, holding on which day, after which link id."""

    party_id: str
    direction: Direction = "BOTH"
    kinds: frozenset[LinkKind] | None = None
    as_of: date | None = None
    after: str = ""

    def row(self) -> list[object]:
        """The positional form that the queries take."""
        kinds = sorted(self.kinds) if self.kinds is not None else None
        return [self.party_id, self.direction != "IN", self.direction != "OUT", kinds, self.as_of, self.after]


class Reader:
    """Reads the register. Answers in the order asked, None (or an empty list) for what is not there."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def parties(self, keys: Sequence[PartyKey]) -> list[Party | None]:
        """The parties, by our id or by an identifier's key."""
        found: list[Party | None] = [None] * len(keys)
        refs = [[key.id, key.key] for key in keys]
        for record in await self._connection.read(query("read/parties"), refs=refs):
            found[record["i"]] = rows.party(record["party"], record["known"])
        return found

    async def identifiers(self, party_ids: Sequence[str]) -> list[list[Identifier]]:
        """The identifiers of each party, by scheme and value; a citizen number only masked."""
        found: dict[str, list[Identifier]] = defaultdict(list)
        for record in await self._connection.read(query("read/identifiers"), ids=list(dict.fromkeys(party_ids))):
            found[record["party_id"]].append(
                Identifier(record["key"], IdentifierScheme(record["scheme"]), record["value"], record["source"])
            )
        for identifiers in found.values():
            identifiers.sort(key=lambda identifier: (identifier.scheme, identifier.source or "", identifier.value))
        return [list(found[party_id]) for party_id in party_ids]

    async def links(self, wanted: Sequence[LinksWanted], first: int) -> list[list[Link]]:
        """For each, the first `first` links after the given one, in the order of their ids."""
        found: list[dict[str, Link]] = [{} for _ in wanted]
        queries = [item.row() for item in wanted]
        for record in await self._connection.read(query("read/links"), queries=queries, first=first):
            link = rows.link(record["link"], record["from_id"], record["to_id"])
            found[record["i"]][link.id] = link
        return [[link for _, link in sorted(links.items())][:first] for links in found]

    async def link_counts(self, wanted: Sequence[LinksWanted]) -> list[int]:
        """For each, how many links there are in all."""
        totals = [0] * len(wanted)
        for record in await self._connection.read(query("read/link_counts"), queries=[item.row() for item in wanted]):
            totals[record["i"]] = record["total"]
        return totals

    async def links_by_id(self, link_ids: Sequence[str]) -> list[Link | None]:
        """The link versions, current or superseded."""
        records = await self._connection.read(query("read/links_by_id"), ids=list(dict.fromkeys(link_ids)))
        known = next(record["known"] for record in records if record["known"] is not None)
        links = [rows.link(r["link"], r["from_id"], r["to_id"]) for r in records if r["link"] is not None]
        found = {link.id: link for link in links if link.recorded_at <= known}
        return [found.get(link_id) for link_id in link_ids]

    async def findings_by_id(self, finding_ids: Sequence[str]) -> list[Finding | None]:
        """The findings, by our id."""
        return await self._findings([[finding_id, None] for finding_id in finding_ids])

    async def findings_by_number(self, numbers: Sequence[str]) -> list[Finding | None]:
        """The findings, by the department's number."""
        return await self._findings([[None, number] for number in numbers])

    async def _findings(self, refs: list[list[str | None]]) -> list[Finding | None]:
        found: list[Finding | None] = [None] * len(refs)
        for record in await self._connection.read(query("read/findings_by_key"), refs=refs):
            found[record["i"]] = rows.finding(record["finding"], record["party_id"])
        return found

    async def findings_of(self, party_ids: Sequence[str]) -> list[list[Finding]]:
        """Every finding against each party, in the order of their ids."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for record in await self._connection.read(
            query("read/findings_of_parties"), ids=list(dict.fromkeys(party_ids))
        ):
            found[record["party_id"]].append(rows.finding(record["finding"], record["party_id"]))
        for findings in found.values():
            findings.sort(key=lambda finding: finding.id)
        return [list(found[party_id]) for party_id in party_ids]

    async def findings(self, area: str | None, after: str, first: int) -> list[Finding]:
        """The first `first` findings of the area (of all where it is None) after the given id."""
        records = await self._connection.read(query("read/findings"), area=area, after=after, first=first)
        return [rows.finding(record["finding"], record["party_id"]) for record in records]

    async def penalties(self, penalty_ids: Sequence[str]) -> list[Penalty | None]:
        """The penalties, by our id."""
        records = await self._connection.read(query("read/penalties"), ids=list(dict.fromkeys(penalty_ids)))
        found = {record["penalty"][0]: _penalty(record["penalty"]) for record in records}
        return [found.get(penalty_id) for penalty_id in penalty_ids]

    async def penalties_of(self, departments: Sequence[str], first: date | None, last: date | None) -> list[Penalty]:
        """The penalties of departments that were decided from `first` to `last` (inclusive), in the order of their ids."""
        records = await self._connection.read(
            query("read/penalties_of_departments"), departments=list(departments), first=first, last=last
        )
        return sorted((_penalty(record["penalty"]) for record in records), key=lambda penalty: penalty.id)

    async def exemptions(self, party_ids: Sequence[str]) -> list[list[Exemption]]:
        """The exemptions of each party that are not revoked, in the order of recording."""
        records = await self._connection.read(query("read/exemptions"), ids=list(dict.fromkeys(party_ids)))
        found: dict[str, list[Exemption]] = {}
        for record in records:
            found.setdefault(record["party_id"], []).append(rows.exemption(record["exemption"]))
        return [sorted(found.get(party_id, ()), key=lambda each: each.id) for party_id in party_ids]

    async def qualifications(self, party_ids: Sequence[str]) -> list[Qualification]:
        """What the parties are recorded to hold, in the order of recording."""
        records = await self._connection.read(query("read/qualifications"), ids=list(party_ids))
        return sorted((_qualification(record["qualification"]) for record in records), key=lambda each: each.id)


def _qualification(row: rows.Row) -> Qualification:
    since = date.fromisoformat(row[4])
    return Qualification(row[0], row[1], row[2], row[3], since, rows.day(row[5]), row[6])


def _penalty(row: rows.Row) -> Penalty:
    return Penalty(
        id=row[0],
        party_id=row[1],
        document_number=row[2],
        department=row[3],
        decided_on=date.fromisoformat(row[4]),
        act=row[5],
        category=row[6],
        content=row[7],
        amount_10k=Decimal(row[8]) if row[8] is not None else None,
        valid_until=rows.day(row[9]),
        publicised_until=rows.day(row[10]),
        basis=row[11],
        source=row[12],
        recorded_at=row[13],
    )
