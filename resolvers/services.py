"""Everything that the borders call, wired together once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from graph.connection import Connection
from graph.control import ControlReader
from graph.evidence import EvidenceReader
from graph.history import HistoryReader
from graph.ledger import Ledger
from graph.name_index import NameIndex
from graph.names import Names
from graph.ownership import OwnershipReader
from graph.reader import Reader
from graph.rulebook import RuleStore
from graph.walking import WalkReader
from resolvers.checks import Checks
from resolvers.clock import Clock
from resolvers.control_evidence import ControlEvidence
from resolvers.findings import Findings
from resolvers.histories import Histories
from resolvers.neighbourhoods import Neighbourhoods
from resolvers.ownership import Ownership
from resolvers.parties import Parties
from resolvers.paths import PathFinder
from resolvers.rules import Rules


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of one running program."""

    connection: Connection
    ledger: Ledger
    clock: Clock
    rules: Rules
    names: Names
    checks: Checks
    parties: Parties
    findings: Findings
    ownership: Ownership
    paths: PathFinder
    neighbourhoods: Neighbourhoods
    histories: Histories


def wire(connection: Connection, ledger: Ledger, index: NameIndex, clock: Clock) -> Services:
    """The services over an open connection. Nothing is read or started: see `Rules.record` and `Names.start`."""
    rules = Rules(RuleStore(connection, ledger))
    reader = Reader(connection)
    walker = WalkReader(connection)
    names = Names(connection, index)
    return Services(
        connection=connection,
        ledger=ledger,
        clock=clock,
        rules=rules,
        names=names,
        checks=Checks(EvidenceReader(connection), rules, clock, ControlEvidence(ControlReader(connection))),
        parties=Parties(reader, names),
        findings=Findings(reader, rules, clock),
        ownership=Ownership(OwnershipReader(connection), reader, clock),
        paths=PathFinder(walker, reader, clock),
        neighbourhoods=Neighbourhoods(walker, clock),
        histories=Histories(HistoryReader(connection), walker, clock),
    )
