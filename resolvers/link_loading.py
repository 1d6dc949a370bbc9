"""Stores rows of links (docs/decisions/loading.md): finds their ends, and merges records of one link that agree.

All rows of a batch are folded in memory over what the graph knows, in their order, and only the net result is written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError
from domain.link_rules import check_link
from domain.links import LinkKind
from domain.merging import LinkHistory, LinkValues
from graph.ends import End, ends_by_key
from graph.link_writer import LinkWriter, NewLink, Pair
from graph.writing import new_id
from resolvers.rows import ParsedLink
from resolvers.storing import Stored, unknown_party

FEW = 500
"""Rows of which none are tried first: a statement more costs as much as trying them all."""

PROBE = 200
"""Rows by which is seen whether more of them are new."""


@dataclass(slots=True)
class _OfKind:
    """Rows of one kind of link. `single` are the only ones between their two keys; `rows` are theirs for the writer."""

    single: list[ParsedLink] = field(default_factory=list)
    rows: list[NewLink] = field(default_factory=list)
    several: list[ParsedLink] = field(default_factory=list)


LinkPlan = Mapping[LinkKind, _OfKind]
"""A chunk of rows, sorted for storing."""


def plan_links(statements: Sequence[ParsedLink]) -> LinkPlan:
    """What can be done before the transaction begins, so that nobody waits for it."""
    times = Counter((row.kind, row.from_key, row.to_key) for row in statements)
    plan: dict[LinkKind, _OfKind] = defaultdict(_OfKind)
    for row in statements:
        of_kind = plan[row.kind]
        if times[row.kind, row.from_key, row.to_key] > 1:
            of_kind.several.append(row)
            continue
        records = [] if row.record is None else [row.record]
        of_kind.rows.append(
            [len(of_kind.rows), row.from_key, row.to_key, "", row.share, row.since, row.until, row.position, records]
        )
        of_kind.single.append(row)
    return plan


async def store_links(tx: AsyncManagedTransaction, at: int, source: str, plan: LinkPlan) -> Stored:
    """Stores the rows; a `Store`. Rows that are all there is to say of two parties are created at once (a register that
    is loaded for the first time has little else); the others are merged."""
    writer, stored = LinkWriter(tx, at, source), Stored()
    left: list[ParsedLink] = []
    for kind, of_kind in plan.items():
        created = await _create_new(writer, kind, of_kind.rows)
        stored.created += len(created)
        if len(created) < len(of_kind.single):
            there = set(created)
            left.extend(row for position, row in enumerate(of_kind.single) if position not in there)
        left.extend(of_kind.several)
    if left:
        await merge_links(writer, await _ends(tx, left), at, sorted(left, key=lambda row: row.row), stored)
    return stored


async def _create_new(writer: LinkWriter, kind: LinkKind, rows: Sequence[NewLink]) -> list[int]:
    """Creates what is wholly new; answers the positions. Of many rows some are tried first: where most of them are not
    new the others are not tried, for then the file has been loaded before, and trying costs half as much as merging."""
    if len(rows) <= FEW:
        return await writer.create_new(kind, rows)
    created = await writer.create_new(kind, rows[:PROBE])
    if 2 * len(created) >= PROBE:
        created.extend(await writer.create_new(kind, rows[PROBE:]))
    return created


async def _ends(tx: AsyncManagedTransaction, rows: Sequence[ParsedLink]) -> Mapping[str, End]:
    keys = dict.fromkeys(row.from_key for row in rows)
    keys.update(dict.fromkeys(row.to_key for row in rows))
    return await ends_by_key(tx, keys)


async def merge_links(
    writer: LinkWriter, ends: Mapping[str, End], at: int, rows: Sequence[ParsedLink], stored: Stored
) -> None:
    """Merges rows into what is known of the links between their ends."""
    for kind, of_kind in _by_kind(rows, ends, stored).items():
        known = await writer.known(kind, list(of_kind))
        histories: dict[Pair, LinkHistory] = {}
        for pair, of_pair in of_kind.items():
            history = histories[pair] = LinkHistory(known.get(pair, ()), at, new_id)
            for row in of_pair:
                values = LinkValues(row.share, row.since, row.until, row.position)
                stored.count(history.merge(values, row.record)[0])
        await write_histories(writer, kind, histories)


async def write_histories(writer: LinkWriter, kind: LinkKind, histories: Mapping[Pair, LinkHistory]) -> None:
    """Writes what came of merging."""
    changed = [(pair, history) for pair, history in histories.items() if history.superseded or history.added]
    await writer.supersede(kind, ((pair, id_) for pair, history in changed for id_ in history.superseded))
    await writer.add_records(
        kind, ((pair, id_, records) for pair, history in changed for id_, records in history.added.items())
    )
    await writer.create(kind, ((pair, v) for pair, history in histories.items() for v in history.versions if v.fresh))


def _by_kind(
    statements: Sequence[ParsedLink], ends: Mapping[str, End], stored: Stored
) -> dict[LinkKind, dict[Pair, list[ParsedLink]]]:
    """The rows whose ends are known and may be joined, by kind and pair of parties; the others are refused."""
    grouped: dict[LinkKind, dict[Pair, list[ParsedLink]]] = defaultdict(dict)
    for row in statements:
        source, target = ends.get(row.from_key), ends.get(row.to_key)
        if source is None or target is None:
            missing = [field for field, end in (("source_key", source), ("target_key", target)) if end is None]
            stored.refuse(row.row, *(unknown_party(field) for field in missing))
            continue
        try:
            check_link(row.kind, source.kind, target.kind, to_itself=source.id == target.id)
        except CreditGraphError as error:
            stored.refuse(row.row, error)
            continue
        grouped[row.kind].setdefault((source.id, target.id), []).append(row)
    return grouped
