"""Which encoding a CSV file is in: UTF-8 (with or without a mark) or GB 18030, decided over the whole file.

The whole file is decoded once, piece by piece, before the first row is taken: a GB 18030 byte in the last line must not
break a load half way. A UTF-8 file with a few broken bytes stays UTF-8 (GB 18030 would accept most such files and turn
every Chinese name into nonsense). Broken bytes come as lone surrogates, and the rows with them are rejected.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from domain.errors import CreditGraphError, ErrorCode

_PIECE = 1 << 20
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-8` or `gb18030`. Raises INVALID_VALUE for a file that is none of them, OSError."""
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith(_WIDE_MARKS):
        raise _refused(path, "is UTF-16: save it as “CSV UTF-8”")
    if start.startswith(b"PK\x03\x04"):
        raise _refused(path, "is a zip archive or a workbook: name it .xlsx if it is one")
    if _decodes(path, "utf-8"):
        return "utf-8"
    for encoding in ("utf-8", "gb18030"):
        wide, broken = _count(path, encoding)
        if wide > broken:
            return encoding
    raise _refused(path, "is neither UTF-8 nor GB 18030: save it as “CSV UTF-8”")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _count(path: Path, encoding: str) -> tuple[int, int]:
    """How many Chinese and similar characters the file has, read in `encoding`, and how many bytes that cannot be read."""
    decoder = codecs.getincrementaldecoder(encoding)("surrogateescape")
    wide = broken = 0
    with path.open("rb") as file:
        while True:
            piece = file.read(_PIECE)
            text = decoder.decode(piece, final=not piece)
            if not text.isascii():
                escaped = sum("\udc80" <= character <= "\udcff" for character in text)
                broken += escaped
                wide += sum(character >= "\u0800" for character in text) - escaped
            if not piece:
                return wide, broken


def _refused(path: Path, why: str) -> CreditGraphError:
    return CreditGraphError(ErrorCode.INVALID_VALUE, f"{path.name} {why}.")


def lines_of(path: Path) -> int:
    """How many lines the file has: what progress is measured by."""
    lines = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            lines += piece.count(b"\n")
    return lines
