"""Rows of conversions.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Conversion:
    """A transmission right converted to an MT_TOR option. MW in thousandths."""

    old_crr_id: int
    old_window: str
    participant: str
    tor_holder: str
    source: str
    sink: str
    tou: str
    start: datetime
    end: datetime
    mw: int
    modeled: bool
