"""Reads a mapping file (YAML), strictly: every key known, every field ours, every complaint with its line.

outputs:
  - kind: links                      # parties, links, penalties or findings
    split: {column: jobs, by: "/"}   # one row for each value of the cell
    skip: {jobs: [名誉董事长]}         # no row for these values
    join: {position: "、"}            # rows of one split that differ only here become one
    fields:
      target_key: code                                           # the column of that name
      source_key: {template: "{code}:{name}"}                    # composed
      source_key_scheme: {constant: another-register}            # the same for every row
      relation: {column: jobs, values: {董事: director}}          # a value not listed is a row error
      position: {column: title, values: {CEO: 总经理}, keep: true} # … or is kept, or is `otherwise`
      on_public_payroll: {column: staff, empty: ["null"]}        # these values mean: not recorded
drop: [gender, age]                  # columns of the table that are not loaded, by name
"""

from __future__ import annotations

from pathlib import Path

from resolvers.batches import COLUMNS, Kind
from server.files.mapping import Cell, Output, Split, TableMapping, template_columns
from server.files.strict_yaml import Located, StrictFile


def read_mapping(path: Path) -> TableMapping:
    """The mapping that the file holds. Raises INVALID_VALUE, naming file and line, for anything it does not know."""
    file = StrictFile(path)
    found = file.load()
    file.known(found, ("about", "outputs", "drop"))
    outputs = found.get("outputs")
    if not isinstance(outputs, list) or not outputs:
        raise file.wrong(found.lines.get("outputs", 1), "outputs must be a list of at least one kind of row")
    drop = frozenset(file.texts(found, "drop")) if "drop" in found else frozenset()
    return TableMapping(tuple(_output(file, output, found.lines["outputs"]) for output in outputs), drop)


def _output(file: StrictFile, value: object, line: int) -> Output:
    found = file.mapping(value, line, "an output")
    file.known(found, ("kind", "fields", "split", "skip", "join"))
    kind = _kind(file, found)
    fields = file.mapping(found.get("fields"), found.lines.get("fields", found.line), "fields")
    columns = COLUMNS[kind]
    file.known(fields, columns.all)
    missing = [name for name in columns.required if name not in fields]
    if missing:
        raise file.wrong(found.line, f"rows of {kind} need the fields {', '.join(missing)}")
    cells = {name: _cell(file, fields, name) for name in fields}
    skip = _section(file, found, "skip")
    join = _section(file, found, "join")
    file.known(join, fields)
    return Output(
        kind,
        cells,
        _split(file, found) if "split" in found else None,
        {column: frozenset(file.texts(skip, column)) for column in skip},
        {name: file.text(join, name) for name in join},
    )


def _kind(file: StrictFile, found: Located) -> Kind:
    kind = found.get("kind")
    if kind not in [str(known) for known in Kind]:
        raise file.wrong(found.lines.get("kind", found.line), f"kind must be one of {', '.join(Kind)}")
    return Kind(kind)


def _section(file: StrictFile, found: Located, key: str) -> Located:
    if key in found:
        return file.mapping(found[key], found.lines[key], key)
    empty = Located()
    empty.line, empty.lines = found.line, {}
    return empty


def _split(file: StrictFile, found: Located) -> Split:
    split = file.mapping(found["split"], found.lines["split"], "split")
    file.known(split, ("column", "by"))
    if len(split) < 2:
        raise file.wrong(split.line, "split needs a column and the text that separates its values (by)")
    by = file.text(split, "by")
    if not by:
        raise file.wrong(split.lines["by"], "by must not be empty")
    return Split(file.text(split, "column"), by)


def _cell(file: StrictFile, fields: Located, name: str) -> Cell:
    value, line = fields[name], fields.lines[name]
    if isinstance(value, str):
        return Cell(column=value)
    found = file.mapping(value, line, name)
    file.known(found, ("column", "constant", "template", "values", "otherwise", "keep", "separator", "empty"))
    if sum(key in found for key in ("column", "constant", "template")) != 1:
        raise file.wrong(line, f"{name} needs exactly one of column, constant and template")
    if "constant" in found:
        _alone(file, found, "constant")
        return Cell(constant=file.text(found, "constant"))
    if "template" in found:
        _alone(file, found, "template")
        return _template(file, found)
    return _column(file, found)


def _alone(file: StrictFile, found: Located, key: str) -> None:
    if len(found) > 1:
        raise file.wrong(found.line, f"beside {key} nothing else can be said of a field")


def _template(file: StrictFile, found: Located) -> Cell:
    template = file.text(found, "template")
    try:
        used = template_columns(template)
    except ValueError as error:
        raise file.wrong(found.lines["template"], str(error)) from None
    if not used:
        raise file.wrong(found.lines["template"], "a template names at least one column in braces")
    return Cell(template=template)


def _column(file: StrictFile, found: Located) -> Cell:
    values = None
    if "values" in found:
        table = file.mapping(found["values"], found.lines["values"], "values")
        values = {key: file.text(table, key) for key in table}
    keep = found.get("keep", False)
    if not isinstance(keep, bool):
        raise file.wrong(found.lines["keep"], "keep must be true or false")
    if (keep or "otherwise" in found) and values is None:
        raise file.wrong(
            found.line, "keep and otherwise say what happens to a value that is not among values: give values"
        )
    if keep and "otherwise" in found:
        raise file.wrong(found.line, "give one of keep and otherwise")
    return Cell(
        column=file.text(found, "column"),
        values=values,
        otherwise=file.text(found, "otherwise") if "otherwise" in found else None,
        keep=keep,
        separator=file.text(found, "separator") if "separator" in found else None,
        empty=frozenset(file.texts(found, "empty")) if "empty" in found else frozenset(),
    )
