"""Load migration markets and their statuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, String, Table, insert, select, update

from marketsim.system.states import market_status
from marketsim.system.store.schema import Moment, metadata

# A market whose dates are not all set is known by name but not configured (LMV1002).
migration_markets = Table(
    "migration_markets",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("effective_date", Moment),
    Column("open_date", Moment),
    Column("close_date", Moment),
    Column("posted_at", Moment),
    Column("n_hour_posting", Boolean, nullable=False, default=False),
    Column("n_hour_post_date", Moment),
)


@dataclass(frozen=True, slots=True)
class ConfiguredMarket:
    """The dates of a market that has them all; instants in UTC, ``effective_date`` a Pacific midnight."""

    effective_date: datetime
    open_date: datetime
    close_date: datetime


@dataclass(frozen=True, slots=True)
class MigrationMarketRow:
    """One load migration market, as kept."""

    name: str
    effective_date: datetime | None
    open_date: datetime | None
    close_date: datetime | None
    posted_at: datetime | None
    n_hour_posting: bool
    n_hour_post_date: datetime | None

    @property
    def dates(self) -> ConfiguredMarket | None:
        """The market's dates; None while it is not configured."""
        if self.effective_date is None or self.open_date is None or self.close_date is None:
            return None
        return ConfiguredMarket(self.effective_date, self.open_date, self.close_date)

    def status(self, now: datetime) -> str | None:
        """PREP, OPEN, CLOSED or POSTED; None while it is not configured."""
        dates = self.dates
        return market_status(now, dates.open_date, dates.close_date, self.posted_at) if dates else None

    def publishes_hours(self, now: datetime) -> bool:
        """Whether its N-hour data is out: it posts them, and the post date (where one is set) has passed."""
        return self.n_hour_posting and (self.n_hour_post_date is None or self.n_hour_post_date <= now)


def all_migration_markets(store: Connection) -> list[MigrationMarketRow]:
    """Every load migration market, the configured ones in the order of their opening."""
    query = select(migration_markets).order_by(migration_markets.c.open_date, migration_markets.c.name)
    return [MigrationMarketRow(**row._mapping) for row in store.execute(query)]


def find_migration_market(store: Connection, name: str) -> MigrationMarketRow | None:
    """The load migration market of that name, or None."""
    row = store.execute(select(migration_markets).where(migration_markets.c.name == name)).first()
    return MigrationMarketRow(**row._mapping) if row else None


def add_migration_market(store: Connection, market: MigrationMarketRow) -> None:
    """Keep a new market; the caller has seen to it that the name is free."""
    columns = {column.name: getattr(market, column.name) for column in migration_markets.columns}
    store.execute(insert(migration_markets).values(columns))


def change_migration_market(store: Connection, name: str, **values: Any) -> None:
    """Rewrite columns of a market (``open_date``, ``close_date``, ``posted_at``, ``n_hour_posting`` ...)."""
    store.execute(update(migration_markets).where(migration_markets.c.name == name).values(values))
