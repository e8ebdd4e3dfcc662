"""Lays the nomination-cap calculations. Their caps come from load data; none is made up here."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, month
from marketsim.system.store.caps import CapCalculation, add_calculation

ANNUAL = frozenset({"SEQ", "UPPER_BOUND", "SIGNATURE"})
MONTHLY = frozenset({"MEQ", "UPPER_BOUND"})


def lay(store: Connection, now: datetime) -> None:
    """SEQ_{year+1} is posted (and has no rows yet); MEQ_{month+2} is not posted. Names are ours."""
    today = now.astimezone(PACIFIC)
    ahead = month(today.year, today.month + 2)
    add_calculation(store, CapCalculation(f"SEQ_{today.year + 1}", now - timedelta(days=25), ANNUAL))
    add_calculation(store, CapCalculation(f"MEQ_{ahead.name}", None, MONTHLY))
