"""What markets publish: awards, prices, binding constraints, set-asides. Clearing writes, downloads read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    RowMapping,
    String,
    Table,
    insert,
    select,
)

from marketsim.system.store.schema import metadata

# One row an awarded (or refused: awarded_mw 0) nomination record.
allocation_awards = Table(
    "allocation_awards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("market_name", ForeignKey("markets.name"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("crr_id", Integer),  # of the CRR the award made
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("period", String(20), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("crr_type", String(9), nullable=False),
    Column("nominated_mw", Float, nullable=False),
    Column("awarded_mw", Float, nullable=False),
)
# One row a bid or offer; the price is that of the path, $/MW for the period and time of use.
auction_awards = Table(
    "auction_awards",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("market_name", ForeignKey("markets.name"), nullable=False, index=True),
    Column("owner", String(64), nullable=False),
    Column("bid_type", String(4), nullable=False),  # BUY, SELL
    Column("crr_id", Integer),  # of the CRR bought or sold
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("period", String(20), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("crr_type", String(9), nullable=False),
    Column("bid_mw", Float, nullable=False),
    Column("awarded_mw", Float, nullable=False),
    Column("clearing_price", Float, nullable=False),
)
clearing_prices = Table(
    "clearing_prices",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("period", String(20), primary_key=True),
    Column("tou", String(3), primary_key=True),
    Column("location", String(150), primary_key=True),
    Column("price", Float, nullable=False),  # $/MW for the period and time of use
)
binding_constraints = Table(
    "binding_constraints",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("market_name", ForeignKey("markets.name"), nullable=False, index=True),
    Column("period", String(20), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("constraint_name", String(80), nullable=False),
    Column("constraint_type", String(10), nullable=False),  # BRANCH, INTERFACE
    Column("contingency", String(40)),  # None: the base case
    Column("direction", String(7), nullable=False),  # FORWARD, REVERSE
    Column("limit_mw", Float, nullable=False),
    Column("flow_mw", Float, nullable=False),
    Column("shadow_price", Float),  # $/MW, auctions only
)
# Capacity of an interface constraint that a market doesn't release.
set_asides = Table(
    "set_asides",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("period", String(20), primary_key=True),
    Column("tou", String(3), primary_key=True),
    Column("interface", ForeignKey("interfaces.name"), primary_key=True),
    Column("direction", String(7), primary_key=True),  # FORWARD, REVERSE
    Column("limit_mw", Float, nullable=False),
    Column("set_aside_mw", Float, nullable=False),
)


def published(
    store: Connection, table: Table, market_name: str, owner: str | None = None
) -> list[RowMapping]:
    """The rows of one of these tables for a market by key; of one owner where that is given."""
    query = select(table).where(table.c.market_name == market_name).order_by(*table.primary_key)
    if owner is not None:
        query = query.where(table.c.owner == owner)
    return list(store.execute(query).mappings())


def publish(store: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep what a market run found, or what the ISO sets aside."""
    if values := [dict(row) for row in rows]:
        store.execute(insert(table), values)
