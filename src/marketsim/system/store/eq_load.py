"""Elections of an out-of-area entity: at which sinks the load it submitted shall make it eligible."""

from __future__ import annotations

from sqlalchemy import Column, Connection, String, Table, delete, select
from sqlalchemy.dialects.sqlite import insert

from marketsim.system.store.schema import Moment, metadata

eq_elections = Table(
    "eq_load_elections",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("window_name", String(40), primary_key=True),
    Column("sink", String(150), primary_key=True),
    Column("elected_at", Moment, nullable=False),
)


def elected_sinks(store: Connection, owner: str, window_name: str) -> frozenset[str]:
    """The sinks at which an owner has elected the load of a window."""
    query = select(eq_elections.c.sink).where(
        eq_elections.c.owner == owner, eq_elections.c.window_name == window_name
    )
    return frozenset(store.execute(query).scalars())


def elect(store: Connection, owner: str, window_name: str, sink: str, now: object) -> None:
    """Elect the load at a sink; a second time changes nothing."""
    row = {"owner": owner, "window_name": window_name, "sink": sink, "elected_at": now}
    store.execute(insert(eq_elections).values(row).on_conflict_do_nothing())


def revoke(store: Connection, owner: str, window_name: str, sink: str) -> None:
    """Take an election back."""
    columns = eq_elections.c
    store.execute(
        delete(eq_elections).where(
            columns.owner == owner, columns.window_name == window_name, columns.sink == sink
        )
    )
