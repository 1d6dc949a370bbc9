"""/graphql over HTTP: what is well formed, what is refused and how, and that nothing a caller sends is a 500."""

from __future__ import annotations

from typing import Any

import httpx
import orjson
import pytest

from domain.errors import ErrorCode
from server import requests
from tests.support.api import ALL, Api

GRAPHQL_JSON = "application/graphql-response+json"
QUERY = '{"query":"{__typename}"}'


async def send(
    api: Api,
    body: bytes | str = QUERY,
    *,
    method: str = "POST",
    url: str = "/graphql",
    key: bool = True,
    **headers: str,
) -> httpx.Response:
    """A request with these headers (`content_type` is `Content-Type`)."""
    sent = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    if key:
        sent.setdefault("authorization", f"Bearer {await api.key(ALL)}")
    content = body if method == "POST" else None
    return await api.client.request(method, url, content=content, headers=sent)


def code_of(answer: httpx.Response) -> str:
    """The code of the one error of an answer that executed nothing."""
    body = answer.json()
    assert set(body) == {"errors"}
    assert len(body["errors"]) == 1
    code: str = body["errors"][0]["extensions"]["code"]
    return code


NESTED = b'{"query":"{__typename}","variables":' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001

MALFORMED: list[tuple[str, bytes | str, int]] = [
    ("empty", b"", 400),
    ("not JSON", b"{", 400),
    ("a number", b"5", 400),
    ("null", b"null", 400),
    ("a string", b'"x"', 400),
    ("a batch", b'[{"query":"{__typename}"}]', 400),
    ("an empty batch", b"[]", 400),
    ("invalid UTF-8", b'{"query":"\xff\xfe"}', 400),
    ("UTF-16", QUERY.encode("utf-16"), 400),
    ("a lone surrogate", b'{"query":"{__typename}","variables":{"a":"\\ud800"}}', 400),
    ("NaN", b'{"query":"{__typename}","variables":{"a":NaN}}', 400),
    ("nested 100,000 deep", NESTED, 400),
    ("no query", b"{}", 400),
    ("an empty query", b'{"query":""}', 400),
    ("a query that is a list", b'{"query":[]}', 400),
    ("variables that are a list", b'{"query":"{__typename}","variables":[]}', 400),
    ("variables that are false", b'{"query":"{__typename}","variables":false}', 400),
    ("an operationName that is 0", b'{"query":"{__typename}","operationName":0}', 400),
    ("extensions that are a string", b'{"query":"{__typename}","extensions":"x"}', 400),
]


@pytest.mark.parametrize(("body", "status"), [row[1:] for row in MALFORMED], ids=[row[0] for row in MALFORMED])
@pytest.mark.parametrize("accept", ["application/json", GRAPHQL_JSON])
async def test_what_is_no_request_is_refused(city: Api, body: bytes, status: int, accept: str) -> None:
    answer = await send(city, body, accept=accept)
    assert answer.status_code == status
    assert code_of(answer) == "BAD_REQUEST"
    assert answer.headers["content-type"] == f"{accept}; charset=utf-8"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/jsonx"}, 415),
        ({"content_type": "application/json; charset=utf-16"}, 415),
        ({"content_type": "APPLICATION/JSON; Charset=UTF-8"}, 200),
        ({"content_encoding": "gzip"}, 415),
        ({"accept": "text/html"}, 406),
        ({"accept": "text/html, */*;q=0.1"}, 200),
        ({"accept": "application/json;q=0, text/html"}, 406),
    ],
)
async def test_media_types(city: Api, headers: dict[str, str], status: int) -> None:
    assert (await send(city, **headers)).status_code == status  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, application/json", "application/json"),
        ("application/json, multipart/mixed", "application/json"),
    ],
)
async def test_the_answer_is_of_the_type_that_the_caller_likes_best(city: Api, accept: str, chosen: str) -> None:
    assert (await send(city, accept=accept)).headers["content-type"] == f"{chosen}; charset=utf-8"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_other_methods_are_told_what_there_is(city: Api, method: str) -> None:
    answer = await send(city, method=method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")


async def test_get_asks(city: Api) -> None:
    url = httpx.URL("/graphql", params={"query": "query($c:MatterCategory){matters(category:$c){code}}"})
    answer = await send(city, method="GET", url=f"{url}&variables=%7B%22c%22%3A%22HONOURS%22%7D")
    assert [matter["code"] for matter in answer.json()["data"]["matters"]] == ["HONOURS"]


async def test_get_changes_nothing(city: Api) -> None:
    query = 'mutation { loadParties(input: {source: "s", rows: []}) { received } }'
    answer = await send(city, method="GET", url=str(httpx.URL("/graphql", params={"query": query})))
    assert (answer.status_code, answer.headers["allow"], code_of(answer)) == (405, "POST", "BAD_REQUEST")


@pytest.mark.parametrize(
    "query", ["query=%ff", "query={__typename}&query={__typename}", "", "query={__typename}&variables=["]
)
async def test_a_query_string_that_is_none_is_refused(city: Api, query: str) -> None:
    assert (await send(city, method="GET", url=f"/graphql?{query}")).status_code == 400


REQUEST_ERRORS = [
    "{",
    "{ nothing }",
    "query A {__typename} query B {__typename}",
    "fragment F on Query {__typename}",
    "{ matters(category: 5) { code } }",
    "query($c: MatterCategory!) { matters(category: $c) { code } }",
    '{ hiringCheck(candidate: {uscc: "1", citizenId: "2"}) { outcome } }',
    "{ hiringCheck(candidate: {}) { outcome } }",
    'query { matters { code } } mutation M { loadParties(input: {source: "s"}) { received } }',
    "subscription { a }",
]


@pytest.mark.parametrize("query", REQUEST_ERRORS)
async def test_what_cannot_be_executed_has_no_data(city: Api, query: str) -> None:
    for accept, status in ((GRAPHQL_JSON, 400), ("application/json", 200)):
        answer = await send(city, orjson.dumps({"query": query}), accept=accept)
        assert answer.status_code == status
        assert "data" not in answer.json()
        assert {error["extensions"]["code"] for error in answer.json()["errors"]} == {"BAD_REQUEST"}


async def test_an_operation_that_the_document_does_not_have(city: Api) -> None:
    answer = await send(city, b'{"query":"query A {__typename}","operationName":"B"}', accept=GRAPHQL_JSON)
    assert (answer.status_code, code_of(answer)) == (400, "BAD_REQUEST")


async def test_a_failed_field_is_an_execution(city: Api) -> None:
    query = '{ decide(party: {uscc: "1"}, matter: "BIDDING") { outcome } }'
    answer = await send(city, orjson.dumps({"query": query}), accept=GRAPHQL_JSON)
    assert (answer.status_code, answer.json()["data"]) == (200, None)
    assert answer.json()["errors"][0]["path"] == ["decide"]


async def test_a_long_body_is_not_read_to_its_end(city: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "DRAIN_BYTES", 1_048_576)
    sent = 0

    async def stream() -> Any:
        nonlocal sent
        for _ in range(800):
            sent += 1
            yield b" " * 65_536

    headers = {"content-type": "application/json", "authorization": f"Bearer {await city.key(ALL)}"}
    answer = await city.client.post("/graphql", content=stream(), headers=headers)
    assert (answer.status_code, code_of(answer)) == (413, "BODY_TOO_LARGE")
    assert sent * 65_536 <= city.installation.settings.max_body_bytes + 1_048_576 + 2 * 65_536


async def test_a_body_said_to_be_long_is_not_read_at_all(city: Api) -> None:
    answer = await send(city, content_length="52428800")
    assert (answer.status_code, code_of(answer)) == (413, "BODY_TOO_LARGE")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Basic YTpi",
        "Bearer x",
        "Bearer cg_000000000000_" + "A" * 43,
        "Bearer cg_000000000000_" + "é" * 43,
    ],
)
async def test_without_a_key_nothing_is_answered(city: Api, authorization: str) -> None:
    answer = await city.client.post(
        "/graphql",
        content=QUERY,
        headers={"content-type": "application/json"}
        | ({"authorization": authorization.encode("latin-1")} if authorization else {}),  # type: ignore[dict-item]
    )
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    assert code_of(answer) == "UNAUTHENTICATED"


RUBBISH: list[tuple[str, dict[str, Any], str]] = [
    ("query($v: String!) { finding(number: $v) { id } }", {"v": "\x00"}, ""),
    ("query($v: String!) { finding(number: $v) { id } }", {"v": 5}, "BAD_REQUEST"),
    ("query($v: String!) { parties(name: $v) { nodes { id } } }", {"v": ""}, "REQUIRED"),
    ("query($v: String!) { parties(name: $v) { nodes { id } } }", {"v": "名" * 501}, "INVALID_VALUE"),
    ("query($v: Int) { findings(first: $v) { totalCount } }", {"v": 10**30}, "BAD_REQUEST"),
    ("query($v: Int) { findings(first: $v) { totalCount } }", {"v": 2**40}, "BAD_REQUEST"),
    ("query($v: Int) { findings(first: $v) { totalCount } }", {"v": -1}, "INVALID_VALUE"),
    ("query($v: Int) { findings(first: $v) { totalCount } }", {"v": 201}, "TOO_MANY"),
    ("query($v: String) { findings(after: $v) { totalCount } }", {"v": "rubbish"}, "INVALID_CURSOR"),
    ("query($v: String) { findings(after: $v) { totalCount } }", {"v": "WyJcdWQ4MDAiXQ"}, "INVALID_CURSOR"),
    ("query($v: String) { parties(name: \"a\", after: $v) { nodes { id } } }", {"v": "W10"}, "INVALID_CURSOR"),
    ("query($v: ID!) { node(id: $v) { id } }", {"v": "é"}, "INVALID_IDENTIFIER"),
    ("query($v: ID!) { node(id: $v) { id } }", {"v": "UGFydHk6"}, "INVALID_IDENTIFIER"),
    ("query($v: ID!) { node(id: $v) { id } }", {"v": 5}, "INVALID_IDENTIFIER"),
    ("query($v: Date) { findings(inForceOn: $v) { totalCount } }", {"v": "2023-02-29"}, "BAD_REQUEST"),
    ("query($v: Date) { findings(inForceOn: $v) { totalCount } }", {"v": "0000-01-01"}, "BAD_REQUEST"),
    ("query($v: Date) { findings(inForceOn: $v) { totalCount } }", {"v": "9999-12-31"}, ""),
    ("query($v: Code) { findings(area: $v) { totalCount } }", {"v": "NO_SUCH_AREA"}, "UNKNOWN_AREA"),
    ("query($v: Code) { findings(area: $v) { totalCount } }", {"v": "'; MATCH (n) DETACH DELETE n"}, "BAD_REQUEST"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"uscc": ""}}, "INVALID_IDENTIFIER"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"id": ""}}, "INVALID_IDENTIFIER"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"uscc": None}}, "BAD_REQUEST"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"key": {"source": "a:b", "key": "k"}}}, "INVALID_IDENTIFIER"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"key": {"source": "s", "key": "\x00"}}}, "INVALID_IDENTIFIER"),
    ("query($v: PartyRef!) { party(ref: $v) { id } }", {"v": {"key": {"source": "s", "key": "k", "x": 1}}}, "BAD_REQUEST"),
    ("query($v: PartyRef!) { biddingCheck(bidders: [$v]) { receipt { sha256 } } }", {"v": {"uscc": "1"}},
     "INVALID_IDENTIFIER"),
    ("{ biddingCheck(bidders: []) { receipt { sha256 } } }", {}, "REQUIRED"),
    ("query($v: DateTime) { decide(party: {uscc: \"91329900MADEM0001B\"}, matter: \"BIDDING\", knownAt: $v) { outcome } }",
     {"v": "2999-01-01T00:00:00Z"}, "KNOWN_AT_IN_FUTURE"),
    ("query($v: DateTime) { decide(party: {uscc: \"91329900MADEM0001B\"}, matter: \"BIDDING\", knownAt: $v) { outcome } }",
     {"v": "2019-01-01T00:00:00"}, "BAD_REQUEST"),
    ("{ decide(party: {uscc: \"91329900MADEM0001B\"}, matter: \"NOTHING\") { outcome } }", {}, "UNKNOWN_MATTER"),
    ("{ hiringCheck(candidate: {uscc: \"91329900MADEM0001B\"}) { outcome } }", {}, "MATTER_NOT_APPLICABLE"),
    ("{ honoursCheck(nominee: {uscc: \"91329900MADEM0001B\"}, matter: \"BIDDING\") { outcome } }", {},
     "MATTER_NOT_APPLICABLE"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "variables", "code"), RUBBISH)
async def test_rubbish_is_a_typed_error_and_never_a_500(
    city: Api, query: str, variables: dict[str, Any], code: str
) -> None:
    answer = await city.post(query, variables)
    assert answer.status_code in (200, 400)
    codes = {error["extensions"]["code"] for error in answer.json().get("errors", ())}
    assert codes == ({code} if code else set())
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("{ a: areas { code } " * 1 + " ".join(f"a{n}: areas {{ code }}" for n in range(60)) + "}", "aliases"),
        ("{ findings { nodes { party { " + "findings { nodes { party { " * 6 + "id" + " } } }" * 6 + " } } } }", "deep"),
        ("{ parties(name: \"a\", first: 200) { nodes { links(first: 200) { nodes { to { links(first: 200) { nodes { id } } "
         "} } } } } }", "costs"),
        ("{ areas { " + "code " * 6_000 + "} }", "tokens"),
        ("{ areas { " + "code " * 1_500 + "} }", "repeats"),
        ("{ a" * 20_000, "deep"),
        ("{ areas " + "{ departments { areas " * 300 + "{ code }" + "} }" * 300 + "}", "deep"),
    ],
)  # fmt: skip
async def test_a_query_that_is_too_much_is_told_so(city: Api, query: str, says: str) -> None:
    refused = await city.refused(query)
    assert refused["code"] == ErrorCode.QUERY_TOO_COMPLEX
    assert says in refused["message"]


async def test_the_cost_counts_what_a_variable_asks_for(city: Api) -> None:
    query = (
        "query($n: Int) { parties(name: \"演\", first: $n) { nodes { links(first: $n) { nodes "
        "{ to { links(first: $n) { nodes { id } } } } } } } }"
    )  # fmt: skip
    assert (await city.refused(query, {"n": 200}))["code"] == "QUERY_TOO_COMPLEX"
    assert len((await city.ask(query, {"n": 2}))["parties"]["nodes"]) == 2


async def test_at_most_10000_requests(city: Api) -> None:
    query = "query($r: [DecisionRequest!]!) { decideMany(requests: $r) { ref } }"
    request = {"party": {"uscc": "1"}, "matter": "BIDDING", "ref": "r"}
    refused = await city.refused(query, {"r": [request] * 10_001})
    assert refused == {"code": "TOO_MANY", "field": "requests", "message": "One call takes up to 10000 requests."}


async def test_at_most_200_bidders(city: Api) -> None:
    query = "query($b: [PartyRef!]!) { biddingCheck(bidders: $b) { receipt { sha256 } } }"
    assert (await city.refused(query, {"b": [{"uscc": "1"}] * 201}))["code"] == "TOO_MANY"


async def test_what_is_unexpected_is_masked_and_logged(
    city: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(city.installation.services.findings), "by_numbers", broken)
    refused = await city.refused('{ finding(number: "x") { id } }')
    assert refused["code"] == "INTERNAL"
    assert "secret detail" not in refused["message"]
    number = refused["message"].rstrip(".").split()[-1]
    assert f"unexpected error {number}: RuntimeError" in caplog.text


async def test_other_paths_are_typed_too(city: Api) -> None:
    answer = await city.client.get("/nothing")
    assert (answer.status_code, code_of(answer)) == (404, "BAD_REQUEST")


async def test_no_answer_is_kept_by_a_cache(city: Api) -> None:
    headers = (await send(city)).headers
    assert (headers["cache-control"], headers["vary"]) == ("no-store", "Accept")
    assert len(headers["x-request-id"]) == 16
