"""The pages and introspection: in development mode only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from server import pages
from server.settings import Mode
from tests.support.api import Api, running_api
from tests.support.engines import Engines


@pytest.fixture(scope="module")
async def production(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """An empty installation in production mode."""
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("production"), mode=Mode.PRODUCTION) as api:
        yield api


@pytest.fixture
def development(production: Api, built: Path) -> Api:
    """The same installation's pages in development mode."""
    app = Starlette(routes=pages.page_routes())
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://api")
    return Api(production.installation, client)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the pages are built."""
    monkeypatch.setattr(pages, "DIST", tmp_path)
    return tmp_path


async def test_production_has_no_pages(production: Api) -> None:
    for path in ("/", "/graphiql", "/assets/x.js"):
        assert (await production.client.get(path)).status_code == 404


async def test_production_answers_no_introspection(production: Api) -> None:
    for query in ("{ __schema { types { name } } }", '{ __type(name: "Query") { name } }'):
        body = (await production.post(query)).json()
        assert "data" not in body
        assert {error["extensions"]["code"] for error in body["errors"]} == {"BAD_REQUEST"}
    assert await production.ask("{ __typename }") == {"__typename": "Query"}


async def test_production_suggests_no_names(production: Api) -> None:
    assert (await production.refused("{ matter { code } }"))[
        "message"
    ] == "Cannot query field 'matter' on type 'Query'."


async def test_pages_that_are_not_built_say_what_to_run(development: Api) -> None:
    for path in ("/graphiql", "/assets/x.js"):
        answer = await development.client.get(path)
        assert (answer.status_code, answer.text) == (503, "The web pages are not built yet: run scripts/web\n")


async def test_built_pages_are_served_with_their_policy(development: Api, built: Path) -> None:
    (built / "assets").mkdir()
    (built / "index.html").write_text("<!doctype html>")
    (built / "assets" / "index-abc.js").write_text("1")
    page = await development.client.get("/graphiql")
    script = await development.client.get("/assets/index-abc.js")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    for answer in (page, script):
        assert answer.headers["content-security-policy"] == pages.CSP
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert (await development.client.get("/")).headers["location"] == "/graphiql"
    assert (await development.client.get("/assets/..%2findex.html")).status_code == 404
