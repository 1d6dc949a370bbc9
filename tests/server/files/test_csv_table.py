"""Reading CSV: RFC 4180, encodings, and one bad row that costs no neighbour."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import CreditGraphError
from server.files import csv_table, tables
from server.files.reading import open_table

Row = tuple[int, list[str], bool]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def read(path: Path, content: bytes | str, encoding: str = "utf-8") -> tuple[str, list[str], list[Row]]:
    """Encoding, columns, and (line, cells, is malformed) of each row."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    with open_table(path) as table:
        return table.encoding, table.columns, [(row.line, row.cells, row.problem is not None) for row in table.rows]


@pytest.mark.parametrize(
    ("encoding", "found"), [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030")]
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(path: Path, encoding: str, found: str, end: str) -> None:
    text = end.join(["key,name", "1,张三", "", '2,"李四, 经理"', ""])
    assert read(path, text, encoding) == (
        found,
        ["key", "name"],
        [(2, ["1", "张三"], False), (4, ["2", "李四, 经理"], False)],
    )


def test_a_late_gb18030_character_is_seen_before_the_first_row(path: Path) -> None:
    lines = ["key,name", *[f"{i},abc" for i in range(200_000)], "z,张三"]
    encoding, _, rows = read(path, "\n".join(lines), "gb18030")
    assert encoding == "gb18030"
    assert rows[-1] == (200_002, ["z", "张三"], False)


def test_broken_bytes_cost_their_row_only(path: Path) -> None:
    utf8 = "key,name\n1,张三\n2,李四\n".encode() + b"3,\xff\n" + "4,王五\n".encode()
    encoding, _, rows = read(path, utf8)
    assert encoding == "utf-8"
    assert rows[2] == (4, ["3", "\udcff"], False)  # refused where the row is read: it is no text
    assert rows[3] == (5, ["4", "王五"], False)
    gb = "key,name\n1,张三\n2,李四\n".encode("gb18030") + b"3,\xff\n"
    encoding, _, rows = read(path, gb)
    assert (encoding, rows[2]) == ("gb18030", (4, ["3", "\udcff"], False))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        ("key,name\n1,张三".encode("utf-16"), "UTF-16"),
        (b"PK\x03\x04....", "workbook"),
        (b"key,name\n1,\xe9\n", "neither UTF-8 nor GB 18030"),
        (b"key,name,key\n", "names key twice"),
        (b"key,,name\n", "column 2 of the header has no name"),
        (b'key,"name\n1,2\n', "The header (line 1)"),
    ],
)
def test_files_that_cannot_be_read(path: Path, content: bytes, words: str) -> None:
    with pytest.raises(CreditGraphError) as refused:
        read(path, content)
    assert refused.value.code == "INVALID_VALUE"
    assert words in refused.value.message


def test_no_such_file_and_no_table(tmp_path: Path) -> None:
    for name in ("nothing.csv", "picture.png"):
        with pytest.raises(CreditGraphError):
            open_table(tmp_path / name)


@pytest.mark.parametrize(
    ("body", "rows"),
    [
        ('1,"a\nb",3\n4,5,6', [(2, ["1", "a\nb", "3"], False), (4, ["4", "5", "6"], False)]),
        ('1,"a ""b"" c",\n', [(2, ["1", 'a "b" c', ""], False)]),
        ('1,5" pipe,3\n', [(2, ["1", '5" pipe', "3"], False)]),
        ('1,"open,3\n4,5,6\n', [(2, ["1", '"open', "3"], True), (3, ["4", "5", "6"], False)]),
        (
            '1,"open,3\n4,5,6\n7,"shut",9\n',
            [(2, ["1", '"open', "3"], True), (3, ["4", "5", "6"], False), (4, ["7", "shut", "9"], False)],
        ),
        ('1,"x,3\n4,y"\n7,8,9\n', [(2, ["1", '"x', "3"], True), (3, ["4", 'y"'], True), (4, ["7", "8", "9"], False)]),
        ('1,"a"b,3\n4,5,6\n', [(2, ["1", '"a"b', "3"], True), (3, ["4", "5", "6"], False)]),
        (
            "1,2\n1,2,3,4\n1,2,3,,\n,,\n   \n4,5,6",
            [
                *((2, ["1", "2"], True), (3, ["1", "2", "3", "4"], True)),
                *((4, ["1", "2", "3"], False), (7, ["4", "5", "6"], False)),
            ],
        ),
        ("1,a\x00b,3\n", [(2, ["1", "a\x00b", "3"], False)]),
    ],
)
def test_quotes_ragged_rows_and_blank_lines(path: Path, body: str, rows: list[Row]) -> None:
    assert read(path, "a,b,c\n" + body)[2] == rows


def test_huge_rows_are_rejected_and_reading_goes_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_table, "MAX_RECORD", 1_000)
    monkeypatch.setattr(csv_table, "MAX_RECORD_LINES", 5)
    quoted = '4,"' + "\n".join("line" for _ in range(6)) + '",6\n'
    rows = read(path, "a,b,c\n1," + "x" * 50_000 + ",3\n" + "4,5,6\n" + quoted + "7,8,9")[2]
    assert rows[0][::2] == (2, True)
    assert len(rows[0][1][0]) == 1_000
    assert rows[1] == (3, ["4", "5", "6"], False)
    assert rows[2][::2] == (4, True)
    assert rows[-1] == (10, ["7", "8", "9"], False)


cells = st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufeff"), max_size=8)


@given(st.lists(st.lists(cells, min_size=3, max_size=3).filter(any), max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_what_a_writer_of_rfc_4180_writes_is_read_as_it_was(path: Path, rows: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows([["a", "b", "c"], *rows])
    assert [cells for _, cells, _ in read(path, text.getvalue())[2]] == rows


def test_the_columns_of_a_rejects_file_are_ignored(path: Path) -> None:
    content = "key,name," + ",".join(tables.REJECT_COLUMNS) + "\n1,张三,17,name,REQUIRED,why\n2,李四\n"
    _, columns, rows = read(path, content)
    assert columns == ["key", "name"]
    assert rows == [(2, ["1", "张三"], False), (3, ["2", "李四"], False)]
