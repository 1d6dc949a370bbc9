"""Files that are no text: refused in a line that shows nothing of them."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from domain.errors import CreditGraphError
from server.files.reading import open_table

BINARY = {
    "PNG": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\x06\0\0\0" * 20,
    "ELF": b"\x7fELF\x02\x01\x01" + bytes(4000),
    "a little noise": random.Random(3).randbytes(300),
    "noise": random.Random(1).randbytes(200_000),
    "jpeg": b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + random.Random(2).randbytes(9000),
    "utf-16 without a mark": "key,kind,name\nP1,person,李四\n".encode("utf-16-le"),
}


@pytest.mark.parametrize("content", BINARY.values(), ids=BINARY)
def test_a_binary_file_is_refused_without_showing_it(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "parties.csv"
    path.write_bytes(content)
    with pytest.raises(CreditGraphError) as refused:
        open_table(path)
    assert refused.value.message == (
        "parties.csv is no text but a binary file: save the table as “CSV UTF-8” or as .xlsx."
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(b"key,kind,name\n", mtime=0), "parties.csv is compressed (gzip): unpack it first."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "parties.csv is an old workbook (.xls): save it as .xlsx or",
        ),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "parties.csv is a PDF: copy its table"),
        (b"SQLite format 3\0" + bytes(100), "parties.csv is a SQLite database: export its table as CSV."),
        (b"\x01\x02\x03,\x07\n1,2\n", "parties.csv: the first row is no header that can be read"),
        (b"k\xffey,kind,\xe5\x90\x8d\xe7\xa7\xb0\n", "parties.csv: the first row is no header that can be read"),
    ],
)
def test_what_it_is_and_what_to_do(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "parties.csv"
    path.write_bytes(content)
    with pytest.raises(CreditGraphError) as refused:
        open_table(path)
    assert refused.value.message.startswith(said)
    assert refused.value.message.isprintable()


def test_a_stray_zero_byte_is_a_bad_row_and_no_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "parties.csv"
    path.write_bytes(b"key,kind,name\nP1,person,a\0b\nP2,person,c\n")
    with open_table(path) as table:
        assert [row.cells for row in table.rows] == [["P1", "person", "a\0b"], ["P2", "person", "c"]]
