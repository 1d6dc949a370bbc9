"""Loaders for tests, with the rules that the project ships and a known identity key."""

from __future__ import annotations

from functools import cache

from domain.identifiers import IdentityKey
from domain.policy import RuleBook
from domain.rule_documents import RuleDocuments, build_rulebook
from graph.ledger import Ledger
from resolvers.batches import LoadOutcome
from resolvers.loading import Loader
from seeds.rule_files import load_rules

IDENTITY_KEY = IdentityKey(b"tests-identity-key-0123456789abc")


@cache
def shipped_documents() -> RuleDocuments:
    """The shipped rule files, read once."""
    return load_rules()


@cache
def shipped_rules() -> RuleBook:
    """The rule book of the shipped files."""
    return build_rulebook(shipped_documents())


def make_loader(ledger: Ledger) -> Loader:
    """A loader on `ledger`."""
    return Loader(ledger, shipped_rules, IDENTITY_KEY)


def counts(outcome: LoadOutcome) -> tuple[int, int, int, int, int]:
    """received, created, changed, unchanged, rejected."""
    return (outcome.received, outcome.created, outcome.changed, outcome.unchanged, outcome.rejected)


def problems(outcome: LoadOutcome) -> list[tuple[int, str | None, str]]:
    """Row, field and code of each row error."""
    return [(problem.row, problem.field, problem.code.value) for problem in outcome.row_errors]
