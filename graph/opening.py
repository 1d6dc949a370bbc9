"""Opens the embedded graph: starts its engine, or attaches to the one that another process runs on the same folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from graph.connection import Connection, open_connection
from graph.embedded import EmbeddedEngine
from graph.engine_files import DataFolder
from graph.locks import FileLock, FolderLock


@dataclass(frozen=True, slots=True)
class EmbeddedGraph:
    """A connection to the embedded engine. `engine` is None where another process runs it."""

    connection: Connection
    engine: EmbeddedEngine | None
    process_lock: FileLock
    """For the Ledger: makes the writers of all processes on this folder queue."""

    async def close(self) -> None:
        """Close the connection, and stop the engine if it is ours."""
        await self.connection.close()
        if self.engine is not None:
            await self.engine.stop()


async def open_engine(
    data_dir: Path,
    *,
    attach: bool = False,
    heap: str = "512m",
    command_timeout: float = 60.0,
    pool_size: int = 100,
    strict: bool = False,
) -> EmbeddedGraph:
    """The embedded graph in `data_dir`. With `attach`, a running engine on that folder is used if there is one (what a
    command does while a server runs); without, it is an error that the folder is in use.

    Raises StartError, or CreditGraphError(ENGINE_UNAVAILABLE) if the engine to attach to is restarting.
    """
    folder = DataFolder.at(data_dir)
    engine: EmbeddedEngine | None = None
    if attach and FolderLock(folder.lock).is_held():
        address = EmbeddedEngine.attach(data_dir)
    else:
        engine = EmbeddedEngine(data_dir, heap=heap, command_timeout=command_timeout)
        await engine.start()
        address = engine.address
    try:
        connection = await open_connection(
            address.uri,
            address.user,
            address.password,
            address.database,
            "embedded",
            pool_size=pool_size,
            read_timeout=command_timeout,
            strict=strict,
        )
    except BaseException:
        if engine is not None:
            await engine.stop()
        raise
    return EmbeddedGraph(connection, engine, FileLock(folder.ledger_lock))
