"""Makes Neo4j's warnings errors where a caller wants that (the tests do): deprecated syntax is mended when it appears.

The driver hands a notification to its logger `neo4j.notifications` in the task that reads the answer, so a context
variable tells which statement it belongs to. (Python warnings turned into errors would be raised in the middle of the
driver's protocol handling and break the connection.)
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar

_received: ContextVar[list[str] | None] = ContextVar("received_notifications", default=None)
_logger = logging.getLogger("neo4j.notifications")


class NotificationError(AssertionError):
    """Neo4j warned about a statement of ours."""


class _Collector(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        received = _received.get()
        if received is not None:
            received.append(record.getMessage())


_collector = _Collector(logging.WARNING)


@contextlib.contextmanager
def watch(strict: bool) -> Iterator[Callable[[], None]]:
    """Collect what Neo4j warns about inside the block. The function that it gives raises NotificationError if it did."""
    if not strict:
        yield lambda: None
        return
    if _collector not in _logger.handlers:
        _logger.addHandler(_collector)
        _logger.propagate = False
    received: list[str] = []
    token = _received.set(received)

    def check() -> None:
        if received:
            raise NotificationError("\n".join(received))

    try:
        yield check
    finally:
        _received.reset(token)
