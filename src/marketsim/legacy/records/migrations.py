"""Rows of migrations.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Migration:
    """A load-migration CRR, one id a month; LSE_LMT and LMT_CNT come in pairs of equal MW (thousandths)."""

    old_crr_id: int
    old_market: str
    parent_old_crr_id: int
    participant: str
    crr_type: str
    source: str
    sink: str
    tou: str
    start: datetime
    end: datetime
    mw: int
    from_lse: str
    to_lse: str
