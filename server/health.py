"""Is the process up, and can it answer?"""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from domain.errors import CreditGraphError
from graph.migrations import migrations, schema_version
from server.composition import Installation


def _json(status: int, body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json", headers={"cache-control": "no-store"})


async def live(_request: Request) -> Response:
    """200 while the process answers; touches nothing else."""
    return _json(200, {"status": "live"})


async def ready(request: Request) -> Response:
    """200 when the engine is reachable, its schema current and the rules are recorded; 503 with the reason otherwise."""
    reason = await not_ready(request.app.state.installation)
    if reason is None:
        return _json(200, {"status": "ready"})
    return _json(503, {"status": "not ready", "reason": reason})


async def not_ready(installation: Installation) -> str | None:
    """Why no check can be answered now, None when one can."""
    try:
        version = await schema_version(installation.services.connection)
    except CreditGraphError as error:
        return error.message
    wanted = len(migrations())
    if version != wanted:
        return f"the database has schema version {version}, this program needs {wanted}"
    if not installation.services.rules.versions():
        return "no rules are recorded"
    return None
