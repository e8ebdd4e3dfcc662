"""Lays the allocation and auction markets, with windows around the moment of laying."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, Span, month, season
from marketsim.system.store.markets import MarketRow, add_market
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay markets.yaml around ``now``."""
    for entry in world_data("markets"):
        add_market(store, _market(entry, now))


def _market(entry: dict[str, Any], now: datetime) -> MarketRow:
    name, periods = _name_and_periods(entry, now)
    posted = entry.get("posted")
    return MarketRow(
        name=name,
        market_type=entry["type"],
        market_term=entry["term"],
        data_publish_date=now + timedelta(days=entry["published"]),
        open_date=now + timedelta(days=entry["opens"]),
        close_date=now + timedelta(days=entry["closes"]),
        posted_at=None if posted is None else now + timedelta(days=posted),
        cancelled=False,
        periods=periods,
    )


def _name_and_periods(entry: dict[str, Any], now: datetime) -> tuple[str, tuple[Span, ...]]:
    today = now.astimezone(PACIFIC)
    if "month" in entry:
        only = month(today.year, today.month + entry["month"])
        return entry["name"].format(month=only.name), (only,)
    year = today.year + entry["year"]
    return entry["name"].format(year=year), tuple(season(year, number) for number in (1, 2, 3, 4))
