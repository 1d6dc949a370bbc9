"""The embedded graph engine's own process: `python -m graph.embedded_child`, started by `graph.embedded`.

It reads one line of JSON from its standard input (see `Orders`), starts ArcadeDB with Bolt on the loopback address, and
answers one line of JSON on its standard output: {"ready": true} or {"error": text, "port_taken": bool}. It runs until its
standard input ends, which happens when the parent stops it or dies, however it dies; on Linux the kernel also sends it
SIGTERM then. The password comes by standard input, so that no process list shows it. What Java prints goes to the log
file that is its standard error.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, TypedDict

DATABASE = "creditgraph"
BOLT = "Bolt:com.arcadedb.bolt.BoltProtocolPlugin"
PAGES_PERCENT = 65
"""The share of the heap that keeps pages of the database; ArcadeDB allows up to 80."""
LOGGING = """handlers = java.util.logging.ConsoleHandler
.level = WARNING
java.util.logging.ConsoleHandler.level = WARNING
java.util.logging.ConsoleHandler.formatter = com.arcadedb.log.LogFormatter
"""


class Orders(TypedDict):
    """What the parent wants: the folder, the root password, the ports, the heap ("512m") and the limit of one command."""

    folder: str
    password: str
    bolt_port: int
    http_port: int
    heap: str
    command_timeout_ms: int
    parent: int


def engine_settings(orders: Orders) -> dict[str, str]:
    """ArcadeDB settings that are not defaults, as Java system properties.

    Pages: by default only a quarter of the heap keeps them, and half of them go whenever it is full. A random check then
    costs six times as much as it need once the data is larger than that (docs/performance.md).

    `txWalFlush=2`: a commit is on the disk (fsync) before it is acknowledged. LOAD CSV, script languages and metrics are
    off: nothing of ours uses them, and a query must reach neither files nor addresses.
    """
    folder = orders["folder"]
    return {
        "arcadedb.txWalFlush": "2",
        "arcadedb.maxPageRAM": str(megabytes(orders["heap"]) * PAGES_PERCENT // 100),
        "arcadedb.freePageRAM": "10",
        "arcadedb.command.timeout": str(orders["command_timeout_ms"]),
        "arcadedb.opencypher.loadCsv.allowFileUrls": "false",
        "arcadedb.opencypher.loadCsv.allowRemoteUrls": "false",
        "arcadedb.polyglotEngineEnabled": "false",
        "arcadedb.serverMetrics": "false",
        "arcadedb.server.healthCheck.enabled": "false",
        "arcadedb.server.logsDirectory": f"{folder}/log",
        "arcadedb.bolt.maxMessageSize": str(256 * 1024 * 1024),
        "arcadedb.bolt.packstream.maxElements": str(4 * 1024 * 1024),
        "java.util.logging.config.file": f"{folder}/logging.properties",
    }


def megabytes(heap: str) -> int:
    """A heap's limit in MB: "512m" is 512, "2g" is 2048."""
    return int(heap[:-1]) * (1024 if heap[-1] in "gG" else 1)


def die_with_parent(parent: int) -> None:
    """Ask Linux for SIGTERM when the parent dies: it holds even if something else keeps our standard input open."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None, use_errno=True).prctl(set_parent_death_signal, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def start(orders: Orders) -> Any:
    """The running ArcadeDB server, with our database open. Raises whatever ArcadeDB raises."""
    folder = Path(orders["folder"])
    folder.joinpath("logging.properties").write_text(LOGGING)
    os.environ.setdefault("ARCADEDB_JVM_ERROR_FILE", str(folder / "log" / "java-crash-%p.log"))
    from arcadedb_embedded.server import ArcadeDBServer  # type: ignore[import-untyped]

    options = [f"-D{key}={value}" for key, value in engine_settings(orders).items()]
    options.append("-XX:+ExitOnOutOfMemoryError")  # the parent starts it again, in a known state
    server = ArcadeDBServer(
        str(folder),
        orders["password"],
        config={
            "mode": "production",
            "host": "127.0.0.1",
            "http_port": str(orders["http_port"]),
            "bolt_port": orders["bolt_port"],
            "server_plugins": BOLT,
        },
        jvm_kwargs={"heap_size": orders["heap"], "jvm_args": options},
    )
    server.start()
    server.create_database(DATABASE)
    return server


def main() -> None:
    """Run until standard input ends."""
    os.umask(0o077)
    orders: Orders = json.loads(sys.stdin.buffer.readline())
    die_with_parent(orders["parent"])
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    status = 0
    try:
        server = start(orders)
        print(json.dumps({"ready": True}), file=answers, flush=True)
        while os.read(0, 1024):
            pass
        server.stop()
    except Exception as error:
        status = 1
        text = str(error)
        taken = "Unable to listen" in text or "already in use" in text or "BindException" in text
        with contextlib.suppress(OSError):
            print(json.dumps({"error": text, "port_taken": taken}), file=answers, flush=True)
    sys.stderr.flush()
    os._exit(status)  # Java's threads would otherwise keep the process alive


if __name__ == "__main__":
    main()
