"""Legal cases as files that a lawyer can read (`tests/scenarios/*.yaml`): who and what there is, and what must be decided.

A key that is not described here, a name that nobody has and a date that is none are errors. What each key means:

    topic            what the cases of the file are about
    cases
      case           one sentence that says what the case shows
      row            the requirement that it shows (R05); a question may name another
      recorded       the day on which everything was recorded that does not say otherwise (noon in Shanghai)
      enterprises, organizations, people
                     names, or maps with name, former_names, on_public_payroll (people), recorded
      links          who, role, of; since, until (the first day on which it no longer holds), share (percent);
                     `as` names it for corrections and ends
      findings       number, against, area, act_on, recognised_on, and what else a department states
      events         what happened to a finding and was recorded later than the finding
      corrections    we had a link wrong: what it was in truth, recorded on a day
      ends           a link ended in the world on a day (the first on which it no longer holds)
      renames        a party's new name; the old one becomes a former name
      ask, matter    whom the questions are about, and the matter, where a question does not say
      questions
        on           the day asked about; `until` asks the same on every day up to that one, which must be answered alike
        known_at     only what was recorded by the end of that day; otherwise everything
        asked        the day on which it is asked (2026-01-01): after it a decision is a projection
        name         the name that the caller expects
        outcome      with `grounds` and `reviews` in words (`scenario_text` says how), none where not given
        clear        the first day on which the outcome is CLEAR, `unknown` where that cannot be told; needed unless it is
                     CLEAR now or nobody knows the party
        projected    whether the answer says that it is a projection (false)
        error        the code of the error that is the answer instead
        restrictions every matter that is not CLEAR, with its outcome and measures; all others must be CLEAR
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from domain.decision import Outcome
from domain.errors import ErrorCode
from domain.findings import Grade
from domain.links import LinkKind
from domain.time import to_recorded
from seeds.yaml_nodes import read_source

FOLDER = Path(__file__).parents[1] / "scenarios"
ZONE = ZoneInfo("Asia/Shanghai")
RECORDED = date(2025, 6, 1)
ASKED = date(2026, 1, 1)


def recorded_on(day: date) -> int:
    """The recorded time of what was recorded on a day: noon in Shanghai."""
    return to_recorded(datetime.combine(day, time(12), ZONE))


def end_of(day: date) -> int:
    """The last recorded time of a day in Shanghai."""
    return to_recorded(datetime.combine(day + timedelta(days=1), time(0), ZONE)) - 1


def _lower_case(value: object) -> object:
    return value.upper() if isinstance(value, str) and value == value.lower() else value


Row = Annotated[str, Field(pattern=r"^R\d\d(, R\d\d)*$")]
Role = Annotated[LinkKind, BeforeValidator(_lower_case)]


class Strict(BaseModel):
    """Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Entity(Strict):
    name: str
    former_names: tuple[str, ...] = ()
    recorded: date | None = None


class Human(Entity):
    on_public_payroll: bool | None = None


class LinkEntry(Strict):
    who: str
    role: Role
    of: str
    since: date | None = None
    until: date | None = None
    share: Decimal | str | None = None
    recorded: date | None = None
    label: str | None = Field(default=None, alias="as")


class PenaltyEntry(Strict):
    document_number: str
    department: str
    decided_on: date


class Happened(Strict):
    rectified_on: date | None = None
    refused_on: date | None = None
    repaired_on: date | None = None
    withdrawn_on: date | None = None
    recorded: date | None = None


class FindingEntry(Happened):
    number: str
    against: str
    area: str
    act_on: date
    recognised_on: date
    rectify_by: date | None = None
    grade: Grade | None = None
    standard: str | None = None
    expires_on: date | None = None
    concerned: tuple[str, ...] = ()
    penalty: PenaltyEntry | None = None


class EventEntry(Happened):
    finding: str
    recorded: date


class CorrectionEntry(Strict):
    link: str
    since: date | None = None
    until: date | None = None
    share: Decimal | str | None = None
    recorded: date
    label: str | None = Field(default=None, alias="as")


class EndEntry(Strict):
    link: str
    on: date
    recorded: date


class RenameEntry(Strict):
    party: str
    to: str
    recorded: date


class Question(Strict):
    row: Row | None = None
    ask: str | None = None
    matter: str | None = None
    on: date
    until: date | None = None
    known_at: date | None = None
    asked: date = ASKED
    name: str | None = None
    outcome: Outcome | None = None
    grounds: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    clear: date | Literal["unknown"] | None = None
    projected: bool = False
    error: ErrorCode | None = None
    restrictions: dict[str, str] | None = None

    @model_validator(mode="after")
    def _one_answer(self) -> Question:
        given = [self.outcome is not None, self.error is not None, self.restrictions is not None]
        if sum(given) != 1:
            raise ValueError("exactly one of outcome, error and restrictions is the answer")
        if self.outcome in (Outcome.CLEAR, Outcome.UNKNOWN_PARTY) and (self.grounds or self.reviews):
            raise ValueError("there are neither grounds nor reviews when the outcome is CLEAR or UNKNOWN_PARTY")
        if (self.outcome not in (None, Outcome.CLEAR, Outcome.UNKNOWN_PARTY)) != (self.clear is not None):
            raise ValueError("`clear` is given exactly where something stands against the party")
        if self.restrictions is not None and (self.matter or self.name):
            raise ValueError("restrictions are asked for all matters, without a name")
        if self.until is not None and self.until <= self.on:
            raise ValueError(f"until {self.until} must lie after {self.on}")
        return self

    def days(self) -> Iterator[date]:
        """The days asked about."""
        for offset in range(((self.until or self.on) - self.on).days + 1):
            yield self.on + timedelta(days=offset)


class Facts(Strict):
    """Who and what there is in a case."""

    case: str
    row: Row
    recorded: date = RECORDED
    enterprises: tuple[str | Entity, ...] = ()
    organizations: tuple[str | Entity, ...] = ()
    people: tuple[str | Human, ...] = ()
    links: tuple[LinkEntry, ...] = ()
    findings: tuple[FindingEntry, ...] = ()
    events: tuple[EventEntry, ...] = ()
    corrections: tuple[CorrectionEntry, ...] = ()
    ends: tuple[EndEntry, ...] = ()
    renames: tuple[RenameEntry, ...] = ()


class Case(Facts):
    ask: str | None = None
    matter: str | None = None
    questions: tuple[Question, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _asks_something(self) -> Case:
        for question in self.questions:
            if (question.ask or self.ask) is None:
                raise ValueError(f"whom is the question about {question.on} about? give `ask`")
            if question.restrictions is None and (question.matter or self.matter) is None:
                raise ValueError(f"which matter is the question about {question.on} about? give `matter`")
        return self


class ScenarioFile(Strict):
    topic: str
    cases: tuple[Case, ...] = Field(min_length=1)


def files() -> list[Path]:
    """Every scenario file."""
    return sorted(FOLDER.glob("*.yaml"))


def read(path: Path) -> ScenarioFile:
    """One file. Raises ValueError with everything that is wrong with it."""
    return ScenarioFile.model_validate(data_of(path))


def data_of(path: Path) -> object:
    """What a file holds. Raises ValueError with everything that is wrong with it."""
    source = read_source(path.name, path.read_bytes())
    if source.problems:
        raise ValueError("\n".join(map(str, source.problems)))
    return source.data
