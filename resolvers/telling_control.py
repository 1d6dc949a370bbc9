"""Adds to what says who must be told what computed control rests on (R02, R13), where something depends on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from domain.control_record import ControlRecord
from domain.dispatches import Telling, depends_on_control
from domain.policy import RuleBook
from graph.control import ControlReader, Looked, Way
from graph.dispatches import Standing


class TellingControl:
    """Reads who may control the parties of findings: one more round trip, however many there are."""

    def __init__(self, reader: ControlReader) -> None:
        self._reader = reader

    async def of(self, standings: Sequence[Standing], day: date, rules: RuleBook) -> dict[str, ControlRecord]:
        """By party, where somebody may have to be told of its controllers."""
        known = {
            standing.telling.party.id: standing.known_at
            for standing in standings
            if depends_on_control(standing.telling, day, rules)
        }
        if not known:
            return {}
        found = await self._reader.many([Looked(party_id, Way.UP, at) for party_id, at in known.items()])
        return {party_id: control.record for party_id, control in zip(known, found, strict=True)}


def with_control(telling: Telling, records: dict[str, ControlRecord]) -> Telling:
    """The telling with what was read of its party, and the exemptions of whoever may control it."""
    control = records.get(telling.party.id)
    if control is None:
        return replace(telling, control=None)
    return replace(telling, control=control, exemptions={**control.exemptions, **telling.exemptions})
