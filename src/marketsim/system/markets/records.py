"""The bids and offers of a market's SUBMITTED portfolios, and those among them that can't be cleared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.downloads.base_loading import loading_crrs
from marketsim.system.markets.inputs import LeftOut, Record
from marketsim.system.store.bids import BidRow, bids_of
from marketsim.system.store.holdings import Crr
from marketsim.system.store.locations import biddable_locations
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.outages import islanded
from marketsim.system.store.portfolios import list_portfolios


@dataclass(frozen=True, slots=True)
class _Ground:
    """What submitted records are judged by once more when the market is cleared."""

    biddable: frozenset[tuple[str, str]]
    cut_off: frozenset[str]
    loading: Mapping[str, Mapping[int, Crr]]


def gather_records(
    store: Connection, market: MarketRow, now: datetime, *, lenient: bool = False
) -> tuple[tuple[Record, ...], tuple[LeftOut, ...]]:
    """The records to clear, numbered from 1 in the order of submission, and those left out with the reason.

    Left out is what was sound when it was submitted and isn't now: a location that left the newest list or was
    cut off (buys), a CRR whose MW are no longer held or don't load the model (offers);
    with ``lenient`` nothing is.
    """
    submitted = list_portfolios(store, "AUCTION", market.name, status="SUBMITTED")
    submitted.sort(key=lambda each: (each.submitted_at or now, each.id))
    kept = bids_of(store, [each.id for each in submitted])
    ground = _Ground(
        biddable_locations(store, market.name, now),
        islanded(store, market.name),
        {
            period: {crr.crr_id: crr for crr in held if crr.offer_type == "OWNER"}
            for period, held in loading_crrs(store, market).items()
        },
    )
    records: list[Record] = []
    left_out: list[LeftOut] = []
    for portfolio in submitted:
        for position, bid in enumerate(kept[portfolio.id], start=1):
            reason = None if lenient else _why_not(bid, ground)
            if reason is None:
                records.append(_record(len(records) + 1, portfolio.name, bid))
            else:
                left_out.append(LeftOut(portfolio.name, portfolio.participant, position, bid.bid_id, reason))
    return tuple(records), tuple(left_out)


def _why_not(bid: BidRow, ground: _Ground) -> str | None:
    """Why a submitted record can't be cleared; in the characters of messages (messages 1.2.1)."""
    if bid.period not in ground.loading:
        return f"{bid.period} is no period of the market"
    for location in (bid.source, bid.sink):
        if (location, bid.tou) not in ground.biddable:
            return f"{location} is not biddable on the newest source and sink list"
        if bid.crr_id is None and location in ground.cut_off:
            return f"{location} is islanded by an outage"
    if bid.crr_id is None:
        return None
    crr = ground.loading[bid.period].get(bid.crr_id)
    if crr is None or crr.owner != bid.asset_owner:
        return f"CRR {bid.crr_id} is not held or does not load the model"
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
