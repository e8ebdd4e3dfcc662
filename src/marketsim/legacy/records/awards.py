"""Rows of awards.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Award:
    """A CRR that a market awarded. MW in thousandths, price in cents per MW (auctions only)."""

    old_crr_id: int
    old_market: str | None
    participant: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    start: datetime
    end: datetime
    mw: int
    price: int | None
