"""Recording, ending and correcting one link. A version is never changed: it is superseded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Literal

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.link_rules import check_link
from domain.links import LinkKind
from domain.merging import LinkHistory, LinkValues, LinkVersion, Verdict
from domain.parties import PartyKey
from graph.link_writer import LinkWriter, Pair, find_link
from graph.writing import new_id
from resolvers.cells import NAME, RowReader, parse_share
from resolvers.link_loading import write_histories
from resolvers.recorded import Recorded, refuse_problems, renamed, resolve
from resolvers.rows import SHARED


class Kept(Enum):
    """That a value is kept as it is."""

    KEPT = "kept"


KEPT: Literal[Kept.KEPT] = Kept.KEPT

_ENDS = {"source_key": "from", "target_key": "to"}


@dataclass(frozen=True, slots=True)
class LinkInput:
    """A link from a party to an enterprise or organization; None: nothing is said. `share_percent` as in links.csv."""

    kind: LinkKind
    from_party: PartyKey
    to_party: PartyKey
    share_percent: str | None = None
    since: date | None = None
    until: date | None = None
    position: str | None = None
    record: str | None = None

    def read(self) -> LinkValues:
        """The checked values. Raises RefusedError."""
        return _read(self.kind, self.share_percent, self.since, self.until, self.position, self.record)


@dataclass(frozen=True, slots=True)
class LinkChange:
    """What is right of a link; KEPT: what is recorded; None: nothing is known. `never`: there never was such a link."""

    share_percent: str | Kept | None = KEPT
    since: date | Kept | None = KEPT
    until: date | Kept | None = KEPT
    position: str | Kept | None = KEPT
    never: bool = False

    def read(self) -> LinkValues:
        """The checked values, None also for those that are kept. Raises RefusedError."""
        given = (self.share_percent, self.since, self.until, self.position)
        if self.never and any(value is not KEPT for value in given):
            raise CreditGraphError(ErrorCode.BAD_REQUEST, "A link that never was has no values.", "never")
        share, since, until, position = (
            None if self.share_percent is KEPT else self.share_percent,
            None if self.since is KEPT else self.since,
            None if self.until is KEPT else self.until,
            None if self.position is KEPT else self.position,
        )
        return _read(LinkKind.SHAREHOLDER, share, since, until, position, None)

    def over(self, recorded: LinkValues, read: LinkValues) -> LinkValues:
        """The right values of a link of which `recorded` is recorded."""
        return LinkValues(
            recorded.share if self.share_percent is KEPT else read.share,
            recorded.since if self.since is KEPT else read.since,
            recorded.until if self.until is KEPT else read.until,
            recorded.position if self.position is KEPT else read.position,
        )


def _read(
    kind: LinkKind,
    share: str | None,
    since: date | None,
    until: date | None,
    position: str | None,
    record_: str | None,
) -> LinkValues:
    reader = RowReader({"share_percent": share, "position": position, "record": record_}, 0)
    canonical = reader.read("share_percent", parse_share)
    values = LinkValues(canonical, since, until, reader.text("position"))
    reader.text("record", NAME)
    if not values.has_order():
        reader.wrong(
            "until", ErrorCode.INVALID_PERIOD, "until is the first day on which it no longer holds: after since."
        )
    _check_share(reader, kind, share)
    refuse_problems(reader)
    return values


def _check_share(reader: RowReader, kind: LinkKind, share: str | None) -> None:
    if share is not None and kind not in SHARED:
        reader.wrong("share_percent", ErrorCode.INVALID_SHARE, "Only a shareholder or a controller has a share.")


async def record(tx: AsyncManagedTransaction, at: int, source: str, link: LinkInput, values: LinkValues) -> Recorded:
    """Merges the link into what the source says of the two parties."""
    from_end, to_end = await resolve(tx, [("from", link.from_party), ("to", link.to_party)])
    try:
        check_link(link.kind, from_end.kind, to_end.kind, to_itself=from_end.id == to_end.id)
    except CreditGraphError as error:
        raise renamed(error, _ENDS) from None
    opened = await _open(tx, at, link.kind, (from_end.id, to_end.id), source)
    verdict, version = opened.history.merge(values, (link.record or "").strip() or None, explicit=True)
    await opened.write()
    return Recorded(version.id, changed=verdict is not Verdict.UNCHANGED)


async def end(tx: AsyncManagedTransaction, at: int, link_id: str, until: date) -> Recorded:
    """Sets `until` on the current version."""
    opened, version = await _find(tx, at, link_id)
    current = opened.successors(version)[-1]
    if not current.current:
        raise _conflict("There never was such a link: it was corrected away.")
    if current.values.until == until:
        return Recorded(current.id, changed=False)
    if current.values.until is not None:
        raise _conflict(f"It ended on {current.values.until} already; if that is wrong, correct the link.")
    if current.values.since is not None and until <= current.values.since:
        raise CreditGraphError(
            ErrorCode.INVALID_PERIOD, f"It began on {current.values.since}: it cannot have ended by then.", "until"
        )
    return await _replace(opened, current, current.values._replace(until=until))


async def correct(tx: AsyncManagedTransaction, at: int, link_id: str, change: LinkChange, read: LinkValues) -> Recorded:
    """Supersedes the version by what is right."""
    opened, version = await _find(tx, at, link_id)
    chain = opened.successors(version)
    right = None if change.never else change.over(version.values, read)
    if right is not None:
        _check_right(opened.kind, right)
    if right is None and not chain[-1].current:
        return Recorded(link_id, changed=False)
    if version.current:
        if right == version.values:
            return Recorded(link_id, changed=False)
        return await _replace(opened, version, right)
    if right is not None and any(later.values == right for later in chain[1:]) and chain[-1].current:
        return Recorded(chain[-1].id, changed=False)
    raise _conflict("This version was superseded since; look at the current one and correct that.")


async def _replace(opened: _Opened, version: LinkVersion, values: LinkValues | None) -> Recorded:
    """Supersedes a version; by one that is there already, where it says the same."""
    same = next((v for v in opened.history.versions if v.current and v is not version and v.values == values), None)
    if same is None:
        replacing = opened.history.replace(version, values)
        await opened.write()
        return Recorded(version.id if replacing is None else replacing.id, changed=True)
    opened.history.replace(version, None)
    opened.history.hand_over(version, same)
    await opened.write()
    return Recorded(same.id, changed=True)


def _check_right(kind: LinkKind, right: LinkValues) -> None:
    reader = RowReader({}, 0)
    _check_share(reader, kind, right.share)
    if not right.has_order():
        reader.wrong(
            "until", ErrorCode.INVALID_PERIOD, "until is the first day on which it no longer holds: after since."
        )
    refuse_problems(reader)


@dataclass(frozen=True, slots=True)
class _Opened:
    """All versions of the links of one kind and source between two parties, to be changed."""

    writer: LinkWriter
    kind: LinkKind
    pair: Pair
    history: LinkHistory

    def successors(self, version: LinkVersion) -> list[LinkVersion]:
        """The version, what superseded it, what superseded that, and so on."""
        by_superseded = {v.supersedes: v for v in self.history.versions if v.supersedes is not None}
        chain = [version]
        while (following := by_superseded.get(chain[-1].id)) is not None:
            chain.append(following)
        return chain

    async def write(self) -> None:
        """Writes what came of it."""
        await write_histories(self.writer, self.kind, {self.pair: self.history})


async def _open(tx: AsyncManagedTransaction, at: int, kind: LinkKind, pair: Pair, source: str) -> _Opened:
    writer = LinkWriter(tx, at, source)
    known = await writer.known(kind, [pair])
    return _Opened(writer, kind, pair, LinkHistory(known.get(pair, ()), at, new_id))


async def _find(tx: AsyncManagedTransaction, at: int, link_id: str) -> tuple[_Opened, LinkVersion]:
    """The link with this id and its versions. Raises UNKNOWN_LINK."""
    found = await find_link(tx, link_id)
    if found is None:
        raise CreditGraphError(ErrorCode.UNKNOWN_LINK, "There is no link with this id.", "id")
    opened = await _open(tx, at, *found)
    return opened, next(version for version in opened.history.versions if version.id == link_id)


def _conflict(message: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.LINK_CONFLICT, message, "id")
