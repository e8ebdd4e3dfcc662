"""What submitted records are judged by once more when their market is cleared: where they run, who submitted them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from marketsim.system.store.bids import bids
from marketsim.system.store.locations import biddable_locations
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.nominations import nominations
from marketsim.system.store.outages import islanded
from marketsim.system.store.portfolios import PortfolioRow, list_portfolios, portfolios


@dataclass(frozen=True, slots=True)
class Ground:
    """The periods of a market, the (location, TOU) of its newest list and the locations that outages cut off."""

    periods: frozenset[str]
    biddable: frozenset[tuple[str, str]]
    cut_off: frozenset[str]

    @classmethod
    def of(cls, store: Connection, market: MarketRow, now: datetime) -> Ground:
        """The ground of a market at ``now``."""
        return cls(
            frozenset(period.name for period in market.periods),
            biddable_locations(store, market.name, now),
            islanded(store, market.name),
        )

    def why_not(self, period: str, tou: str, path: tuple[str, str], *, islands: bool) -> str | None:
        """Why a path can't be cleared; in the characters of messages (messages 1.2.1). ``islands`` are let pass."""
        if period not in self.periods:
            return f"{period} is no period of the market"
        for location in path:
            if (location, tou) not in self.biddable:
                return f"{location} is not biddable on the newest source and sink list"
            if not islands and location in self.cut_off:
                return f"{location} is islanded by an outage"
        return None


def submitted_portfolios(store: Connection, market: MarketRow) -> list[PortfolioRow]:
    """The SUBMITTED portfolios of a market in the order of submission."""
    found = list_portfolios(store, market.market_type, market.name, status="SUBMITTED")
    return sorted(found, key=lambda each: each.submission or 0)


def submitted_ids(store: Connection, market: MarketRow) -> frozenset[int]:
    """The bid ids, or nomination ids, of the SUBMITTED portfolios of a market."""
    key = bids.c.bid_id if market.market_type == "AUCTION" else nominations.c.nomination_id
    query = (
        select(key)
        .join(portfolios, portfolios.c.id == key.table.c.portfolio_id)
        .where(
            portfolios.c.market_type == market.market_type,
            portfolios.c.market_name == market.name,
            portfolios.c.status == "SUBMITTED",
        )
    )
    return frozenset(store.execute(query).scalars())
