"""Statements are tuples of values in which None means that nothing is said: how two of them compare."""

from __future__ import annotations

from typing import Any, TypeVar

S = TypeVar("S", bound=tuple[Any, ...])


def adds_nothing(statement: S, known: S) -> bool:
    """Whether everything that the statement gives is known."""
    return all(a is None or a == b for a, b in zip(statement, known, strict=True))


def agrees(one: S, other: S) -> bool:
    """Whether nothing that both give differs."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def filled(statement: S, known: S) -> S:
    """What the statement gives, and what is known where it gives nothing. Both are NamedTuples of one type."""
    made: S = type(statement)(*(b if a is None else a for a, b in zip(statement, known, strict=True)))
    return made
