"""Load submission windows; their status follows from their dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, String, Table, Text, insert, select, update

from marketsim.system.calendar.periods import Span, span
from marketsim.system.states import load_window_status
from marketsim.system.store.schema import Moment, metadata

load_windows = Table(
    "load_windows",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("flag", String(1), nullable=False),  # H (historical) | F (forecast)
    Column("term", String(7), nullable=False),  # MONTHLY | ANNUAL
    Column("open_date", Moment, nullable=False),
    Column("close_date", Moment, nullable=False),
    Column("periods", Text, nullable=False),  # names, separated by spaces
)


@dataclass(frozen=True, slots=True)
class LoadWindow:
    """One load submission window with its periods; its status follows from its dates."""

    name: str
    flag: str
    term: str
    open_date: datetime
    close_date: datetime
    periods: tuple[Span, ...]

    def status(self, now: datetime) -> str:
        """OPEN or CLOSED at that market time."""
        return load_window_status(now, self.open_date, self.close_date)

    def period(self, name: str) -> Span | None:
        """The window's period of that name, or None."""
        return next((each for each in self.periods if each.name == name), None)


def add_window(store: Connection, window: LoadWindow) -> None:
    """Keep a new window."""
    store.execute(
        insert(load_windows).values(
            name=window.name,
            flag=window.flag,
            term=window.term,
            open_date=window.open_date,
            close_date=window.close_date,
            periods=" ".join(period.name for period in window.periods),
        )
    )


def change_window(store: Connection, name: str, **dates: datetime) -> None:
    """Rewrite ``open_date`` or ``close_date`` of a window."""
    store.execute(update(load_windows).where(load_windows.c.name == name).values(**dates))


def list_windows(store: Connection, *, name: str | None = None, flag: str | None = None) -> list[LoadWindow]:
    """The windows in the order of their opening, narrowed by what is given."""
    query = select(load_windows).order_by(load_windows.c.open_date, load_windows.c.name)
    if name is not None:
        query = query.where(load_windows.c.name == name)
    if flag is not None:
        query = query.where(load_windows.c.flag == flag)
    return [
        LoadWindow(**{**row._mapping, "periods": tuple(span(each) for each in row.periods.split())})
        for row in store.execute(query)
    ]


def find_window(store: Connection, name: str) -> LoadWindow | None:
    """The window of that name, or None."""
    found = list_windows(store, name=name)
    return found[0] if found else None
