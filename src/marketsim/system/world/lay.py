"""Lays the demonstration world into an empty store, noun by noun."""

from __future__ import annotations

import importlib
import importlib.util
from datetime import datetime

from sqlalchemy import Connection

NOUNS = (
    "participants", "network", "locations", "markets", "source_sinks", "holdings", "caps", "set_asides",
    "messages", "portfolios", "load", "load_migration", "tor_conversion", "secondary_market",
)  # fmt: skip


def lay(store: Connection, now: datetime) -> None:
    """Lay every part of the world, windows relative to ``now`` (market time, UTC); in one transaction."""
    moment = now.replace(microsecond=0)
    for noun in NOUNS:
        name = f"marketsim.system.world.{noun}"
        if importlib.util.find_spec(name) is None:
            continue  # being built
        importlib.import_module(name).lay(store, moment)
