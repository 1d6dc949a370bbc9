"""One line for each request, with its id, and no value that a caller sent."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextvars import ContextVar
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

logger = logging.getLogger("creditgraph.requests")

_request_id: ContextVar[str] = ContextVar("request_id", default="-")
_notes: ContextVar[dict[str, Any] | None] = ContextVar("notes", default=None)

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{4})\d{12,13}([\dXx])(?![0-9A-Za-z])|(?<!\d)(\d{4})\d{13}([\dXx])")
_KEY = re.compile(r"cg_([0-9a-f]{12})_[A-Za-z0-9_-]{43}")


def note(name: str, value: object) -> None:
    """Adds a word to the request's line."""
    notes = _notes.get()
    if notes is not None:
        notes[name] = value


def masked(text: str) -> str:
    """The text without what looks like a citizen number or the secret of an API key."""
    text = _NUMBER.sub(lambda match: f"{match[1] or match[3]}****{match[2] or match[4]}", text)
    return _KEY.sub(r"cg_\1_****", text)


class MaskingFormatter(logging.Formatter):
    """One line per record with the request's id; the last line of defence against secrets in messages and traces."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s", "%Y-%m-%dT%H:%M:%SZ")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """The line; a trace follows it, indented."""
        record.request_id = _request_id.get()
        text = super().format(record)
        return masked(text.replace("\n", "\n    "))


def configure_logging(level: str) -> None:
    """Everything that this process logs goes to stderr through one masking handler."""
    handler = logging.StreamHandler()
    handler.setFormatter(MaskingFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    silence()


def silence() -> None:
    """Silences what would log values that callers sent, whatever the level: query strings, parameters of queries."""
    logging.getLogger("uvicorn.access").disabled = True
    logging.getLogger("neo4j").setLevel(logging.ERROR)


class RequestLog:
    """ASGI middleware: gives each request an id (`X-Request-Id`) and logs one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        number = secrets.token_hex(8)
        notes: dict[str, Any] = {}
        _request_id.set(number)
        _notes.set(notes)
        began = time.perf_counter()
        status = 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", number.encode())]
            await send(message)

        try:
            await self._app(scope, receive, answer)
        finally:
            if logger.isEnabledFor(logging.INFO):
                words = "".join(f" {name}={value}" for name, value in notes.items())
                logger.info(
                    "%s %s %d %.1f ms%s",
                    scope["method"],
                    _path(scope["path"]),
                    status,
                    (time.perf_counter() - began) * 1000,
                    words,
                )


_KNOWN = re.compile(
    r"/(graphql|graphiql|health/live|health/ready|assets/[\w.-]{1,80}|publicity(\.json|\.csv)?|reports(/\d{4}-\d{2}[a-z.-]{0,16})?|"
    r"double-publicity/(penalties|licences)((/template)?\.(csv|xlsx))?)?\Z"
)


def _path(path: str) -> str:
    """The path as far as it is ours; anything else could be anything."""
    return path if _KNOWN.match(path) else "(other)"
