"""Reading YAML so that every value still knows its line.

Only plain data is read: text, whole numbers, true/false, days, lists and maps with text keys. A key given twice, a
language-specific tag, an impossible day and an alias of a list or map (a file could grow without bound) are problems.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from seeds.problems import KeyPath, Problem, key_text

_SCALARS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "bool", "null", "timestamp", "float"))


@dataclass
class SourceFile:
    """One file that was read: its data, the line of every path in it, and what was wrong with it.

    `data` is None when the file could not be read as YAML at all.
    """

    name: str
    data: Any = None
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line_of(self, path: KeyPath) -> int:
        """The line of the key or item at `path`, or of the nearest thing around it that the file has."""
        for length in range(len(path), -1, -1):
            line = self.lines.get(path[:length])
            if line is not None:
                return line
        return 1

    def problem(self, path: KeyPath, message: str) -> None:
        """Notes a problem at `path`."""
        self.problems.append(Problem(self.name, self.line_of(path), key_text(path), message))


def read_source(name: str, content: bytes) -> SourceFile:
    """Reads one file's bytes. Never raises for what is in the file: see `problems`."""
    source = SourceFile(name)
    try:
        loader = yaml.SafeLoader(content.decode("utf-8-sig"))
        node = loader.get_single_node()
        if node is None:
            source.problem((), "the file is empty")
        else:
            source.data = _Converter(source, loader).convert(node, ())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        source.problems.append(Problem(name, line, "", "the file is not UTF-8 text"))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        source.problems.append(Problem(name, line, "", f"not valid YAML: {error.problem or error.context}"))
    except yaml.YAMLError:
        source.problems.append(Problem(name, 1, "", "not valid YAML: it has characters that text cannot have"))
    except RecursionError:
        source.problems.append(Problem(name, 1, "", "lists and maps are nested too deeply"))
    return source


class _Converter:
    def __init__(self, source: SourceFile, loader: yaml.SafeLoader) -> None:
        self._source = source
        self._loader = loader
        self._seen: set[int] = set()

    def convert(self, node: yaml.Node, path: KeyPath) -> Any:
        self._source.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, path)
        if id(node) in self._seen:
            self._source.problem(path, "an alias (*) may stand for a text only, not for a list or a map")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.SequenceNode) and node.tag == "tag:yaml.org,2002:seq":
            return [self.convert(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode) and node.tag == "tag:yaml.org,2002:map":
            return self._mapping(node, path)
        self._source.problem(path, f"the tag {node.tag} is not used here")
        return None

    def _mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._source.problems.append(Problem(self._source.name, line, key_text(path), "a key must be a text"))
                continue
            key = key_node.value  # as written, so that on, yes and 1 are keys like any other
            inner = (*path, key)
            if key in data:
                first = self._source.lines[inner]
                message = f"this key is given twice, first in line {first}"
                self._source.problems.append(Problem(self._source.name, line, key_text(inner), message))
                continue
            self._source.lines[inner] = line
            data[key] = self.convert(value_node, inner)
        return data

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        if node.tag not in _SCALARS:
            self._source.problem(path, f"the tag {node.tag} is not used here")
            return None
        try:
            return self._loader.construct_object(node)
        except (ValueError, OverflowError, yaml.YAMLError):
            self._source.problem(path, f"{node.value!r} is no possible date or number")
            return None
