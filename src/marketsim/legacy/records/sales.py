"""Rows of sales.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Sale:
    """An awarded sell offer: MW (thousandths) that left a CRR for these days."""

    sale_id: int
    old_market: str
    old_crr_id: int
    participant: str
    start: datetime
    end: datetime
    mw: int
    price: int | None
