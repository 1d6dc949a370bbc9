"""What the checks read control from, on a connection."""

from __future__ import annotations

from graph.connection import Connection
from graph.control import LIMITS, ControlReader, Limits
from resolvers.control_evidence import ControlEvidence


def control_evidence(connection: Connection, limits: Limits = LIMITS) -> ControlEvidence:
    """The reader of control records, with limits."""
    return ControlEvidence(ControlReader(connection, limits))
