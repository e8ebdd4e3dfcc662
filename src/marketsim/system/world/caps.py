"""Lays the nomination-cap calculations. Stands on markets, holdings and load: each is worked out, none is made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, month
from marketsim.system.eligibility.calculation import Order, calculate
from marketsim.system.eligibility.posting import post_caps
from marketsim.system.settings import Settings
from marketsim.system.store.eq_load import elect
from marketsim.system.store.served_load import ServedLoad, add_served_load
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay caps.yaml around ``now``; what is posted was told the load-serving entities then."""
    data, settings = world_data("caps"), Settings.load()
    add_served_load(store, (ServedLoad(**entry) for entry in data["served_under_rights"]))
    for entry in data["elections"]:
        elect(store, entry["owner"], _named(entry["load"]["name"], entry["load"], now), entry["sink"], now)
    for entry in data["calculations"]:
        name = _named(entry["name"], entry, now)
        window = _named(entry["load"]["name"], entry["load"], now)
        posted = now + timedelta(days=entry.get("posted", 0))
        order = Order(name, _named(entry["market"], entry, now), load_window=window)
        calculate(store, settings, order, posted - timedelta(days=1))
        if "posted" in entry:
            post_caps(store, settings, name, posted)


def _named(name: str, offsets: dict[str, Any], now: datetime) -> str:
    """A name with its year and month, counted from those of ``now``."""
    today = now.astimezone(PACIFIC)
    ahead = month(today.year, today.month + offsets.get("month", 0))
    return name.format(year=today.year + offsets.get("year", 0), month=ahead.name)
