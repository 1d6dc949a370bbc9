"""Which rules hold: recorded at start, looked up as known at any recorded time."""

from __future__ import annotations

from collections.abc import Sequence

from domain.policy import RuleBook, check_no_overlap
from domain.rule_documents import RuleDocument, build_rulebook
from graph.rulebook import RecordedRules, RuleStore


class RuleVersionConflictError(Exception):
    """A rule file that cannot be recorded as it is; one sentence that says why and what to do."""


class Rules:
    """The rule books of this installation. `record` is called once at start; lookups are in memory."""

    def __init__(self, store: RuleStore) -> None:
        self._store = store
        self._recorded = RecordedRules((), 0)
        self._books: dict[frozenset[str], RuleBook] = {}

    @property
    def current(self) -> RuleBook:
        """The rules as known now."""
        return self._book(len(self._recorded.rules))

    async def record(self, documents: Sequence[RuleDocument]) -> None:
        """Record documents that are new; the known ones change nothing.

        Raises RuleVersionConflictError for changed content under a recorded version number, for a version older than
        the newest recorded one, and for a document number that would be in force twice on one day (a policy whose file
        was renamed would count twice).
        """
        self._recorded = await self._store.read()
        new = _new(documents, self._recorded)
        _check_together([rule.document for rule in self._recorded.rules] + new)
        if new:
            self._recorded = await self._store.record(lambda recorded: _new(documents, recorded))

    async def load(self) -> None:
        """Read what is recorded, recording nothing."""
        self._recorded = await self._store.read()

    async def known(self, known_at: int, changed_at: int) -> RuleBook:
        """The rules as known at `known_at`. `changed_at`, as the evidence says it, tells whether another server has
        recorded rules since. Before the first rules were recorded, the first ones."""
        if changed_at > self._recorded.changed_at:
            await self.load()
        return self.at(known_at)

    def at(self, known_at: int) -> RuleBook:
        """The rules as known at `known_at`, by what this process has read."""
        rules = self._recorded.rules
        count = sum(1 for rule in rules if rule.recorded_at <= known_at)
        if count == 0 and rules:
            count = sum(1 for rule in rules if rule.recorded_at == rules[0].recorded_at)
        return self._book(count)

    def versions(self) -> list[tuple[str, int, str, int]]:
        """Name, version, SHA-256 and recorded time of everything recorded, oldest first."""
        return [
            (
                f"{rule.document.kind}:{rule.document.name}",
                rule.document.version,
                rule.document.sha256,
                rule.recorded_at,
            )
            for rule in self._recorded.rules
        ]

    def _book(self, count: int) -> RuleBook:
        documents = [rule.document for rule in self._recorded.rules[:count]]
        key = frozenset(document.key for document in documents)
        if key not in self._books:
            self._books[key] = build_rulebook(documents)
        return self._books[key]


def _check_together(documents: Sequence[RuleDocument]) -> None:
    try:
        check_no_overlap(build_rulebook(documents).policies)
    except ValueError as error:
        raise RuleVersionConflictError(f"{error} (what is recorded stays, though its file is gone)") from None


def _new(documents: Sequence[RuleDocument], recorded: RecordedRules) -> list[RuleDocument]:
    """The documents that are not recorded yet."""
    known = {rule.document.key: rule.document for rule in recorded.rules}
    newest: dict[tuple[str, str], int] = {}
    for rule in recorded.rules:
        key = (rule.document.kind, rule.document.name)
        newest[key] = max(newest.get(key, 0), rule.document.version)
    new: list[RuleDocument] = []
    for document in documents:
        there = known.get(document.key)
        latest = newest.get((document.kind, document.name), 0)
        if there is not None and there.sha256 != document.sha256:
            raise RuleVersionConflictError(
                f"{document.kind} {document.name}: its content has changed but its version is still {document.version}; "
                f"old decisions rest on that version, so give the changed file version {latest + 1}"
            )
        if document.version < latest:
            raise RuleVersionConflictError(
                f"{document.kind} {document.name}: version {document.version} is older than version {latest}, which is "
                f"recorded; to return to the old content give it version {latest + 1}"
            )
        if there is None:
            new.append(document)
    return new
