"""Sources and sinks: locations over buses, the list of each market, what replaces a retired location."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Float,
    ForeignKey,
    Row,
    String,
    Table,
    func,
    insert,
    select,
    update,
)

from marketsim.system.store.markets import MarketRow
from marketsim.system.store.schema import Moment, metadata

locations = Table(
    "locations",
    metadata,
    Column("name", String(150), primary_key=True),
    Column("type", String(3), nullable=False),  # LAP, HUB, SP, GEN
    Column("zone", String(10), nullable=False),
    Column("biddable", Boolean, nullable=False),
    Column("retired", Boolean, nullable=False),
)
location_buses = Table(
    "location_buses",
    metadata,
    Column("location", ForeignKey("locations.name"), primary_key=True),
    Column("bus", ForeignKey("buses.name"), primary_key=True),
    Column("factor", Float, nullable=False),
)

# A market's list comes out as v0, v1 and further versions; a version replaces the one before it.
source_sink_lists = Table(
    "source_sink_lists",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("version", String(5), primary_key=True),
    Column("published", Moment, nullable=False),
)
source_sinks = Table(
    "source_sinks",
    metadata,
    Column("market_name", ForeignKey("markets.name"), primary_key=True),
    Column("version", String(5), primary_key=True),
    Column("location", ForeignKey("locations.name"), primary_key=True),
    Column("tou", String(3), primary_key=True),
    Column("biddable", Boolean, nullable=False),
)
replacements = Table(
    "source_sink_replacements",
    metadata,
    Column("period", String(20), primary_key=True),
    Column("retired", ForeignKey("locations.name"), primary_key=True),
    Column("replacement", ForeignKey("locations.name"), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Location:
    """A source or sink: its type (LAP, HUB, SP, GEN) and its participation factors by bus, which add up to 1.

    ``biddable`` is its standing designation; a market's list may say otherwise for one market. A retired
    location keeps the bus it was connected to.
    """

    name: str
    type: str
    zone: str
    biddable: bool
    retired: bool
    factors: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class SourceSink:
    """One line of a market's list: a location, a time of use, and whether it may be bid there."""

    location: str
    tou: str
    biddable: bool


@dataclass(frozen=True, slots=True)
class SourceSinkList:
    """One version of a market's source and sink list and the moment it came out."""

    market_name: str
    version: str
    published: datetime
    lines: tuple[SourceSink, ...]

    @property
    def biddable(self) -> frozenset[tuple[str, str]]:
        """The (location, tou) that may be bid."""
        return frozenset((line.location, line.tou) for line in self.lines if line.biddable)


@dataclass(frozen=True, slots=True)
class Replacement:
    """In that period the retired location stands for its replacement."""

    period: str
    retired: str
    replacement: str


def list_locations(store: Connection) -> list[Location]:
    """Every location by name, the retired ones too."""
    factors: dict[str, tuple[tuple[str, float], ...]] = {}
    for location, bus, factor in store.execute(select(location_buses).order_by(*location_buses.primary_key)):
        factors[location] = (*factors.get(location, ()), (bus, factor))
    rows = store.execute(select(locations).order_by(locations.c.name))
    return [Location(**row._mapping, factors=factors.get(row.name, ())) for row in rows]


def find_location(store: Connection, name: str) -> Location | None:
    """The location of that name, or None."""
    row = store.execute(select(locations).where(locations.c.name == name)).first()
    if row is None:
        return None
    parts = store.execute(
        select(location_buses.c.bus, location_buses.c.factor)
        .where(location_buses.c.location == name)
        .order_by(location_buses.c.bus)
    )
    return Location(**row._mapping, factors=tuple((bus, factor) for bus, factor in parts))


def location_types(store: Connection) -> dict[str, str]:
    """The type of every location, by name."""
    rows = store.execute(select(locations.c.name, locations.c.type))
    return {row.name: row.type for row in rows}


def source_sink_list(store: Connection, market_name: str, now: datetime) -> SourceSinkList | None:
    """The newest version of a market's list that has come out by ``now``; None where none has."""
    table = source_sink_lists
    head = store.execute(
        select(table)
        .where(table.c.market_name == market_name, table.c.published <= now)
        .order_by(table.c.published.desc(), func.length(table.c.version).desc(), table.c.version.desc())
    ).first()
    return None if head is None else _list_of(store, head)


def source_sink_lists_of(store: Connection, market_name: str) -> list[SourceSinkList]:
    """All versions of a market's list, v0 first; also those that are still to come out."""
    table = source_sink_lists
    heads = store.execute(
        select(table)
        .where(table.c.market_name == market_name)
        .order_by(func.length(table.c.version), table.c.version)
    ).all()
    return [_list_of(store, head) for head in heads]


def _list_of(store: Connection, head: Row[Any]) -> SourceSinkList:
    lines = store.execute(
        select(source_sinks.c.location, source_sinks.c.tou, source_sinks.c.biddable)
        .where(source_sinks.c.market_name == head.market_name, source_sinks.c.version == head.version)
        .order_by(source_sinks.c.location, source_sinks.c.tou.desc())
    )
    return SourceSinkList(**head._mapping, lines=tuple(SourceSink(*line) for line in lines))


def biddable_locations(store: Connection, market_name: str, now: datetime) -> frozenset[tuple[str, str]]:
    """The (location, tou) that may be bid in a market by its newest list; empty before any list is out."""
    published = source_sink_list(store, market_name, now)
    return published.biddable if published else frozenset()


def add_source_sink_list(store: Connection, published: SourceSinkList) -> None:
    """Keep one more version of a market's list."""
    head = {"market_name": published.market_name, "version": published.version}
    store.execute(insert(source_sink_lists).values(**head, published=published.published))
    if published.lines:
        store.execute(insert(source_sinks), [{**head, **asdict(line)} for line in published.lines])


def publish_source_sinks(store: Connection, market: MarketRow) -> None:
    """Give a new market its lists by the standing designations: v0 when its data come out, v1 when it opens.

    Both name every location that isn't replaced in one of the market's periods (a retired one was biddable
    until then); v1 says what v0 said. Raises IntegrityError when the market has lists already.
    """
    gone = {each.retired for each in list_replacements(store, [period.name for period in market.periods])}
    lines = tuple(
        SourceSink(location.name, tou, location.biddable or location.retired)
        for location in list_locations(store)
        if location.name not in gone
        for tou in ("ON", "OFF")
    )
    opens = max(market.open_date, market.data_publish_date)
    for version, published in (("v0", market.data_publish_date), ("v1", opens)):
        add_source_sink_list(store, SourceSinkList(market.name, version, published, lines))


def move_source_sinks(store: Connection, market: MarketRow, now: datetime) -> None:
    """Let the lists that are still to come follow the market's dates; one that is out stays as it is.

    No version comes out before the one that it replaces.
    """
    due = {"v0": market.data_publish_date, "v1": max(market.open_date, market.data_publish_date)}
    former = None
    for each in source_sink_lists_of(store, market.name):
        published = each.published
        if published > now:
            planned = due.get(each.version, published)
            published = max(planned, former) if former is not None else planned
            key = (source_sink_lists.c.market_name == market.name) & (
                source_sink_lists.c.version == each.version
            )
            store.execute(update(source_sink_lists).where(key).values(published=published))
        former = published


def replace_in(store: Connection, periods: Collection[str]) -> None:
    """Let what replaces a retired location in the latest period known replace it in these too, where nothing does."""
    latest = {each.retired: each.replacement for each in list_replacements(store)}
    known = {(each.period, each.retired) for each in list_replacements(store, periods)}
    add_replacements(
        store,
        [
            Replacement(period, retired, replacement)
            for period in periods
            for retired, replacement in sorted(latest.items())
            if (period, retired) not in known
        ],
    )


def list_replacements(store: Connection, periods: Collection[str] | None = None) -> list[Replacement]:
    """Which location replaces which, by period; of some periods or of all."""
    query = select(replacements).order_by(replacements.c.period, replacements.c.retired)
    if periods is not None:
        query = query.where(replacements.c.period.in_(periods))
    return [Replacement(**row._mapping) for row in store.execute(query)]


def add_replacements(store: Connection, rows: Iterable[Replacement]) -> None:
    """Keep which location replaces which in a period."""
    if values := [asdict(row) for row in rows]:
        store.execute(insert(replacements), values)
