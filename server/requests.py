"""Reads a GraphQL request from HTTP (GraphQL over HTTP): what is not well formed is refused with a typed error.

Nothing here raises anything but Refused, whatever bytes come in.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Receive, Scope

from domain.errors import CreditGraphError, ErrorCode

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
Headers = Mapping[bytes, bytes]

DRAIN_BYTES = 64 * 1024 * 1024
DRAIN_SECONDS = 2.0
"""How much, and for how long, a body that was refused is still read."""


class Refused(Exception):  # noqa: N818 - an answer, not a defect
    """The request is answered with this status and error, and nothing is executed."""

    def __init__(self, status: int, error: CreditGraphError, **headers: str) -> None:
        super().__init__(error.message)
        self.status = status
        self.error = error
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request. `read_only`: it came by GET, so that it may not change anything."""

    query: str
    variables: dict[str, Any] = field(default_factory=dict, repr=False)
    operation_name: str | None = None
    read_only: bool = False


def bad_request(message: str) -> Refused:
    """400: this is no GraphQL request."""
    return Refused(400, CreditGraphError(ErrorCode.BAD_REQUEST, message))


def response_type(accept: bytes) -> str:
    """The best media type that the caller accepts. Raises Refused (406) if it accepts neither that we have."""
    text = accept.decode("latin-1").strip().lower()
    if not text or text == "*/*" or text == JSON:
        return JSON
    best, best_quality = None, 0.0
    for part in text.split(","):
        media, _, parameters = part.partition(";")
        media = media.strip()
        found = media if media in (JSON, GRAPHQL_JSON) else JSON if media in ("*/*", "application/*") else None
        quality = _quality(parameters)
        if found is not None and quality > best_quality:
            best, best_quality = found, quality
    if best is None:
        message = f"Accept {GRAPHQL_JSON} or {JSON}."
        raise Refused(406, CreditGraphError(ErrorCode.BAD_REQUEST, message))
    return best


_Q = re.compile(r"(?:^|;)\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*(?:;|$)")


def _quality(parameters: str) -> float:
    match = _Q.search(parameters)
    return min(float(match[1]), 1.0) if match else 1.0


async def read_request(scope: Scope, receive: Receive, headers: Headers, limit: int) -> GraphQLRequest:
    """The request, of at most `limit` bytes. Raises Refused: 400, 405, 413, 415."""
    method = scope["method"]
    if method == "POST":
        _check_content(headers)
        return _from_json(await read_body(receive, headers, limit))
    if method == "GET":
        return _from_query_string(scope["query_string"])
    raise Refused(405, CreditGraphError(ErrorCode.BAD_REQUEST, "Use POST or GET."), Allow="GET, POST")


def _check_content(headers: Headers) -> None:
    media, _, parameters = headers.get(b"content-type", b"").decode("latin-1").lower().partition(";")
    charset = re.search(r'charset\s*=\s*"?([\w-]+)', parameters)
    if media.strip() != JSON or (charset is not None and charset[1] not in ("utf-8", "utf8")):
        raise Refused(415, CreditGraphError(ErrorCode.BAD_REQUEST, f"Send the request as {JSON} in UTF-8."))
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refused(415, CreditGraphError(ErrorCode.BAD_REQUEST, "Send the body as it is, without content-encoding."))


async def read_body(receive: Receive, headers: Headers, limit: int) -> bytes:
    """The body. One that is too long is refused as soon as that is known, and not read to its end.

    Raises Refused (413, 400)."""
    length = headers.get(b"content-length", b"")
    if length.isdigit() and (len(length) > 15 or int(length) > limit):
        raise _too_large(limit)
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise bad_request("The connection was closed before the request was complete.")
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise _too_large(limit)
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)


async def drain(receive: Receive) -> None:
    """Reads what a caller is still sending and keeps none of it, up to 64 MiB or two seconds.

    A connection that is closed with unread bytes is reset, and most callers then never see the answer.
    """
    size = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while size < DRAIN_BYTES:
                message = await receive()
                size += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return


def _too_large(limit: int) -> Refused:
    message = f"The body is longer than {limit} bytes; send it in several requests."
    return Refused(413, CreditGraphError(ErrorCode.BODY_TOO_LARGE, message), Connection="close")


def _from_json(body: bytes) -> GraphQLRequest:
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise bad_request("The body is not JSON in UTF-8.") from None
    if isinstance(sent, list):
        raise bad_request("Several requests in one body are not taken; use `decideMany` or aliases.")
    if not isinstance(sent, dict):
        raise bad_request("The body must be a JSON object with `query`.")
    return _request(
        sent.get("query"), sent.get("variables"), sent.get("operationName"), sent.get("extensions"), read_only=False
    )


def _from_query_string(query_string: bytes) -> GraphQLRequest:
    try:
        pairs = parse_qsl(query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError:
        raise bad_request("The query string is not percent-encoded UTF-8.") from None
    sent = dict(pairs)
    if len(sent) != len(pairs):
        raise bad_request("The query string has a parameter twice.")
    return _request(
        sent.get("query"),
        _json_parameter(sent, "variables"),
        sent.get("operationName") or None,
        _json_parameter(sent, "extensions"),
        read_only=True,
    )


def _json_parameter(sent: Mapping[str, str], name: str) -> Any:
    if not sent.get(name):
        return None
    try:
        return orjson.loads(sent[name])
    except ValueError:
        raise bad_request(f"`{name}` must be a JSON object.") from None


def _request(query: Any, variables: Any, operation_name: Any, extensions: Any, *, read_only: bool) -> GraphQLRequest:
    if not isinstance(query, str) or not query:
        raise bad_request("`query` must be the text of a GraphQL query.")
    if variables is not None and not isinstance(variables, dict):
        raise bad_request("`variables` must be an object.")
    if operation_name is not None and not isinstance(operation_name, str):
        raise bad_request("`operationName` must be a string.")
    if extensions is not None and not isinstance(extensions, dict):
        raise bad_request("`extensions` must be an object.")
    return GraphQLRequest(query, variables or {}, operation_name, read_only)
