"""Penalties and licences in and out in the double-publicity layout (双公示, R43).

A row is kept as it came (numbers of persons' documents masked), so that an export gives the same cells; what it says also
becomes parties, links, and penalties like any other. Rows are independent, and importing a file twice changes nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from functools import partial

from neo4j import AsyncManagedTransaction

from domain.double_publicity import LAYOUTS, PERSON_CATEGORY, Publicity, kind_of, party_cells, penalty_cells
from domain.errors import CreditGraphError, ErrorCode
from domain.identifiers import IdentityKey, source_key
from domain.merging import Verdict
from domain.parties import Party, PartyKey
from domain.penalty_merging import penalty_key, revised
from domain.policy import RuleBook
from domain.summary import Lang, department_name
from graph.double_publicity import Kept, NewLicence, Publicised, PublicityReader, PublicityWriter
from graph.ends import End, ends_by_key
from graph.ledger import Ledger
from graph.penalty_writer import NewPenalty, PenaltyDraft, PenaltyWriter
from graph.writing import new_id
from resolvers.batches import CHUNK, LoadOutcome
from resolvers.double_publicity_rows import PublicityRow, read_row, values_of
from resolvers.legal_representatives import LegalRepresentatives
from resolvers.loading import Loader
from resolvers.parties import Parties
from resolvers.row_keys import check_source
from resolvers.rows import NumberedRow
from resolvers.storing import RuleProvider, Stored


class DoublePublicity:
    """Imports and exports."""

    def __init__(
        self,
        ledger: Ledger,
        loader: Loader,
        parties: Parties,
        reader: PublicityReader,
        rules: RuleProvider,
        key: IdentityKey,
    ) -> None:
        self._ledger = ledger
        self._loader = loader
        self._parties = parties
        self._representatives = LegalRepresentatives(loader, parties)
        self._reader = reader
        self._rules = rules
        self._key = key

    async def load(
        self, what: Publicity, rows: Sequence[NumberedRow], source: str, acting: str | None = None
    ) -> LoadOutcome:
        """Imports rows by column name, 5,000 in a transaction; problems name rows by their number.

        `acting`: the department that imports, None for an administrator. Another's decision is its row's NOT_IN_CHARGE.
        Raises INVALID_IDENTIFIER for the source's name.
        """
        name, total = check_source(source), LoadOutcome()
        for start in range(0, len(rows), CHUNK):
            total.add(await self._chunk(what, rows[start : start + CHUNK], name, acting))
        return total

    async def _chunk(
        self, what: Publicity, rows: Sequence[NumberedRow], source: str, acting: str | None
    ) -> LoadOutcome:
        stored, good = Stored(), list[PublicityRow]()
        for number, row in rows:
            statement, problems = read_row(what, number, row, self._rules(), self._key, acting)
            stored.problems.extend(problems)
            stored.rejected += bool(problems)
            if statement is not None:
                good.append(statement)
        good = await self._with_parties(good, source, stored)
        if good:
            done = await self._ledger.write(partial(self._store, what, good, source))
            stored.created, stored.changed, stored.unchanged = done.created, done.changed, done.unchanged
            stored.problems.extend(done.problems)
            stored.rejected += done.rejected
        outcome = stored.outcome(len(rows))
        outcome.row_errors.sort(key=lambda problem: problem.row)
        return outcome

    async def _with_parties(self, good: list[PublicityRow], source: str, stored: Stored) -> list[PublicityRow]:
        """Records the parties and legal representatives of rows; the rows whose party could be recorded.

        Who is known keeps the name that the register has: a row of a penalty renames nobody.
        """
        keys = [PartyKey(key=row.identity.key if row.identity else self._own(source, row)) for row in good]
        known = await self._parties.resolve(keys) if keys else []
        parties: list[NumberedRow] = []
        for position, (row, party) in enumerate(zip(good, known, strict=True)):
            parties.append((position, _party_row(row, party)))
        outcome = await self._loader.load_parties([row for _, row in parties], source)
        refused: dict[int, list[CreditGraphError]] = defaultdict(list)
        for problem in outcome.row_errors:
            refused[problem.row].append(CreditGraphError(problem.code, problem.message))
        for position, errors in refused.items():
            stored.refuse(good[position].row, *errors)
        kept = [row for position, row in enumerate(good) if position not in refused]
        await self._representatives.record([row for row in kept if row.represented], source)
        return kept

    def _own(self, source: str, row: PublicityRow) -> str:
        return source_key(source, str(row.party["key"])).key

    async def _store(
        self, what: Publicity, good: Sequence[PublicityRow], source: str, tx: AsyncManagedTransaction, at: int
    ) -> Stored:
        keys = {row.row: self._own(source, row) for row in good}
        ends, stored = await ends_by_key(tx, dict.fromkeys(keys.values())), Stored()
        found = [(row, end) for row in good if (end := ends.get(keys[row.row])) is not None]
        for row in good:
            if keys[row.row] not in ends:
                stored.refuse(row.row, CreditGraphError(ErrorCode.UNKNOWN_PARTY, "The party could not be recorded."))
        unique = {row.row: penalty_key(row.number, row.organ, end.id) for row, end in found}
        writer = PublicityWriter(tx, at, source, what)
        kept = await writer.known(dict.fromkeys(unique.values()))
        verdicts: dict[int, Verdict] = {}
        if what is Publicity.PENALTIES:
            verdicts = await _penalties(PenaltyWriter(tx, at, source), found, unique, kept)
        else:
            verdicts = await _licences(writer, found, unique, kept)
        appended: list[tuple[str, tuple[str, ...]]] = []
        for row, _ in found:
            known = kept[unique[row.row]]
            verdict = verdicts[row.row]
            if row.cells not in known.cells:
                known.cells.append(row.cells)
                appended.append((known.id, row.cells))
                verdict = Verdict.CHANGED if verdict is Verdict.UNCHANGED else verdict
            stored.count(verdict)
        await writer.append(appended)
        return stored

    async def export(self, what: Publicity, department: str | None = None) -> AsyncIterator[list[str]]:
        """The rows of every penalty or licence (of one deciding organ), in the order of recording."""
        rules = self._rules()
        async for item in self._reader.all(what, department):
            yield _row(what, item, rules)


def _party_row(row: PublicityRow, known: Party | None) -> dict[str, object]:
    """The row of parties.csv that a row is about."""
    if known is not None:
        return {**row.party, "kind": known.kind.value.lower(), "name": known.name}
    layout = LAYOUTS[Publicity.PENALTIES if row.values else Publicity.LICENCES]
    category: str | None = row.cells[layout.columns.index(layout.party("XDR_LB"))]
    if row.identity is not None and row.identity.scheme in ("CITIZEN_ID", "PASSPORT"):
        category = PERSON_CATEGORY
    uscc = row.identity.value if row.identity is not None and row.identity.scheme == "USCC" else None
    return {**row.party, "kind": kind_of(category, uscc).value.lower()}


Found = Sequence[tuple[PublicityRow, End]]


async def _penalties(
    writer: PenaltyWriter, found: Found, unique: dict[int, str], kept: dict[str, Kept]
) -> dict[int, Verdict]:
    """Records the penalties of rows like any others."""
    drafts = await writer.known(dict.fromkeys(unique.values()))
    new: dict[str, NewPenalty] = {}
    verdicts: dict[int, Verdict] = {}
    for row, end in found:
        key = unique[row.row]
        draft = drafts.get(key)
        assert row.values is not None
        verdicts[row.row] = Verdict.UNCHANGED
        if draft is None:
            draft = drafts[key] = PenaltyDraft(new_id(), [row.values])
            new[key] = NewPenalty(end.id, key, row.number, row.organ, draft)
            kept[key] = Kept(draft.id)
            verdicts[row.row] = Verdict.CREATED
        elif (version := revised(row.values, draft.versions)) is not None:
            draft.versions.append(version)
            draft.touched = True
            verdicts[row.row] = Verdict.CHANGED
    await writer.create(new.values())
    await writer.revise(draft for key, draft in drafts.items() if draft.touched and key not in new)
    return verdicts


async def _licences(
    writer: PublicityWriter, found: Found, unique: dict[int, str], kept: dict[str, Kept]
) -> dict[int, Verdict]:
    new: list[NewLicence] = []
    verdicts: dict[int, Verdict] = {}
    for row, end in found:
        key = unique[row.row]
        verdicts[row.row] = Verdict.UNCHANGED
        if key not in kept:
            licence = NewLicence(end.id, new_id(), key, row.number, row.organ, row.decided_on)
            kept[key] = Kept(licence.id)
            new.append(licence)
            verdicts[row.row] = Verdict.CREATED
    await writer.create_licences(new)
    return verdicts


def _row(what: Publicity, item: Publicised, rules: RuleBook) -> list[str]:
    layout = LAYOUTS[what]
    came = dict(zip(layout.columns, item.cells, strict=True)) if item.cells is not None else None
    if item.values is None:
        return list(item.cells or ())
    if came is not None:
        cells = penalty_cells(came, values_of(came), item.values)
    else:
        assert item.party is not None
        identifiers = dict(item.identifiers)
        masked = identifiers.get("CITIZEN_ID") or identifiers.get("PASSPORT")
        cells = party_cells(layout, item.party, identifiers.get("USCC"), masked)
        cells |= {"CF_WSH": item.document_number, "CF_CFJG": department_name(rules, item.department, Lang.ZH)}
        cells |= penalty_cells({"CF_CFJGDM": item.department}, None, item.values)
    return [cells.get(column, "") for column in layout.columns]


def check_columns(what: Publicity, columns: Sequence[str]) -> None:
    """Refuses a file whose header is not the layout's: a column that is missing, or one that it does not have.

    Raises UNKNOWN_COLUMN, with the columns in question.
    """
    wanted = LAYOUTS[what].columns
    wrong = [
        *(f"missing {c}" for c in wanted if c not in columns),
        *(f"unknown {c}" for c in columns if c not in wanted),
    ]
    if wrong:
        raise CreditGraphError(
            ErrorCode.UNKNOWN_COLUMN,
            f"This is not the layout of {what.value}: {', '.join(wrong)}. `creditgraph {what.value} template` writes an "
            "empty file of it.",
        )
