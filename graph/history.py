"""Reading what may have changed around parties in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.findings import EventKind
from domain.walking.changes import Happening, Version
from graph import rows
from graph.connection import Connection
from graph.queries import query


@dataclass(frozen=True, slots=True)
class PeriodOf:
    """Whose history, from which day to which (both inclusive), and the recorded times (µs) that those days are: from
    `since` up to `before`, exclusive. As known at `known_at`."""

    party_id: str
    known_at: int
    first: date
    last: date
    since: int
    before: int


@dataclass(slots=True)
class Touched:
    """Versions of links and events of findings that touch a period, by id; `whole`: there are no others."""

    versions: dict[str, Version] = field(default_factory=dict)
    happenings: dict[str, Happening] = field(default_factory=dict)
    whole: bool = True


class HistoryReader:
    """Reads histories."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def touched(self, periods: Sequence[PeriodOf], limit: int) -> list[Touched]:
        """For each, what touches it; one round trip. Of each party at most about `limit` versions in each direction."""
        found = [Touched() for _ in periods]
        queries = [[p.party_id, p.known_at, p.first, p.last, p.since, p.before] for p in periods]
        for record in await self._connection.read(query("read/history"), asked={"queries": queries}, limit=limit + 1):
            touched, answered = found[record["i"]], sorted(record["rows"], key=lambda row: row[0])
            touched.whole = touched.whole and len(answered) <= limit
            for row in answered[:limit]:
                if record["way"] == "FINDINGS":
                    event = Happening(row[0], row[1], EventKind(row[2]), date.fromisoformat(row[3]), row[4])
                    touched.happenings[event.id] = event
                else:
                    touched.versions[row[0]] = Version(
                        row[0], rows.day(row[1]), rows.day(row[2]), row[3], row[4], row[5]
                    )
        return found
