"""Who must be told, as files that a lawyer can read (`tests/scenarios/telling/*.yaml`). What there is in a case is said as in
the other files (`scenario_files`); what must be told of it:

    days           what the dispatcher does on a day, with everything that was recorded by its end
        on         the day; on every one of them exactly this is told and recalled
        state      of the finding: NONE before it was recognised, its grade, or why it is over
        told       "clause: EFFECT against, MATTER > recipients"; MUNICIPAL_DEPARTMENTS are all of them, an employer is named
        recalled   the same by its reason; a word instead of a list is one of the file's `lists`
    lists          of the file: lists of measures, by a name
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from domain.dispatches import RecallReason
from tests.support.scenario_files import FOLDER, Facts, Strict, data_of


class DayEntry(Strict):
    """What the dispatcher does on one day (at its end), with what was recorded by then; `state`: of the case's finding."""

    on: date
    state: Literal["NONE", "GENERAL", "SERIOUS", "REPAIRED", "WITHDRAWN", "EXPIRED"]
    told: tuple[str, ...] | str = ()
    recalled: dict[RecallReason, tuple[str, ...] | str] = Field(default_factory=dict)


class TellingCase(Facts):
    days: tuple[DayEntry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> TellingCase:
        days = [day.on for day in self.days]
        if days != sorted(set(days)):
            raise ValueError(f"{self.case}: the days do not follow each other")
        if len(self.findings) != 1:
            raise ValueError(f"{self.case}: a case is about one finding")
        return self


class TellingFile(Strict):
    topic: str
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    cases: tuple[TellingCase, ...] = Field(min_length=1)

    def lines(self, told: tuple[str, ...] | str) -> tuple[str, ...]:
        """A list that is given, or one that is named. Raises KeyError for a name that no list has."""
        return self.lists[told] if isinstance(told, str) else told


def files() -> list[Path]:
    """Every file of who must be told (tests/scenarios/telling)."""
    return sorted(FOLDER.glob("telling/*.yaml"))


def read(path: Path) -> TellingFile:
    """One file of who must be told. Raises ValueError with everything that is wrong with it."""
    return TellingFile.model_validate(data_of(path))
