"""What an embedded engine keeps in its data folder beside the data: who runs it, where it listens, its password.

engine.lock      locked while an engine uses the folder; holds the owner's process id
engine.password  the engine's root password (0600); made on the first start, kept, because the engine stores a hash
engine.json      port and owner of the running engine (0600); absent when it has been stopped
engine.log       what the engine prints
engine/          the engine's own files
ledger.lock      makes the writers of several processes queue
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path

from graph.errors import StartError

LOG_LIMIT = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EngineAddress:
    """Where a running engine answers and how to log in."""

    uri: str
    user: str
    database: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths in a data folder."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> DataFolder:
        """The folder at a path, which may be relative to the working directory."""
        return cls(path.absolute())

    @property
    def lock(self) -> Path:
        return self.root / "engine.lock"

    @property
    def ledger_lock(self) -> Path:
        return self.root / "ledger.lock"

    @property
    def log(self) -> Path:
        return self.root / "engine.log"

    @property
    def engine(self) -> Path:
        return self.root / "engine"

    @property
    def running(self) -> Path:
        return self.root / "engine.json"

    def prepare(self) -> None:
        """Make the folder, for this user only. Raises StartError if it cannot be made or written to."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.engine.mkdir(exist_ok=True, mode=0o700)
        except OSError as error:
            raise StartError(self._unusable(error)) from error
        for path in (self.root, self.engine):
            if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
                raise StartError(
                    f"no write permission for the data folder {path}; choose one with CREDITGRAPH_DATA_DIR"
                )

    def _unusable(self, error: OSError) -> str:
        return f"cannot use the data folder {self.root} ({error.strerror}); choose one with CREDITGRAPH_DATA_DIR"

    def password(self) -> str:
        """The engine's password, made on first use. A folder whose password file is lost gets a new one: the engine
        makes its root user again when the file with its users is gone."""
        path = self.root / "engine.password"
        try:
            with contextlib.suppress(FileNotFoundError):
                if (kept := path.read_text().strip()) != "":
                    return kept
            (self.engine / "config" / "server-users.jsonl").unlink(missing_ok=True)
            made = secrets.token_urlsafe(32)
            write_private(path, made)
        except OSError as error:
            raise StartError(self._unusable(error)) from error
        return made

    def open_log(self) -> int:
        """A descriptor to append to the log; one that has grown large is set aside as engine.log.1 first."""
        with contextlib.suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
        return os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)

    def publish(self, address: EngineAddress) -> None:
        """Tell other processes of this user where the engine is."""
        write_private(self.running, json.dumps({"owner": os.getpid(), **asdict(address)}))

    def published(self) -> EngineAddress:
        """Where the running engine is. Raises StartError if the file is missing or not readable."""
        try:
            content = json.loads(self.running.read_text())
            return EngineAddress(content["uri"], content["user"], content["database"], content["password"])
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StartError(
                f"the data folder {self.root} is in use, but {self.running.name} does not say where its engine is "
                "(still starting, or another user's); retry"
            ) from error

    def withdraw(self) -> None:
        """Take back what `publish` wrote."""
        self.running.unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Replace a file as a whole, readable by its owner only."""
    scratch = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    scratch.replace(path)
