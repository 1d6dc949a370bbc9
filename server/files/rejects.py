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
        """Raises INVALID_VALUE where nothing can be written beside the file."""
        self.path = rejects_path(path)
        self.rows = 0
        self._width = len(table.columns)
        self._part = self.path.with_name(self.path.name + ".part")
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = os.open(self._part, flags, 0o600)
            os.chmod(self._part, 0o600)
        except OSError as error:
            message = f"Rejected rows are written to {self.path}, which cannot be written: {error.strerror}."
            raise CreditGraphError(ErrorCode.INVALID_VALUE, message) from None
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
