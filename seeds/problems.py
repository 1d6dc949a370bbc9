"""What is wrong with rule files: every problem names file, line and key, and all are reported at once."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""Where in a file: `("measures", 3, "matter")`."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong: `file` relative to the rules folder, `line` from 1, `key` such as `measures[3].matter`."""

    file: str
    line: int
    key: str
    message: str

    def __str__(self) -> str:
        """One line: `policies/ks-2019-116.yaml:97: measures[3].matter: no matter has the code 'X'`."""
        return (
            f"{self.file}:{self.line}: {self.key}: {self.message}"
            if self.key
            else f"{self.file}:{self.line}: {self.message}"
        )


class RuleFileError(Exception):
    """The rule files cannot be used. `problems` are all of them, by file and line; str() has one line for each."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


def key_text(path: KeyPath) -> str:
    """The written form of a path: `measures[3].matter`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def unknown(what: str, code: str, known: Iterable[str]) -> str:
    """The message for a code that is not among `known`, with the nearest one that is."""
    near = difflib.get_close_matches(code, list(known), n=1)
    return f"no {what} has the code {code!r}" + (f"; did you mean {near[0]!r}?" if near else "")
