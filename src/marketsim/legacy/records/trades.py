"""Rows of trades.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Trade:
    """MW (thousandths) of a seller's CRR that became the buyer's CRR ``new_old_crr_id`` for these days."""

    trade_id: int
    old_crr_id: int
    new_old_crr_id: int
    seller: str
    buyer: str
    start: datetime
    end: datetime
    mw: int
    effective_date: datetime
