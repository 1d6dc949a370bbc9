"""Cost, depth and aliases of a query, measured without executing it."""

from __future__ import annotations

from typing import Any

import pytest

from schema.build import executable_schema
from schema.documents import KEPT, Documents
from schema.limits import Limits

DOCUMENTS = Documents(executable_schema(), Limits(depth=6, aliases=2, tokens=200, cost=100_000), introspection=True)


def cost(query: str, variables: dict[str, Any] | None = None) -> int:
    """What the only operation of a query costs."""
    prepared = DOCUMENTS.prepare(query)
    assert prepared.errors == (), prepared.errors
    return prepared.operation(None).cost.of(variables or {})


@pytest.mark.parametrize(
    ("query", "variables", "expected"),
    [
        ("{ __typename }", {}, 1),
        ('{ finding(number: "1") { number area { code } } }', {}, 1 + 2 + 1),
        ("{ findings { nodes { number } } }", {}, 1 + 50 * (1 + 3 * 1)),
        ("{ findings(first: 2) { nodes { number } } }", {}, 1 + 2 * (1 + 3)),
        ("{ findings(first: 1000) { totalCount } }", {}, 1 + 200),
        ("query($n: Int) { findings(first: $n) { totalCount } }", {}, 1 + 50),
        ("query($n: Int) { findings(first: $n) { totalCount } }", {"n": 7}, 1 + 7),
        ("query($n: Int) { findings(first: $n) { totalCount } }", {"n": 10**12}, 1 + 200),
        ("query($n: Int = 9) { findings(first: $n) { totalCount } }", {}, 1 + 9),
        ("query($n: Int) { findings(first: $n) { totalCount } }", {"n": "rubbish"}, 1 + 50),
        ("query($r: [DecisionRequest!]!) { decideMany(requests: $r) { ref } }", {"r": [1] * 10}, 1 + 10),
        (
            '{ decideMany(requests: [{party: {uscc: "1"}, matter: "A"}, {party: {uscc: "1"}, matter: "A"}]) { ref } }',
            {},
            3,
        ),
        (
            '{ node(id: "1") { ... on Party { neighbourhood(limit: 7) { parties { distance } } } } }',
            {},
            1 + 1 + 7 * (1 + 1),
        ),
        ('{ node(id: "1") { ... on Party { neighbourhood { links { kind } } } } }', {}, 1 + 1 + 200 * (1 + 2)),
        ("{ matters { code ...F } } fragment F on Matter { category ... on Matter { label } }", {}, 1 + 40 * 3),
    ],
)
def test_cost(query: str, variables: dict[str, Any], expected: int) -> None:
    assert cost(query, variables) == expected


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ a: areas { code } b: areas { code } c: areas { code } }", "more than 2 aliases"),
        ("{ findings { nodes { party { findings { nodes { party { id } } } } } } }", "more than 6 deep"),
        ("{ ...A } fragment A on Query { findings { nodes { party { ...B } } } } "
         "fragment B on Party { findings { nodes { party { id } } } }", "more than 6 deep"),
        ("{ areas { " + "code " * 300 + "} }", "more than 200 tokens"),
        ("{ " + "...A0 } " + " ".join(f"fragment A{n} on Query {{ ...A{n + 1} ...A{n + 1} }}" for n in range(14))
         + " fragment A14 on Query { areas { code } }", "repeat"),
    ],
)  # fmt: skip
def test_what_is_too_much(query: str, says: str) -> None:
    (error,) = DOCUMENTS.prepare(query).errors
    assert says in error.message


def test_a_text_is_prepared_once_while_it_is_in_use() -> None:
    documents = Documents(executable_schema(), Limits(6, 2, 200, 100), introspection=False)
    first = documents.prepare("{ areas { code } }")
    assert documents.prepare("{ areas { code } }") is first
    for number in range(KEPT):
        documents.prepare(f"{{ areas {{ code }} }} # {number}")
    assert documents.prepare("{ areas { code } }") is not first
