"""A store in memory with the part of the world that market data stands on, for the tests of this folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, StaticPool, create_engine

from marketsim.system.store.engine import load_tables
from marketsim.system.store.schema import metadata
from marketsim.system.world import (
    caps,
    holdings,
    load,
    locations,
    markets,
    network,
    participants,
    posted,
    secondary_market,
    security,
    set_asides,
    source_sinks,
)

PARTS = (
    participants,
    security,
    network,
    locations,
    markets,
    source_sinks,
    holdings,
    secondary_market,
    posted,
    set_asides,
    load,
    caps,
)


@contextmanager
def laid_world(now: datetime) -> Iterator[Connection]:
    """The world as it is laid at ``now``; a store of its own for each test."""
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        database.deserialize(_laid(now))
        with _opened(database) as store:
            yield store


@lru_cache(maxsize=1)
def _laid(now: datetime) -> bytes:
    load_tables()
    with closing(sqlite3.connect(":memory:", check_same_thread=False)) as database:
        with _opened(database) as store:
            metadata.create_all(store)
            for part in PARTS:
                part.lay(store, now)
            store.commit()
        return database.serialize()


@contextmanager
def _opened(database: sqlite3.Connection) -> Iterator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
    with engine.connect() as store:
        store.exec_driver_sql("PRAGMA foreign_keys=ON")
        yield store
