"""The CEC's own hourly load of each participant and sink, against which submitted load is held."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Column, Connection, Float, Integer, String, Table, select

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
    store: Connection, sinks: Collection[str], owner: str | None = None
) -> dict[str, dict[MarketHour, float]]:
    """The figures in MW by sink and hour, of one owner or of all together; a sink without any is left out."""
    query = select(cec_load).where(cec_load.c.sink.in_(sinks)).order_by(*cec_load.primary_key)
    if owner is not None:
        query = query.where(cec_load.c.owner == owner)
    found: dict[str, dict[MarketHour, float]] = {}
    days: dict[str, date] = {}
    for (sink, _), rows in groupby(store.execute(query).fetchall(), itemgetter(0, 1)):
        figures = {(_day(text, days), hour_ending): mw for _, _, text, hour_ending, mw in rows}
        if (others := found.setdefault(sink, figures)) is not figures:
            for hour, mw in figures.items():
                others[hour] = others.get(hour, 0.0) + mw
    return found


def _day(text: str, known: dict[str, date]) -> date:
    if (day := known.get(text)) is None:
        day = known[text] = date.fromisoformat(text)
    return day
