"""What submitted records are judged by once more when their market is cleared: where they run, who submitted them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from marketsim.system.store.locations import biddable_locations
from marketsim.system.store.markets import MarketRow
from marketsim.system.store.outages import islanded
from marketsim.system.store.portfolios import PortfolioRow, list_portfolios


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


def submitted_portfolios(store: Connection, market: MarketRow, now: datetime) -> list[PortfolioRow]:
    """The SUBMITTED portfolios of a market in the order of submission."""
    found = list_portfolios(store, market.market_type, market.name, status="SUBMITTED")
    return sorted(found, key=lambda each: (each.submitted_at or now, each.id))
