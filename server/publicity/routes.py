"""/publicity, /publicity.json, /publicity.csv and /publicity/finding/<number>: open to everybody, but not too often."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from domain.errors import CreditGraphError, ErrorCode
from resolvers.publicity import PublicityFilter
from schema.errors import body_of
from server.composition import Installation
from server.csv_out import csv_text
from server.publicity.limiting import RateLimit
from server.publicity.page import CSP, list_page, message_page, one_page
from server.publicity.rows import HEADINGS, row_of

FIRST, MOST, MOST_CSV = 50, 200, 10_000
LONGEST_TEXT = 100
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": CSP,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
}
"""Never stored on the way: what was repaired must be gone everywhere at once."""

Answer = Callable[[Request], Awaitable[Response]]


def publicity_routes(installation: Installation) -> list[BaseRoute]:
    """The routes; none where the installation publishes nothing."""
    if not installation.settings.publicity:
        return []
    pages = _Pages(installation)
    return [
        Route("/publicity", pages.guarded(pages.html), methods=["GET"]),
        Route("/publicity.json", pages.guarded(pages.json), methods=["GET"]),
        Route("/publicity.csv", pages.guarded(pages.csv), methods=["GET"]),
        Route("/publicity/finding/{number:path}", pages.guarded(pages.one), methods=["GET"]),
    ]


class _Pages:
    def __init__(self, installation: Installation) -> None:
        self._services = installation.services
        self._limit = RateLimit(installation.settings.publicity_per_minute)

    def guarded(self, answer: Answer) -> Answer:
        """`answer`, with the limit, the headers, and errors that say what was wrong."""

        async def guarded(request: Request) -> Response:
            wait = self._limit.wait(request.client.host if request.client else "")
            if wait:
                error = CreditGraphError(ErrorCode.TOO_MANY, f"Too many requests; come back in {wait} seconds.")
                response = _json(body_of(error), 429)
                response.headers["retry-after"] = str(wait)
            else:
                try:
                    response = await answer(request)
                except CreditGraphError as error:
                    response = _json(body_of(error), 503 if error.retryable else 400)
            response.headers.update(HEADERS)
            return response

        return guarded

    async def html(self, request: Request) -> Response:
        """The page."""
        asked, wanted, first, after = self._asked(request, MOST)
        page, total = await self._services.publicity.find(wanted, first, after)
        rules = self._services.rules.current
        text = list_page(
            [row_of(item, rules) for item in page.items],
            total=total,
            day=self._services.clock.today().isoformat(),
            asked=asked,
            areas={code: area.label_zh for code, area in sorted(rules.areas.items())},
            next_cursor=page.cursors[-1] if page.has_next else None,
        )
        return HTMLResponse(text)

    async def json(self, request: Request) -> Response:
        """A page as JSON."""
        _, wanted, first, after = self._asked(request, MOST)
        page, total = await self._services.publicity.find(wanted, first, after)
        items = [row_of(item, self._services.rules.current) for item in page.items]
        return _json({"total": total, "items": items, "next": page.cursors[-1] if page.has_next else None}, 200)

    async def csv(self, request: Request) -> Response:
        """The list as CSV, up to 10,000 lines."""
        _, wanted, first, after = self._asked(request, MOST_CSV, MOST_CSV)
        page, _ = await self._services.publicity.find(wanted, first, after)
        rows = [tuple(row_of(item, self._services.rules.current).values()) for item in page.items]
        headers = {"content-disposition": 'attachment; filename="publicity.csv"'}
        return Response(csv_text(list(HEADINGS.values()), rows), media_type="text/csv; charset=utf-8", headers=headers)

    async def one(self, request: Request) -> Response:
        """One finding: 200 while it is published, 410 when it no longer is, 404 for anything that never was."""
        number = request.path_params["number"]
        published, was = await self._services.publicity.by_number(number)
        if published is not None:
            return HTMLResponse(one_page(row_of(published, self._services.rules.current)))
        if was:
            return HTMLResponse(message_page("不再公示", "该信息已不再公示。This is no longer published."), 410)
        return HTMLResponse(message_page("没有公示", "没有此公示信息。Nothing is published here."), 404)

    def _asked(
        self, request: Request, most: int, default: int = FIRST
    ) -> tuple[dict[str, str], PublicityFilter, int, str | None]:
        query = request.query_params
        text, area, number = query.get("q", "").strip(), query.get("area") or None, query.get("first", str(default))
        if len(text) > LONGEST_TEXT:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"`q` has at most {LONGEST_TEXT} characters.", "q")
        if area is not None and area not in self._services.rules.current.areas:
            raise CreditGraphError(ErrorCode.UNKNOWN_AREA, "There is no area with this code.", "area")
        if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= most):
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"`first` is a number from 1 to {most}.", "first")
        asked = {key: value for key, value in (("q", text), ("area", area or "")) if value}
        return asked, PublicityFilter(text, area), int(number), query.get("after") or None


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
