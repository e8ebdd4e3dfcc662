"""Lays what replaces retired locations, and the source and sink list of every market.

Stands on locations and markets.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.store.locations import Replacement, add_replacements, publish_source_sinks
from marketsim.system.store.markets import list_markets
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Replace retired locations in the periods of all markets not posted at ``now``; then lay the lists."""
    everything = list_markets(store)
    ahead = [market for market in everything if market.status(now) != "POSTED"]
    periods = sorted({period.name for market in ahead for period in market.periods})
    retired = [entry for entry in world_data("locations") if "replacement" in entry]
    add_replacements(
        store,
        [Replacement(period, entry["name"], entry["replacement"]) for period in periods for entry in retired],
    )
    for market in everything:
        publish_source_sinks(store, market)
