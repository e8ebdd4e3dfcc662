"""Lays the set-asides of the annual allocations not posted yet. Stands on what is held, posted markets among it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.downloads.set_asides import publish_set_asides
from marketsim.system.settings import Settings
from marketsim.system.store.markets import list_markets


def lay(store: Connection, now: datetime) -> None:
    """Hold back the share of setting ``setaside.intertie`` in every annual allocation."""
    share = Settings.load().fraction("setaside.intertie")
    for market in list_markets(store, "ALLOCATION"):
        if market.status(now) == "POSTED":
            continue  # published when it was posted
        publish_set_asides(store, market, share)
