"""Allocation and auction markets; their status follows from their dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, ForeignKey, Integer, String, Table, insert, select, update

from marketsim.system.calendar.periods import Span, span
from marketsim.system.states import market_status
from marketsim.system.store.schema import Moment, metadata

markets = Table(
    "markets",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("market_type", String(10), nullable=False),  # ALLOCATION, AUCTION
    Column("market_term", String(7), nullable=False),  # MONTHLY, ANNUAL
    Column("data_publish_date", Moment, nullable=False),
    Column("open_date", Moment, nullable=False),
    Column("close_date", Moment, nullable=False),
    Column("posted_at", Moment),
    Column("cancelled", Boolean, nullable=False, default=False),
)

market_periods = Table(
    "market_periods",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("period", String(20), nullable=False),
)


@dataclass(frozen=True, slots=True)
class MarketRow:
    """One market with its periods; its products are its periods x ON and OFF (market status 1.2.0)."""

    name: str
    market_type: str
    market_term: str
    data_publish_date: datetime
    open_date: datetime
    close_date: datetime
    posted_at: datetime | None
    cancelled: bool
    periods: tuple[Span, ...]

    @property
    def long_term(self) -> bool:
        """Whether it allocates rights of many years: an annual allocation called ..._LT (market rules 2.1)."""
        kind = (self.market_type, self.market_term, self.name.rpartition("_")[2])
        return kind == ("ALLOCATION", "ANNUAL", "LT")

    def status(self, now: datetime) -> str:
        """PREP, OPEN, CLOSED or POSTED at that market time."""
        return market_status(now, self.open_date, self.close_date, self.posted_at)


def find_market(store: Connection, name: str) -> MarketRow | None:
    """The allocation or auction market of that name; None also when it was cancelled (assumed)."""
    found = list_markets(store, name=name)
    return found[0] if found else None


def list_markets(
    store: Connection, market_type: str | None = None, *, name: str | None = None, cancelled: bool = False
) -> list[MarketRow]:
    """Markets in the order of their opening; ``cancelled`` includes the cancelled ones."""
    query = select(markets).order_by(markets.c.open_date, markets.c.name)
    if market_type is not None:
        query = query.where(markets.c.market_type == market_type)
    if name is not None:
        query = query.where(markets.c.name == name)
    if not cancelled:
        query = query.where(markets.c.cancelled.is_(False))
    rows = list(store.execute(query))
    periods = _periods(store, [row.name for row in rows])
    return [MarketRow(**row._mapping, periods=periods[row.name]) for row in rows]


def _periods(store: Connection, names: Iterable[str]) -> dict[str, tuple[Span, ...]]:
    wanted = list(names)
    query = (
        select(market_periods)
        .where(market_periods.c.market_name.in_(wanted))
        .order_by(market_periods.c.market_name, market_periods.c.position)
    )
    found: dict[str, list[Span]] = {name: [] for name in wanted}
    for row in store.execute(query):
        found[row.market_name].append(span(row.period))
    return {name: tuple(spans) for name, spans in found.items()}


def add_market(store: Connection, market: MarketRow) -> None:
    """Store a new market; the caller has seen to it that the name is free."""
    columns = {column.name: getattr(market, column.name) for column in markets.columns}
    store.execute(insert(markets).values(columns))
    store.execute(
        insert(market_periods),
        [
            {"market_name": market.name, "position": position, "period": each.name}
            for position, each in enumerate(market.periods)
        ],
    )


def change_market(store: Connection, name: str, **values: Any) -> None:
    """Rewrite columns of a market (``open_date``, ``close_date``, ``posted_at``, ``cancelled`` ...)."""
    store.execute(update(markets).where(markets.c.name == name).values(values))
