"""Rows of the four files, and of the mutations that take the same rows, as checked statements.

`parse_parties` and its siblings turn rows of cells into statements; a row with any problem becomes its problems and no
statement. What needs the graph or the rule book (unknown parties, departments, areas) is checked where rows are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from domain.errors import ErrorCode
from domain.findings import Grade
from domain.identifiers import Identifier
from domain.link_rules import DECIDING
from domain.links import LinkKind
from domain.parties import PartyKind, normalize_name
from resolvers.batches import COLUMNS, Kind, Row, RowProblem
from resolvers.cells import LONG, NAME, RowReader, parse_amount, parse_share
from resolvers.row_keys import RowContext, read_key, read_own_key, read_scheme_key

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ParsedParty:
    """What one row says of a party. `identifiers` begins with the source's own key; None: the row says nothing.
    `by_platform`: an industry platform says it (R45)."""

    row: int
    kind: PartyKind
    name: str
    name_norm: str
    identifiers: tuple[Identifier, ...]
    former_names: tuple[str, ...] = ()
    organization_type: str | None = None
    on_public_payroll: bool | None = None
    area_code: str | None = None
    record: str | None = None
    by_platform: bool = False


@dataclass(frozen=True, slots=True)
class ParsedLink:
    """What one row says of a link. `from_key`, `to_key`: identifier keys; `share`: canonical text of a Share."""

    row: int
    kind: LinkKind
    from_key: str
    to_key: str
    share: str | None = None
    since: date | None = None
    until: date | None = None
    position: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedPenalty:
    """What one row says of a penalty (行政处罚决定). `department` is a code or a name; `amount_10k` canonical text."""

    row: int
    document_number: str
    party_key: str
    department: str
    decided_on: date
    act: str | None = None
    category: str | None = None
    content: str | None = None
    amount_10k: str | None = None
    valid_until: date | None = None
    publicised_until: date | None = None
    basis: str | None = None
    record: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedFinding:
    """What one row says of a finding and its events. `department` is a code or a name; None: the row says nothing."""

    row: int
    number: str
    party_key: str
    area: str
    department: str
    act_on: date
    recognised_on: date
    rectify_by: date | None = None
    rectified_on: date | None = None
    refused_on: date | None = None
    grade: Grade | None = None
    standard: str | None = None
    expires_on: date | None = None
    penalty_document_number: str | None = None
    concerned_keys: tuple[str, ...] = ()
    withdrawn_on: date | None = None
    repaired_on: date | None = None


NumberedRow = tuple[int, Row]
"""A row with its position in the batch (from 0) or its line in the file."""


@dataclass(slots=True)
class ParsedRows(Generic[T]):
    """The statements of the good rows, in their order, the problems of the bad ones, and how many bad ones there are."""

    statements: list[T]
    problems: list[RowProblem]
    refused: int = 0


def parse_rows(
    rows: Iterable[NumberedRow], context: RowContext, parse: Callable[[RowReader, int, RowContext], T]
) -> ParsedRows[T]:
    """Reads every row on its own."""
    parsed: ParsedRows[T] = ParsedRows([], [])
    for number, row in rows:
        reader = RowReader(row, number)
        statement = parse(reader, number, context)
        if reader.problems:
            parsed.problems.extend(reader.problems)
            parsed.refused += 1
        else:
            parsed.statements.append(statement)
    return parsed


def parse_party(reader: RowReader, number: int, context: RowContext) -> ParsedParty:
    """Reads a row of parties.csv."""
    kind = _choice(reader, "kind", _PARTY_KINDS)
    name = reader.name("name")
    payroll = reader.flag("on_public_payroll")
    kind_of_organization = reader.text("organization_type")
    if kind is PartyKind.PERSON:
        _refuse_of(reader, kind_of_organization, "organization_type", "A person has no organization type.")
    elif kind is not None and payroll:
        reader.wrong("on_public_payroll", ErrorCode.INVALID_VALUE, "Only a person can be on the public payroll.")
    if context.platform and payroll is not None:
        reader.wrong(
            "on_public_payroll", ErrorCode.FORBIDDEN, "An industry platform does not say who is on the payroll."
        )
    return ParsedParty(
        row=number,
        kind=kind or PartyKind.ENTERPRISE,
        name=name,
        name_norm=normalize_name(name),
        identifiers=_identifiers(reader, kind, context),
        former_names=reader.texts("former_names"),
        organization_type=kind_of_organization,
        on_public_payroll=payroll if kind is PartyKind.PERSON else None,
        area_code=reader.text("area_code", 32),
        record=reader.text("record", NAME),
        by_platform=context.platform,
    )


def _identifiers(reader: RowReader, kind: PartyKind | None, context: RowContext) -> tuple[Identifier, ...]:
    """The row's own key, then whatever official identifiers it has; only persons have personal ones."""
    found = [read_key(reader, "key", "", context)] if context.key_required or reader.row.get("key") else []
    for field in ("uscc", "citizen_id", "passport"):
        if not reader.row.get(field):
            continue
        if kind is not None and (field == "uscc") is (kind is PartyKind.PERSON):
            of = "A person has no unified social credit code." if field == "uscc" else f"Only a person has a {field}."
            reader.wrong(field, ErrorCode.INVALID_IDENTIFIER, of)
            continue
        found.append(read_scheme_key(reader, field, field, context))
    return tuple(identifier for identifier in found if identifier is not None)


def parse_link(reader: RowReader, number: int, context: RowContext) -> ParsedLink:
    """Reads a row of links.csv."""
    since, until = reader.day("since"), reader.day("until")
    if since is not None and until is not None and until <= since:
        reader.wrong(
            "until", ErrorCode.INVALID_PERIOD, "until is the first day on which it no longer holds: after since."
        )
    source = read_key(reader, "source_key", "source_key_scheme", context)
    target = read_key(reader, "target_key", "target_key_scheme", context)
    kind = _choice(reader, "relation", _LINK_KINDS)
    if context.platform and kind is not None and kind in DECIDING:
        reader.wrong("relation", ErrorCode.FORBIDDEN, NOT_BY_PLATFORM)
    share = reader.read("share_percent", parse_share)
    if share is not None and kind is not None and kind not in SHARED:
        reader.wrong("share_percent", ErrorCode.INVALID_SHARE, "Only a shareholder or a controller has a share.")
    return ParsedLink(
        row=number,
        kind=kind or LinkKind.SHAREHOLDER,
        from_key=source.key if source else "",
        to_key=target.key if target else "",
        share=share,
        since=since,
        until=until,
        position=reader.text("position"),
        record=reader.text("record", NAME),
    )


NOT_BY_PLATFORM = (
    "An industry platform does not say who represents, runs, owns or controls a company: what it writes never decides "
    "alone."
)

SHARED = frozenset({LinkKind.SHAREHOLDER, LinkKind.ACTUAL_CONTROLLER})
"""The kinds of link that may have a share."""


def parse_penalty(reader: RowReader, number: int, context: RowContext) -> ParsedPenalty:
    """Reads a row of penalties.csv (the double-publicity layout 双公示, R43)."""
    decided_on = reader.required_day("decided_on")
    party = read_key(reader, "party_key", "party_key_scheme", context)
    return ParsedPenalty(
        row=number,
        document_number=reader.required("document_number"),
        party_key=party.key if party else "",
        department=reader.required("department"),
        decided_on=decided_on,
        act=reader.text("act", LONG, lines=True),
        category=reader.text("category"),
        content=reader.text("content", LONG, lines=True),
        amount_10k=reader.read("amount_10k", parse_amount),
        valid_until=_not_before(reader, "valid_until", decided_on, "decided_on"),
        publicised_until=_not_before(reader, "publicised_until", decided_on, "decided_on"),
        basis=reader.text("basis", LONG, lines=True),
        record=reader.text("record", NAME),
    )


def parse_finding(reader: RowReader, number: int, context: RowContext) -> ParsedFinding:
    """Reads a row of findings.csv. The dates must be possible one by one; their order as a whole is judged when stored,
    together with what is known of the finding."""
    party = read_key(reader, "party_key", "party_key_scheme", context)
    grade = _choice(reader, "grade", _GRADES) if reader.row.get("grade") else None
    concerned = (read_own_key(reader, "concerned_keys", key, context) for key in reader.texts("concerned_keys"))
    return ParsedFinding(
        row=number,
        number=reader.required("number"),
        party_key=party.key if party else "",
        area=reader.required("area").upper(),
        department=reader.required("department"),
        act_on=reader.required_day("act_on"),
        recognised_on=reader.required_day("recognised_on"),
        rectify_by=reader.day("rectify_by"),
        rectified_on=reader.day("rectified_on"),
        refused_on=reader.day("refused_on"),
        grade=grade,
        standard=reader.text("standard", NAME),
        expires_on=reader.day("expires_on"),
        penalty_document_number=reader.text("penalty_document_number"),
        concerned_keys=tuple(dict.fromkeys(person.key for person in concerned if person is not None)),
        withdrawn_on=reader.day("withdrawn_on"),
        repaired_on=reader.day("repaired_on"),
    )


def unknown_columns(kind: Kind, names: Iterable[str]) -> list[str]:
    """The names that are no column of this kind of row."""
    known = COLUMNS[kind].all
    return [name for name in names if name not in known]


E = TypeVar("E", PartyKind, LinkKind, Grade)


def _choice(reader: RowReader, field: str, choices: Mapping[str, E]) -> E | None:
    """One of an enumeration's values, in either case; None where a problem was noted."""
    text = reader.required(field)
    found = choices.get(text.upper())
    if found is None and text:
        reader.wrong(field, ErrorCode.INVALID_VALUE, f"{field} must be one of {', '.join(choices).lower()}.")
    return found


_PARTY_KINDS = {member.value: member for member in PartyKind}
_LINK_KINDS = {member.value: member for member in LinkKind}
_GRADES = {member.value: member for member in Grade}


def _refuse_of(reader: RowReader, value: object, field: str, message: str) -> None:
    if value is not None:
        reader.wrong(field, ErrorCode.INVALID_VALUE, message)


def _not_before(reader: RowReader, field: str, first: date, first_field: str) -> date | None:
    day = reader.day(field)
    if day is not None and day < first:
        reader.wrong(field, ErrorCode.INVALID_PERIOD, f"{field} must not be before {first_field}.")
    return day
