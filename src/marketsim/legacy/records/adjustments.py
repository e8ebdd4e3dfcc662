"""Rows of adjustments.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What the operator added to a CRR, or took off it: signed thousandths of MW."""

    adjustment_id: int
    old_crr_id: int
    participant: str
    mw: int
    start: datetime
    end: datetime
    reason: str | None
