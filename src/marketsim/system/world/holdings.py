"""Lays the holdings that no market awards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, season, span
from marketsim.system.store.holdings import FIRST_CRR_ID, Crr, add_crrs
from marketsim.system.world.data import world_data


def lay(store: Connection, now: datetime) -> None:
    """Lay holdings.yaml: CRRs made by the ISO."""
    data = world_data("holdings")
    names = _names(now)
    held = [_crr(entry, names, crr_id) for crr_id, entry in enumerate(data["crrs"], FIRST_CRR_ID)]
    add_crrs(store, held)


def _names(now: datetime) -> dict[str, str]:
    today = now.astimezone(PACIFIC)
    return {"next": str(today.year + 1), "season": season(today.year, (today.month + 2) // 3).name}


def _crr(entry: dict[str, Any], names: dict[str, str], crr_id: int) -> Crr:
    period = span(entry["period"].format(**names))
    return Crr(
        crr_id=crr_id,
        parent_crr_id=None,
        owner=entry["owner"],
        source=entry["source"],
        sink=entry["sink"],
        tou=entry["tou"],
        hedge_type="OPT",
        crr_type=entry["crr_type"],
        category="SYSTEM",
        market_name="SYSTEM",
        period=period.name,
        start=period.start,
        end=period.end,
        mw=float(entry["mw"]),
    )
