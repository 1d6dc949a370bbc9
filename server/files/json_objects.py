"""JSON files that users bring: an array of objects, or one object a line; read with flat memory.

With the standard library alone: why, is in docs/decisions/exchange-formats.md.

Of lines, a bad one never costs its neighbours. An array that is broken somewhere is refused as a whole before anything is
loaded, because where its next object begins can no longer be told.
"""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn, TextIO

from domain.errors import CreditGraphError, ErrorCode
from server.files.encoding import likely_encoding
from server.files.json_array import DECODER, MAX_DEPTH, MAX_OBJECT, ArrayText, TooLongError, is_deep
from server.files.rejects import OBJECT, REJECTED

_SHOWN = 1000
"""Characters of a line that cannot be read that are kept for the rejects."""

_TOO_DEEP = f"Objects and lists are nested more than {MAX_DEPTH} deep."
_NOT_JSON = "is no JSON: it must be one array of objects, or one object a line"


class JsonObject(NamedTuple):
    """One object as it came. `position`: its line, or its place in the array, from 1; `size`: its length in the file. Where
    `problem` says why it cannot be read, `value` is empty and `text` has how it begins."""

    position: int
    value: Mapping[str, Any]
    problem: str | None = None
    text: str = ""
    size: int = 0


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A JSON file, which may be read any number of times. `array`: it is one array, not lines."""

    path: Path
    array: bool

    def objects(self) -> Iterator[JsonObject]:
        """The objects in their order. Raises INVALID_VALUE for an array that is broken, at the place where it is."""
        if self.array:
            # Broken bytes become lone surrogates: no key, no name may have them, and the other objects can still be read.
            with self.path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
                yield from map(_unwrapped, _of_array(text, self.path.name))
        else:
            with self.path.open("rb") as file:
                if file.read(3) != codecs.BOM_UTF8:
                    file.seek(0)
                yield from map(_unwrapped, _of_lines(file))


def open_json(path: Path) -> JsonFile:
    """Finds out how a file is laid out. Raises INVALID_VALUE where there is no such file, or it is no JSON in UTF-8."""
    try:
        encoding = likely_encoding(path, "JSON in UTF-8 is needed")
        with path.open("rb") as file:
            start = _first_byte(file)
    except FileNotFoundError:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"There is no file {path}.") from None
    except OSError as error:
        raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{path} cannot be read: {error.strerror}.") from None
    if not start:
        _refuse(path.name, "is empty")
    if start not in b"[{":
        _refuse(path.name, _NOT_JSON)
    if encoding == "gb18030":
        _refuse(path.name, "is GB 18030, and JSON is UTF-8: convert it (iconv -f gb18030 -t utf-8)")
    found = JsonFile(path, array=start == b"[")
    if not found.array:
        first = next(found.objects())
        if first.problem is not None:
            _refuse(path.name, f"{_NOT_JSON}. Line {first.position}: {first.problem}")
    return found


def _first_byte(file: BinaryIO) -> bytes:
    """The first byte that is neither the mark of UTF-8 nor white space."""
    text = file.read(3).removeprefix(codecs.BOM_UTF8).lstrip()
    while not text and (piece := file.read(4096)):
        text = piece.lstrip()
    return text[:1]


def _of_lines(file: BinaryIO) -> Iterator[JsonObject]:
    line = 0
    while text := file.readline(MAX_OBJECT):
        line += 1
        if len(text) == MAX_OBJECT and not text.endswith(b"\n"):
            while (rest := file.readline(MAX_OBJECT)) and not rest.endswith(b"\n"):
                pass
            yield _unread(line, f"The object is longer than {MAX_OBJECT} bytes.", text)
        elif not text.isspace():
            yield _object_of(line, text)


def _object_of(line: int, text: bytes) -> JsonObject:
    try:
        value = DECODER.decode(text.decode("utf-8").rstrip())
        if text.count(b"[") + text.count(b"{") > MAX_DEPTH and is_deep(value):
            return _unread(line, _TOO_DEEP, text)
    except UnicodeDecodeError:
        return _unread(line, "The line is not valid UTF-8.", text)
    except json.JSONDecodeError as error:
        return _unread(line, f"The line is no JSON object: {error.msg.lower()} at character {error.colno}.", text)
    except RecursionError:
        return _unread(line, _TOO_DEEP, text)
    except ValueError:
        return _unread(line, "The line has a number that cannot be read.", text)
    return _checked(line, value, len(text))


def _of_array(file: TextIO, name: str) -> Iterator[JsonObject]:
    text, position = ArrayText(file), 0
    try:
        text.take("[")
        while text.begins_value(first=position == 0):
            value, size = text.value()
            position += 1
            yield _checked(position, value, size)
    except TooLongError:
        _refuse(
            name, f"has an object of more than {MAX_OBJECT} characters after the first {position}; nothing was loaded"
        )
    except (ValueError, RecursionError):
        _refuse(name, f"is broken or cut off after the first {position} objects of its array; nothing was loaded")


def _checked(position: int, value: object, size: int) -> JsonObject:
    if isinstance(value, dict):
        return JsonObject(position, value, size=size)
    return JsonObject(position, {}, "This is no JSON object.", size=size)


def _unwrapped(one: JsonObject) -> JsonObject:
    """An object from a file of rejects, without what was said of it."""
    if one.value.keys() != {REJECTED, OBJECT}:
        return one
    return _checked(one.position, one.value[OBJECT], one.size)


def _unread(line: int, problem: str, text: bytes) -> JsonObject:
    return JsonObject(line, {}, problem, text[: 4 * _SHOWN].decode("utf-8", "replace").strip()[:_SHOWN])


def _refuse(name: str, why: str) -> NoReturn:
    raise CreditGraphError(ErrorCode.INVALID_VALUE, f"{name} {why}{'' if why.endswith('.') else '.'}")
