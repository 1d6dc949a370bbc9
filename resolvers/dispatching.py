"""The dispatcher: brings the record of what was told into line with what is due, again and again.

At start, each midnight of the installation's zone and when rules were recorded it looks at every finding; after each write
at those that it concerns: of which an event was recorded, or which a link, a payroll, an exemption or feedback touched
(`graph.touching`), by whichever server. From time to time it looks at every finding again, should anything have been
missed. What it finds it writes in transactions of the ledger that look once more: running it twice, or in two
servers at once, or killing it half way tells nobody twice and forgets nobody. It only records what must be told;
`server.delivery` sends.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass
from datetime import date
from functools import partial

from domain.control_record import ControlRecord
from domain.dispatch_record import Recall, Tell, bring_into_line
from domain.errors import CreditGraphError
from domain.policy import RuleBook
from graph.dispatches import DispatchStore, Standing
from resolvers.clock import Clock
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl, with_control

POLL = 0.1
"""Seconds between two looks at whether something was written."""
FULL_EVERY = 60.0
"""Seconds between two looks at every finding while things are written; 20 times as long as the look took, if that is more."""
READ_AT_ONCE = 50
WRITE_AT_ONCE = 10
"""Findings of one transaction; a SERIOUS one tells about 60 recipients."""
IDS_AT_ONCE = 20_000

Control = dict[str, ControlRecord]
"""By party."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """What a look changed."""

    told: int = 0
    recalled: int = 0

    def __add__(self, other: Settled) -> Settled:
        return Settled(self.told + other.told, self.recalled + other.recalled)


class Dispatcher:
    """One for each server; any number may run at once."""

    def __init__(self, store: DispatchStore, rules: Rules, clock: Clock, control: TellingControl) -> None:
        self._store = store
        self._control = control
        self._rules = rules
        self._clock = clock
        self._follower: asyncio.Task[None] | None = None
        self._seen = 0
        self._full_seen = 0
        self._full_day: date | None = None
        self._full_again = 0.0
        self._full_rules: RuleBook | None = None

    def start(self) -> None:
        """Follow the record in the background, beginning with a look at every finding."""
        self._follower = asyncio.create_task(self._follow())

    async def close(self) -> None:
        """Stop following; what is being written is written."""
        if self._follower is not None:
            self._follower.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._follower

    async def look(self) -> Settled:
        """One look: at everything where that is due, else at what changed since the last one."""
        latest, day = await self._store.latest(), self._clock.today()
        published = latest.published
        await self._rules.known(published, latest.rules_at)
        is_new = (
            day != self._full_day
            or self._rules.current is not self._full_rules
            or self._full_seen < latest.every_at <= published
        )
        if not is_new and (published <= self._full_seen or time.monotonic() < self._full_again):
            return await self._settle_changed(day)
        started, rules = time.monotonic(), self._rules.current
        self._seen = max(self._seen, published)
        settled = await self.settle_all(day, attentive=True)
        self._full_day, self._full_seen, self._full_rules = day, published, rules
        took = time.monotonic() - started
        self._full_again = time.monotonic() + max(FULL_EVERY, 20 * took)
        return settled

    async def settle_all(self, day: date, *, attentive: bool = False) -> Settled:
        """Looks at every finding. `attentive`: beside everything else that goes on (see `settle`)."""
        settled, after = Settled(), ""
        while True:
            ids = await self._store.finding_ids(after, IDS_AT_ONCE)
            settled += await self.settle(ids, day, attentive=attentive)
            if len(ids) < IDS_AT_ONCE:
                return settled
            after = ids[-1]

    async def settle(self, finding_ids: list[str], day: date, *, attentive: bool = False) -> Settled:
        """Looks at these findings, and writes what is amiss.

        `attentive`: what changes meanwhile comes first, and after each write others have as long as it took: the first look
        at a large register writes for minutes, and nobody is to wait for that.
        """
        settled = Settled()
        for start in range(0, len(finding_ids), READ_AT_ONCE):
            if attentive:
                settled += await self._settle_changed(day)
            standings = await self._store.standings(finding_ids[start : start + READ_AT_ONCE])
            if standings:  # another server may have recorded rules since: two that differ would tell and recall in turn
                await self._rules.known(standings[0].known_at, standings[0].rules_at)
            control = await self._control.of(standings, day, self._rules.current)
            amiss = sorted(s.telling.finding.id for s in standings if any(self._choose(s, day, control)))
            for first in range(0, len(amiss), WRITE_AT_ONCE):
                settled += await self._write(amiss[first : first + WRITE_AT_ONCE], day, control, attentive=attentive)
            await asyncio.sleep(0)
        return settled

    async def _write(self, finding_ids: list[str], day: date, control: Control, *, attentive: bool) -> Settled:
        started = time.monotonic()
        choose = partial(self._choose, day=day, control=control)
        settled = Settled(*await self._store.settle(finding_ids, day, choose))
        if attentive:
            ends = 2 * time.monotonic() - started
            settled += await self._settle_changed(day)
            while (left := ends - time.monotonic()) > 0:
                await asyncio.sleep(min(POLL, left))
                settled += await self._settle_changed(day)
        return settled

    async def _settle_changed(self, day: date) -> Settled:
        """Looks at the findings that something recorded since the last look concerns."""
        published, since = await self._store.published(), self._seen
        if published <= since:
            return Settled()
        changed = sorted({*await self._store.changed(since, published), *await self._store.touched(since)})
        self._seen = published
        try:
            return await self.settle(changed, day, attentive=len(changed) > READ_AT_ONCE)
        except BaseException:
            self._seen = min(self._seen, since)
            raise

    def _choose(self, standing: Standing, day: date, control: Control) -> tuple[tuple[Tell, ...], tuple[Recall, ...]]:
        telling = with_control(standing.telling, control)
        return bring_into_line(telling, standing.held, day, self._rules.current)

    async def _follow(self) -> None:
        while True:
            try:
                settled = await self.look()
                if settled != Settled():
                    _logger.info("dispatches: %d to tell, %d to recall", settled.told, settled.recalled)
            except CreditGraphError as error:
                _logger.warning("the dispatcher could not look: %s", error.message)
            except Exception:
                _logger.exception("the dispatcher could not look")
            await asyncio.sleep(POLL)
