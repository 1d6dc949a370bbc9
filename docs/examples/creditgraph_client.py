"""Asks creditgraph one check over HTTP. Python's standard library only; copy it into your system."""

import json
import os
import time
import urllib.error
import urllib.request

ADDRESS = os.environ.get("CREDITGRAPH_URL", "http://127.0.0.1:8000")
KEY = os.environ.get("CREDITGRAPH_KEY", "")
PAUSES = (0.5, 1.0, 2.0)  # seconds before each new try of what may succeed a moment later

ANSWER = """
  outcome clearFrom summary asOf receipt { sha256 knownAt }
  grounds { effect discretionary clause { id } policy { documentNumber } finding { number } lastDay }
  reviews { code message }
"""


class NoAnswerError(Exception):
    """There is no decision: never treat it as clear."""


def ask(query, variables):
    """`data` of the answer. Raises NoAnswerError."""
    for pause in (*PAUSES, None):
        try:
            return _ask(query, variables)
        except (_RetryError, urllib.error.URLError, TimeoutError) as error:
            if pause is None:
                raise NoAnswerError(str(error)) from error
            time.sleep(pause)
    raise AssertionError


class _RetryError(Exception):
    pass


def _ask(query, variables):
    request = urllib.request.Request(  # noqa: S310 - the address is yours
        f"{ADDRESS}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            body = json.load(response)
    except urllib.error.HTTPError as error:  # 401, 413, 503: the body says what is wrong
        body = json.load(error)
    if "errors" not in body:
        return body["data"]
    problem = body["errors"][0]
    if problem.get("extensions", {}).get("retryable"):
        raise _RetryError(problem["message"])
    raise NoAnswerError(f"{problem.get('extensions', {}).get('code')}: {problem['message']}")


def action(decision):
    """What your procedure does: `refuse`, `person` (someone must look) or `go on`. Anything new is for a person."""
    return {"VETOED": "refuse", "RESTRICTED": "refuse", "CLEAR": "go on"}.get(decision["outcome"], "person")


def for_the_file(decision):
    """What you keep: with `asOf` and `knownAt` the same decision can be asked again for ever, and has the same hash."""
    return {
        "action": action(decision),
        "outcome": decision["outcome"],
        "asOf": decision["asOf"],
        "knownAt": decision["receipt"]["knownAt"],
        "sha256": decision["receipt"]["sha256"],
        "summary": decision["summary"],
        "clearFrom": decision["clearFrom"],
        "reviews": [review["code"] for review in decision["reviews"]],
    }
