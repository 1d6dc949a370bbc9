"""The ASGI application: /graphql, /health/*, /publicity, /reports, /double-publicity, and in development mode the pages."""

from __future__ import annotations

import orjson
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domain.errors import CreditGraphError, ErrorCode
from schema.build import executable_schema
from schema.errors import body_of, internal
from server.composition import Installation
from server.double_publicity.routes import double_publicity_routes
from server.graphql import GraphQLEndpoint
from server.health import live, ready
from server.pages import page_routes
from server.publicity.routes import publicity_routes
from server.reports.routes import report_routes
from server.request_log import RequestLog
from server.settings import Mode


def make_app(installation: Installation) -> Starlette:
    """The application over an open installation."""
    endpoint = GraphQLEndpoint(installation, executable_schema())
    routes: list[BaseRoute] = [
        Route("/graphql", endpoint),
        Route("/health/live", live, methods=["GET"]),
        Route("/health/ready", ready, methods=["GET"]),
    ]
    routes += publicity_routes(installation)
    routes += report_routes(installation)
    routes += double_publicity_routes(installation)
    if installation.settings.mode is Mode.DEVELOPMENT:
        routes += page_routes()
    app = Starlette(
        routes=routes,
        middleware=[Middleware(RequestLog)],
        exception_handlers={HTTPException: _refused, Exception: _unexpected},
    )
    app.state.installation = installation
    app.state.endpoint = endpoint
    return app


def _refused(_request: Request, error: Exception) -> Response:
    """404 and 405 of other paths, typed as everything else."""
    assert isinstance(error, HTTPException)
    body = body_of(CreditGraphError(ErrorCode.BAD_REQUEST, str(error.detail)))
    return Response(orjson.dumps(body), error.status_code, error.headers, "application/json")


def _unexpected(_request: Request, error: Exception) -> Response:
    """A defect of ours outside the GraphQL execution: masked, logged with the id that is shown."""
    return Response(orjson.dumps(body_of(internal(error))), 500, media_type="application/json")
