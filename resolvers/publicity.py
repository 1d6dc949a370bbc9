"""The publicity list: kept in memory, brought up to date with the ledger before each answer.

Read whole once, in the background, and again from time to time. In between, what was recorded of a finding or its party
takes it off the list before the next answer, and it is read again: so a repair is seen by the first look after it was
acknowledged. Of a load of many findings some are read with each look and the others in the background; until then they are
not shown.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Sequence

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import Party, PartyKey
from domain.policy import RuleBook
from domain.publicity import publication, schedule, was_published
from graph.dispatches import DispatchStore
from graph.reader import Reader
from resolvers.clock import Clock
from resolvers.pages import Page, decode_cursor, page
from resolvers.publicity_list import (
    Held,
    Key,
    PublicityFilter,
    PublicityList,
    Published,
    after,
    held,
    shown_code,
    shown_name,
)
from resolvers.rules import Rules

IDS_AT_ONCE = 20_000
AT_ONCE = 500
"""Findings that are read at once, and that one look waits for."""
WHOLE_EVERY = 3600.0
"""Seconds after which the whole list is read again: a code may have been added to a party."""
POLL = 0.5
"""Seconds between two looks of the background."""
WAIT = 10.0
"""Seconds that an answer waits for the list to be read for the first time."""

_logger = logging.getLogger(__name__)


class Publicity:
    """What the public sees. Whoever asks needs no key, so nothing else may be answered from here."""

    def __init__(self, reader: Reader, store: DispatchStore, rules: Rules, clock: Clock) -> None:
        self._reader = reader
        self._store = store
        self._rules = rules
        self._clock = clock
        self._lock = asyncio.Lock()
        self._list: PublicityList | None = None
        self._unread: dict[str, None] = {}
        self._seen = 0
        self._book: RuleBook | None = None
        self._read_again = 0.0
        self._reading: asyncio.Task[None] | None = None
        self._follower: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Read the list and follow the record in the background."""
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop following."""
        for task in (self._follower, self._reading):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError, CreditGraphError):
                    await task

    @property
    def behind(self) -> int:
        """How many findings changed and are not read again yet."""
        return len(self._unread)

    async def find(self, wanted: PublicityFilter, first: int, cursor: str | None) -> tuple[Page[Published], int]:
        """A page of the list, the newest first, and how many there are in all.

        Raises INVALID_CURSOR, ENGINE_UNAVAILABLE while the list is read for the first time.
        """
        decoded = decode_cursor(cursor, [int, str])
        last: Key | None = (-int(decoded[0]), str(decoded[1])) if decoded else None
        shown = await self._current()
        keys = shown.matching(wanted)
        start = after(keys, last)
        found = shown.at(keys[start : start + first + 1])
        return page(found, first, lambda item: [-item.key[0], item.key[1]]), len(keys)

    async def every(self, wanted: PublicityFilter, at_once: int) -> AsyncIterator[list[Published]]:
        """All of the list, some at once; without what was taken off meanwhile. Raises ENGINE_UNAVAILABLE as `find`."""
        shown = await self._current()
        keys = list(shown.matching(wanted))
        for start in range(0, len(keys), at_once):
            yield (await self._current()).at(keys[start : start + at_once])

    async def by_number(self, number: str) -> tuple[Published | None, bool]:
        """What is published of a finding, and whether it once was. Nothing is told of one that never was."""
        (finding,) = await self._reader.findings_by_number([number])
        if finding is None:
            return None, False
        (party,) = await self._parties([finding.party_id])
        day, rules = self._clock.today(), self._rules.current
        shown = publication(finding, party, day, rules)
        if shown is None:
            return None, was_published(finding, party, day, rules)
        (identifiers,) = await self._reader.identifiers([party.id])
        return Published(shown, shown_name(party), party.kind, shown_code(party, identifiers)), True

    async def _current(self) -> PublicityList:
        """The list as of what is published now."""
        if self._list is None or self._book is not self._rules.current:
            await self._read_in_time()
        async with self._lock:
            return await self._catch_up()

    async def _read_in_time(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self.read_whole())
        try:
            async with asyncio.timeout(WAIT):
                await asyncio.shield(self._reading)
        except TimeoutError:
            message = "The list is being read; come back in a few seconds."
            raise CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, message) from None

    async def _catch_up(self) -> PublicityList:
        """Takes off what changed since the last look and reads some of it again."""
        shown = self._list
        assert shown is not None
        published = await self._store.published()
        if published > self._seen:
            changed = await self._store.changed(self._seen, published)
            changed += shown.of_parties(await self._store.parties_changed(self._seen, published))
            shown.drop(changed)
            self._unread.update(dict.fromkeys(changed))
            self._seen = published
        shown.go_to(self._clock.today())
        if self._unread:
            ids = list(self._unread)[:AT_ONCE]
            shown.put(await self._held(ids, self._rules.current))
            for finding_id in ids:
                self._unread.pop(finding_id, None)
        return shown

    async def _follow(self) -> None:
        while True:
            try:
                await self._current()
                if time.monotonic() >= self._read_again:
                    await self._read_in_time()
            except CreditGraphError as error:
                _logger.warning("the publicity list could not follow the record: %s", error.message)
            except Exception:
                _logger.exception("the publicity list could not follow the record")
            await asyncio.sleep(0 if self._unread else POLL)

    async def read_whole(self) -> None:
        """Reads the list beside the one that is shown; what is recorded meanwhile is caught up with afterwards."""
        rules, since, day = self._rules.current, await self._store.published(), self._clock.today()
        entries: list[Held] = []
        last = ""
        while ids := await self._store.finding_ids(last, IDS_AT_ONCE):
            for start in range(0, len(ids), AT_ONCE):
                entries += await self._held(ids[start : start + AT_ONCE], rules)
                await asyncio.sleep(0)
            last = ids[-1]
        fresh = PublicityList(day)
        fresh.fill(entries)
        async with self._lock:
            self._list, self._book, self._seen, self._unread = fresh, rules, since, {}
            self._read_again = time.monotonic() + WHOLE_EVERY

    async def _held(self, finding_ids: Sequence[str], rules: RuleBook) -> list[Held]:
        """What is or will be published of these findings."""
        day = self._clock.today()
        findings = [finding for finding in await self._reader.findings_by_id(finding_ids) if finding is not None]
        if not findings:
            return []
        parties = await self._parties([finding.party_id for finding in findings])
        scheduled = [
            (found, party)
            for finding, party in zip(findings, parties, strict=True)
            if (found := schedule(finding, party, rules, day))
        ]
        identifiers = await self._reader.identifiers([party.id for _, party in scheduled])
        return [held(found, party, codes) for (found, party), codes in zip(scheduled, identifiers, strict=True)]

    async def _parties(self, party_ids: Sequence[str]) -> list[Party]:
        found = await self._reader.parties([PartyKey(id=party_id) for party_id in party_ids])
        return [party for party in found if party is not None]
