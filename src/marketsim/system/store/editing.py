"""Which portfolios are open in an editor of the MUI, and since when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, ColumnElement, Connection, String, Table, and_, delete, insert, select

from marketsim.system.store.schema import Moment, metadata

# By name and not by id, as saving a portfolio in the screens keeps a new row under the old name.
editing_sessions = Table(
    "editing_sessions",
    metadata,
    Column("market_name", String(50), primary_key=True),
    Column("participant", String(10), primary_key=True),
    Column("portfolio_name", String(100), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("opened_at", Moment, nullable=False),
)


def open_editor(
    store: Connection, market_name: str, participant: str, portfolio_name: str, person: str, now: datetime
) -> None:
    """Note that a person has opened the editor; opening it once more only renews the time."""
    close_editor(store, market_name, participant, portfolio_name)
    row = {"market_name": market_name, "participant": participant, "portfolio_name": portfolio_name}
    store.execute(insert(editing_sessions).values(**row, person=person, opened_at=now))


def close_editor(store: Connection, market_name: str, participant: str, portfolio_name: str) -> bool:
    """Forget the session of a portfolio; whether there was one."""
    done = store.execute(delete(editing_sessions).where(_of(market_name, participant, portfolio_name)))
    return done.rowcount > 0


def edited_since(
    store: Connection, market_name: str, participant: str, portfolio_name: str
) -> datetime | None:
    """When the editor was opened on a portfolio; None where it is not open."""
    query = select(editing_sessions.c.opened_at).where(_of(market_name, participant, portfolio_name))
    return store.execute(query).scalar_one_or_none()


def _of(market_name: str, participant: str, portfolio_name: str) -> ColumnElement[bool]:
    table = editing_sessions.c
    return and_(
        table.market_name == market_name,
        table.participant == participant,
        table.portfolio_name == portfolio_name,
    )
