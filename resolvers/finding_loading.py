"""Stores rows of penalties and findings (docs/decisions/loading.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from neo4j import AsyncManagedTransaction

from domain.errors import CreditGraphError, ErrorCode
from domain.finding_merging import Stated
from domain.finding_rules import department_code
from domain.findings import EventKind
from domain.merging import Verdict
from domain.parties import PartyKind
from domain.penalty_merging import PenaltyValues, penalty_key, revised
from domain.policy import RuleBook
from graph.ends import End, ends_by_key
from graph.finding_writer import FindingWriter
from graph.penalty_writer import NewPenalty, PenaltyDraft, PenaltyWriter
from graph.writing import new_id
from resolvers.finding_fold import FindingFold, FindingStatement
from resolvers.rows import ParsedFinding, ParsedPenalty
from resolvers.storing import RuleProvider, Stored, unknown_party


class PenaltyStore:
    """Stores rows of penalties; a `Store`."""

    def __init__(self, rules: RuleProvider) -> None:
        self._rules = rules

    async def __call__(
        self, tx: AsyncManagedTransaction, at: int, source: str, statements: Sequence[ParsedPenalty]
    ) -> Stored:
        """A penalty is known by its document number, department and party."""
        rules, stored = self._rules(), Stored()
        ends = await ends_by_key(tx, dict.fromkeys(row.party_key for row in statements))
        found: list[tuple[ParsedPenalty, str, End, str]] = []
        for row in statements:
            try:
                department, party = department_code(rules, row.department), _end(ends, row.party_key, "party_key")
            except CreditGraphError as error:
                stored.refuse(row.row, error)
                continue
            found.append((row, department, party, penalty_key(row.document_number, department, party.id)))
        writer = PenaltyWriter(tx, at, source)
        drafts = await writer.known(dict.fromkeys(key for *_, key in found))
        new: dict[str, NewPenalty] = {}
        for row, department, party, key in found:
            draft = drafts.get(key)
            stored.count(Verdict.CREATED if draft is None else _merge_penalty(draft, row))
            if draft is None:
                records = () if row.record is None else (row.record,)
                draft = drafts[key] = PenaltyDraft(new_id(), [_values(row)], records)
                new[key] = NewPenalty(party.id, key, row.document_number, department, draft)
        await writer.create(new.values())
        await writer.revise(draft for key, draft in drafts.items() if draft.touched and key not in new)
        return stored


def _merge_penalty(draft: PenaltyDraft, row: ParsedPenalty) -> Verdict:
    version = revised(_values(row), draft.versions)
    is_new_record = row.record is not None and row.record not in draft.records
    if version is None and not is_new_record:
        return Verdict.UNCHANGED
    if version is not None:
        draft.versions.append(version)
    if is_new_record and row.record is not None:
        draft.records = (*draft.records, row.record)
    draft.touched = True
    return Verdict.CHANGED


def _values(row: ParsedPenalty) -> PenaltyValues:
    return PenaltyValues(
        *(row.decided_on, row.act, row.category, row.content, row.amount_10k),
        *(row.valid_until, row.publicised_until, row.basis),
    )


class FindingStore:
    """Stores rows of findings; a `Store`."""

    def __init__(self, rules: RuleProvider) -> None:
        self._rules = rules

    async def __call__(
        self, tx: AsyncManagedTransaction, at: int, source: str, statements: Sequence[ParsedFinding]
    ) -> Stored:
        """A finding is known by its number."""
        rules, stored = self._rules(), Stored()
        keys = dict.fromkeys(key for row in statements for key in (row.party_key, *row.concerned_keys))
        ends = await ends_by_key(tx, keys)
        found: list[tuple[int, FindingStatement]] = []
        for row in statements:
            try:
                found.append((row.row, _statement(row, ends, rules)))
            except CreditGraphError as error:
                stored.refuse(row.row, error)
        writer = FindingWriter(tx, at, source)
        known = await writer.known(dict.fromkeys(statement.number for _, statement in found))
        resting = {statement.party.id for _, statement in found if statement.penalty_document_number is not None}
        fold = FindingFold(known, await writer.penalties(sorted(resting)), rules, at)
        for row_number, statement in found:
            try:
                stored.count(fold.merge(statement)[0])
            except CreditGraphError as error:
                stored.refuse(row_number, error)
        await fold.write(writer)
        return stored


def _statement(row: ParsedFinding, ends: Mapping[str, End], rules: RuleBook) -> FindingStatement:
    concerned = concerned_ids(_end(ends, key, "concerned_keys") for key in row.concerned_keys)
    stated = Stated(
        *(row.recognised_on, row.act_on, row.grade, row.rectify_by, row.standard, row.expires_on),
        concerned=concerned or None,
    )
    days: dict[EventKind, date | None] = {
        EventKind.RECTIFIED: row.rectified_on,
        EventKind.RECTIFICATION_REFUSED: row.refused_on,
        EventKind.REPAIR_GRANTED: row.repaired_on,
        EventKind.WITHDRAWN: row.withdrawn_on,
    }
    if row.area not in rules.areas:
        raise CreditGraphError(ErrorCode.UNKNOWN_AREA, "There is no area with this code.", "area")
    return FindingStatement(
        number=row.number,
        party=_end(ends, row.party_key, "party_key"),
        area=row.area,
        department=department_code(rules, row.department),
        stated=stated,
        days={kind: day for kind, day in days.items() if day is not None},
        penalty_document_number=row.penalty_document_number,
    )


def concerned_ids(ends: Iterable[End]) -> frozenset[str]:
    """The ids of parties concerned (当事人), who are persons. Raises INVALID_VALUE for one who is not."""
    found = list(ends)
    if any(end.kind is not PartyKind.PERSON for end in found):
        raise CreditGraphError(ErrorCode.INVALID_VALUE, "The parties concerned are persons.", "concerned_keys")
    return frozenset(end.id for end in found)


def _end(ends: Mapping[str, End], key: str, field: str) -> End:
    end = ends.get(key)
    if end is None:
        raise unknown_party(field)
    return end
