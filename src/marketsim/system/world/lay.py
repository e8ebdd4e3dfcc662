"""Lays the demonstration world into an empty store, noun by noun."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

NOUNS = (
    "participants", "security", "network", "locations", "markets", "source_sinks", "holdings",
    "secondary_market", "tor_conversion", "posted", "set_asides", "messages", "load", "caps", "load_migration",
    "portfolios",
)  # fmt: skip
DEMONSTRATION = "demonstration"
WORLDS: Mapping[str, Sequence[str]] = {
    DEMONSTRATION: NOUNS,
    "empty": ("participants", "security", "network", "locations"),
}
"""What is laid by name: ``empty`` is who takes part and the model, without markets and holdings."""


def lay(store: Connection, now: datetime, nouns: Sequence[str] = NOUNS) -> None:
    """Lay parts of the world, windows relative to ``now`` (market time, UTC); in one transaction."""
    moment = now.replace(microsecond=0)
    for noun in nouns:
        importlib.import_module(f"marketsim.system.world.{noun}").lay(store, moment)
