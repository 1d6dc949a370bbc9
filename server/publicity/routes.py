"""/publicity, /publicity.json, /publicity.csv and /publicity/finding/<number>: open to everybody, but not too often."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from domain.errors import CreditGraphError, ErrorCode
from domain.parties import normalize_name
from resolvers.publicity_list import PublicityFilter, Published
from schema.errors import body_of
from server.composition import Installation
from server.csv_out import csv_lines, csv_text
from server.plain_pages import HEADERS
from server.publicity.limiting import RateLimit
from server.publicity.page import list_page, message_page, one_page
from server.publicity.rows import HEADINGS, row_of

FIRST, MOST = 50, 200
ROWS_AT_ONCE = 1_000
WHOLE_LIST = 10
"""A download of the whole list counts as so many looks."""
LONGEST_TEXT = 100
RETRY_AFTER = 5
"""Seconds after which to come back where the engine is away, or the list is being read."""

Answer = Callable[[Request], Awaitable[Response]]


def publicity_routes(installation: Installation) -> list[BaseRoute]:
    """The routes; none where the installation publishes nothing."""
    if not installation.settings.publicity:
        return []
    pages = _Pages(installation)
    return [
        Route("/publicity", pages.guarded(pages.html, _as_page), methods=["GET"]),
        Route("/publicity.json", pages.guarded(pages.json, _as_json), methods=["GET"]),
        Route("/publicity.csv", pages.guarded(pages.csv, _as_json, WHOLE_LIST), methods=["GET"]),
        Route("/publicity/finding/{number:path}", pages.guarded(pages.one, _as_page), methods=["GET"]),
    ]


class _Pages:
    def __init__(self, installation: Installation) -> None:
        self._services = installation.services
        self._limit = RateLimit(installation.settings.publicity_per_minute)

    def guarded(self, answer: Answer, refusal: Callable[[CreditGraphError, int], Response], looks: int = 1) -> Answer:
        """`answer`, with the limit, the headers, and errors that say what was wrong."""

        async def guarded(request: Request) -> Response:
            wait = self._limit.wait(request.client.host if request.client else "", looks)
            if wait:
                message = f"Too many requests; come back in {wait} seconds."
                response = refusal(CreditGraphError(ErrorCode.TOO_MANY, message), 429)
                response.headers["retry-after"] = str(wait)
            else:
                try:
                    response = await answer(request)
                except CreditGraphError as error:
                    response = refusal(error, 503 if error.retryable else 400)
                    if error.retryable:
                        response.headers["retry-after"] = str(RETRY_AFTER)
            response.headers.update(HEADERS)
            return response

        return guarded

    async def html(self, request: Request) -> Response:
        """The page."""
        asked, wanted = self._wanted(request)
        first, after = _place(request)
        page, total = await self._services.publicity.find(wanted, first, after)
        rules = self._services.rules.current
        text = list_page(
            [row_of(item, rules) for item in page.items],
            total=total,
            day=self._services.clock.today().isoformat(),
            asked=asked,
            areas={code: area.label_zh for code, area in sorted(rules.areas.items())},
            first=first,
            is_first=after is None,
            next_cursor=page.cursors[-1] if page.has_next else None,
        )
        return HTMLResponse(text)

    async def json(self, request: Request) -> Response:
        """A page as JSON."""
        _, wanted = self._wanted(request)
        page, total = await self._services.publicity.find(wanted, *_place(request))
        items = [row_of(item, self._services.rules.current) for item in page.items]
        return _json({"total": total, "items": items, "next": page.cursors[-1] if page.has_next else None}, 200)

    async def csv(self, request: Request) -> Response:
        """The whole list, or all that is found, as CSV."""
        _, wanted = self._wanted(request)
        parts = self._services.publicity.every(wanted, ROWS_AT_ONCE)
        begin: list[Published] = await anext(parts, [])  # before the answer begins: what goes wrong is still said

        async def lines() -> AsyncIterator[str]:
            yield csv_text(list(HEADINGS.values()), self._rows(begin))
            async for part in parts:
                yield csv_lines(self._rows(part))

        headers = {"content-disposition": 'attachment; filename="publicity.csv"'}
        return StreamingResponse(lines(), media_type="text/csv; charset=utf-8", headers=headers)

    async def one(self, request: Request) -> Response:
        """One finding: 200 while it is published, 410 when it no longer is, 404 for anything that never was."""
        number = request.path_params["number"]
        published, was = await self._services.publicity.by_number(number)
        if published is not None:
            return HTMLResponse(one_page(row_of(published, self._services.rules.current)))
        if was:
            return HTMLResponse(message_page("不再公示", "该信息已不再公示。This is no longer published."), 410)
        return HTMLResponse(message_page("没有公示", "没有此公示信息。Nothing is published here."), 404)

    def _rows(self, items: Sequence[Published]) -> list[tuple[str, ...]]:
        rules = self._services.rules.current
        return [tuple(row_of(item, rules).values()) for item in items]

    def _wanted(self, request: Request) -> tuple[dict[str, str], PublicityFilter]:
        """What is looked for, as asked and as understood."""
        query = request.query_params
        text, area = query.get("q", "").strip(), query.get("area") or None
        if len(text) > LONGEST_TEXT:
            raise CreditGraphError(ErrorCode.INVALID_VALUE, f"`q` has at most {LONGEST_TEXT} characters.", "q")
        if area is not None and area not in self._services.rules.current.areas:
            raise CreditGraphError(ErrorCode.UNKNOWN_AREA, "There is no area with this code.", "area")
        asked = {key: value for key, value in (("q", text), ("area", area or "")) if value}
        return asked, PublicityFilter(normalize_name(text), area)


def _place(request: Request) -> tuple[int, str | None]:
    """How many, and after which."""
    number = request.query_params.get("first", str(FIRST))
    if not (number.isascii() and number.isdigit() and len(number) < 6 and 1 <= int(number) <= MOST):
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"`first` is a number from 1 to {MOST}.", "first")
    return int(number), request.query_params.get("after") or None


def _as_page(error: CreditGraphError, status: int) -> Response:
    return HTMLResponse(message_page("无法显示", f"{error.code}: {error.message}"), status)


def _as_json(error: CreditGraphError, status: int) -> Response:
    return _json(body_of(error), status)


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
