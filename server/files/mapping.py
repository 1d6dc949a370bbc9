"""What a mapping file says: how the rows of a foreign table become rows of ours.

One row of the table may become several of ours (an executive is a person, an enterprise and a link), and one cell may
hold several values. Pure: `server.files.mapping_file` reads the YAML.
"""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import Kind

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one field of ours comes from: exactly one of a column, a constant, a template.

    `values` translates the column's values; one that is not in it is `otherwise`, or the row error INVALID_VALUE where
    `otherwise` is None. `keep` leaves such a value as it is. `separator`: the cell holds several values, each is
    translated, and they are put together with a semicolon. `empty`: values that mean "not recorded".
    """

    column: str | None = None
    constant: str | None = None
    template: str | None = None
    values: Mapping[str, str] | None = None
    otherwise: str | None = None
    keep: bool = False
    separator: str | None = None
    empty: frozenset[str] = frozenset()

    def value(self, cells: Cells, name: str) -> str:
        """The field's text for one row. `name`: the field, for the error."""
        if self.constant is not None:
            return self.constant
        if self.template is not None:
            return self._composed(cells)
        assert self.column is not None
        text = cells[self.column].strip()
        if self.separator is None:
            return self._translated(text, name)
        parts = (part.strip() for part in text.split(self.separator))
        return ";".join(filter(None, (self._translated(part, name) for part in parts if part)))

    def _composed(self, cells: Cells) -> str:
        """The template filled in; empty where one of its columns is, for half a key is no key."""
        parts = {column: cells[column].strip() for column in template_columns(self.template or "")}
        return (self.template or "").format_map(parts) if all(parts.values()) else ""

    def _translated(self, text: str, name: str) -> str:
        if text in self.empty:
            return ""
        if self.values is None or (self.keep and text not in self.values):
            return text
        found = self.values.get(text, self.otherwise)
        if found is None:
            shown = f" ({text})" if text and len(text) <= 40 and not any(map(str.isdigit, text)) else ""
            raise CreditGraphError(
                ErrorCode.INVALID_VALUE, f"The mapping says nothing of this value of column {self.column}{shown}.", name
            )
        return found


@dataclass(frozen=True, slots=True)
class Split:
    """One row of ours for each of a column's values, which are separated by `by`."""

    column: str
    by: str


@dataclass(frozen=True, slots=True)
class Output:
    """The rows of one kind that a table's row becomes.

    `skip`: no row is made where the column has one of these values. `join`: rows of one split that are equal in every
    other field become one, with these fields put together by the text given.
    """

    kind: Kind
    fields: Mapping[str, Cell]
    split: Split | None = None
    skip: Mapping[str, frozenset[str]] = field(default_factory=dict)
    join: Mapping[str, str] = field(default_factory=dict)

    def rows(self, cells: Cells) -> Sequence[dict[str, str]]:
        """The rows of ours. Raises INVALID_VALUE for a value that the mapping says nothing of."""
        made = [self._row(part) for part in self._parts(cells) if not self._skipped(part)]
        return made if not self.join or len(made) < 2 else self._joined(made)

    def _parts(self, cells: Cells) -> Iterator[Cells]:
        if self.split is None:
            yield cells
            return
        for part in cells[self.split.column].split(self.split.by):
            if part.strip():
                yield {**cells, self.split.column: part.strip()}

    def _skipped(self, cells: Cells) -> bool:
        return any(cells[column].strip() in values for column, values in self.skip.items())

    def _row(self, cells: Cells) -> dict[str, str]:
        return {name: cell.value(cells, name) for name, cell in self.fields.items()}

    def _joined(self, rows: Sequence[dict[str, str]]) -> Sequence[dict[str, str]]:
        grouped: dict[tuple[str, ...], dict[str, str]] = {}
        for row in rows:
            same = tuple(value for name, value in row.items() if name not in self.join)
            first = grouped.setdefault(same, row)
            if first is not row:
                for name, between in self.join.items():
                    first[name] = between.join(dict.fromkeys(filter(None, (first[name], row[name]))))
        return list(grouped.values())


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A whole mapping file. Every column of the table is either used by an output or dropped by name."""

    outputs: tuple[Output, ...]
    drop: frozenset[str] = frozenset()

    def used_columns(self) -> frozenset[str]:
        """The columns that the table must have."""
        used: set[str] = set()
        for output in self.outputs:
            used.update(output.skip)
            if output.split is not None:
                used.add(output.split.column)
            for cell in output.fields.values():
                used.update(columns_of(cell))
        return frozenset(used)

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of row that it makes, in the order in which they must be stored."""
        made = {output.kind for output in self.outputs}
        return tuple(kind for kind in Kind if kind in made)

    def only(self, kind: Kind) -> TableMapping:
        """The same mapping with the outputs of one kind; the columns that only the others use are dropped."""
        kept = TableMapping(tuple(output for output in self.outputs if output.kind is kind), self.drop)
        return TableMapping(kept.outputs, self.drop | (self.used_columns() - kept.used_columns()))


def columns_of(cell: Cell) -> frozenset[str]:
    """The columns that a cell is made of."""
    if cell.column is not None:
        return frozenset({cell.column})
    return template_columns(cell.template) if cell.template is not None else frozenset()


@lru_cache(maxsize=256)
def template_columns(template: str) -> frozenset[str]:
    """The columns in braces of a template. Raises ValueError for one that is not plain text and `{column}`."""
    found: set[str] = set()
    for _, name, spec, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name or spec or conversion or any(mark in name for mark in ".[]"):
            raise ValueError(f"not a template of plain text and {{column}}: {template!r}")
        found.add(name)
    return frozenset(found)


def plain_mapping(kind: Kind, columns: Sequence[str]) -> TableMapping:
    """The mapping of a file whose columns have our own names."""
    return TableMapping((Output(kind, {column: Cell(column=column) for column in columns}),))
