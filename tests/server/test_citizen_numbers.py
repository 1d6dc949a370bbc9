"""Citizen and passport numbers: in no answer, no log line, no error and nowhere in the database (design §4)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
from stdnum.cn import ric

from resolvers.principal import Scope
from server.request_log import MaskingFormatter, silence
from tests.support.api import Api, running_api
from tests.support.engines import Engines, execute

ADMIN = frozenset({Scope.ADMIN})


def number(n: int) -> str:
    """A well-formed citizen number of nobody: its county code is not given to any county."""
    body = f"3299001980{1 + n % 12:02}{1 + n % 28:02}{n:03}"
    return body + ric.calc_check_digit(body + "0")


GOOD = [number(n) for n in range(1, 9)]
BAD = [text[:-1] + ("1" if text[-1] != "1" else "2") for text in GOOD]
PASSPORT = "E99123456"


@pytest.fixture(scope="module")
async def api(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """An empty installation."""
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("numbers")) as running:
        yield running


class Everything(logging.Handler):
    """Keeps every line of every logger as it would be written, and unmasked."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.raw: list[str] = []
        self.written: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("httpx"):
            return  # the caller's own log
        self.raw.append(logging.Formatter().format(record))
        self.written.append(MaskingFormatter().format(record))


CALLS = [
    "query($n: String!) { hiringCheck(candidate: {citizenId: $n}) { outcome summary receipt { sha256 } } }",
    "query($n: String!) { decideMany(requests: [{party: {citizenId: $n}, matter: \"HONOURS\", ref: \"r\"}]) { "
    "decision { outcome } error { message field } } }",
    "query($n: String!) { party(ref: {citizenId: $n}) { id name identifiers { value } } }",
    "query($n: String!) { party(ref: {uscc: $n}) { id } }",
    "query($n: String!) { party(ref: {key: {source: \"s\", key: $n}}) { id } }",
    "query($n: ID!) { node(id: $n) { id } }",
    "query($n: Date!) { findings(inForceOn: $n) { totalCount } }",
    "query($n: DateTime!) { decide(party: {uscc: \"1\"}, matter: \"BIDDING\", knownAt: $n) { outcome } }",
    "query($n: Code!) { decide(party: {uscc: \"1\"}, matter: $n) { outcome } }",
    "query($n: Grade!) { findings(grade: $n) { totalCount } }",
    "query($n: Int!) { findings(first: $n) { totalCount } }",
    "query($n: String!) { findings(after: $n) { totalCount } }",
    "query($n: PartyRef!) { party(ref: $n) { id } }",
    "query($n: Boolean!) { areas @skip(if: $n) { code } }",
    "{ areas(n: \"%s\") { code } }",
    "{ findings(first: %s) { totalCount } }",
    "{ party(ref: {citizenId: %s}) { id } }",
    "{ a%s }",
    "{ ?%s }",
    "query($n: String!) { finding(number: $n) { id } }",
    "query($n: String!) { parties(name: $n) { nodes { id } } }",
    "mutation($n: String!) { upsertParty(input: {source: \"s\", kind: PERSON, name: \"某人\", citizenId: $n}) { "
    "party { id identifiers { value } } userErrors { path message } } }",
    "mutation($n: String!) { upsertParty(input: {source: \"s\", kind: PERSON, name: \"某人\", key: $n}) { "
    "userErrors { path message } } }",
    "mutation($n: String!) { loadParties(input: {source: \"s\", rows: [{key: \"k\", kind: \"person\", name: \"某人\", "
    "citizenId: $n}, {key: $n, kind: \"person\", name: \"某人\"}, {key: \"x\", kind: $n, name: \"x\"}]}) { "
    "rowErrors { row field message } notes } }",
    "mutation($n: String!) { loadLinks(input: {source: \"s\", rows: [{sourceKey: $n, sourceKeyScheme: \"citizen_id\", "
    "relation: \"director\", targetKey: $n, targetKeyScheme: \"citizen_id\"}, {sourceKey: \"k\", relation: $n, since: $n, "
    "sharePercent: $n, targetKey: \"k\"}]}) { rowErrors { row field message } } }",
]  # fmt: skip


async def test_a_personal_number_is_nowhere(api: Api) -> None:
    everything = Everything()
    root = logging.getLogger()
    level = root.level
    root.addHandler(everything)
    root.setLevel(logging.DEBUG)
    driver = logging.getLogger("neo4j")
    driver_level = driver.level
    silence()
    answers = []
    try:
        for query in CALLS:
            for text in (*GOOD[:2], *BAD[:2], PASSPORT):
                called = query % text if "%s" in query else query
                answers.append((await api.post(called, {"n": text}, scopes=ADMIN)).text)
        said = {"source": "s", "kind": "PERSON", "name": "持照人", "key": "pp", "passport": PASSPORT}
        upsert = "mutation($i: UpsertPartyInput!) { upsertParty(input: $i) { party { identifiers { value } } } }"
        answers.append((await api.post(upsert, {"i": said}, scopes=ADMIN)).text)
        await api.client.get(f"/graphql?query={{a}}&variables={GOOD[0]}")
    finally:
        root.removeHandler(everything)
        root.setLevel(level)
        driver.setLevel(driver_level)
    used = {*GOOD[:2], *BAD[:2], PASSPORT}
    answered = "\n".join(answers)
    logged = "\n".join(everything.written)
    stored = await everything_stored(api)
    unmasked = "\n".join(everything.raw)
    assert "POST /graphql 200" in logged
    assert "3299************" in answered
    for text in used:
        assert text not in answered, next(answer for answer in answers if text in answer)
        assert text not in logged
        assert text not in unmasked
    for text in GOOD[:2]:  # a text that is no citizen number may be a source's key, and is kept as one
        assert text not in stored


async def everything_stored(api: Api) -> str:
    """Every property of every node and relationship."""
    connection = api.installation.services.connection
    nodes = await execute(connection, "MATCH (n) RETURN labels(n) AS labels, properties(n) AS all")
    links = await execute(connection, "MATCH ()-[r]->() RETURN type(r) AS type, properties(r) AS all")
    return f"{nodes}\n{links}"
