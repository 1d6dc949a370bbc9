"""Rows in the double-publicity layout (双公示) as checked statements: who, by whom, which decision, and the cells to keep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.double_publicity import LAYOUTS, Layout, Publicity, day_after
from domain.errors import CreditGraphError, ErrorCode
from domain.finding_rules import department_code
from domain.identifiers import (
    Identifier,
    IdentityKey,
    citizen_id,
    mask_citizen_id,
    mask_citizen_ids_in,
    mask_passport,
    passport,
    uscc,
)
from domain.penalty_merging import PenaltyValues
from domain.policy import RuleBook
from resolvers.batches import Row, RowProblem
from resolvers.cells import LONG, NAME, RowReader, parse_amount

_OTHER_CODES = ("XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ")
"""Registration numbers that name a party where it has no unified code, in this order."""
CITIZEN_ID_LENGTH = 18
_CITY = ("昆山市", "市")


@dataclass(frozen=True, slots=True)
class PublicityRow:
    """One good row. `party`: the row of parties.csv that it is about, `representative`: that of its legal representative,
    None without a certain identity. `organ`: our department's code, or the organ's unified code. `cells`: all cells, numbers
    of persons' documents masked. `values`: what a penalty's row says."""

    row: int
    number: str
    organ: str
    decided_on: date
    identity: Identifier | None
    party: dict[str, object]
    representative: dict[str, object] | None
    cells: tuple[str, ...]
    values: PenaltyValues | None

    @property
    def represented(self) -> bool:
        """Whether it says for certain who represents which legal entity."""
        return self.representative is not None and "uscc" in self.party


def read_row(
    what: Publicity, number: int, row: Row, rules: RuleBook, identity_key: IdentityKey, acting: str | None = None
) -> tuple[PublicityRow | None, list[RowProblem]]:
    """The statement of a row, or its problems, which name the layout's columns. A citizen number in the midst of a text is
    masked before anything else is made of it. `acting`: the department that hands it in, whose own decisions alone it may
    state; None for an administrator."""
    layout = LAYOUTS[what]
    row = _masked(layout, row)
    reader = RowReader(row, number)
    document = reader.required(layout.number)
    decided_on = reader.required_day(layout.decided_on)
    organ = _organ(reader, layout, rules)
    if acting is not None and organ != acting and not any(p.field == layout.organ_code for p in reader.problems):
        reader.wrong(layout.organ_code, ErrorCode.NOT_IN_CHARGE, f"It was decided by {organ}, not by {acting}.")
    identity, party = _party(reader, layout, identity_key)
    values = penalty_values(reader, decided_on) if what is Publicity.PENALTIES else None
    representative = _representative(reader, layout, identity_key)
    _check_cells(reader, layout, identity_key)
    if reader.problems:
        return None, reader.problems
    cells = tuple(_kept(layout, column, row.get(column)) for column in layout.columns)
    return PublicityRow(number, document, organ, decided_on, identity, party, representative, cells, values), []


def penalty_values(reader: RowReader, decided_on: date) -> PenaltyValues:
    """What a penalty's row says. The layout's ends are last days."""
    return PenaltyValues(
        decided_on=decided_on,
        act=reader.text("CF_WFXW", LONG, lines=True),
        category=reader.text("CF_CFLB"),
        content=reader.text("CF_NR", LONG, lines=True),
        amount_10k=reader.read("CF_NR_FK", parse_amount),
        valid_until=day_after(reader.day("CF_YXQ")),
        publicised_until=day_after(reader.day("CF_GSJZQ")),
        basis=reader.text("CF_YJ", LONG, lines=True),
    )


def values_of(cells: Mapping[str, str]) -> PenaltyValues | None:
    """What kept cells of a penalty say."""
    reader = RowReader(cells, 0)
    decided_on = reader.day("CF_JDRQ")
    return penalty_values(reader, decided_on) if decided_on is not None else None


def _masked(layout: Layout, row: Row) -> Row:
    """Where a cell is nothing but a citizen number, in a column that is not for it, the row is refused later on."""
    return {
        column: mask_citizen_ids_in(value)
        if isinstance(value, str) and column not in layout.personal and len(value.strip()) > CITIZEN_ID_LENGTH
        else value
        for column, value in row.items()
    }


def _kept(layout: Layout, column: str, value: object) -> str:
    text = "" if value is None else str(value)
    if column in layout.personal and text.strip():
        bare = "".join(text.split())
        return mask_citizen_id(bare) if len(bare) >= 15 else mask_passport(bare)
    return text


def _organ(reader: RowReader, layout: Layout, rules: RuleBook) -> str:
    """Our department where the organ's code or name is one of ours, else the organ's unified code."""
    name, code = reader.text(layout.organ, NAME), reader.required(layout.organ_code)
    candidates = [code, name or "", *((name or "").removeprefix(prefix) for prefix in _CITY)]
    for candidate in candidates:
        try:
            return department_code(rules, candidate)
        except CreditGraphError:
            continue
    try:
        return uscc(code).value
    except CreditGraphError:
        if code:
            message = "It is neither a department's code nor a unified social credit code."
            reader.wrong(layout.organ_code, ErrorCode.UNKNOWN_DEPARTMENT, message)
        return code


def _party(reader: RowReader, layout: Layout, key: IdentityKey) -> tuple[Identifier | None, dict[str, object]]:
    """How the party is known, and its row of parties.csv without its kind. A name never identifies."""
    row: dict[str, object] = {"name": reader.name(layout.party("XDR_MC"))}
    code = reader.text(layout.party("XDR_SHXYM"))
    if code is not None:
        found = reader.read(layout.party("XDR_SHXYM"), uscc)
        if found is not None:
            row |= {"key": found.value, "uscc": found.value}
        return found, row
    document = reader.text(layout.party("XDR_ZJHM"))
    if document is not None and "*" in document:
        message = "A masked number says nobody for certain: the row is one that was exported. Give the number itself."
        reader.wrong(layout.party("XDR_ZJHM"), ErrorCode.INVALID_IDENTIFIER, message)
        return None, row
    if document is not None:
        found, scheme = _document(reader, layout.party("XDR_ZJHM"), reader.text(layout.party("XDR_ZJLX")), key)
        if found is not None:
            row |= {"key": found.key, scheme: document}
        return found, row
    for name in _OTHER_CODES:
        other = reader.text(layout.party(name))
        if other is not None:
            return None, row | {"key": f"{name}:{other}"}
    reader.wrong(
        layout.party("XDR_SHXYM"), ErrorCode.REQUIRED, "No number says who it is: a name alone is not an identity."
    )
    return None, row


def _document(reader: RowReader, column: str, kind: str | None, key: IdentityKey) -> tuple[Identifier | None, str]:
    """A person's document. What is no passport must be a valid citizen number."""
    if kind is not None and "护照" in kind:
        return reader.read(column, lambda text: passport(text, key, column)), "passport"
    return reader.read(column, lambda text: citizen_id(text, key, column)), "citizen_id"


def _representative(reader: RowReader, layout: Layout, key: IdentityKey) -> dict[str, object] | None:
    """The legal representative's row of parties.csv: only with a valid citizen number, else it stays a cell."""
    name, number = reader.text(layout.party("FRDB"), NAME), reader.text(layout.party("FR_ZJHM"))
    if name is None or number is None:
        return None
    try:
        found = citizen_id(number, key)
    except CreditGraphError:
        return None
    return {"key": found.key, "kind": "person", "name": name, "citizen_id": number}


def _check_cells(reader: RowReader, layout: Layout, key: IdentityKey) -> None:
    """Refuses what cannot be a cell, and a citizen number in a column whose cells are kept as they are."""
    read = {problem.field for problem in reader.problems}
    for column in layout.columns:
        text = reader.row.get(column)
        if column not in read:
            reader.text(column, LONG, lines=True)
        if column in layout.personal or not isinstance(text, str) or len(text) < 15:
            continue
        try:
            citizen_id(text, key)
        except CreditGraphError:
            continue
        reader.wrong(column, ErrorCode.INVALID_VALUE, "A citizen number does not belong into this column.")
