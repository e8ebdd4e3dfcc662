"""Trades that await their credit check, kept as the service keeps them, and the desk that judges them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from marketsim.system.settings import Settings
from marketsim.system.store.holdings import Crr
from marketsim.system.store.secondary_market import add_offer, add_response
from marketsim.system.store.trades import PENDING, Trade, trades
from marketsim.system.trades.deciding import TradeDesk

SETTINGS = Settings.load()


def awaiting(store: Connection, crr: Crr, buyer: str, mw: float, now: datetime, **dates: datetime) -> Trade:
    """A private sale by the CRR's owner that the buyer has answered."""
    names = ("source", "sink", "tou", "hedge_type", "crr_type", "start", "end")
    row: dict[str, Any] = {name: getattr(crr, name) for name in names} | dates
    row |= {"asset_owner": crr.owner, "offer_type": "SELL", "post_type": "PRIVATE", "crr_id": crr.crr_id}
    request_id = add_offer(
        store, row | {"mw": mw, "price": 1.0, "target": buyer, "status": PENDING, "created_at": now}
    )
    answer = {"request_id": request_id, "responder": buyer, "status": PENDING, "invited_at": now}
    add_response(store, answer | {"answered_at": now})
    (trade,) = trades(store, [request_id])
    return trade


def judged(store: Connection, trade: Trade, now: datetime) -> Trade:
    """What the ISO finds about a trade."""
    (found,) = TradeDesk(store, SETTINGS, now).judge([trade])
    return found
