"""The file of what was rejected, beside the file that was loaded: each row as it came, with its line, field, code, message.

It may hold personal numbers, as the file beside it does, so only its owner may read it (0600). It appears whole or not
at all: it is written under another name and renamed at the end. A load that rejects nothing removes an earlier one.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Sequence
from pathlib import Path

from domain.errors import CreditGraphError, ErrorCode
from resolvers.batches import RowProblem
from server.exports.exact_json import Json, exact_json
from server.files.tables import REJECT_COLUMNS, Table, TableRow

REJECTED, OBJECT = "rejected", "object"
"""The two properties of a line of a JSON file's rejects: what is wrong, and the object as it came."""


def rejects_path(path: Path) -> Path:
    """Where the rejected rows of a table go: `links.csv` has `links.csv.rejected.csv`."""
    return path.with_name(path.name + ".rejected.csv")


def json_rejects_path(path: Path) -> Path:
    """Where the rejected objects of a JSON file go, one a line: `register.json` has `register.json.rejected.jsonl`."""
    return path.with_name(path.name + ".rejected.jsonl")


class Rejects:
    """Collects what was rejected of one load. `close()` puts the file in place, `discard()` leaves things as they were."""

    def __init__(self, beside: Path, encoding: str) -> None:
        """`beside`: where the file belongs. Where nothing can be written there, it goes into the working folder. Raises
        INVALID_VALUE where nothing can be written there either."""
        self.rows = 0
        self.path, descriptor = _open(beside)
        self._part = _part(self.path)
        self._file = open(descriptor, "w", encoding=encoding, errors="surrogateescape", newline="")  # noqa: SIM115

    def close(self) -> None:
        """Puts the file in place, or removes an earlier one where nothing was rejected."""
        self._file.close()
        if self.rows:
            os.replace(self._part, self.path)
        else:
            self._part.unlink(missing_ok=True)
            self.path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Removes what was collected."""
        self._file.close()
        self._part.unlink(missing_ok=True)


class RejectsFile(Rejects):
    """The rejected rows of a table, in its encoding."""

    def __init__(self, path: Path, table: Table) -> None:
        super().__init__(rejects_path(path), table.encoding)
        self._width = len(table.columns)
        self._writer = csv.writer(self._file)
        self._writer.writerow([*table.columns, *REJECT_COLUMNS])

    def add(self, row: TableRow, problems: Sequence[RowProblem]) -> None:
        """Adds one row. Field and code are those of its first problem, the message says all of them."""
        missing = [""] * (self._width - len(row.cells))
        self._writer.writerow([*row.cells, *missing, row.line, *_said(problems)])
        self.rows += 1


class JsonRejects(Rejects):
    """The rejected objects of a JSON file, one a line beside what is wrong with it; `--format` reads it when mended."""

    def __init__(self, path: Path) -> None:
        super().__init__(json_rejects_path(path), "utf-8")

    def add(self, position: int, value: Json, problems: Sequence[RowProblem]) -> None:
        """Adds one object, or the text of what could not be read as one."""
        said: dict[str, Json] = dict(zip(REJECT_COLUMNS, (position, *_said(problems)), strict=True))
        self._file.write(exact_json({REJECTED: said, OBJECT: value}, step=0) + "\n")
        self.rows += 1


def _said(problems: Sequence[RowProblem]) -> tuple[str, str, str]:
    """Field, code, message."""
    first = problems[0]
    message = " ".join(dict.fromkeys(problem.message for problem in problems))
    return first.field or "", first.code.value, message


def _open(beside: Path) -> tuple[Path, int]:
    """Where the file comes, and a descriptor of what it is written as until it is whole."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    here = Path.cwd() / beside.name
    for place in (beside, here):
        try:
            descriptor = os.open(_part(place), flags, 0o600)
            os.chmod(_part(place), 0o600)
            return place, descriptor
        except OSError as error:
            reason = error.strerror
    raise CreditGraphError(
        ErrorCode.INVALID_VALUE, f"Rejected rows are written to {beside} or {here}; neither can be written: {reason}."
    )


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")
