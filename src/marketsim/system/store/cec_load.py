"""The CEC's own hourly load of each participant and sink, against which submitted load is held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Column, Connection, Float, Integer, String, Table

from marketsim.system.store.schema import metadata

# The day is Pacific, as ISO text; a figure that comes again takes the place of the former one.
cec_load = Table(
    "cec_load",
    metadata,
    Column("sink", String(150), primary_key=True),
    Column("owner", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("hour_ending", Integer, primary_key=True),
    Column("mw", Float, nullable=False),
    sqlite_with_rowid=False,
)


MarketHour = tuple[date, int]
"""An hour of the market: Pacific day and hour ending 1..25."""


class CecHour(NamedTuple):
    """The CEC's figure, in MW, of an asset owner's load at a sink in one hour."""

    owner: str
    sink: str
    hour: MarketHour
    mw: float


def keep_cec_hours(store: Connection, hours: Iterable[CecHour]) -> None:
    """Keep figures, each in place of the one that was there for its owner, sink and hour."""
    store.exec_driver_sql(
        "INSERT OR REPLACE INTO cec_load (sink, owner, day, hour_ending, mw) VALUES (?, ?, ?, ?, ?)",
        [(each.sink, each.owner, each.hour[0].isoformat(), each.hour[1], each.mw) for each in hours],
    )


def cec_figures(
    store: Connection, sinks: Iterable[str], owner: str | None = None
) -> dict[str, dict[MarketHour, float]]:
    """The figures in MW by sink and hour, of one owner or of all together; a sink without any is left out."""
    days = _Days()
    found = {}
    for sink in sinks:
        if figures := _figures(store, sink, owner, days):
            found[sink] = figures
    return found


def _figures(store: Connection, sink: str, owner: str | None, days: _Days) -> dict[MarketHour, float]:
    # The driver's own rows: a season of 40 sinks is 88,000 of them, and Core would make an object of each.
    cursor = store.connection.cursor()
    cursor.execute(
        "SELECT day, hour_ending, sum(mw) FROM cec_load WHERE sink = ? GROUP BY day, hour_ending"
        if owner is None
        else "SELECT day, hour_ending, mw FROM cec_load WHERE sink = ? AND owner = ?",
        (sink,) if owner is None else (sink, owner),
    )
    return {(days[day], hour_ending): mw for day, hour_ending, mw in cursor.fetchall()}


class _Days(dict[str, date]):
    """The day that each text is, read once."""

    def __missing__(self, text: str) -> date:
        day = self[text] = date.fromisoformat(text)
        return day
