"""Auction and nomination portfolios as they are kept: name, owner and status; records apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from marketsim.system.store.schema import Moment, metadata

# The service looks for the name before it stores one, and writers take turns; so no unique constraint.
portfolios = Table(
    "portfolios",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("market_type", String(10), nullable=False),  # AUCTION | ALLOCATION
    Column("market_name", String(50), nullable=False),
    Column("participant", String(10), nullable=False),
    Column("name", String(100), nullable=False),
    Column("status", String(9), nullable=False),  # the states of states.PORTFOLIO
    Column("error_message", Text),
    Column("origin", String(3), nullable=False),  # API | MUI
    Column("created_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("submitted_at", Moment),
    Column("submission", Integer),  # higher than that of what was submitted before, in the same second too
    Column("version", Integer, nullable=False),  # one more with every change; for optimistic locking
    Index("portfolios_by_name", "market_name", "participant", "name"),
    sqlite_autoincrement=True,
)


@dataclass(frozen=True, slots=True)
class PortfolioRow:
    """One portfolio; ``error_message`` says why it is INVALID or REJECTED.

    While SUBMITTED it has ``submitted_at``, and ``submission``, which grows from one to the next whatever market
    time was.
    """

    id: int
    market_type: str
    market_name: str
    participant: str
    name: str
    status: str
    error_message: str | None
    origin: str
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    submission: int | None
    version: int


def find_portfolio(
    store: Connection, market_type: str, market_name: str, participant: str, name: str
) -> PortfolioRow | None:
    """The portfolio of that name (case sensitive), or None."""
    found = list_portfolios(store, market_type, market_name, participant=participant, name=name)
    return found[0] if found else None


def list_portfolios(
    store: Connection,
    market_type: str,
    market_name: str,
    *,
    participant: str | None = None,
    name: str | None = None,
    status: str | None = None,
) -> list[PortfolioRow]:
    """The portfolios of a market in the order of their creation, narrowed by what is given."""
    wanted = {"market_type": market_type, "market_name": market_name, "participant": participant}
    wanted |= {"name": name, "status": status}
    query = select(portfolios).order_by(portfolios.c.id)
    for column, value in wanted.items():
        if value is not None:
            query = query.where(portfolios.c[column] == value)
    return [PortfolioRow(**row._mapping) for row in store.execute(query)]


def add_portfolio(store: Connection, portfolio: PortfolioRow) -> int:
    """Keep a new portfolio; its ``id`` is given here (that of the row is ignored) and returned."""
    values = {
        column.name: getattr(portfolio, column.name) for column in portfolios.columns if column.name != "id"
    }
    key = store.execute(insert(portfolios).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def new_portfolio(
    market_type: str, market_name: str, participant: str, name: str, *, status: str, origin: str,
    now: datetime, error_message: str | None = None,
) -> PortfolioRow:  # fmt: skip
    """A portfolio not yet kept: version 1, never submitted, id 0."""
    return PortfolioRow(
        id=0, market_type=market_type, market_name=market_name, participant=participant, name=name,
        status=status, error_message=error_message, origin=origin, created_at=now, changed_at=now,
        submitted_at=None, submission=None, version=1,
    )  # fmt: skip


def change_status(
    store: Connection, portfolio_id: int, status: str, now: datetime, error_message: str | None = None
) -> None:
    """Write a new status with its text; SUBMITTED notes when and after what, any other clears it."""
    submits = status == "SUBMITTED"
    following = select(func.coalesce(func.max(portfolios.c.submission), 0) + 1).scalar_subquery()
    store.execute(
        update(portfolios)
        .where(portfolios.c.id == portfolio_id)
        .values(
            status=status,
            error_message=error_message,
            changed_at=now,
            submitted_at=now if submits else None,
            submission=following if submits else None,
            version=portfolios.c.version + 1,
        )
    )


def remove_portfolio(store: Connection, portfolio_id: int) -> None:
    """Forget a portfolio together with its records."""
    store.execute(delete(portfolios).where(portfolios.c.id == portfolio_id))
