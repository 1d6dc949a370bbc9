"""The command line: `creditgraph`, or `python -m server.cli`."""

from __future__ import annotations

from server.cli.main import main

__all__ = ["main"]
