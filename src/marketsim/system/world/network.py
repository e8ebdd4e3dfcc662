"""Lays the network model."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from marketsim.system.store import network as tables
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay network.yaml; ``now`` plays no part."""
    data = world_data("network")
    store.execute(insert(tables.buses), data["buses"])
    store.execute(insert(tables.branches), [row for entry in data["branches"] for row in _circuits(entry)])
    store.execute(insert(tables.generators), data["generators"])
    outages = data["contingencies"].items()
    store.execute(
        insert(tables.contingency_outages),
        [{"contingency": name, "branch": branch} for name, branches in outages for branch in branches],
    )
    terms = [
        {"interface": entry["name"], "element": element, "weight": weight}
        for entry in data["interfaces"]
        for element, weight in entry.pop("terms").items()
    ]
    store.execute(insert(tables.interfaces), data["interfaces"])
    store.execute(insert(tables.interface_terms), terms)


def _circuits(entry: dict[str, Any]) -> list[dict[str, Any]]:
    ends = {"from_bus": entry["from"], "to_bus": entry["to"]}
    electrical = {key: entry[key] for key in ("x", "normal_mw", "emergency_mw")}
    return [
        {"name": f"{entry['from']}-{entry['to']}-{circuit}", **ends, **electrical}
        for circuit in range(1, entry["circuits"] + 1)
    ]
