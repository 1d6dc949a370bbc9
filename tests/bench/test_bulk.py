"""The bulk writer of the benchmarks leaves the graph that the loader leaves: else they measure another program."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import register_files
from bench.asking import asked
from bench.bulk import IDENTITY_KEY, SOURCE, Bulk
from bench.city import TODAY, City, Size
from domain.decision import Decision, Outcome
from domain.time import to_recorded
from graph.evidence import EvidenceReader
from graph.ledger import Ledger
from graph.rulebook import RuleStore
from resolvers.checks import CheckRequest, Checks
from resolvers.clock import Clock
from resolvers.loading import Loader
from resolvers.rules import Rules
from seeds.rule_files import load_rules
from server.files.loading import files_of, load_file
from tests.support.control import control_evidence
from tests.support.engines import Engines
from tests.support.graph_dump import dump
from tests.support.loading import shipped_rules

NOW = datetime(2026, 11, 20, tzinfo=UTC)


async def test_a_city_written_in_bulk_is_the_city_that_its_files_load(engines: Engines, tmp_path: Path) -> None:
    city = City(Size.of(400), seed=3)
    empty = await engines.empty("embedded")
    await Bulk(empty.connection, city).write_all()
    bulk = await dump(empty.connection)
    published = await Ledger(empty.connection).published()

    empty = await engines.empty("embedded")
    register_files.write_all(city, tmp_path)
    loader = Loader(Ledger(empty.connection, process_lock=empty.process_lock), shipped_rules, IDENTITY_KEY)
    for kind, path in files_of(tmp_path):
        report = await load_file(loader, path, SOURCE, kind)
        assert (path.name, report.rejected) == (path.name, 0)

    assert len(bulk) == 400 + 300 + 1200 + 40 + len((tmp_path / "penalties.csv").read_text().splitlines()) - 1
    assert bulk == await dump(empty.connection)
    assert published > 0


async def test_about_one_checked_party_in_ten_is_reached_or_to_be_looked_at(engines: Engines) -> None:
    city = City(Size.of(2_000))
    empty = await engines.empty("embedded")
    await Bulk(empty.connection, city).write_all()
    now = to_recorded(NOW)
    rules = Rules(RuleStore(empty.connection, Ledger(empty.connection, clock=lambda: now)))
    await rules.record(load_rules())
    checks = Checks(EvidenceReader(empty.connection), rules, Clock(now=lambda: now), control_evidence(empty.connection))

    requests = [CheckRequest(one.key, one.matter) for one in asked(city, 1_000)]
    decisions = await checks.decide_many(requests, TODAY + timedelta(days=1))

    outcomes = [decision.outcome for decision in decisions if isinstance(decision, Decision)]
    assert len(outcomes) == 1_000
    assert Outcome.UNKNOWN_PARTY not in outcomes
    assert 0.05 < sum(outcome is not Outcome.CLEAR for outcome in outcomes) / 1_000 < 0.15
