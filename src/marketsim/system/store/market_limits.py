"""What holds in one market alone: capacity factor, objective, ratings of branches, limits of interfaces."""

from __future__ import annotations

from typing import Literal

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Table, Text, delete, insert, select

from marketsim.system.store.schema import metadata

market_limits = Table(
    "market_limits",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("limits", Text, nullable=False),  # JSON of MarketLimits
)


class Rating(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """MW of a branch without and with an outage; what isn't given stays, null is no limit."""

    normal_mw: float | msgspec.UnsetType | None = msgspec.UNSET
    emergency_mw: float | msgspec.UnsetType | None = msgspec.UNSET


class TwoWay(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """MW of an interface in its two directions; what isn't given stays, null is no limit."""

    forward_mw: float | msgspec.UnsetType | None = msgspec.UNSET
    reverse_mw: float | msgspec.UnsetType | None = msgspec.UNSET


class MarketLimits(msgspec.Struct, frozen=True, kw_only=True, rename="camel", forbid_unknown_fields=True):
    """What a market has of its own; ``capacity_factor`` as text (``"65/100"``) or a number.

    ``objective`` counts in allocations: what their awards are best by, instead of setting ``allocation.objective``.
    """

    capacity_factor: str | float | None = None
    objective: Literal["least_squares", "max_mw"] | None = None
    branches: dict[str, Rating] = msgspec.field(default_factory=dict)
    interfaces: dict[str, TwoWay] = msgspec.field(default_factory=dict)


def limits_of(store: Connection, market_name: str) -> MarketLimits:
    """The market's own limits; blank where it has none."""
    query = select(market_limits.c.limits).where(market_limits.c.market_name == market_name)
    kept = store.execute(query).scalar()
    return MarketLimits() if kept is None else msgspec.json.decode(kept, type=MarketLimits)


def set_limits(store: Connection, market_name: str, limits: MarketLimits) -> None:
    """Let a market have exactly these limits of its own."""
    store.execute(delete(market_limits).where(market_limits.c.market_name == market_name))
    content = msgspec.json.encode(limits).decode()
    store.execute(insert(market_limits).values(market_name=market_name, limits=content))
