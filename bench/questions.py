"""The requests that are sent: GraphQL for the server, identifier keys for the floor, about the same parties."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from bench.asking import Asked

FIELDS = """{
  outcome
  party { id name }
  grounds { effect reach since lastDay finding { number } policy { documentNumber } clause { id text } }
  reviews { code }
  clearFrom
  receipt { sha256 knownAt }
}"""
"""What a system that acts on a check asks for."""

PROCUREMENT = f"query Procurement($party: PartyRef!) {{ procurementCheck(supplier: $party) {FIELDS} }}"
HIRING = f"query Hiring($party: PartyRef!) {{ hiringCheck(candidate: $party) {FIELDS} }}"
MANY = f"""query Many($requests: [DecisionRequest!]!) {{
  decideMany(requests: $requests) {{ decision {FIELDS} error {{ code }} }}
}}"""
SEARCH = "query Search($name: String!) { parties(name: $name, first: 20) { edges { node { id name } } } }"


def check(asked: Asked) -> dict[str, Any]:
    """One check over GraphQL."""
    return {"query": HIRING if asked.is_person else PROCUREMENT, "variables": {"party": _ref(asked)}}


def many(asked: list[Asked]) -> dict[str, Any]:
    """All of them in one decideMany."""
    requests = [{"party": _ref(one), "matter": one.matter} for one in asked]
    return {"query": MANY, "variables": {"requests": requests}}


def search(name: str) -> dict[str, Any]:
    """A search by name."""
    return {"query": SEARCH, "variables": {"name": name}}


def floor(asked: Asked) -> dict[str, Any]:
    """The same party, by the key that the graph knows it by."""
    return {"key": asked.key.key}


def write(path: Path, bodies: list[dict[str, Any]]) -> Path:
    """One JSON body a line."""
    path.write_bytes(b"\n".join(orjson.dumps(body) for body in bodies))
    return path


def _ref(asked: Asked) -> dict[str, str]:
    return {"citizenId": asked.number} if asked.is_person else {"uscc": asked.number}
