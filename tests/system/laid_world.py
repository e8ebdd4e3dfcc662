"""A store in memory with the part of the world that market data stands on, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, StaticPool, create_engine

from marketsim.system.store.engine import load_tables
from marketsim.system.store.schema import metadata
from marketsim.system.world import (
    caps,
    holdings,
    locations,
    markets,
    network,
    participants,
    set_asides,
    source_sinks,
)

PARTS = (participants, network, locations, markets, source_sinks, holdings, caps, set_asides)


@contextmanager
def laid_world(now: datetime) -> Iterator[Connection]:
    """The world as it is laid at ``now``, in a transaction that is never committed."""
    load_tables()
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as store:
        store.exec_driver_sql("PRAGMA foreign_keys=ON")
        metadata.create_all(store)
        for part in PARTS:
            part.lay(store, now)
        yield store
    engine.dispose()
