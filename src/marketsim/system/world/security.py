"""Lays the security that the participants of the auctions have posted."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.store.participants import all_participants
from marketsim.system.store.security import post_security
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay security.yaml; ``now`` plays no part. Needs the participants laid."""
    data = world_data("security")
    for function in data["functions"]:
        for participant in all_participants(store, function):
            post_security(store, participant.name, float(data["amount"]))
