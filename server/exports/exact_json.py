"""JSON with exact numbers: a Decimal is written with all of its digits, which the standard library cannot do.

What is written is always valid UTF-8: half a surrogate pair, which JSON's escapes can smuggle in, is written as its escape.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

_SURROGATE = re.compile("[\ud800-\udfff]")
_PLAIN_DIGITS = 1000
"""Digits up to which a number is written without exponent: 1E+999999999 written out would fill the memory."""

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | Decimal | bool | None


def exact_json(value: Json, indent: int = 0, step: int = 2) -> str:
    """`value` as JSON, indented by `step` spaces a level (0: on one line)."""
    inner = indent + step
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < _PLAIN_DIGITS else str(value)
    if isinstance(value, Mapping):
        parts = [f"{_text(key)}: {exact_json(one, inner, step)}" for key, one in value.items()]
        return _enclosed("{", parts, "}", indent, step)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _enclosed("[", [exact_json(one, inner, step) for one in value], "]", indent, step)
    return _text(value) if isinstance(value, str) else json.dumps(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=_SURROGATE.search(text) is not None)


def _enclosed(opening: str, parts: Sequence[str], closing: str, indent: int, step: int) -> str:
    if not parts or not step:
        return opening + ", ".join(parts) + closing
    margin = "\n" + " " * (indent + step)
    return opening + margin + ("," + margin).join(parts) + "\n" + " " * indent + closing
