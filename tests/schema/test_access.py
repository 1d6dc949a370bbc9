"""Who may ask what: each root field by each scope, and that a refused mutation changed nothing."""

from __future__ import annotations

from typing import Any

import pytest

from resolvers.principal import Scope
from schema.build import executable_schema
from schema.fields import ANYONE, NEEDS, definition_of
from tests.support.api import Api
from tests.support.engines import execute

REF = '{uscc: "91329900MADEM0001B"}'
ROW = '{source: "denied", rows: [{key: "k", kind: "person", name: "无名"}]}'

CALLS: dict[str, tuple[Scope | None, str]] = {
    "procurementCheck": (Scope.CHECK, f"{{ procurementCheck(supplier: {REF}) {{ outcome }} }}"),
    "biddingCheck": (Scope.CHECK, f"{{ biddingCheck(bidders: [{REF}]) {{ receipt {{ sha256 }} }} }}"),
    "hiringCheck": (Scope.CHECK, '{ hiringCheck(candidate: {key: {source: "demo", key: "P01"}}) { outcome } }'),
    "honoursCheck": (Scope.CHECK, f"{{ honoursCheck(nominee: {REF}) {{ outcome }} }}"),
    "decide": (Scope.CHECK, f'{{ decide(party: {REF}, matter: "BIDDING") {{ outcome }} }}'),
    "decideMany": (Scope.CHECK, f'{{ decideMany(requests: [{{party: {REF}, matter: "BIDDING"}}]) {{ ref }} }}'),
    "node": (Scope.READ, '{ node(id: "UGFydHk6eA") { id } }'),
    "party": (Scope.READ, f"{{ party(ref: {REF}) {{ name }} }}"),
    "parties": (Scope.READ, '{ parties(name: "演示") { nodes { name } } }'),
    "finding": (Scope.READ, '{ finding(number: "x") { number } }'),
    "findings": (Scope.READ, "{ findings { nodes { number } } }"),
    "paths": (Scope.READ, f'{{ paths(from: {REF}, to: {{key: {{source: "demo", key: "P01"}}}}) {{ complete }} }}'),
    "policies": (None, "{ policies { documentNumber } }"),
    "matters": (None, "{ matters { code } }"),
    "areas": (None, "{ areas { code } }"),
    "departments": (None, "{ departments { code } }"),
    "progressReport": (Scope.READ, '{ progressReport(month: "2019-08") { month } }'),
    "recordProgressMark": (
        Scope.ADMIN,
        'mutation { recordProgressMark(input: {month: "2019-08", unit: "KS_TAX", item: "CASES", standing: OPEN, '
        'note: "denied"}) { userErrors { code } } }',
    ),
    "loadParties": (Scope.LOAD, f"mutation {{ loadParties(input: {ROW}) {{ created }} }}"),
    "loadLinks": (
        Scope.LOAD,
        'mutation { loadLinks(input: {source: "denied", rows: [{sourceKey: "a"}]}) { rejected } }',
    ),
    "loadPenalties": (
        Scope.LOAD,
        'mutation { loadPenalties(input: {source: "denied", rows: [{partyKey: "a"}]}) { rejected } }',
    ),
    "loadFindings": (
        Scope.LOAD,
        'mutation { loadFindings(input: {source: "denied", rows: [{partyKey: "a"}]}) { rejected } }',
    ),
    "upsertParty": (
        Scope.LOAD,
        'mutation { upsertParty(input: {source: "denied", kind: PERSON, name: "无名"}) { changed } }',
    ),
    "recordLink": (
        Scope.LOAD,
        f'mutation {{ recordLink(input: {{source: "denied", kind: BRANCH, from: {REF}, to: {REF}}}) {{ changed }} }}',
    ),
    "endLink": (Scope.LOAD, 'mutation { endLink(input: {id: "x", until: "2025-01-01"}) { changed } }'),
    "correctLink": (Scope.LOAD, 'mutation { correctLink(input: {id: "x"}) { changed } }'),
    "recognizeFinding": (
        Scope.FIND,
        f'mutation {{ recognizeFinding(input: {{number: "n", party: {REF}, area: "ENVIRONMENT", actOn: "2025-01-01", '
        'recognisedOn: "2025-01-01"}) { changed userErrors { code } } }',
    ),
    "recordRectification": (
        Scope.FIND,
        'mutation { recordRectification(input: {number: "none", occurredOn: "2025-01-01"}) { changed } }',
    ),
    "recordRefusal": (
        Scope.FIND,
        'mutation { recordRefusal(input: {number: "none", occurredOn: "2025-01-01"}) { changed } }',
    ),
    "dispatchesDue": (Scope.FIND, '{ dispatchesDue(department: "KS_FIRE_BRIGADE") { edges { cursor } } }'),
    "recordFeedback": (
        Scope.FIND,
        'mutation { recordFeedback(input: {key: "none", result: APPLIED}) { userErrors { code } } }',
    ),
    "dispatchesAnswered": (Scope.FIND, '{ dispatchesAnswered(department: "KS_FIRE_BRIGADE") { edges { cursor } } }'),
    "dispatchesDead": (Scope.ADMIN, "{ dispatchesDead { edges { cursor } } }"),
    "recordRestrictionFeedback": (
        Scope.FIND,
        f'mutation {{ recordRestrictionFeedback(input: {{party: {REF}, matter: "BIDDING", findingNumber: "none", '
        "result: APPLIED}) { userErrors { code } } }",
    ),
    "resendDispatches": (Scope.ADMIN, 'mutation { resendDispatches(keys: ["none"]) { resent } }'),
    "withdrawFinding": (
        Scope.FIND,
        'mutation { withdrawFinding(input: {number: "none", occurredOn: "2025-01-01", reason: "r"}) { changed } }',
    ),
    "requestRepair": (
        Scope.FIND,
        'mutation { requestRepair(input: {findingNumber: "none", occurredOn: "2025-01-01"}) { changed } }',
    ),
    "grantRepair": (
        Scope.FIND,
        'mutation { grantRepair(input: {findingNumber: "none", occurredOn: "2025-01-01"}) { changed } }',
    ),
    "denyRepair": (
        Scope.FIND,
        'mutation { denyRepair(input: {findingNumber: "none", occurredOn: "2025-01-01", reason: "r"}) { changed } }',
    ),
    "recordPenalty": (
        Scope.FIND,
        f'mutation {{ recordPenalty(input: {{party: {REF}, documentNumber: "d", department: "NONE", '
        'decidedOn: "2025-01-01"}) { changed } }',
    ),
    "grantExemption": (
        Scope.FIND,
        f'mutation {{ grantExemption(input: {{party: {REF}, matter: "NONE", department: "NONE", since: "2025-01-01", '
        'until: "2025-02-01", reason: "r", authority: "a"}) { changed } }',
    ),
    "revokeExemption": (Scope.FIND, 'mutation { revokeExemption(input: {id: "none", reason: "r"}) { changed } }'),
    "recordQualification": (
        Scope.FIND,
        f'mutation {{ recordQualification(input: {{party: {REF}, scheme: "NONE", since: "2025-01-01"}}) {{ changed }} }}',
    ),
    "openCase": (
        Scope.FIND,
        f'mutation {{ openCase(input: {{kind: COMPLAINT, number: " ", party: {REF}, occurredOn: "2025-01-01", text: "t"}}) '
        "{ changed } }",
    ),
    "followCase": (
        Scope.FIND,
        'mutation { followCase(input: {kind: COMPLAINT, number: "none", step: ANSWERED, occurredOn: "2025-01-01", '
        'text: "t"}) { changed } }',
    ),
    "recordLook": (
        Scope.CHECK,
        f'mutation {{ recordLook(input: {{party: {REF}, matter: "BIDDING", asOf: "2025-01-01", conclusion: ALLOWED, '
        'note: " ", knownAt: "2025-01-01T00:00:00Z", sha256: "0"}) { changed } }',
    ),
    "looks": (Scope.READ, '{ looks(month: "2019-08") { nodes { id } } }'),
    "penaltyEntries": (Scope.READ, "{ penaltyEntries { entered } }"),
    "cases": (Scope.READ, "{ cases(kind: COMPLAINT) { totalCount } }"),
}
"""Each root field: the scope that it needs (None: any key), and a call of it."""


def _roots() -> dict[str, Any]:
    schema = executable_schema()
    assert schema.query_type is not None
    assert schema.mutation_type is not None
    return {**schema.query_type.fields, **schema.mutation_type.fields}


def test_every_root_field_is_in_the_matrix() -> None:
    assert set(CALLS) == set(_roots())


def test_every_root_field_declares_what_the_matrix_says() -> None:
    declared = {}
    for name, field in _roots().items():
        definition = definition_of(field)
        assert definition is not None
        declared[name] = definition.metadata[NEEDS]
    assert declared == {name: scope or ANYONE for name, (scope, _) in CALLS.items()}


@pytest.mark.parametrize("name", CALLS)
async def test_each_scope_may_do_its_own_and_nothing_else(city: Api, name: str) -> None:
    needed, query = CALLS[name]
    for scope in Scope:
        department = "KS_FIRE_BRIGADE" if scope is Scope.FIND else None
        body = (await city.post(query, scopes=frozenset({scope}), department=department)).json()
        codes = [error["extensions"]["code"] for error in body.get("errors", ())]
        allowed = needed in (None, scope) or scope is Scope.ADMIN
        assert codes == ([] if allowed else ["FORBIDDEN"]), (name, scope, body)


async def test_a_refused_recognition_changes_nothing(city: Api) -> None:
    connection = city.installation.services.connection
    query = CALLS["recognizeFinding"][1].replace('"n"', '"refused"')
    scopes = frozenset({Scope.CHECK, Scope.READ, Scope.LOAD})
    assert (await city.refused(query, scopes=scopes))["code"] == "FORBIDDEN"
    answer = await city.ask(query, scopes=frozenset({Scope.FIND}), department="KS_FIRE_BRIGADE")
    assert answer["recognizeFinding"]["userErrors"] == [{"code": "NOT_IN_CHARGE"}]
    assert await execute(connection, "MATCH (f:Finding {number: 'refused'}) RETURN f.id AS id") == []


async def test_a_refused_load_changes_nothing(city: Api) -> None:
    connection, ledger = city.installation.services.connection, city.installation.services.ledger
    at = await ledger.published()
    query = CALLS["loadParties"][1].replace("denied", "refused")
    assert (await city.refused(query, scopes=frozenset({Scope.CHECK, Scope.READ})))["code"] == "FORBIDDEN"
    assert await ledger.published() == at
    assert await execute(connection, "MATCH (i:Identifier {source: 'refused'}) RETURN i.key AS key") == []


@pytest.mark.parametrize(
    ("field", "scope"),
    [
        ("links { nodes { id } }", Scope.READ),
        ("findings { nodes { id } }", Scope.READ),
        ("neighbourhood { complete }", Scope.READ),
        ("effectiveHoldings { complete }", Scope.READ),
        ("controls { certain }", Scope.READ),
        ("controlConnection { complete }", Scope.READ),
        ("... on Enterprise { effectiveOwners { complete } }", Scope.READ),
        ("... on Enterprise { controllers { certain } }", Scope.READ),
        ("... on Enterprise { controllerConnection { complete } }", Scope.READ),
        ("... on Enterprise { beneficialOwners { complete } }", Scope.READ),
        ('history(from: "2020-01-01", to: "2020-01-02") { complete }', Scope.READ),
        ("restrictions { outcome }", Scope.CHECK),
    ],
)
async def test_what_a_party_shows_needs_its_scope_wherever_it_is_met(city: Api, field: str, scope: Scope) -> None:
    inside_a_decision = f'{{ decide(party: {REF}, matter: "BIDDING") {{ party {{ {field} }} }} }}'
    by_itself = f"{{ party(ref: {REF}) {{ {field} }} }}"
    other = inside_a_decision if scope is Scope.READ else by_itself
    asks = frozenset({Scope.CHECK if scope is Scope.READ else Scope.READ})
    assert (await city.refused(other, scopes=asks))["code"] == "FORBIDDEN"
    assert await city.ask(other, scopes=asks | {scope}) is not None


async def test_a_key_bound_to_a_source_loads_only_as_it(city: Api) -> None:
    keys = city.installation.keys
    made = await keys.create("one source", frozenset({Scope.LOAD}), source="registry")
    headers = {"authorization": f"Bearer {made.text}"}
    body = {"query": CALLS["loadParties"][1].replace("denied", "other")}
    answer = (await city.client.post("/graphql", json=body, headers=headers)).json()
    assert answer["errors"][0]["extensions"] == {"code": "FORBIDDEN", "field": "source"}
    body = {"query": 'mutation { loadParties(input: {source: " registry", rows: []}) { received } }'}
    answer = (await city.client.post("/graphql", json=body, headers=headers)).json()
    assert answer == {"data": {"loadParties": {"received": 0}}}
