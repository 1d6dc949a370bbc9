"""What can go wrong between this program and its graph engine, in the words of `domain.errors`.

Nothing here repeats a parameter: an engine's own message may hold a value, so it stays in the exception's `__cause__`
and the sentence for the caller names only the engine's error code.

    StartError                 the program cannot start; one line that says what to do
    CreditGraphError
      ENGINE_UNAVAILABLE       the engine is not there (now): the same request may succeed a moment later
      TIMED_OUT                the engine gave up on a query
      INTERNAL                 a query that the engine refuses: a defect of ours
        ConstraintViolationError    two records with one unique key
"""

from __future__ import annotations

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from domain.errors import CreditGraphError, ErrorCode

UNAVAILABLE = "the graph engine is not available at the moment; retry in a few seconds"
BUSY = "the graph engine could not finish this among its other work; retry"
TIMED_OUT = "the graph engine stopped a query that took too long; ask for less, or retry"


class StartError(Exception):
    """The program cannot start as it is configured. `message` is one line: what is wrong, and what mends it."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ConstraintViolationError(CreditGraphError):
    """A write would have made a second node with a key that is unique. Writers queue, so this is a defect of ours."""

    def __init__(self) -> None:
        super().__init__(ErrorCode.INTERNAL, "a record with the same unique key is already there")


class UnfinishedLoadError(CreditGraphError):
    """A fresh load (`graph.fresh_load`) has the graph to itself, or was interrupted."""

    def __init__(self, *, taken_over: bool = False) -> None:
        """`taken_over`: the caller is a fresh load, and has the graph no more."""
        super().__init__(
            ErrorCode.LOAD_UNFINISHED,
            "another `creditgraph load --fresh` has begun anew on this graph; this one is given up"
            if taken_over
            else "a `creditgraph load --fresh` into this graph is under way, or was interrupted and left it unfinished: "
            "wait for it, or run it again, which starts over",
        )


def is_timeout(error: BaseException) -> bool:
    """Whether the engine stopped a query because of its time limit."""
    return isinstance(error, Neo4jError) and "TransactionTimedOut" in (error.code or "")


def mapped(error: DriverError | Neo4jError) -> CreditGraphError:
    """The error that a caller may see for one of the driver's, after the retries are used up."""
    if is_timeout(error):
        return CreditGraphError(ErrorCode.TIMED_OUT, TIMED_OUT)
    if isinstance(error, ConstraintError):
        return ConstraintViolationError()
    if isinstance(error, AuthError):
        return CreditGraphError(
            ErrorCode.ENGINE_UNAVAILABLE, "the graph engine refused the user name or the password; see the settings"
        )
    if isinstance(error, ServiceUnavailable | SessionExpired | ConnectionAcquisitionTimeoutError):
        return CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, UNAVAILABLE)
    if isinstance(error, ConfigurationError):
        return CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, f"the graph engine's address does not work: {error}")
    if isinstance(error, Neo4jError) and "DatabaseNotFound" in (error.code or ""):
        return CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, "the graph engine has no database of that name")
    if error.is_retryable():
        return CreditGraphError(ErrorCode.ENGINE_UNAVAILABLE, BUSY)
    code = error.code if isinstance(error, Neo4jError) else type(error).__name__
    return CreditGraphError(ErrorCode.INTERNAL, f"the graph engine refused a query ({code})")
