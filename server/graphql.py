"""The endpoint /graphql: GraphQL over HTTP to the letter, around graphql-core's execution.

| | `application/graphql-response+json` | `application/json` |
|---|---|---|
| no well-formed request | 4xx | 4xx |
| request error: nothing was executed (syntax, validation, operation, variables) | 400, no `data` | 200, no `data` |
| executed, with or without errors of fields | 200 | 200 |
"""

from __future__ import annotations

import inspect
from typing import Any

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, execute
from starlette.types import Receive, Scope, Send

from domain.errors import CreditGraphError, ErrorCode
from resolvers.principal import Principal
from resolvers.principal import Scope as ApiScope
from schema.context import RequestContext
from schema.documents import Documents
from schema.errors import body_of, formatted, internal
from schema.execution import PatientExecutor
from schema.limits import Limits
from server.authentication import principal_of
from server.composition import Installation
from server.requests import GRAPHQL_JSON, JSON, GraphQLRequest, Headers, Refused, drain, read_request, response_type
from server.settings import Mode, Settings

WARMING = """query ($matter: Code!) { decide(party: {key: {source: "nobody", key: "nobody"}}, matter: $matter) {
  outcome party { name } matter { code } asOf knownAt clearFrom summary grounds { clause { id } } reviews { code }
  receipt { sha256 } } }"""


class GraphQLEndpoint:
    """An ASGI application. Needs an API key for every request; a key's scopes are checked field by field."""

    def __init__(self, installation: Installation, schema: GraphQLSchema) -> None:
        settings = installation.settings
        self._installation = installation
        self._schema = schema
        self._open = settings.mode is Mode.DEVELOPMENT
        self._documents = Documents(schema, limits_of(settings), introspection=self._open)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request; never raises for what a caller sent."""
        headers: Headers = dict(scope["headers"])
        media = JSON
        try:
            media = response_type(headers.get(b"accept", b""))
            principal = await principal_of(self._installation.keys, scope)
            request = await read_request(scope, receive, headers, self._installation.settings.max_body_bytes)
            status, body = await self._answer(request, principal, media)
            await respond(send, status, body, media)
        except Refused as refused:
            unread = receive if refused.status == 413 else None
            await respond(send, refused.status, orjson.dumps(body_of(refused.error)), media, refused.headers, unread)
        except CreditGraphError as error:
            await respond(send, 503 if error.retryable else 500, orjson.dumps(body_of(error)), media)

    async def warm(self) -> None:
        """Answers one check of nobody, so that the first caller does not pay for what is made when first needed."""
        matter = next(iter(self._installation.services.rules.current.matters))
        nobody = Principal("warm", "warm", frozenset(ApiScope))
        await self._execute(GraphQLRequest(WARMING, {"matter": matter}), nobody)

    async def _answer(self, request: GraphQLRequest, principal: Principal, media: str) -> tuple[int, bytes]:
        try:
            result = await self._execute(request, principal)
        except GraphQLError as error:
            return _request_error([error], media)
        except CreditGraphError as error:
            return _request_error([GraphQLError(error.message, original_error=error)], media)
        errors = result.errors or []
        if result.data is None and all(error.path is None for error in errors):
            return _request_error(errors, media)
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = [formatted(error) for error in errors]
        return 200, _written(body)

    async def _execute(self, request: GraphQLRequest, principal: Principal) -> ExecutionResult:
        """Raises GraphQLError or CreditGraphError for a request error."""
        prepared = self._documents.prepare(request.query)
        if prepared.document is None:
            return ExecutionResult(data=None, errors=list(prepared.errors))
        operation = prepared.operation(request.operation_name)
        if request.read_only and operation.type is not OperationType.QUERY:
            message = "A mutation changes something: send it by POST."
            raise Refused(405, CreditGraphError(ErrorCode.BAD_REQUEST, message), Allow="POST")
        self._documents.check_cost(operation, request.variables)
        result = execute(
            self._schema,
            prepared.document,
            context_value=self._context(principal),
            variable_values=request.variables,
            operation_name=request.operation_name,
            hide_suggestions=not self._open,
            executor_class=PatientExecutor,
            max_coercion_errors=20,
        )
        return await result if inspect.isawaitable(result) else result

    def _context(self, principal: Principal) -> RequestContext:
        installation = self._installation
        return RequestContext(
            services=installation.services,
            loader=installation.loader,
            recorder=installation.recorder,
            identity_key=installation.identity_key,
            principal=principal,
            today=installation.services.clock.today(),
            max_batch=installation.settings.max_batch,
        )


def limits_of(settings: Settings) -> Limits:
    """The limits of one query."""
    return Limits(settings.max_depth, settings.max_aliases, settings.max_tokens, settings.max_cost)


def _request_error(errors: list[GraphQLError], media: str) -> tuple[int, bytes]:
    status = 400 if media == GRAPHQL_JSON else 200
    return status, _written({"errors": [formatted(error) for error in errors]})


def _written(body: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(body)
    except TypeError as error:
        return orjson.dumps(body_of(internal(error)))


async def respond(
    send: Send,
    status: int,
    body: bytes,
    media: str,
    headers: dict[str, str] | None = None,
    unread: Receive | None = None,
) -> None:
    """Sends a JSON answer that no cache keeps; then reads on where the request is `unread`, so that it arrives."""
    fixed = [
        (b"content-type", f"{media}; charset=utf-8".encode()),
        (b"content-length", str(len(body)).encode()),
        (b"vary", b"Accept"),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    ]
    more = [(name.lower().encode(), value.encode()) for name, value in (headers or {}).items()]
    await send({"type": "http.response.start", "status": status, "headers": fixed + more})
    await send({"type": "http.response.body", "body": body, "more_body": unread is not None})
    if unread is not None:
        await drain(unread)
        await send({"type": "http.response.body", "body": b""})
