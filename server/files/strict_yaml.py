"""YAML read strictly: plain values only, no repeated key, and for every key the line where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar

import yaml

from domain.errors import CreditGraphError, ErrorCode


class Located(dict[str, Any]):
    """A mapping of the file, with the line (from 1) of each key and of the whole."""

    lines: dict[str, int]
    line: int


class _Loader(yaml.SafeLoader):
    """SafeLoader whose mappings are `Located` and whose keys are texts, each once.

    Every plain value is the text that it is written as (`000001`, `2019-08-01`, `no`), except true, false and null.
    """

    yaml_implicit_resolvers: ClassVar[dict[str, Any]] = {}  # type: ignore[misc]


def _located(loader: yaml.SafeLoader, node: yaml.MappingNode) -> Located:
    found = Located()
    found.line, found.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key_node.start_mark)
        name = str(key_node.value)
        if name in found:
            raise yaml.MarkedYAMLError(problem=f"the key {name} stands twice", problem_mark=key_node.start_mark)
        found[name] = loader.construct_object(value_node, deep=True)
        found.lines[name] = line
    return found


_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _located)


class StrictFile:
    """One YAML file and how to complain about it: every complaint names the file and the line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Located:
        """The whole file, which must be a mapping. Raises INVALID_VALUE for anything else."""
        try:
            found = yaml.load(self.path.read_text(encoding="utf-8-sig"), _Loader)  # noqa: S506 - a SafeLoader
        except OSError as error:
            raise self.wrong(0, f"cannot be read: {error.strerror}") from None
        except UnicodeDecodeError:
            raise self.wrong(0, "is not UTF-8") from None
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            raise self.wrong(line, error.problem or "is not YAML") from None
        except (yaml.YAMLError, RecursionError, ValueError):
            raise self.wrong(0, "is not YAML") from None
        return self.mapping(found, 1)

    def mapping(self, value: object, line: int, what: str = "the file") -> Located:
        """The value as a mapping."""
        if not isinstance(value, Located):
            raise self.wrong(line, f"{what} must be a mapping of keys to values")
        return value

    def known(self, found: Located, keys: Iterable[str]) -> None:
        """Refuses a key that is none of `keys`."""
        allowed = tuple(keys)
        for key, line in found.lines.items():
            if key not in allowed:
                raise self.wrong(line, f"the key {key} is unknown here; known are {', '.join(allowed)}")

    def text(self, found: Located, key: str) -> str:
        """A text of the file."""
        value = found[key]
        if not isinstance(value, str):
            raise self.wrong(found.lines[key], f"{key} must be a text")
        return value

    def texts(self, found: Located, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = found[key]
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.wrong(found.lines[key], f"{key} must be a list of texts")
        return tuple(value)

    def wrong(self, line: int, what: str) -> CreditGraphError:
        """The error to raise."""
        place = f"{self.path.name}, line {line}" if line else self.path.name
        return CreditGraphError(ErrorCode.INVALID_VALUE, f"{place}: {what}.")
