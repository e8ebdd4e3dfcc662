"""Lays offers of the secondary market, the responses to them and what the ISO decided. Needs the holdings laid.

What is decided is decided as the operator would have done: approved trades are transferred, and both parties told.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.settings import Settings
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.secondary_market import add_offer, add_response
from marketsim.system.store.trades import DECIDED, PENDING, trades
from marketsim.system.trades.deciding import TradeDesk
from marketsim.system.world.data import world_data
from marketsim.system.world.portfolios import UnsoundWorld

A_DAY = timedelta(days=1)


def lay(store: Connection, now: datetime) -> None:
    """Lay secondary_market.yaml before ``now``; raises UnsoundWorld where a trade is decided otherwise than it says."""
    data, settings = world_data("secondary_market"), Settings.load()
    contact = {f"contact_{name}": text for name, text in data["contact"].items()}
    for entry in data["offers"]:
        crr = _crr(store, entry["of"])
        at = now - entry["days"] * A_DAY
        if entry["status"] == "ERROR":  # an offer in good time, of days that have come since
            at = min(at, crr.start - entry["days"] * A_DAY)
        request_id = add_offer(store, _row(entry, crr, at) | (contact if entry["post"] == "PUBLIC" else {}))
        if "to" in entry:
            _lay_response(store, request_id, entry, None if entry["type"] == "SELL" else crr.crr_id, at)
        if entry["status"] in DECIDED:
            _decide(store, settings, request_id, entry, _judged_at(entry, crr, at))


def _row(entry: dict[str, Any], crr: Crr, at: datetime) -> dict[str, Any]:
    names = ("source", "sink", "tou", "hedge_type", "crr_type", "start", "end")
    return {name: getattr(crr, name) for name in names} | {
        "asset_owner": entry["owner"],
        "offer_type": entry["type"],
        "post_type": entry["post"],
        "crr_id": crr.crr_id if entry["type"] == "SELL" else None,
        "mw": float(entry["mw"]),
        "price": float(entry["price"]),
        "target": entry.get("to"),
        "status": _undecided(entry),
        "created_at": at,
    }


def _lay_response(
    store: Connection, request_id: int, entry: dict[str, Any], crr_id: int | None, at: datetime
) -> None:
    status = _undecided(entry)
    row = {"request_id": request_id, "responder": entry["to"], "status": status, "invited_at": at}
    if status == PENDING:
        row |= {"crr_id": crr_id, "answered_at": at + A_DAY}
    add_response(store, row)


def _decide(
    store: Connection, settings: Settings, request_id: int, entry: dict[str, Any], at: datetime
) -> None:
    (trade,) = trades(store, [request_id])
    desk = TradeDesk(store, settings, at)
    told = desk.disapprove(trade, entry["reason"]) if "reason" in entry else desk.judge([trade])[0]
    if told.status != entry["status"]:
        raise UnsoundWorld(f"trade {request_id} is {told.status}: {told.reason}")


def _undecided(entry: dict[str, Any]) -> str:
    """The status in which an offer came before the ISO, or in which it still is."""
    return PENDING if entry["status"] in DECIDED else str(entry["status"])


def _judged_at(entry: dict[str, Any], crr: Crr, at: datetime) -> datetime:
    """Two days after the offer; what is in ERROR waited until its first day had begun."""
    soon = at + 2 * A_DAY
    return max(soon, crr.start) if entry["status"] == "ERROR" else soon


def _crr(store: Connection, wanted: dict[str, str]) -> Crr:
    (found,) = [
        crr
        for crr in list_crrs(store, owner=wanted["owner"], categories=("SYSTEM",))
        if crr.source == wanted["source"]
    ]
    return found
