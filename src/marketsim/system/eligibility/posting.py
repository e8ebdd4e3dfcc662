"""A calculation of caps is posted: its downloads open, its caps bind, and the load-serving entities are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.eligibility.problem import CapProblem
from marketsim.system.settings import Settings
from marketsim.system.store.caps import CapCalculation, find_calculation, post_calculation
from marketsim.system.store.messages import MessageRow, add_message
from marketsim.system.store.participants import all_participants


def post_caps(store: Connection, settings: Settings, name: str, now: datetime) -> CapCalculation:
    """Post a calculation and tell every load-serving entity its name; raises CapProblem."""
    found = find_calculation(store, name)
    if found is None:
        raise CapProblem(f"the calculation {name}", expected="one that was made", fix="make it", missing=True)
    if found.posted_at is not None:
        raise CapProblem(
            f"{name} is posted", expected="one that is not posted", fix="make another to correct it"
        )
    post_calculation(store, name, now)
    text = told_caps(found)
    for each in all_participants(store, "CLSE"):
        add_message(store, MessageRow(each.name, now, settings.text("messages.sender"), text))
    return replace(found, posted_at=now)


def told_caps(calculation: CapCalculation) -> str:
    """The message that a calculation is posted: its kinds, the market it limits and its name, in that order."""
    kinds = " ".join(sorted(calculation.kinds))
    return f"Nomination caps ({kinds}) of market {calculation.market_name} are posted as {calculation.name}"
