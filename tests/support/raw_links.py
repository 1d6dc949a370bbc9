"""Graphs of links put into an engine as they are, with given ids: the same on every engine."""

from __future__ import annotations

from collections.abc import Sequence

from domain.links import LinkKind
from domain.time import NEVER
from domain.walking.web import Tie
from graph.connection import Connection
from tests.support.engines import execute

AT = 1_000
PUBLISHED = 1_000_000
_CHUNK = 5_000


async def put(connection: Connection, ties: Sequence[Tie], *, also: Sequence[str] = ()) -> None:
    """Adds the links and their ends, new enterprises named as their ids; all recorded at `AT`."""
    ids = sorted({party for tie in ties for party in (tie.from_id, tie.to_id)} | set(also))
    for begin in range(0, len(ids), _CHUNK):
        await execute(
            connection,
            "UNWIND $ids AS id CREATE (:Party:Enterprise {id: id, kind: 'ENTERPRISE', name: id, recorded_at: $at, "
            "revised_at: $at})",
            ids=ids[begin : begin + _CHUNK],
            at=AT,
        )
    for kind in LinkKind:
        rows = [[tie.from_id, tie.to_id, tie.id, tie.since, tie.until] for tie in ties if tie.kind is kind]
        for begin in range(0, len(rows), _CHUNK):
            await execute(
                connection,
                "UNWIND $rows AS r MATCH (a:Party {id: r[0]}) MATCH (b:Party {id: r[1]}) "
                f"CREATE (a)-[:{kind} {{id: r[2], since: r[3], until: r[4], source: 'raw', records: [r[2]], "
                "recorded_at: $at, superseded_at: $never}]->(b)",
                rows=rows[begin : begin + _CHUNK],
                at=AT,
                never=NEVER,
            )
    await execute(connection, "MATCH (l:Ledger {id: 'ledger'}) SET l.at = $at, l.published = $at", at=PUBLISHED)
