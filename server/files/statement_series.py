"""Which of several statements of one record is the last: on disk, so that memory does not grow with the file."""

from __future__ import annotations

import sqlite3

_MAKE = "CREATE TABLE latest (record TEXT PRIMARY KEY, stated TEXT NOT NULL, position INTEGER NOT NULL) WITHOUT ROWID"
_ADD = """
INSERT INTO latest VALUES (?, ?, ?)
ON CONFLICT (record) DO UPDATE SET stated = excluded.stated, position = excluded.position
WHERE excluded.stated >= latest.stated
"""


class StatementSeries:
    """The records of one file. Used by one thread at a time; kept in a temporary file that nobody else sees."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute(_MAKE)
        self._database.execute("BEGIN")

    def add(self, record: str, stated: str, position: int) -> None:
        """Notes a statement. `stated`: its day or time, as text; of two of the same time the later in the file is last."""
        self._database.execute(_ADD, (_storable(record), _storable(stated), position))

    def is_last(self, record: str, position: int) -> bool:
        """Whether the statement at `position` is the last of its record."""
        found = self._database.execute("SELECT position FROM latest WHERE record = ?", (_storable(record),)).fetchone()
        return found is None or found[0] == position

    def close(self) -> None:
        """Removes the file."""
        self._database.close()


def _storable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()
