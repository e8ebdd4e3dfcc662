"""How far the market clock is ahead of the wall clock; kept, so that a restart does not move market time."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, Connection, Integer, Table, delete, insert, select

from marketsim.system.store.schema import metadata

market_clock = Table("market_clock", metadata, Column("ahead_seconds", Integer, nullable=False))


def clock_ahead(store: Connection) -> timedelta:
    """How far market time is ahead of wall time; zero before the operator ever moved it."""
    row = store.execute(select(market_clock)).first()
    return timedelta(seconds=row.ahead_seconds) if row else timedelta()


def put_clock_ahead(store: Connection, ahead: timedelta) -> None:
    """Keep how far market time is ahead, in whole seconds."""
    store.execute(delete(market_clock))
    store.execute(insert(market_clock).values(ahead_seconds=round(ahead.total_seconds())))
