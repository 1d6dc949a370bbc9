"""The shape of `progress.yaml`, and what its values must mean together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from pydantic import Field, StrictInt, StrictStr

from domain.progress_rules import ItemKind, Settled, TableKind, WorkKind
from domain.rule_documents import RuleKind
from seeds.problems import KeyPath, unknown
from seeds.rule_models import Bilingual, Code, Model, RuleFile, Text

Points = Annotated[StrictStr, Field(pattern=r"^\d{1,3}(\.\d{1,2})?$")]


class HeadingModel(Model):
    text: Text
    points: Points


class ItemModel(Model):
    code: Code
    kind: ItemKind
    heading: HeadingModel
    done_by: list[WorkKind] = Field(default_factory=list)
    missed_by: list[WorkKind] = Field(default_factory=list)
    each: Points | None = None
    per_quarter: Annotated[StrictInt, Field(ge=1, le=100)] = 1
    settled: Settled = Settled.YEAR_END


class NoteModel(Model):
    number: Annotated[StrictInt, Field(ge=1, le=99)]
    text: Text
    points: Points | None = None
    items: list[Code] = Field(default_factory=list)
    used: Literal["heading", "note"] | None = None
    why: Text | None = None


class TableModel(Model):
    title: Bilingual
    unit_heading: Text
    deductions_heading: Text
    units: Annotated[list[Code], Field(min_length=1)]
    items: Annotated[list[ItemModel], Field(min_length=1)]
    notes: list[NoteModel]


class ProgressFile(RuleFile):
    kind: ClassVar[RuleKind] = RuleKind.PROGRESS

    source: Text
    final_month: Annotated[StrictInt, Field(ge=1, le=12)]
    feedback_within_days: Annotated[StrictInt, Field(ge=1, le=366)] = 30
    tables: Annotated[dict[TableKind, TableModel], Field(min_length=2)]


Found = Iterator[tuple[KeyPath, str]]


def check_progress(file: ProgressFile, departments: frozenset[str] | None) -> Found:
    """Units are known and stand in one table, codes and numbers are given once, and a disagreement of headings and notes is
    settled with a reason."""
    units = Counter(unit for table in file.tables.values() for unit in table.units)
    for kind, table in file.tables.items():
        path: KeyPath = ("tables", kind.value)
        for index, unit in enumerate(table.units):
            if departments is not None and unit not in departments:
                yield (*path, "units", index), unknown("department", unit, departments)
            elif units[unit] > 1:
                yield (*path, "units", index), f"{unit!r} has two rows"
        codes = Counter(item.code for item in table.items)
        for index, item in enumerate(table.items):
            if codes[item.code] > 1:
                yield (*path, "items", index, "code"), f"{item.code!r} is defined twice"
            if (item.kind in (ItemKind.FEEDBACK, ItemKind.CASES)) and item.each is None:
                yield (*path, "items", index, "each"), "this key is required: what one that is missing costs"
        numbers = Counter(note.number for note in table.notes)
        for index, note in enumerate(table.notes):
            if numbers[note.number] > 1:
                yield (*path, "notes", index, "number"), f"{note.number} is given twice"
            for message in _note_problems(table, note):
                yield (*path, "notes", index), message


def _note_problems(table: TableModel, note: NoteModel) -> Iterator[str]:
    headings = {item.code: Decimal(item.heading.points) for item in table.items}
    for code in note.items:
        if code not in headings:
            yield unknown("item", code, headings)
            return
    agree = note.points is None or Decimal(note.points) == sum(headings[code] for code in note.items)
    if agree and (note.used or note.why):
        yield "note and headings agree (or the note has no points): leave out used and why"
    if not agree and not (note.used and note.why):
        yield "gives its items other points than their headings: say which is used (heading or note) and why"
    if note.used == "note" and len(note.items) != 1:
        yield "a note of several items does not say what each costs: use the heading"
