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
_SAMPLE = 64 << 10
_CONTROLS = bytes(code for code in (*range(0x20), 0x7F) if code not in b"\t\n\v\f\r\x1a\x1b")

_SAVE_AS = "save the table as “CSV UTF-8” or as .xlsx"
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive or a workbook: name it .xlsx if it is one",
    b"\xd0\xcf\x11\xe0": "an old workbook (.xls): save it as .xlsx or as “CSV UTF-8”",
    b"\x1f\x8b": "compressed (gzip): unpack it first",
    b"BZh": "compressed (bzip2): unpack it first",
    b"\xfd7zXZ": "compressed (xz): unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed (zstd): unpack it first",
    b"7z\xbc\xaf": "a 7z archive: unpack it first",
    b"Rar!": "a rar archive: unpack it first",
    b"%PDF-": "a PDF: copy its table into a workbook and save that",
    b"SQLite format 3\0": "a SQLite database: export its table as CSV",
    b"PAR1": "a Parquet file: convert it to CSV",
}
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def encoding_of(path: Path) -> str:
    """`utf-8-sig`, `utf-8` or `gb18030`. Raises INVALID_VALUE for a file that is none of them, OSError."""
    found = likely_encoding(path, _SAVE_AS)
    if found is None:
        raise _refused(path, f"is neither UTF-8 nor GB 18030: {_SAVE_AS}")
    return found


def likely_encoding(path: Path, advice: str) -> str | None:
    """The same; None where it is text in neither. Raises INVALID_VALUE for a file that is no text, OSError.

    `advice`: what to do with such a file.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith(_WIDE_MARKS):
        raise _refused(path, f"is UTF-16: {advice}")
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise _refused(path, f"is {what}")
    is_utf8 = _decodes(path, "utf-8")
    if _is_binary(start, is_utf8=is_utf8):
        raise _refused(path, f"is no text but a binary file: {advice}")
    if is_utf8:
        return "utf-8"
    for encoding in ("utf-8", "gb18030"):
        wide, broken = _count(path, encoding)
        if wide > broken:
            return encoding
    return None


def _is_binary(start: bytes, *, is_utf8: bool) -> bool:
    """Whether there are more bytes that are no text than come into one by accident: a row with one is rejected, not the
    file. In valid UTF-8 only zeros count; elsewhere control characters too."""
    zeros = start.count(0)
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return (zeros > 3 and zeros * 400 > len(start)) or (not is_utf8 and controls > 3 and controls * 50 > len(start))


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
