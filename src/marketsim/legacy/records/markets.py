"""Rows of markets.csv; the columns are in ``columns.yaml``, in the order of the members."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Market:
    """A market of the old system: one a season or month. ``posted_date`` is None before results."""

    old_market: str
    new_market: str | None
    kind: str
    term: str
    period: str
    open_date: datetime
    close_date: datetime
    posted_date: datetime | None
    in_flight: str | None
