"""The file of rejected rows, beside the file that was loaded: each row as it came, then its line, field, code, message.

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
from server.files.tables import REJECT_COLUMNS, Table, TableRow


def rejects_path(path: Path) -> Path:
    """Where the rejected rows of a file go: `links.csv` has `links.csv.rejected.csv`."""
    return path.with_name(path.name + ".rejected.csv")


class RejectsFile:
    """Collects the rejected rows of one load. `close()` puts the file in place, `discard()` leaves things as they were."""

    def __init__(self, path: Path, table: Table) -> None:
        """Where nothing can be written beside the file, the rejects go into the working folder. Raises INVALID_VALUE
        where nothing can be written there either."""
        self.rows = 0
        self._width = len(table.columns)
        self.path, descriptor = _open(path)
        self._part = _part(self.path)
        self._file = open(descriptor, "w", encoding=table.encoding, errors="surrogateescape", newline="")  # noqa: SIM115
        self._writer = csv.writer(self._file)
        self._writer.writerow([*table.columns, *REJECT_COLUMNS])

    def add(self, row: TableRow, problems: Sequence[RowProblem]) -> None:
        """Adds one row. Field and code are those of its first problem, the message says all of them."""
        first = problems[0]
        missing = [""] * (self._width - len(row.cells))
        message = " ".join(dict.fromkeys(problem.message for problem in problems))
        self._writer.writerow([*row.cells, *missing, row.line, first.field or "", first.code.value, message])
        self.rows += 1

    def close(self) -> None:
        """Puts the file in place, or removes an earlier one where no row was rejected."""
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


def _open(path: Path) -> tuple[Path, int]:
    """The rejects file of `path`, and a descriptor of what it is written as until it is whole."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    beside, here = rejects_path(path), Path.cwd() / rejects_path(path).name
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
