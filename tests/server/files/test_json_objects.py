"""JSON files: arrays and lines, good and broken ones."""

from __future__ import annotations

import json
import tracemalloc
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import CreditGraphError
from server.exports.exact_json import exact_json
from server.files.json_array import MAX_DEPTH, MAX_OBJECT
from server.files.json_objects import JsonObject, open_json


def objects(path: Path, content: bytes) -> list[JsonObject]:
    """The objects of a file with this content."""
    path.write_bytes(content)
    return list(open_json(path).objects())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.json"


@pytest.mark.parametrize(
    "content",
    [
        b'[{"a":1},{"b":2.50}]',
        b'\xef\xbb\xbf \n[ {"a" : 1} ,\r\n\t{"b":2.50} ] \n',
        b'{"a":1}\n\n{"b":2.50}',
        b'\xef\xbb\xbf{"a":1}\r\n{"b":2.50}\r\n',
    ],
)
def test_arrays_and_lines_have_the_same_objects(path: Path, content: bytes) -> None:
    found = objects(path, content)
    assert [one.value for one in found] == [{"a": 1}, {"b": Decimal("2.50")}]
    assert str(found[1].value["b"]) == "2.50"
    assert [one.problem for one in found] == [None, None]
    assert [one.position for one in found] == [1, 3 if b"\n\n" in content else 2]


@given(st.lists(st.dictionaries(st.text(), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.decimals(allow_nan=False, allow_infinity=False, places=3),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=5))))  # fmt: skip
def test_whatever_is_written_is_read(tmp_path_factory: pytest.TempPathFactory, values: list[dict[str, object]]) -> None:
    path = tmp_path_factory.mktemp("json") / "x.json"
    expected = json.loads(exact_json(values), parse_float=Decimal)  # half a surrogate pair stays one
    assert [one.value for one in objects(path, exact_json(values).encode())] == expected
    if values:
        lines = "\n".join(exact_json(value, step=0) for value in values)
        assert [one.value for one in objects(path, lines.encode())] == expected


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "register.json is empty."),
        (b" \n\t", "register.json is empty."),
        (b"key,kind,name", "is no JSON: it must be one array of objects, or one object a line."),
        (b'{"a":1', "Line 1: The line is no JSON object: expecting ',' delimiter at character 7."),
        (b'{\n  "a": 1\n}', "one object a line. Line 1: The line is no JSON object"),
        (b'[{"a":1},', "is broken or cut off after the first 1 objects of its array; nothing was loaded."),
        (b'[{"a":1}', "is broken or cut off after the first 1 objects"),
        (b'[{"a":1},{"b":tru', "is broken or cut off after the first 1 objects"),
        (b'[{"a":1}]\n[{"a":2}]', "is broken or cut off after the first 1 objects"),
        (b'[{"a":1}{"b":2}]', "is broken or cut off after the first 1 objects"),
        (b'[{"a":NaN}]', "is broken or cut off after the first 0 objects"),
        (b'[{"a":' + b"9" * 5000 + b"}]", "is broken or cut off after the first 0 objects"),
        (b"[" * 100_000, "is broken or cut off after the first 0 objects"),
        (b'[{"a":' + b"[" * MAX_DEPTH + b"]" * MAX_DEPTH + b"}]", "is broken or cut off after the first 0 objects"),
        (b'[{"a":"' + b"x" * MAX_OBJECT + b'"}]', "has an object of more than 1048576 characters after the first 0; nothing"),
        (b'[{"a":"' + b"x" * 3 * MAX_OBJECT, "has an object of more than 1048576 characters"),
        (b'[{"a" "' + b"x" * 3 * MAX_OBJECT, "is broken or cut off after the first 0 objects"),
        ("[{\"a\":\"中文\"}]".encode("utf-16"), "is UTF-16: JSON in UTF-8 is needed."),
        ("[{\"a\":\"昆山有限公司\"}]".encode("gb18030"), "is GB 18030, and JSON is UTF-8: convert it"),
        (b"[\xff\xfe\xff]", "is broken or cut off after the first 0 objects"),
        (b"\x1f\x8b\x08\0\0\0\0\0", "is compressed (gzip): unpack it first."),
        (b"PK\x03\x04\0\0\0\0", "is a zip archive"),
        (bytes(range(256)) * 40, "is no text but a binary file: JSON in UTF-8 is needed."),
        (b"\x7fELF" + bytes(2000), "is no text but a binary file"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused_in_one_clear_line(path: Path, content: bytes, said: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        objects(path, content)
    message = refused.value.message
    assert said in message
    assert message.startswith("register.json ")
    assert message.isprintable()
    assert len(message) < 250


def test_a_bad_line_costs_no_neighbour(path: Path) -> None:
    lines = [
        '{"a":"昆"}'.encode(), b"[1]", b'{"a":1,', b'{"b":NaN}', b'{"a":"\xff"}', b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":' + b"[" * 1000 + b"]" * 1000 + b"}", b'{"a":"' + b"x" * MAX_OBJECT + b'"}', b'{"a":2}', b'{"a":3',
    ]  # fmt: skip
    found = objects(path, b"\n".join(lines))
    assert [one.value for one in found if one.problem is None] == [{"a": "昆"}, {"a": 2}]
    assert [(one.position, one.problem) for one in found if one.problem is not None] == [
        (2, "This is no JSON object."),
        (3, "The line is no JSON object: expecting property name enclosed in double quotes at character 8."),
        (4, "The line has a number that cannot be read."),
        (5, "The line is not valid UTF-8."),
        (6, "The line has a number that cannot be read."),
        (7, "Objects and lists are nested more than 100 deep."),
        (8, "The object is longer than 1048576 bytes."),
        (10, "The line is no JSON object: expecting ',' delimiter at character 7."),
    ]
    assert all(len(one.text) <= 1000 for one in found)


def test_broken_bytes_in_an_array_stay_in_their_object(path: Path) -> None:
    found = objects(path, '[{"a":"昆山甲公司'.encode() + b'\xff"},{"a":"x"}]')
    assert [one.value["a"] for one in found] == ["昆山甲公司\udcff", "x"]


def test_objects_on_the_edge_of_a_piece_are_whole(path: Path) -> None:
    half = b'{"a":"' + b"x" * (MAX_OBJECT // 2 + 100) + b'"}'
    found = objects(path, b"[" + b",".join([half, b"12", half, b'{"b":345}', half]) + b" " * MAX_OBJECT + b"]")
    assert [len(one.value.get("a", "")) for one in found] == [len(half) - 8, 0, len(half) - 8, 0, len(half) - 8]
    assert found[3].value == {"b": 345}


@pytest.mark.parametrize("between", [b",", b"\n"])
def test_memory_does_not_grow_with_the_file(path: Path, between: bytes) -> None:
    one = b'{"id": "a", "names": ["' + b"x" * 2000 + b'"]}'
    text = between.join([one] * 20_000)
    path.write_bytes(b"[" + text + b"]" if between == b"," else text)  # 40 MB
    opened = open_json(path)
    tracemalloc.start()
    assert sum(1 for _ in opened.objects()) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * MAX_OBJECT
