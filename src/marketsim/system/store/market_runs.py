"""Clearings of a market as they were kept, its postings, and what each posting did to the inventory."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Column, Connection, ForeignKey, Integer, Table, Text, delete, insert, select

from marketsim.system.store.holdings import Crr
from marketsim.system.store.schema import Moment, metadata

market_runs = Table(
    "market_runs",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("run", Integer, primary_key=True),  # 1, 2, ... in a market
    Column("cleared_at", Moment, nullable=False),
    Column("inputs", Text, nullable=False),  # JSON of markets.inputs.MarketInputs: what was cleared
    Column("results", Text, nullable=False),  # JSON of what markets.results has, unrounded
)
postings = Table(
    "postings",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("posting", Integer, primary_key=True),  # 1, then 2, ... for corrected results
    Column("run", Integer, nullable=False),
    Column("posted_at", Moment, nullable=False),
)
# What the newest posting did to the inventory; enough to take it back. JSON of a Crr each, NULL: there was none.
posted_changes = Table(
    "posted_changes",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("crr_id", Integer, primary_key=True),
    Column("bid_id", Integer),  # of the bid that made the CRR
    Column("before", Text),
    Column("after", Text, nullable=False),
)


@dataclass(frozen=True, slots=True)
class MarketRun:
    """One clearing; ``inputs`` and ``results`` are JSON as markets.inputs and markets.results write it."""

    market_name: str
    run: int
    cleared_at: datetime
    inputs: str
    results: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One publication of a run's results."""

    market_name: str
    posting: int
    run: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What a posting did to one CRR: ``before`` None made it."""

    before: Crr | None
    after: Crr
    bid_id: int | None


def newest_run(store: Connection, market_name: str) -> MarketRun | None:
    """The last clearing of a market, or None."""
    query = select(market_runs).where(market_runs.c.market_name == market_name)
    row = store.execute(query.order_by(market_runs.c.run.desc())).first()
    return MarketRun(**row._mapping) if row else None


def add_run(store: Connection, run: MarketRun) -> None:
    """Keep a clearing; raises IntegrityError when there is one of that number."""
    store.execute(insert(market_runs).values(asdict(run)))


def newest_posting(store: Connection, market_name: str) -> Posting | None:
    """The last publication of a market's results, or None."""
    query = select(postings).where(postings.c.market_name == market_name)
    row = store.execute(query.order_by(postings.c.posting.desc())).first()
    return Posting(**row._mapping) if row else None


def add_posting(store: Connection, posting: Posting) -> None:
    """Note that results were published."""
    store.execute(insert(postings).values(asdict(posting)))


def forget_postings(store: Connection, market_name: str) -> None:
    """The results of a market were taken back."""
    store.execute(delete(postings).where(postings.c.market_name == market_name))


def changes_of(store: Connection, market_name: str) -> list[Change]:
    """What the posting in force did to the inventory, by CRR id."""
    query = select(posted_changes).where(posted_changes.c.market_name == market_name)
    return [
        Change(
            None if row.before is None else msgspec.json.decode(row.before, type=Crr),
            msgspec.json.decode(row.after, type=Crr),
            row.bid_id,
        )
        for row in store.execute(query.order_by(posted_changes.c.crr_id))
    ]


def keep_changes(store: Connection, market_name: str, changes: Iterable[Change]) -> None:
    """Note what a posting did instead of what the former one did."""
    store.execute(delete(posted_changes).where(posted_changes.c.market_name == market_name))
    rows = [
        {
            "market_name": market_name,
            "crr_id": each.after.crr_id,
            "bid_id": each.bid_id,
            "before": None if each.before is None else msgspec.json.encode(each.before).decode(),
            "after": msgspec.json.encode(each.after).decode(),
        }
        for each in changes
    ]
    if rows:
        store.execute(insert(posted_changes), rows)
