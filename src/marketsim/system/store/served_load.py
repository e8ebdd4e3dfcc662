"""Load that is served under older rights, which gives no claim to CRRs; kept for each owner, sink and TOU."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction

from sqlalchemy import Column, Connection, Float, String, Table, insert, select

from marketsim.system.store.schema import metadata

served_load = Table(
    "served_load",
    metadata,
    Column("owner", String(64), primary_key=True),
    Column("sink", String(150), primary_key=True),
    Column("rights", String(3), primary_key=True),  # ETC, CVR, TOR
    Column("tou", String(3), primary_key=True),
    Column("mw", Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ServedLoad:
    """MW of an owner's load at a sink that ETC, CVR or TOR rights serve, all year (assumed)."""

    owner: str
    sink: str
    rights: str
    tou: str
    mw: float


def add_served_load(store: Connection, rows: Iterable[ServedLoad]) -> None:
    """Keep what older rights serve."""
    if values := [asdict(row) for row in rows]:
        store.execute(insert(served_load), values)


def served_under_rights(store: Connection, owner: str) -> dict[tuple[str, str], Fraction]:
    """The MW by (sink, TOU) that older rights of any kind serve together."""
    found: dict[tuple[str, str], Fraction] = {}
    for row in store.execute(select(served_load).where(served_load.c.owner == owner)):
        key = row.sink, row.tou
        found[key] = found.get(key, Fraction(0)) + Fraction(repr(row.mw))
    return found
