"""Lays offers of the secondary market and the responses to them. Needs the holdings laid."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.secondary_market import add_offer, add_response
from marketsim.system.world.data import world_data

TRADABLE = "MT"  # the options of holdings.yaml for the coming year: whole, and months away


def lay(store: Connection, now: datetime) -> None:
    """Lay secondary_market.yaml before ``now``."""
    data = world_data("secondary_market")
    contact = {f"contact_{name}": text for name, text in data["contact"].items()}
    for entry in data["offers"]:
        crr = _crr(store, entry["of"])
        selling = entry["type"] == "SELL"
        at = now - timedelta(days=entry["days"])
        row = _terms(crr) | {
            "asset_owner": entry["owner"],
            "offer_type": entry["type"],
            "post_type": entry["post"],
            "crr_id": crr.crr_id if selling else None,
            "mw": float(entry["mw"]),
            "price": float(entry["price"]),
            "target": entry.get("to"),
            "status": entry["status"],
            "created_at": at,
        }
        request_id = add_offer(store, row | (contact if entry["post"] == "PUBLIC" else {}))
        if "to" in entry:
            _lay_response(store, request_id, entry, None if selling else crr.crr_id, at)


def _lay_response(
    store: Connection, request_id: int, entry: dict[str, Any], crr_id: int | None, at: datetime
) -> None:
    answered = entry["status"] != "PENDING_MP_RESPONSE"
    row = {"request_id": request_id, "responder": entry["to"], "status": entry["status"], "invited_at": at}
    if answered:
        row |= {"crr_id": crr_id, "answered_at": at + timedelta(days=1)}
    add_response(store, row)


def _crr(store: Connection, wanted: dict[str, str]) -> Crr:
    (found,) = [
        crr
        for crr in list_crrs(store, owner=wanted["owner"])
        if crr.source == wanted["source"] and crr.crr_type == TRADABLE and crr.category == "SYSTEM"
    ]
    return found


def _terms(crr: Crr) -> dict[str, Any]:
    names = ("source", "sink", "tou", "hedge_type", "crr_type", "start", "end")
    return {name: getattr(crr, name) for name in names}
