"""Rows of holdings.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A stretch of a CRR in the old inventory. MW in thousandths; a CRR id may have several."""

    old_crr_id: int
    parent_old_crr_id: int | None
    participant: str
    source: str
    sink: str
    tou: str
    hedge_type: str
    crr_type: str
    class_: str
    old_market: str | None
    start: datetime
    end: datetime
    mw: int
