"""What utility distribution companies upload for load migration, and its results, as they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Float, Integer, String, Table, delete, or_, select
from sqlalchemy.dialects.sqlite import insert

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

# What a market did to a holding: made it with initial_mw, or changed it by adjusted_mw (netting over months). The terms
# are as they were then, and the dates those from which on the MW count: later markets and trades change none of it.
migrated_crrs = Table(
    "lm_migrated_crrs",
    metadata,
    Column("market", String(50), primary_key=True),
    Column("crr_id", Integer, primary_key=True),
    Column("parent_crr_id", Integer, nullable=False),
    Column("owner", String(64), nullable=False, index=True),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),  # the last second
    Column("crr_type", String(9), nullable=False),  # LSE_LMT, LMT_CNT
    Column("initial_mw", Float),
    Column("adjusted_mw", Float),
)


def put(
    store: Connection,
    table: Table,
    rows: Iterable[Mapping[str, Any]],
    keep: frozenset[str] = frozenset(),
    *,
    replacing: bool = True,
) -> None:
    """Keep uploaded rows; a known primary key is replaced (or not), but for the columns in ``keep``."""
    adding = insert(table)
    renewed = {
        column.name: adding.excluded[column.name]
        for column in table.c
        if not column.primary_key and column.name not in keep
    }
    if values := [dict(row) for row in rows]:
        keys = list(table.primary_key)
        putting = (
            adding.on_conflict_do_update(index_elements=keys, set_=renewed)
            if replacing
            else adding.on_conflict_do_nothing(index_elements=keys)
        )
        store.execute(putting, values)


def uploaded(store: Connection, table: Table, market: str, udc: str | None) -> list[dict[str, Any]]:
    """What a UDC (None: anybody) has uploaded into one of the three tables for a market, in order of its key."""
    mine = select(table).where(table.c.market == market)
    if udc is not None:
        mine = mine.where(table.c.udc == udc)
    return [dict(row) for row in store.execute(mine.order_by(*table.primary_key)).mappings()]


def hours_of(store: Connection, market: str) -> list[dict[str, Any]]:
    """The N hours of a market, in order of their key."""
    asked = select(n_hours).where(n_hours.c.market == market)
    return [dict(row) for row in store.execute(asked.order_by(*n_hours.primary_key)).mappings()]


def replace_hours(store: Connection, market: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Let exactly these be the N hours of a market."""
    store.execute(delete(n_hours).where(n_hours.c.market == market))
    put(store, n_hours, rows)


def percentages_for(store: Connection, market: str, participant: str | None) -> list[dict[str, Any]]:
    """The percentages a participant may see: of its territory (UDC) or own load (LSE), by id; for None all."""
    table = load_percentages
    own = or_(table.c.udc == participant, table.c.from_owner == participant, table.c.to_owner == participant)
    asked = select(table).where(table.c.market == market).order_by(table.c.id)
    if participant is not None:
        asked = asked.where(own)
    return [dict(row) for row in store.execute(asked).mappings()]


def percentage_ids(store: Connection, market: str) -> dict[tuple[str, str, str, int, str], int]:
    """The ids that the percentages of a market have, by territory, pair, season and time of use."""
    rows = store.execute(select(load_percentages).where(load_percentages.c.market == market))
    return {(row.udc, row.from_lse, row.to_lse, row.season, row.tou): row.id for row in rows}


def migrated_for(store: Connection, market: str, owner: str | None) -> list[dict[str, Any]]:
    """What a market made or changed of an owner's (None: anybody's) holdings, by CRR ID, as it was then."""
    table = migrated_crrs
    asked = select(table).where(table.c.market == market).order_by(table.c.crr_id)
    if owner is not None:
        asked = asked.where(table.c.owner == owner)
    return [dict(row) for row in store.execute(asked).mappings()]


def made_but_by(store: Connection, market: str) -> frozenset[int]:
    """The ids of all CRRs that any other market made or changed."""
    asked = select(migrated_crrs.c.crr_id).where(migrated_crrs.c.market != market)
    return frozenset(store.execute(asked).scalars())


def publish_migration(
    store: Connection,
    market: str,
    percentages: Iterable[Mapping[str, Any]],
    holdings: Iterable[Mapping[str, Any]],
) -> None:
    """Put results in the place of those that the market had; rows without their market."""
    for table, rows in ((load_percentages, percentages), (migrated_crrs, holdings)):
        store.execute(delete(table).where(table.c.market == market))
        for row in rows:
            store.execute(table.insert().values(market=market, **row))
