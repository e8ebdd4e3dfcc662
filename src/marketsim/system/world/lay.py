"""Lays the demonstration world into an empty store, noun by noun."""

from __future__ import annotations

import importlib
from datetime import datetime

from sqlalchemy import Connection

NOUNS = (
    "participants", "security", "network", "locations", "markets", "source_sinks", "holdings",
    "secondary_market", "tor_conversion", "posted", "set_asides", "messages", "load", "caps", "load_migration",
    "portfolios",
)  # fmt: skip


def lay(store: Connection, now: datetime) -> None:
    """Lay every part of the world, windows relative to ``now`` (market time, UTC); in one transaction."""
    moment = now.replace(microsecond=0)
    for noun in NOUNS:
        importlib.import_module(f"marketsim.system.world.{noun}").lay(store, moment)
