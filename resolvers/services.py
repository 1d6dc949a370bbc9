"""Everything that the borders call, wired together once by the composition root."""

from __future__ import annotations

from dataclasses import dataclass

from graph.cases import CaseReader
from graph.connection import Connection
from graph.control import ControlReader
from graph.delivery import DeliveryStore
from graph.dispatches import DispatchStore
from graph.evidence import EvidenceReader
from graph.history import HistoryReader
from graph.ledger import Ledger
from graph.looks import LookStore
from graph.name_index import NameIndex
from graph.names import Names
from graph.ownership import OwnershipReader
from graph.progress import ProgressStore
from graph.reader import Reader
from graph.rulebook import RuleStore
from graph.walking import WalkReader
from graph.work import WorkStore
from resolvers.cases import Cases
from resolvers.checks import Checks
from resolvers.checks_made import ChecksMade
from resolvers.clock import Clock
from resolvers.control_evidence import ControlEvidence
from resolvers.dispatches import Dispatches
from resolvers.dispatching import Dispatcher
from resolvers.exemptions import Exemptions
from resolvers.findings import Findings
from resolvers.histories import Histories
from resolvers.looks import Looks
from resolvers.neighbourhoods import Neighbourhoods
from resolvers.ownership import Ownership
from resolvers.parties import Parties
from resolvers.paths import PathFinder
from resolvers.penalties import Penalties
from resolvers.progress import GradedFindings, Progress, WorkSource
from resolvers.publicity import Publicity
from resolvers.repairs import Repairs
from resolvers.restriction_feedback import RestrictionFeedback
from resolvers.rewards import Rewards
from resolvers.rules import Rules
from resolvers.telling_control import TellingControl
from resolvers.work_sources import CasesFiled, ChecksCounted, FeedbackCounted, LooksRecorded


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases of one running program."""

    connection: Connection
    ledger: Ledger
    clock: Clock
    rules: Rules
    names: Names
    checks: Checks
    checks_made: ChecksMade
    looks: Looks
    parties: Parties
    findings: Findings
    dispatches: Dispatches
    restriction_feedback: RestrictionFeedback
    dispatcher: Dispatcher
    publicity: Publicity
    progress: Progress
    repairs: Repairs
    penalties: Penalties
    exemptions: Exemptions
    rewards: Rewards
    cases: Cases
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
    dispatches = DispatchStore(connection, ledger)
    deliveries = DeliveryStore(connection)
    progress, work, looks = (
        ProgressStore(connection, ledger),
        WorkStore(connection, ledger),
        LookStore(connection, ledger),
    )
    control = ControlReader(connection)
    telling_control = TellingControl(control)
    checks = Checks(EvidenceReader(connection), rules, clock, ControlEvidence(control))
    sources: list[WorkSource] = [
        *(GradedFindings(progress), ChecksCounted(work), LooksRecorded(looks), CasesFiled(work)),
        FeedbackCounted(work, clock),
    ]
    return Services(
        connection=connection,
        ledger=ledger,
        clock=clock,
        rules=rules,
        names=names,
        checks=checks,
        checks_made=ChecksMade(work),
        looks=Looks(looks, checks, clock),
        parties=Parties(reader, names),
        findings=Findings(reader, rules, clock),
        dispatches=Dispatches(dispatches, deliveries, clock),
        restriction_feedback=RestrictionFeedback(dispatches, reader, rules, clock, telling_control),
        dispatcher=Dispatcher(dispatches, rules, clock, telling_control),
        publicity=Publicity(reader, dispatches, rules, clock),
        progress=Progress(progress, rules, clock, sources),
        repairs=Repairs(ledger, lambda: rules.current),
        cases=Cases(ledger, CaseReader(connection), lambda: rules.current),
        rewards=Rewards(ledger, reader, lambda: rules.current),
        exemptions=Exemptions(ledger, reader, lambda: rules.current),
        penalties=Penalties(ledger, reader, lambda: rules.current, clock),
        ownership=Ownership(OwnershipReader(connection), reader, clock),
        paths=PathFinder(walker, reader, clock),
        neighbourhoods=Neighbourhoods(walker, clock),
        histories=Histories(HistoryReader(connection), walker, clock),
    )
