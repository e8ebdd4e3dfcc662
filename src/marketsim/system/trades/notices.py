"""The private messages about a trade that its two parties get."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.markets.notices import tell_one
from marketsim.system.settings import Settings
from marketsim.system.store.trades import PENDING, Shortage, Trade


def tell_parties(store: Connection, settings: Settings, trade: Trade, now: datetime) -> None:
    """Tell both parties what became of their trade; what a party is short of is told to that party alone."""
    short = {each.participant: each for each in trade.short}
    for party in trade.parties:
        text = _news(trade) if trade.status != PENDING else _waiting(trade, short.get(party))
        tell_one(store, settings, party, text, now)


def _news(trade: Trade) -> str:
    if trade.status == "APPROVED":
        return (
            f"Secondary market trade {trade.request_id} is APPROVED - {trade.mw:.3f} MW of CRR {trade.crr_id}"
            f" of {trade.seller} are now CRR {trade.new_crr_id} of {trade.buyer}"
        )
    return f"Secondary market trade {trade.request_id} is {trade.status} - {trade.reason}"


def _waiting(trade: Trade, own: Shortage | None) -> str:
    waits = f"Secondary market trade {trade.request_id} awaits its credit check"
    if own is None:
        return f"{waits} - the other party posted too little security"
    return f"{waits} - {own.posted:.2f} USD are posted and {own.required:.2f} USD required"
