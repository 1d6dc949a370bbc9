"""Penalties (行政处罚): decisions with a document number (决定书文号), on which findings rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Penalty:
    """One decision against one party. `amount_10k` is in units of 10,000 yuan (万元), exact."""

    id: str
    party_id: str
    document_number: str
    department: str
    decided_on: date
    act: str | None = None
    category: str | None = None
    content: str | None = None
    amount_10k: Decimal | None = None
    valid_until: date | None = None
    publicised_until: date | None = None
    basis: str | None = None
    source: str = ""
    recorded_at: int = 0
