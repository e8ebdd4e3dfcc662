"""Runs of load migration markets as they were kept, their postings, and what each posting did."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, Text, delete, insert, select

from marketsim.system.store.holding_changes import HoldingChange, former_of, holding_of
from marketsim.system.store.numbered import Numbered
from marketsim.system.store.schema import Moment, metadata

migration_runs = Table(
    "lm_runs",
    metadata,
    Column("market", ForeignKey("migration_markets.name"), primary_key=True),
    Column("run", Integer, primary_key=True),  # 1, 2, ... in a market
    Column("cleared_at", Moment, nullable=False),
    Column(
        "inputs", Text, nullable=False
    ),  # JSON of migration.inputs.MigrationInputs; the results follow from it
)
migration_postings = Table(
    "lm_postings",
    metadata,
    Column("market", ForeignKey("migration_markets.name"), primary_key=True),
    Column("posting", Integer, primary_key=True),  # 1, then 2, ... for corrected results
    Column("run", Integer, nullable=False),
    Column("posted_at", Moment, nullable=False),
)
# Who has ever given MW of a right to whom; a pair keeps its number, and so the ids of its CRRs, for good.
migration_pairs = Table(
    "lm_pairs",
    metadata,
    Column("pair", Integer, primary_key=True, autoincrement=True),
    Column("parent_crr_id", Integer, nullable=False, index=True),
    Column("from_owner", String(64), nullable=False),
    Column("to_owner", String(64), nullable=False),
    sqlite_autoincrement=True,
)
# The unrounded MW by which a posted market changed what has moved between a pair (below 0: load came back).
migration_moves = Table(
    "lm_moves",
    metadata,
    Column("market", ForeignKey("migration_markets.name"), primary_key=True),
    Column("pair", ForeignKey("lm_pairs.pair"), primary_key=True),
    Column("mw", Text, nullable=False),  # an exact fraction
)
# What the posting in force did to the inventory; enough to take it back. JSON of a Crr each, NULL: there was none.
migration_changes = Table(
    "lm_changes",
    metadata,
    Column("market", ForeignKey("migration_markets.name"), primary_key=True),
    Column("crr_id", Integer, primary_key=True),
    Column("before", Text),
    Column("after", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class MigrationRunRow:
    """One run as kept; ``inputs`` is JSON."""

    market: str
    run: int
    cleared_at: datetime
    inputs: str


@dataclass(frozen=True, slots=True)
class MigrationPosting:
    """One publication of a run's results."""

    market: str
    posting: int
    run: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class PairRow:
    """A right and two owners, numbered."""

    pair: int
    parent_crr_id: int
    from_owner: str
    to_owner: str


_RUNS, _POSTINGS = Numbered(migration_runs, MigrationRunRow), Numbered(migration_postings, MigrationPosting)


def newest_migration_run(store: Connection, market: str) -> MigrationRunRow | None:
    """The last run of a market, or None."""
    return _RUNS.newest(store, market)


def add_migration_run(store: Connection, run: MigrationRunRow) -> None:
    """Keep a run; raises IntegrityError when there is one of that number."""
    _RUNS.add(store, run)


def newest_migration_posting(store: Connection, market: str) -> MigrationPosting | None:
    """The last publication of a market's results, or None."""
    return _POSTINGS.newest(store, market)


def posted_migrations(store: Connection) -> set[str]:
    """The names of the markets whose results are in force."""
    return set(store.execute(select(migration_postings.c.market).distinct()).scalars())


def add_migration_posting(store: Connection, posting: MigrationPosting) -> None:
    """Note that results were published."""
    _POSTINGS.add(store, posting)


def forget_migration_postings(store: Connection, market: str) -> None:
    """The results of a market were taken back."""
    _POSTINGS.forget(store, market)


def pairs_known(store: Connection) -> list[PairRow]:
    """Every pair that was ever numbered, in that order."""
    rows = store.execute(select(migration_pairs).order_by(migration_pairs.c.pair))
    return [PairRow(**row._mapping) for row in rows]


def add_pair(store: Connection, parent_crr_id: int, from_owner: str, to_owner: str) -> PairRow:
    """Number a new pair."""
    values = {"parent_crr_id": parent_crr_id, "from_owner": from_owner, "to_owner": to_owner}
    (number,) = store.execute(insert(migration_pairs).values(values)).inserted_primary_key or (0,)
    return PairRow(int(number), parent_crr_id, from_owner, to_owner)


def moves_but_of(store: Connection, market: str) -> list[tuple[int, str]]:
    """What all posted markets but this one moved: pair and unrounded MW."""
    query = select(migration_moves.c.pair, migration_moves.c.mw).where(migration_moves.c.market != market)
    order = migration_moves.c.pair, migration_moves.c.market
    return [(row.pair, row.mw) for row in store.execute(query.order_by(*order))]


def keep_moves(store: Connection, market: str, moved: Iterable[tuple[int, str]]) -> None:
    """Note what a posting moved instead of what the former one did."""
    store.execute(delete(migration_moves).where(migration_moves.c.market == market))
    rows = [{"market": market, "pair": pair, "mw": mw} for pair, mw in moved]
    if rows:
        store.execute(insert(migration_moves), rows)


def holding_changes(store: Connection, market: str) -> list[HoldingChange]:
    """What the posting in force did to the inventory, by CRR id."""
    query = select(migration_changes).where(migration_changes.c.market == market)
    rows = store.execute(query.order_by(migration_changes.c.crr_id))
    return [HoldingChange(former_of(row.before), holding_of(row.after)) for row in rows]


def keep_holding_changes(store: Connection, market: str, changes: Iterable[HoldingChange]) -> None:
    """Note what a posting did instead of what the former one did."""
    store.execute(delete(migration_changes).where(migration_changes.c.market == market))
    rows = [{"market": market, **each.cells()} for each in changes]
    if rows:
        store.execute(insert(migration_changes), rows)
