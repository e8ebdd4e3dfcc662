"""An auction of a test's own in a laid world: the market, SUBMITTED portfolios, its clearing and posting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.markets.posting import Posted, post_market
from marketsim.system.markets.run import Run, keep
from marketsim.system.markets.running import gather_afresh, market_to_clear, solved
from marketsim.system.services.bid_facts import record_of
from marketsim.system.settings import Settings
from marketsim.system.store.bids import BidRow, add_bids
from marketsim.system.store.holdings import Crr, add_crrs, next_crr_id
from marketsim.system.store.locations import publish_source_sinks
from marketsim.system.store.markets import MarketRow, add_market
from marketsim.system.store.portfolios import add_portfolio, change_status, new_portfolio

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)
MARKET, PERIOD = "AUC_MN_2031_M05", "2031_M05"
SETTINGS = Settings.load()


def closed_market(
    store: Connection,
    name: str = MARKET,
    periods: Sequence[str] = (PERIOD,),
    *,
    market_type: str = "AUCTION",
) -> MarketRow:
    """A market whose window closed an hour ago, in a year that nothing loads."""
    market = MarketRow(
        name=name,
        market_type=market_type,
        market_term="ANNUAL" if "_AN_" in name else "MONTHLY",
        data_publish_date=NOW - timedelta(days=9),
        open_date=NOW - timedelta(days=8),
        close_date=NOW - timedelta(hours=1),
        posted_at=None,
        cancelled=False,
        periods=tuple(span(each) for each in periods),
    )
    add_market(store, market)
    publish_source_sinks(store, market)
    return market


def bid(owner: str, source: str, sink: str, mw: float, price: float, **more: Any) -> BidRow:
    """A flat bid to buy, or with ``crr_id`` an offer."""
    members = {
        "crr_id": None, "hedge_type": "OBL", "tou": "ON", "period": PERIOD, "crr_type": "AUC",
        "curve": ((0.0, price), (mw, price)), "description": None,
    }  # fmt: skip
    return BidRow(asset_owner=owner, source=source, sink=sink, **(members | more))


def submitted(store: Connection, records: Iterable[BidRow], market: str = MARKET) -> None:
    """Each owner's records as one SUBMITTED portfolio, in the order in which owners come."""
    by_owner: dict[str, list[BidRow]] = {}
    for each in records:
        by_owner.setdefault(each.asset_owner, []).append(each)
    for owner, own in by_owner.items():
        row = new_portfolio("AUCTION", market, owner, f"of {owner}", status="VALID", origin="API", now=NOW)
        portfolio_id = add_portfolio(store, row)
        add_bids(store, portfolio_id, [record_of(each) for each in own])
        change_status(store, portfolio_id, "SUBMITTED", NOW - timedelta(days=2))


def held(store: Connection, owner: str, source: str, sink: str, mw: float, **more: Any) -> Crr:
    """A CRR made by the ISO."""
    period = span(more.pop("period", PERIOD))
    members = {
        "parent_crr_id": None, "tou": "ON", "hedge_type": "OBL", "crr_type": "AUC", "category": "SYSTEM",
        "market_name": "SYSTEM", "period": period.name, "start": period.start, "end": period.end,
    }  # fmt: skip
    crr = Crr(crr_id=next_crr_id(store), owner=owner, source=source, sink=sink, mw=mw, **(members | more))
    add_crrs(store, [crr])
    return crr


def cleared(store: Connection, market: str = MARKET, now: datetime = NOW) -> Run:
    """Clear and keep the run, as the operator does."""
    inputs = gather_afresh(store, SETTINGS, market_to_clear(store, market, now), now)
    return keep(store, inputs, solved(inputs), now)


def posted(store: Connection, market: str = MARKET, now: datetime = NOW) -> Posted:
    """Post the newest run."""
    return post_market(store, SETTINGS, market, now)
