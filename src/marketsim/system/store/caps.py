"""Nomination-cap calculations and their results: the MW limits a nomination is held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Float, ForeignKey, Integer, String, Table, insert, select, update

from marketsim.system.store.schema import Moment, metadata

cap_calculations = Table(
    "cap_calculations",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("posted_at", Moment),
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
    """One calculation by its published name, the downloads it has and when its results were posted."""

    name: str
    posted_at: datetime | None
    kinds: frozenset[str]

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
    row = store.execute(select(cap_calculations).where(cap_calculations.c.name == name)).first()
    if row is None:
        return None
    kinds = store.execute(select(cap_kinds.c.kind).where(cap_kinds.c.calculation == name)).scalars()
    return CapCalculation(row.name, row.posted_at, frozenset(kinds))


def list_caps(store: Connection, calculation: str, kind: str, owner: str) -> list[Cap]:
    """The caps of one kind that a calculation found for an owner, in the order they were added."""
    query = select(*(column for column in caps.c if column.name != "id")).where(
        caps.c.calculation == calculation, caps.c.kind == kind, caps.c.owner == owner
    )
    return [Cap(**row._mapping) for row in store.execute(query.order_by(caps.c.id))]


def add_calculation(store: Connection, calculation: CapCalculation) -> None:
    """Keep a new calculation; its caps come with ``add_caps``."""
    head = {"name": calculation.name, "posted_at": calculation.posted_at}
    store.execute(insert(cap_calculations).values(**head))
    kinds = [{"calculation": calculation.name, "kind": kind} for kind in sorted(calculation.kinds)]
    if kinds:
        store.execute(insert(cap_kinds), kinds)


def add_caps(store: Connection, rows: Iterable[Cap]) -> None:
    """Keep what a calculation found."""
    if values := [asdict(row) for row in rows]:
        store.execute(insert(caps), values)


def post_calculation(store: Connection, name: str, posted_at: datetime) -> None:
    """Publish the results of a calculation."""
    store.execute(update(cap_calculations).where(cap_calculations.c.name == name).values(posted_at=posted_at))
