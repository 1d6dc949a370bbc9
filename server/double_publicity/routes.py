"""/double-publicity: the layout's files over HTTP, for systems that exchange them and for whoever wants an empty one.

| request | needs | answer |
|---|---|---|
| GET /double-publicity/penalties/template.xlsx (or .csv; or licences) | nothing | an empty file of the layout |
| GET /double-publicity/penalties.csv (or .xlsx)[?department=CODE] | scope read | every row |
| POST /double-publicity/penalties[?source=NAME], the file as the body | scope find | what came of each row, as JSON |
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from domain.double_publicity import LAYOUTS, Publicity
from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import LoadOutcome
from resolvers.principal import Scope
from schema.errors import body_of
from server.authentication import principal_of
from server.composition import Installation
from server.double_publicity.importing import import_table
from server.files.reading import open_table
from server.files.writing import no_rows, write_table
from server.requests import Refused, drain, read_body

MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
}
MANUAL = "manual"
"""The source of what nobody names a source for."""
PIECE = 1 << 16

Answer = Callable[[Request], Awaitable[Response]]


def double_publicity_routes(installation: Installation) -> list[BaseRoute]:
    """The routes."""
    files = _Files(installation)
    return [
        Route("/double-publicity/{what}/template.{suffix}", _guarded(files.template), methods=["GET"]),
        Route("/double-publicity/{what}.{suffix}", _guarded(files.export), methods=["GET"]),
        Route("/double-publicity/{what}", _guarded(files.take), methods=["POST"]),
    ]


def _guarded(answer: Answer) -> Answer:
    async def guarded(request: Request) -> Response:
        try:
            response = await answer(request)
        except Refused as refused:
            if refused.status == 413:
                await drain(request.receive)
            response = _json(body_of(refused.error), refused.status)
            response.headers.update(refused.headers)
        except CreditGraphError as error:
            status = 403 if error.code is ErrorCode.FORBIDDEN else 503 if error.retryable else 400
            response = _json(body_of(error), status)
        response.headers.update(HEADERS)
        return response

    return guarded


class _Files:
    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def template(self, request: Request) -> Response:
        """An empty file: no data, so no key."""
        what, suffix = _asked(request)
        return await _file(f"{what.value}-template.{suffix}", LAYOUTS[what].columns, no_rows())

    async def export(self, request: Request) -> Response:
        """Every row; numbers of persons' documents are masked."""
        what, suffix = _asked(request)
        (await principal_of(self._installation.keys, request.scope)).require(Scope.READ)
        department = request.query_params.get("department") or None
        if department is not None and department not in self._installation.services.rules.current.departments:
            message = "No department has this code; see the query `departments`."
            raise CreditGraphError(ErrorCode.UNKNOWN_DEPARTMENT, message, "department")
        rows = self._installation.publicity.export(what, department)
        return await _file(f"{what.value}.{suffix}", LAYOUTS[what].columns, rows)

    async def take(self, request: Request) -> Response:
        """Imports the body: a department its own decisions, an administrator anybody's."""
        what = _what(request)
        principal = await principal_of(self._installation.keys, request.scope)
        principal.require(Scope.FIND)
        acting = principal.acting_department
        source = request.query_params.get("source") or principal.source or acting or MANUAL
        principal.require_source(source)
        suffix = _suffix_of(request.headers.get("content-type", ""))
        limit = self._installation.settings.max_body_bytes
        body = await read_body(request.receive, dict(request.scope["headers"]), limit)
        with _private_folder() as folder:
            path = Path(folder) / f"body.{suffix}"
            path.write_bytes(body)
            with open_table(path) as table:
                imported = await import_table(self._installation.publicity, what, table, source, acting)
        return _json(_result(imported.outcome), 200)


def _what(request: Request) -> Publicity:
    try:
        return Publicity(request.path_params["what"])
    except ValueError:
        known = ", ".join(what.value for what in Publicity)
        error = CreditGraphError(ErrorCode.BAD_REQUEST, f"There is no such list; there are: {known}.")
        raise Refused(404, error) from None


def _asked(request: Request) -> tuple[Publicity, str]:
    what, suffix = _what(request), request.path_params["suffix"]
    if suffix not in MEDIA:
        raise Refused(404, CreditGraphError(ErrorCode.BAD_REQUEST, f"A file is one of: {', '.join(MEDIA)}."))
    return what, suffix


def _suffix_of(content_type: str) -> str:
    media = content_type.partition(";")[0].strip().lower()
    for suffix, known in MEDIA.items():
        if media == known:
            return suffix
    message = f"Send the file as the body, with the content type {' or '.join(MEDIA.values())}."
    raise Refused(415, CreditGraphError(ErrorCode.BAD_REQUEST, message))


def _private_folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for one request, for this user only; in memory where the system has such a place, for a body may hold
    numbers of persons that are never to be on a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder made in it is this user's own
    return tempfile.TemporaryDirectory(prefix="creditgraph-", dir=memory if memory.is_dir() else None)


async def _file(name: str, columns: Sequence[str], rows: AsyncIterator[Sequence[str]]) -> Response:
    with tempfile.TemporaryDirectory(prefix="creditgraph-") as folder:
        path = Path(folder) / name
        await write_table(path, columns, rows)
        file = path.open("rb")  # read on after the folder is gone
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_pieces(file), media_type=MEDIA[path.suffix[1:]], headers=headers)


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    with file:
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _result(outcome: LoadOutcome) -> dict[str, Any]:
    return {
        "received": outcome.received,
        "created": outcome.created,
        "changed": outcome.changed,
        "unchanged": outcome.unchanged,
        "rejected": outcome.rejected,
        "rowErrors": [
            {"line": each.row, "field": each.field, "code": each.code.value, "message": each.message}
            for each in outcome.row_errors
        ],
    }


def _json(body: dict[str, Any], status: int) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
