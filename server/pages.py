"""The web pages, in development mode: GraphiQL at /graphiql, its files at /assets."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIST = Path(__file__).parent.parent / "web" / "dist"

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


HEADERS = {"content-security-policy": CSP, "referrer-policy": "no-referrer", "x-content-type-options": "nosniff"}


class Assets(StaticFiles):
    """Files whose names carry a hash of their content, so that they never change. They carry the policy too: a worker
    takes it from the answer that its own script came in."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory=directory, check_dir=False)
        self.config_checked = True  # the folder may be built while the server runs

    def file_response(self, *args: object, **kwargs: object) -> Response:
        """The file, to be kept for ever."""
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers.update(HEADERS | {"cache-control": "public, max-age=31536000, immutable"})
        return response

    async def get_response(self, path: str, scope: Scope) -> Response:
        """404 while the pages are not built."""
        if not (DIST / "assets").is_dir():
            return _not_built()
        return await super().get_response(path, scope)


def _not_built() -> Response:
    return PlainTextResponse(
        "The web pages are not built yet: run scripts/web\n", 503, headers={"cache-control": "no-store"}
    )


async def _graphiql(_request: Request) -> Response:
    page = DIST / "index.html"
    if not page.is_file():
        return _not_built()
    return FileResponse(page, headers=HEADERS | {"cache-control": "no-cache"})


async def _root(_request: Request) -> Response:
    return RedirectResponse("/graphiql")


def page_routes() -> list[BaseRoute]:
    """The routes of the pages."""
    return [
        Route("/", _root),
        Route("/graphiql", _graphiql),
        Mount("/assets", Assets(DIST / "assets")),
    ]
