"""JSON with exact numbers: a Decimal is written with all of its digits, which the standard library cannot do."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = Mapping[str, "Json"] | Sequence["Json"] | str | int | Decimal | bool | None


def exact_json(value: Json, indent: int = 0, step: int = 2) -> str:
    """`value` as JSON, indented by `step` spaces a level (0: on one line)."""
    inner = indent + step
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {exact_json(one, inner, step)}" for key, one in value.items()]
        return _enclosed("{", parts, "}", indent, step)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return _enclosed("[", [exact_json(one, inner, step) for one in value], "]", indent, step)
    return json.dumps(value, ensure_ascii=False)


def _enclosed(opening: str, parts: Sequence[str], closing: str, indent: int, step: int) -> str:
    if not parts or not step:
        return opening + ", ".join(parts) + closing
    margin = "\n" + " " * (indent + step)
    return opening + margin + ("," + margin).join(parts) + "\n" + " " * indent + closing
