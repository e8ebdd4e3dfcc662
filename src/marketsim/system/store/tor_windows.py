"""TOR conversion windows and their six statuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, String, Table, insert, select, update

from marketsim.system.calendar.periods import Span, span
from marketsim.system.states import tor_window_status
from marketsim.system.store.schema import Moment, metadata

tor_windows = Table(
    "tor_windows",
    metadata,
    Column("name", String(100), primary_key=True),
    Column("period", String(20), nullable=False),
    Column("conversion_open", Moment, nullable=False),
    Column("conversion_close", Moment, nullable=False),
    Column("approval_open", Moment, nullable=False),
    Column("approval_close", Moment, nullable=False),
    Column("posted_at", Moment),
)


@dataclass(frozen=True, slots=True)
class TorWindowRow:
    """One conversion window: a period, its window for requests and that for approvals (UTC instants)."""

    name: str
    period: str
    conversion_open: datetime
    conversion_close: datetime
    approval_open: datetime
    approval_close: datetime
    posted_at: datetime | None

    @property
    def span(self) -> Span:
        """The period whose CRRs the conversion makes."""
        return span(self.period)

    def status(self, now: datetime) -> str:
        """NEW, then open and closed for conversion, open and closed for approval, at last POSTED."""
        conversion = (self.conversion_open, self.conversion_close)
        return tor_window_status(now, conversion, (self.approval_open, self.approval_close), self.posted_at)


def all_tor_windows(store: Connection) -> list[TorWindowRow]:
    """Every conversion window, in the order of opening for conversion."""
    query = select(tor_windows).order_by(tor_windows.c.conversion_open, tor_windows.c.name)
    return [TorWindowRow(**row._mapping) for row in store.execute(query)]


def find_tor_window(store: Connection, name: str) -> TorWindowRow | None:
    """The conversion window of that name, or None."""
    row = store.execute(select(tor_windows).where(tor_windows.c.name == name)).first()
    return TorWindowRow(**row._mapping) if row else None


def add_tor_window(store: Connection, window: TorWindowRow) -> None:
    """Keep a new window; the caller has seen to it that the name is free."""
    columns = {column.name: getattr(window, column.name) for column in tor_windows.columns}
    store.execute(insert(tor_windows).values(columns))


def change_tor_window(store: Connection, name: str, **values: Any) -> None:
    """Rewrite columns of a window (``conversion_close``, ``approval_open``, ``posted_at`` ...)."""
    store.execute(update(tor_windows).where(tor_windows.c.name == name).values(values))
