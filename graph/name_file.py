"""The SQLite file of the name index: made when it is missing, of another version or of another graph, and begun anew when
it is broken. Nothing in it is worth more than the time that it takes to build it."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

VERSION = 1
"""Of the file's layout; a file of another version is built again."""

_SCHEMA = """
CREATE TABLE state (version INTEGER NOT NULL, graph TEXT NOT NULL, followed_to INTEGER NOT NULL);
CREATE TABLE names (
  id INTEGER PRIMARY KEY AUTOINCREMENT, party TEXT NOT NULL, kind TEXT NOT NULL, norm TEXT NOT NULL,
  former INTEGER NOT NULL
);
CREATE INDEX names_norm ON names (kind, norm, id);
CREATE INDEX names_party ON names (party);
CREATE VIRTUAL TABLE pairs USING fts5 (
  enterprise, organization, person, content='', tokenize="unicode61 remove_diacritics 0 tokenchars '_'"
);
"""
FOLLOWED_TO = "SELECT followed_to FROM state"
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})

_logger = logging.getLogger(__name__)


def number(database: sqlite3.Connection, query: str) -> int:
    """The one number that a query answers."""
    return int(database.execute(query).fetchone()[0])


class NameFile:
    """One file, used by one thread at a time; several processes may share it."""

    def __init__(self, path: Path, graph: str) -> None:
        """`graph` names the graph that it follows. Raises sqlite3.OperationalError where the file cannot be opened."""
        self._path = path
        self._graph = graph
        self._lock = threading.Lock()
        try:
            self._database = self._open()
        except sqlite3.DatabaseError as error:
            self._database = self._anew(error)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def use(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        """What `work` answers; `otherwise` where the file is broken: it is deleted then, and an empty one begun."""
        with self._lock:
            try:
                return work(self._database)
            except sqlite3.DatabaseError as error:
                self._database = self._anew(error)
                return otherwise

    def _anew(self, error: sqlite3.DatabaseError) -> sqlite3.Connection:
        """An empty file instead of a broken one. Raises the error where it says something else of the file: a full disk,
        a lock."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _BROKEN:
            raise error
        _logger.warning("the name index is broken (%s) and is built again", error)
        if hasattr(self, "_database"):
            self._database.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        return self._open()

    def _open(self) -> sqlite3.Connection:
        with contextlib.ExitStack() as stack:
            database = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=30)
            stack.callback(database.close)
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=NORMAL")
            with database:
                database.execute("BEGIN IMMEDIATE")
                if not self._is_current(database):
                    self._make(database)
            stack.pop_all()
        return database

    def _is_current(self, database: sqlite3.Connection) -> bool:
        if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone() is None:
            return False
        row = database.execute("SELECT version, graph FROM state").fetchone()
        return row is not None and tuple(row) == (VERSION, self._graph)

    def _make(self, database: sqlite3.Connection) -> None:
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('state', 'names', 'pairs')"
        for (table,) in database.execute(tables).fetchall():
            database.execute(f"DROP TABLE {table}")
        for statement in _SCHEMA.split(";\n"):
            if statement.strip():
                database.execute(statement)
        database.execute("INSERT INTO state VALUES (?, ?, 0)", (VERSION, self._graph))
