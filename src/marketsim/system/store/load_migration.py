"""What utility distribution companies upload for load migration, and its results, as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Float, Integer, String, Table, or_, select
from sqlalchemy.dialects.sqlite import insert

from marketsim.system.store.holdings import crrs
from marketsim.system.store.schema import Moment, metadata

# The three uploads. The primary key is what a second posting replaces.
customer_numbers = Table(
    "lm_customer_numbers",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("udc", String(64), primary_key=True),
    Column("lse", String(9), primary_key=True),  # DUNS
    Column("class", String(16), primary_key=True),
    Column("customers", BigInteger, nullable=False),
    Column("last_modified", Moment, nullable=False),
)
dasr_records = Table(
    "lm_dasr_records",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("udc", String(64), primary_key=True),
    Column("record_id", String(50), primary_key=True),
    Column("class", String(16), nullable=False),
    Column("from_lse", String(9), nullable=False),  # DUNS
    Column("to_lse", String(9), nullable=False),  # DUNS
    Column("customers", BigInteger, nullable=False),
    Column("effective_date", Moment, nullable=False),
    Column("last_modified", Moment, nullable=False),
)
customer_rates = Table(
    "lm_customer_rates",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("udc", String(64), primary_key=True),
    Column("class", String(16), primary_key=True),
    Column("tou", String(3), primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("kw_rate", Float, nullable=False),  # kW a customer at the N hours
    Column("upload_date", Moment, nullable=False),  # of the first posting of the key
    Column("last_modified", Moment, nullable=False),
)

# The hours at which load is metered: default LAP, season and TOU, then day and hour ending.
n_hours = Table(
    "lm_n_hours",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("lap", String(150), primary_key=True),
    Column("season", Integer, primary_key=True),
    Column("tou", String(3), primary_key=True),
    Column("day", Moment, primary_key=True),
    Column("hour_ending", Integer, primary_key=True),
    Column("last_modified", Moment, nullable=False),
)

# Results: the share of load that moved (per cent, MW) between two LSEs in a territory.
load_percentages = Table(
    "lm_load_percentages",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("market", String(50), nullable=False, index=True),
    Column("udc", String(64), nullable=False),
    Column("from_lse", String(64), nullable=False),  # DUNS
    Column("to_lse", String(64), nullable=False),  # DUNS
    Column("from_owner", String(64), nullable=False),
    Column("to_owner", String(64), nullable=False),
    Column("season", Integer, nullable=False),
    Column("tou", String(3), nullable=False),
    Column("percentage", Float, nullable=False),  # 0..100
    Column("mw", Float, nullable=False),
    sqlite_autoincrement=True,
)

# What a market did to a holding: made it with initial_mw, or changed it by adjusted_mw (netting over months).
migrated_crrs = Table(
    "lm_migrated_crrs",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("crr_id", Integer, primary_key=True),
    Column("initial_mw", Float),
    Column("adjusted_mw", Float),
)


def put(
    store: Connection, table: Table, rows: Iterable[Mapping[str, Any]], keep: frozenset[str] = frozenset()
) -> None:
    """Keep uploaded rows; a known primary key is replaced, but for the columns in ``keep``."""
    adding = insert(table)
    renewed = {
        column.name: adding.excluded[column.name]
        for column in table.c
        if not column.primary_key and column.name not in keep
    }
    if values := [dict(row) for row in rows]:
        replacing = adding.on_conflict_do_update(index_elements=list(table.primary_key), set_=renewed)
        store.execute(replacing, values)


def uploaded(store: Connection, table: Table, market: str, udc: str) -> list[dict[str, Any]]:
    """What a UDC has uploaded into one of the three tables for a market, in order of its key."""
    mine = select(table).where(table.c.market == market, table.c.udc == udc)
    return [dict(row) for row in store.execute(mine.order_by(*table.primary_key)).mappings()]


def hours_of(store: Connection, market: str) -> list[dict[str, Any]]:
    """The N hours of a market, in order of their key."""
    asked = select(n_hours).where(n_hours.c.market == market)
    return [dict(row) for row in store.execute(asked.order_by(*n_hours.primary_key)).mappings()]


def percentages_for(store: Connection, market: str, participant: str) -> list[dict[str, Any]]:
    """The percentages a participant may see: those of its territory (UDC) or of its own load (LSE), by id."""
    table = load_percentages
    own = or_(table.c.udc == participant, table.c.from_owner == participant, table.c.to_owner == participant)
    asked = select(table).where(table.c.market == market, own).order_by(table.c.id)
    return [dict(row) for row in store.execute(asked).mappings()]


def migrated_for(store: Connection, market: str, owner: str) -> list[dict[str, Any]]:
    """The holdings of an owner that a market created or changed, by CRR ID, with both MW."""
    asked = (
        select(crrs, migrated_crrs.c.initial_mw, migrated_crrs.c.adjusted_mw)
        .join(migrated_crrs, migrated_crrs.c.crr_id == crrs.c.crr_id)
        .where(migrated_crrs.c.market == market, crrs.c.owner == owner)
        .order_by(crrs.c.crr_id)
    )
    return [dict(row) for row in store.execute(asked).mappings()]
