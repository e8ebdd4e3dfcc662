"""Lays the sources and sinks and the buses they spread over. Stands on the network."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, insert

from marketsim.system.store import locations as tables
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay locations.yaml; ``now`` plays no part."""
    entries = world_data("locations")
    store.execute(
        insert(tables.locations),
        [
            {
                "name": entry["name"],
                "type": entry["type"],
                "zone": entry["zone"],
                "biddable": entry.get("biddable", True),
                "retired": "replacement" in entry,
            }
            for entry in entries
        ],
    )
    store.execute(
        insert(tables.location_buses),
        [
            {"location": entry["name"], "bus": bus, "factor": factor}
            for entry in entries
            for bus, factor in entry["buses"].items()
        ],
    )
