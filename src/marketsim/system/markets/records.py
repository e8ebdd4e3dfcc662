"""The bids and offers of a market's SUBMITTED portfolios, and those among them that can't be cleared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.downloads.base_loading import loading_crrs
from marketsim.system.markets.ground import Ground, submitted_portfolios
from marketsim.system.markets.inputs import LeftOut, Record
from marketsim.system.store.bids import BidRow, bids_of
from marketsim.system.store.holdings import Crr
from marketsim.system.store.markets import MarketRow

Loading = Mapping[str, Mapping[int, Crr]]


def gather_records(
    store: Connection, market: MarketRow, now: datetime, *, lenient: bool = False
) -> tuple[tuple[Record, ...], tuple[LeftOut, ...]]:
    """The records to clear, numbered from 1 in the order of submission, and those left out with the reason.

    Left out is what was sound when it was submitted and isn't now: a location that left the newest list or was
    cut off (buys), a CRR whose MW are no longer held for the whole period or don't load the model (offers);
    with ``lenient`` nothing is.
    """
    submitted = submitted_portfolios(store, market)
    kept = bids_of(store, [each.id for each in submitted])
    ground = Ground.of(store, market, now)
    loading = {
        period: {crr.crr_id: crr for crr in held if crr.offer_type == "OWNER"}
        for period, held in loading_crrs(store, market).items()
    }
    records: list[Record] = []
    left_out: list[LeftOut] = []
    for portfolio in submitted:
        for position, bid in enumerate(kept[portfolio.id], start=1):
            reason = None if lenient else _why_not(bid, ground, loading)
            if reason is None:
                records.append(_record(len(records) + 1, portfolio.name, bid))
            else:
                left_out.append(LeftOut(portfolio.name, portfolio.participant, position, bid.bid_id, reason))
    return tuple(records), tuple(left_out)


def _why_not(bid: BidRow, ground: Ground, loading: Loading) -> str | None:
    """Why a submitted record can't be cleared; in the characters of messages (messages 1.2.1)."""
    islands = bid.crr_id is not None  # what is offered loads the model already
    reason = ground.why_not(bid.period, bid.tou, (bid.source, bid.sink), islands=islands)
    if reason is not None or bid.crr_id is None:
        return reason
    crr = loading[bid.period].get(bid.crr_id)
    if crr is None or crr.owner != bid.asset_owner:
        return f"CRR {bid.crr_id} is not held or does not load the model"
    period = span(bid.period)
    if not (crr.start <= period.start and period.end <= crr.end):
        return f"CRR {bid.crr_id} is no longer held for all of {bid.period}"
    if round(bid.curve[-1][0] * 1000) > round(crr.mw * 1000):
        return f"CRR {bid.crr_id} has only {crr.mw:g} MW left"
    return None


def _record(number: int, portfolio: str, bid: BidRow) -> Record:
    return Record(
        record=number,
        portfolio=portfolio,
        owner=bid.asset_owner,
        bid_id=bid.bid_id,
        crr_id=bid.crr_id,
        source=bid.source,
        sink=bid.sink,
        hedge_type=bid.hedge_type,
        tou=bid.tou,
        period=bid.period,
        crr_type=bid.crr_type,
        curve=bid.curve,
        description=bid.description,
    )
