"""Nomination-cap calculations and their results: the MW limits a nomination is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    delete,
    insert,
    select,
    update,
)

from marketsim.system.store.schema import Moment, metadata

cap_calculations = Table(
    "cap_calculations",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("posted_at", Moment),
    Column("market_name", String(50), index=True),  # the allocation whose nominations it limits
    Column("load_window", String(40)),  # whose load it was worked out from
    Column("made_at", Moment),
)
# Which downloads a calculation has: SEQ, MEQ, UPPER_BOUND, SIGNATURE.
cap_kinds = Table(
    "cap_kinds",
    metadata,
    Column("calculation", ForeignKey("cap_calculations.name"), primary_key=True),
    Column("kind", String(11), primary_key=True),
)
caps = Table(
    "caps",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("calculation", ForeignKey("cap_calculations.name"), nullable=False, index=True),
    Column("kind", String(11), nullable=False),
    Column("owner", String(64), nullable=False),
    Column("source", String(150)),  # SIGNATURE only
    Column("sink", String(150), nullable=False),
    Column("crr_type", String(9), nullable=False),  # LSE, OBAALSE
    Column("period", String(20), nullable=False),
    Column("tou", String(3), nullable=False),
    Column("mw", Float, nullable=False),
)


@dataclass(frozen=True, slots=True)
class CapCalculation:
    """One calculation by its published name, the downloads it has and when its results were posted.

    ``market_name`` is the allocation whose nominations it limits, ``load_window`` whose load it is made from.
    """

    name: str
    posted_at: datetime | None
    kinds: frozenset[str]
    market_name: str | None = None
    load_window: str | None = None
    made_at: datetime | None = None

    def posted(self, now: datetime) -> bool:
        """Whether its results are out at that market time."""
        return self.posted_at is not None and self.posted_at <= now


@dataclass(frozen=True, slots=True)
class Cap:
    """The MW an owner may nominate at a sink (SIGNATURE: on a pair), by CRR type, period and time of use."""

    calculation: str
    kind: str
    owner: str
    source: str | None
    sink: str
    crr_type: str
    period: str
    tou: str
    mw: float


def find_calculation(store: Connection, name: str) -> CapCalculation | None:
    """The calculation of that name, or None."""
    found = list_calculations(store, name=name)
    return found[0] if found else None


def list_calculations(
    store: Connection, *, name: str | None = None, market_name: str | None = None
) -> list[CapCalculation]:
    """The calculations by name, narrowed by what is given."""
    query = select(cap_calculations).order_by(cap_calculations.c.name)
    if name is not None:
        query = query.where(cap_calculations.c.name == name)
    if market_name is not None:
        query = query.where(cap_calculations.c.market_name == market_name)
    rows = list(store.execute(query))
    kinds: dict[str, set[str]] = {row.name: set() for row in rows}
    for row in store.execute(select(cap_kinds).where(cap_kinds.c.calculation.in_(kinds))):
        kinds[row.calculation].add(row.kind)
    return [CapCalculation(**row._mapping, kinds=frozenset(kinds[row.name])) for row in rows]


def calculation_in_force(store: Connection, market_name: str, now: datetime) -> CapCalculation | None:
    """The calculation that limits the nominations of a market: the last one posted, or None."""
    posted = [each for each in list_calculations(store, market_name=market_name) if each.posted(now)]
    return max(posted, key=lambda each: (each.posted_at, each.name), default=None)


def list_caps(
    store: Connection, calculation: str, kind: str | None = None, owner: str | None = None
) -> list[Cap]:
    """What a calculation found, of one kind and for one owner if told so, in the order it was added."""
    query = select(*(column for column in caps.c if column.name != "id"))
    for column, value in ((caps.c.calculation, calculation), (caps.c.kind, kind), (caps.c.owner, owner)):
        if value is not None:
            query = query.where(column == value)
    return [Cap(**row._mapping) for row in store.execute(query.order_by(caps.c.id))]


def add_calculation(store: Connection, calculation: CapCalculation) -> None:
    """Keep a new calculation; its caps come with ``add_caps``."""
    head = {column.name: getattr(calculation, column.name) for column in cap_calculations.c}
    store.execute(insert(cap_calculations).values(**head))
    kinds = [{"calculation": calculation.name, "kind": kind} for kind in sorted(calculation.kinds)]
    if kinds:
        store.execute(insert(cap_kinds), kinds)


def remove_calculation(store: Connection, name: str) -> None:
    """Forget a calculation with all it found."""
    for column in (caps.c.calculation, cap_kinds.c.calculation, cap_calculations.c.name):
        store.execute(delete(column.table).where(column == name))


def add_caps(store: Connection, rows: Iterable[Cap]) -> None:
    """Keep what a calculation found."""
    if values := [asdict(row) for row in rows]:
        store.execute(insert(caps), values)


def post_calculation(store: Connection, name: str, posted_at: datetime) -> None:
    """Publish the results of a calculation."""
    store.execute(update(cap_calculations).where(cap_calculations.c.name == name).values(posted_at=posted_at))
