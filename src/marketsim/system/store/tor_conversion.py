"""TOR conversion paths, requests and approval records, as they are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Integer,
    String,
    Table,
    insert,
    select,
    update,
)

from marketsim.system.store.schema import Moment, metadata

# What a TOR holder may convert in a window: a path, its dates and the most MW on it.
tor_paths = Table(
    "tor_paths",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("window", String(100), nullable=False, index=True),
    Column("holder", String(64), nullable=False, index=True),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("max_mw", Float, nullable=False),
    sqlite_autoincrement=True,
)

tor_requests = Table(
    "tor_requests",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("window", String(100), nullable=False, index=True),
    Column("holder", String(64), nullable=False, index=True),
    Column("source", String(150), nullable=False),
    Column("sink", String(150), nullable=False),
    Column("start", Moment, nullable=False),
    Column("end", Moment, nullable=False),
    Column("mw", Float, nullable=False),
    Column("transferee", String(64), nullable=False, index=True),
    Column("modeled", String(1), nullable=False),  # Y | N: whether the MW loads the network model
    Column("status", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# One row a time of use of a request; mt_tor_crr_id is the CRR made of it when the window is posted.
tor_approvals = Table(
    "tor_approvals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("request_id", ForeignKey("tor_requests.id"), nullable=False, index=True),
    Column("tou", String(3), nullable=False),
    Column("hedge_type", String(3), nullable=False),
    Column("status", String(20), nullable=False),
    Column("decided_at", Moment),
    Column("mt_tor_crr_id", Integer),
    sqlite_autoincrement=True,
)


def add_path(store: Connection, row: Mapping[str, Any]) -> int:
    """Keep a conversion path and return its id."""
    return int(store.execute(insert(tor_paths).values(**row).returning(tor_paths.c.id)).scalar_one())


def add_request(store: Connection, row: Mapping[str, Any]) -> int:
    """Keep a conversion request and return its id."""
    return int(store.execute(insert(tor_requests).values(**row).returning(tor_requests.c.id)).scalar_one())


def add_approval(store: Connection, row: Mapping[str, Any]) -> int:
    """Keep an approval record and return its conversionApprovalId."""
    return int(store.execute(insert(tor_approvals).values(**row).returning(tor_approvals.c.id)).scalar_one())


def paths_of(store: Connection, window: str, holder: str) -> list[dict[str, Any]]:
    """The paths of a TOR holder in a window, by id."""
    mine = select(tor_paths).where(tor_paths.c.window == window, tor_paths.c.holder == holder)
    return [dict(row) for row in store.execute(mine.order_by(tor_paths.c.id)).mappings()]


def requests_of(store: Connection, window: str, holder: str) -> list[dict[str, Any]]:
    """The requests of a TOR holder in a window, by id."""
    mine = select(tor_requests).where(tor_requests.c.window == window, tor_requests.c.holder == holder)
    return [dict(row) for row in store.execute(mine.order_by(tor_requests.c.id)).mappings()]


def all_paths(store: Connection, window: str) -> list[dict[str, Any]]:
    """Everybody's paths in a window, by id."""
    query = select(tor_paths).where(tor_paths.c.window == window)
    return [dict(row) for row in store.execute(query.order_by(tor_paths.c.id)).mappings()]


def all_requests(store: Connection, window: str) -> list[dict[str, Any]]:
    """Everybody's requests in a window, by id."""
    query = select(tor_requests).where(tor_requests.c.window == window)
    return [dict(row) for row in store.execute(query.order_by(tor_requests.c.id)).mappings()]


def approvals_in(store: Connection, window: str) -> list[dict[str, Any]]:
    """Everybody's approval records in a window, by id, with what their request is about."""
    about = [
        tor_requests.c[name] for name in ("holder", "transferee", "source", "sink", "start", "end", "mw")
    ]
    query = (
        select(tor_approvals, *about)
        .join(tor_requests, tor_requests.c.id == tor_approvals.c.request_id)
        .where(tor_requests.c.window == window)
        .order_by(tor_approvals.c.id)
    )
    return [dict(row) for row in store.execute(query).mappings()]


def approvals_for(store: Connection, window: str, transferee: str | None) -> list[dict[str, Any]]:
    """What awaits or has had the decision of a transferee (None: of any), by id, with its request."""
    about = (tor_requests.c.source, tor_requests.c.sink, tor_requests.c.mw)
    mine = (
        select(tor_approvals, *about, tor_requests.c.status.label("request_status"))
        .join(tor_requests, tor_requests.c.id == tor_approvals.c.request_id)
        .where(tor_requests.c.window == window)
        .order_by(tor_approvals.c.id)
    )
    if transferee is not None:
        mine = mine.where(tor_requests.c.transferee == transferee)
    return [dict(row) for row in store.execute(mine).mappings()]


def statuses_by_request(store: Connection, request_ids: Collection[int]) -> dict[int, list[str]]:
    """The statuses of all approval records of each of those requests."""
    asked = select(tor_approvals.c.request_id, tor_approvals.c.status).where(
        tor_approvals.c.request_id.in_(request_ids)
    )
    found: dict[int, list[str]] = {}
    for request_id, status in store.execute(asked.order_by(tor_approvals.c.id)):
        found.setdefault(request_id, []).append(status)
    return found


def change_request(store: Connection, request_id: int, **values: object) -> None:
    """Write new values into a request."""
    store.execute(update(tor_requests).where(tor_requests.c.id == request_id).values(**values))


def change_approval(store: Connection, approval_id: int, **values: object) -> None:
    """Write new values into an approval record."""
    store.execute(update(tor_approvals).where(tor_approvals.c.id == approval_id).values(**values))
