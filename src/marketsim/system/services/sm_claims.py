"""What is spoken for already of the CRRs that an upload to the secondary market would deliver."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TypedDict

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.rules.sm_facts import Claim
from marketsim.system.services.trades_waiting import trades_waiting
from marketsim.system.store.bids import offers_of_crrs
from marketsim.system.store.markets import list_markets
from marketsim.system.store.secondary_market import HIGHEST_ID


class Claims(TypedDict):
    """By CRR: the trades that await their credit check, and the offers in auctions."""

    in_trade: Mapping[int, tuple[Claim, ...]]
    in_auction: Mapping[int, tuple[Claim, ...]]


def claims(store: Connection, crr_ids: Collection[int], now: datetime) -> Claims:
    """The claims on some CRRs; an auction counts from the submission of the offer until it is posted."""
    possible = [crr_id for crr_id in crr_ids if 1 <= crr_id <= HIGHEST_ID]
    trading = {
        crr_id: tuple(Claim(each.start, each.end, each.mw, each.request_id) for each in waiting)
        for crr_id, waiting in trades_waiting(store, possible).items()
    }
    unposted = {each.name for each in list_markets(store, "AUCTION") if each.status(now) != "POSTED"}
    offered: dict[int, tuple[Claim, ...]] = {}
    for market, offer in offers_of_crrs(store, possible):
        if market in unposted and offer.crr_id is not None:
            period = span(offer.period)
            most = max((mw for mw, _ in offer.curve), default=0.0)
            claim = Claim(period.start, period.end, most, market)
            offered[offer.crr_id] = (*offered.get(offer.crr_id, ()), claim)
    return {"in_trade": trading, "in_auction": offered}
