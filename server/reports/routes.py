"""/reports: the monthly report in a browser, and as CSV and XLSX, for whoever has a key with the scope `read`.

A browser asks for the key: any user name, the key as the password (HTTP Basic); a program sends it as at /graphql.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Awaitable, Callable
from datetime import date, datetime

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import CreditGraphError, ErrorCode
from domain.months import Month
from domain.time import to_recorded
from resolvers.principal import Scope, unauthenticated
from resolvers.progress import KnownReport
from schema.errors import body_of
from server.composition import Installation
from server.plain_pages import HEADERS
from server.reports.files import csv_bytes, xlsx_bytes
from server.reports.grid import Grid, deduction_grid, table_grids
from server.reports.page import index_page, links_of, message_page, report_page
from server.request_log import note

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MONTHS = 24
"""Months that the first page leads to; any other one has its address too."""
_NAME = re.compile(r"(\d{4}-\d{2})(?:-(districts|departments|deductions)\.csv|(\.xlsx))?\Z")
_STATUS = {ErrorCode.UNAUTHENTICATED: 401, ErrorCode.FORBIDDEN: 403}

Answer = Callable[[Request], Awaitable[Response]]


def report_routes(installation: Installation) -> list[BaseRoute]:
    """The routes."""
    pages = _Reports(installation)
    return [
        Route("/reports", pages.guarded(pages.index), methods=["GET"]),
        Route("/reports/{name}", pages.guarded(pages.one), methods=["GET"]),
    ]


class _Reports:
    def __init__(self, installation: Installation) -> None:
        self._keys = installation.keys
        self._services = installation.services

    def guarded(self, answer: Answer) -> Answer:
        """`answer` for a key with the scope `read`, with the headers, and errors that say what was wrong."""

        async def guarded(request: Request) -> Response:
            try:
                principal = await self._keys.authenticate(_key_of(request.headers.get("authorization", "")))
                note("key", principal.key_id)
                principal.require(Scope.READ)
                response = await answer(request)
            except CreditGraphError as error:
                response = _refusal(request, error)
            response.headers.update(HEADERS)
            return response

        return guarded

    async def index(self, request: Request) -> Response:
        """The months; or the one asked for."""
        asked = request.query_params.get("month")
        if asked:
            return RedirectResponse(f"/reports/{Month.parse(asked)}")
        month, months = Month.of(self._services.clock.today()), []
        for _ in range(MONTHS):
            months.append(month)
            month = Month(month.year - 1, 12) if month.number == 1 else Month(month.year, month.number - 1)
        return HTMLResponse(index_page(months))

    async def one(self, request: Request) -> Response:
        """One report, as a page or a file."""
        name = _NAME.match(request.path_params["name"])
        if name is None:
            message = (
                "A report is at /reports/YYYY-MM, its files at …-districts.csv, …-departments.csv, …-deductions.csv "
            )
            raise CreditGraphError(ErrorCode.INVALID_DATE, f"{message}and ….xlsx.", "month")
        known = await self._services.progress.report(Month.parse(name[1]), _known_at(request), _as_of(request))
        if name[2]:
            return _file(csv_bytes(_grids(known)[name[2]]), "text/csv; charset=utf-8", name[0])
        if name[3]:
            return _file(xlsx_bytes(list(_grids(known).values())), XLSX, name[0])
        return HTMLResponse(report_page(known, links_of(known)))


def _grids(known: KnownReport) -> dict[str, Grid]:
    return {grid.name: grid for grid in (*table_grids(known), deduction_grid(known))}


def _file(content: bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)


def _key_of(header: str) -> str:
    """The API key of an Authorization header: Bearer, or Basic with the key as the password. Raises UNAUTHENTICATED."""
    scheme, _, value = header.partition(" ")
    if scheme.lower() == "bearer":
        return value.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(value.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            raise unauthenticated("This is not HTTP Basic authentication.") from None
    raise unauthenticated("There is no API key.")


def _known_at(request: Request) -> int | None:
    text = request.query_params.get("knownAt")
    if not text:
        return None
    try:
        return to_recorded(datetime.fromisoformat(text))
    except ValueError:
        message = "A time is written like 2019-09-02T08:00:00Z."
        raise CreditGraphError(ErrorCode.INVALID_DATE, message, "known_at") from None


def _as_of(request: Request) -> date | None:
    text = request.query_params.get("asOf")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise CreditGraphError(ErrorCode.INVALID_DATE, "A day is written YYYY-MM-DD.", "as_of") from None


def _refusal(request: Request, error: CreditGraphError) -> Response:
    """As a page where a browser asks, else as JSON."""
    status = _STATUS.get(error.code, 503 if error.retryable else 400)
    if "text/html" in request.headers.get("accept", ""):
        response: Response = HTMLResponse(message_page("没有报告", f"{error.code}: {error.message}"), status)
    else:
        response = Response(orjson.dumps(body_of(error)), status, media_type="application/json")
    if status == 401:
        response.headers["www-authenticate"] = 'Basic realm="creditgraph: the API key as the password", charset="UTF-8"'
    return response
