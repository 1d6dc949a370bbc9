"""The one place where everything is wired together: engine, ledger, rules, use cases."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from domain.errors import CreditGraphError
from domain.identifiers import IdentityKey
from domain.parties import PartyKey
from domain.rule_documents import RuleDocuments
from graph.connection import Connection, open_connection
from graph.delivery import DeliveryStore
from graph.double_publicity import PublicityReader
from graph.errors import StartError
from graph.fresh_load import clear_unfinished, fresh_load
from graph.ledger import Ledger
from graph.migrations import migrate
from graph.name_index import NameIndex
from graph.opening import open_engine
from resolvers.clock import Clock
from resolvers.double_publicity import DoublePublicity
from resolvers.findings import FindingsOf
from resolvers.fresh_loading import FreshLoader
from resolvers.histories import HistoryQuery
from resolvers.keys import Keys
from resolvers.loading import Loader
from resolvers.neighbourhoods import NeighbourhoodQuery
from resolvers.ownership import Asked
from resolvers.parties import LinksQuery
from resolvers.recording import Recorder
from resolvers.rules import RuleVersionConflictError
from resolvers.services import Services, wire
from seeds.rule_files import RuleFileError, load_rules
from server.delivery.calling import Caller
from server.delivery.deliverer import Deliverer
from server.identity_key import open_identity_key
from server.settings import EngineChoice, Settings

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Installation:
    """A running program: its settings, its use cases, its keys."""

    settings: Settings
    services: Services
    loader: Loader
    recorder: Recorder
    publicity: DoublePublicity
    keys: Keys
    identity_key: IdentityKey
    deliveries: DeliveryStore
    schema_version: int
    started_engine: bool


@asynccontextmanager
async def fresh_loader(installation: Installation) -> AsyncIterator[FreshLoader]:
    """A loader that has the empty graph to itself; what it loads is seen when the block ends. Raises GRAPH_NOT_EMPTY."""
    services = installation.services
    async with fresh_load(services.ledger) as load:
        yield FreshLoader(load, lambda: services.rules.current, installation.identity_key)


@asynccontextmanager
async def open_installation(
    settings: Settings, *, attach: bool = False, serving: bool = False, fresh: bool = False
) -> AsyncIterator[Installation]:
    """Opens everything in order and closes it in the opposite one.

    `attach`: a command may use the engine that a server runs on the data folder. `serving`: follow the names in the
    background and warm the hot queries, as a server does. `fresh`: for a fresh load, which deletes what an interrupted one
    has left. Raises StartError: one line that says what to do (one for each
    problem where it is about rule files).
    """
    async with AsyncExitStack() as stack:
        try:
            installation = await _open(settings, stack, attach=attach, fresh=fresh)
            if serving:
                installation.services.names.start()
                installation.services.checks_made.start()
                if settings.publicity:
                    installation.services.publicity.start()
                await warm(installation.services)
                if settings.dispatching:
                    installation.services.dispatcher.start()
                    deliverer = make_deliverer(installation)
                    stack.push_async_callback(deliverer.close)
                    deliverer.start()
        except CreditGraphError as error:
            raise StartError(error.message) from error
        yield installation


async def _open(settings: Settings, stack: AsyncExitStack, *, attach: bool, fresh: bool) -> Installation:
    documents = _rules(settings)
    connection, ledger, started = await _graph(settings, stack, attach=attach)
    installation = await assemble(settings, connection, ledger, documents, started_engine=started, fresh=fresh)
    stack.push_async_callback(installation.services.checks_made.close)
    stack.push_async_callback(installation.services.publicity.close)
    stack.push_async_callback(installation.services.names.close)
    stack.push_async_callback(installation.services.dispatcher.close)
    return installation


async def assemble(
    settings: Settings,
    connection: Connection,
    ledger: Ledger,
    documents: RuleDocuments,
    *,
    clock: Clock | None = None,
    started_engine: bool = False,
    fresh: bool = False,
) -> Installation:
    """The program over an open connection: brings the schema up to date, recovers the ledger, checks the identity key,
    records the rules. The caller closes `services.names`. Raises StartError."""
    version = await migrate(connection)
    if fresh:
        await clear_unfinished(connection, ledger)
    await ledger.recover()
    identity_key, record = await open_identity_key(connection, settings.identity_key_path)
    clock = clock or Clock(settings.timezone)
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    services = wire(connection, ledger, NameIndex(settings.data_dir / "names.sqlite", record.graph), clock)
    try:
        await services.rules.record(documents)
    except RuleVersionConflictError as error:
        await services.names.close()
        raise StartError(str(error)) from error
    loader = Loader(ledger, lambda: services.rules.current, identity_key)
    publicity = DoublePublicity(
        ledger, loader, services.parties, PublicityReader(connection), lambda: services.rules.current, identity_key
    )
    return Installation(
        settings=settings,
        services=services,
        recorder=Recorder(ledger, lambda: services.rules.current, identity_key),
        loader=loader,
        publicity=publicity,
        keys=Keys(connection, clock.now),
        identity_key=identity_key,
        deliveries=DeliveryStore(connection),
        schema_version=version,
        started_engine=started_engine,
    )


def make_deliverer(installation: Installation) -> Deliverer:
    """What sends dispatches; not started."""
    private = installation.settings.deliver_to_private
    return Deliverer(
        installation.services,
        installation.deliveries,
        Caller(allow_private=private),
        installation.identity_key.secret,
        allow_http=private,
    )


def _rules(settings: Settings) -> RuleDocuments:
    try:
        return load_rules(settings.rules_dir)
    except RuleFileError as error:
        lines = "\n".join(f"{settings.rules_dir}/{problem}" for problem in error.problems)
        raise StartError(f"the rule files cannot be used:\n{lines}") from error


async def _graph(settings: Settings, stack: AsyncExitStack, *, attach: bool) -> tuple[Connection, Ledger, bool]:
    """The connection, the ledger, and whether this process runs the engine."""
    if settings.engine is EngineChoice.EMBEDDED:
        graph = await open_engine(
            settings.data_dir, attach=attach, heap=settings.engine_heap, command_timeout=settings.query_timeout
        )
        stack.push_async_callback(graph.close)
        ledger = Ledger(graph.connection, process_lock=graph.process_lock)
        stack.push_async_callback(ledger.drain)
        return graph.connection, ledger, graph.engine is not None
    connection = await open_connection(
        settings.neo4j_uri,
        settings.neo4j_user,
        settings.neo4j_password.get_secret_value(),
        settings.neo4j_database,
        "neo4j",
        read_timeout=settings.query_timeout,
    )
    stack.push_async_callback(connection.close)
    ledger = Ledger(connection)
    stack.push_async_callback(ledger.drain)
    return connection, ledger, False


async def warm(services: Services) -> None:
    """Runs the hot queries once, so that the first caller does not wait for their plans (over a second on Neo4j)."""
    nobody = PartyKey(id="nobody")
    await services.checks.warm()
    await services.parties.resolve([nobody])
    await services.parties.identifiers(["nobody"])
    await services.parties.links([LinksQuery("nobody")])
    await services.findings.by_ids(["nobody"])
    await services.findings.by_numbers(["nobody"])
    await services.findings.of_parties([FindingsOf("nobody")])
    for read in (services.ownership.upward, services.ownership.downward, services.ownership.roles):
        await read([Asked("nobody")])
    today = services.clock.today()
    await services.neighbourhoods.around([NeighbourhoodQuery("nobody", depth=2)])
    await services.histories.of([HistoryQuery("nobody", today, today)])
