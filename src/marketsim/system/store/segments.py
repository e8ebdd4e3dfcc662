"""What a CRR was worth in MW before a load migration changed it: elapsed parts under the CRR's own id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Column, Connection, Float, Integer, String, Table, delete, insert, select

from marketsim.system.store.holdings import Crr, crrs, list_crrs
from marketsim.system.store.schema import Moment, metadata

# The row in crrs has the newest MW, from `start` on; a segment lies before it, and its MW never change again.
crr_segments = Table(
    "crr_segments",
    metadata,
    Column("crr_id", Integer, primary_key=True),
    Column("start", Moment, primary_key=True),
    Column("end", Moment, nullable=False),  # the last second
    Column("mw", Float, nullable=False),
    Column("market_name", String(50), nullable=False),  # the migration market that changed the MW afterwards
)


@dataclass(frozen=True, slots=True)
class Segment:
    """MW of a CRR from ``start`` to the second ``end``, changed afterwards by ``market_name``."""

    crr_id: int
    start: datetime
    end: datetime
    mw: float
    market_name: str


def add_segments(store: Connection, segments: Iterable[Segment]) -> None:
    """Keep elapsed parts of CRRs."""
    rows = [
        {name: getattr(each, name) for name in ("crr_id", "start", "end", "mw", "market_name")}
        for each in segments
    ]
    if rows:
        store.execute(insert(crr_segments), rows)


def segments_of(store: Connection, crr_id: int) -> list[Segment]:
    """The elapsed parts of a CRR, by start."""
    query = select(crr_segments).where(crr_segments.c.crr_id == crr_id).order_by(crr_segments.c.start)
    return [Segment(**row._mapping) for row in store.execute(query)]


def replace_segments(store: Connection, crr_id: int, segments: Iterable[Segment]) -> None:
    """Let exactly these be the elapsed parts of a CRR."""
    store.execute(delete(crr_segments).where(crr_segments.c.crr_id == crr_id))
    add_segments(store, segments)


def forget_segments(store: Connection, market_name: str) -> None:
    """The changes of that market are taken back."""
    store.execute(delete(crr_segments).where(crr_segments.c.market_name == market_name))


def elapsed_parts(store: Connection, owner: str | None = None) -> list[Crr]:
    """Every segment with the terms of its CRR, by id and start: the CRR as it was then."""
    query = select(crr_segments).order_by(crr_segments.c.crr_id, crr_segments.c.start)
    if owner is not None:
        query = query.join(crrs, crrs.c.crr_id == crr_segments.c.crr_id).where(crrs.c.owner == owner)
    rows = store.execute(query).all()
    if not rows:
        return []
    whole = {crr.crr_id: crr for crr in list_crrs(store, owner=owner)}
    return [
        replace(whole[row.crr_id], start=row.start, end=row.end, mw=row.mw)
        for row in rows
        if row.crr_id in whole
    ]


def list_parts(
    store: Connection,
    *,
    owner: str | None = None,
    categories: Collection[str] = (),
    not_ended_at: datetime | None = None,
    overlapping: tuple[datetime, datetime] | None = None,
) -> list[Crr]:
    """CRRs and their elapsed parts, by id and start; an id comes as often as its MW changed. Narrowed as list_crrs."""
    parts = [each for each in elapsed_parts(store, owner) if not categories or each.category in categories]
    if not_ended_at is not None:
        parts = [each for each in parts if each.end >= not_ended_at]
    if overlapping is not None:
        first, last = overlapping
        parts = [each for each in parts if each.start <= last and each.end >= first]
    whole = list_crrs(
        store, owner=owner, categories=categories, not_ended_at=not_ended_at, overlapping=overlapping
    )
    return sorted([*parts, *whole], key=lambda each: (each.crr_id, each.start)) if parts else whole
