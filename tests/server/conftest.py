"""The demo city behind the API, loaded once for each module of tests; other tests have an engine of each kind."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from server.demo_city import load_city
from tests.support.api import Api, running_api
from tests.support.engines import KINDS, Engines, started_on

started = started_on(KINDS)


@pytest.fixture(scope="module")
async def city(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    """The demo city. Tests that share it leave it as it is."""
    started = await engines.empty("embedded")
    async with running_api(started, tmp_path_factory.mktemp("api")) as api:
        await load_city(api.installation)
        yield api
