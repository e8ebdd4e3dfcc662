"""The market calendar at the console: what runs when, and its windows and markets made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta
from sqlalchemy import Connection

from marketsim.contract.instants import utc_text
from marketsim.system.calendar.periods import month
from marketsim.system.calendar.processes import Process, calendar_data, month_processes, year_processes
from marketsim.system.conversion.opening import ConversionPath, make_window
from marketsim.system.conversion.problem import ConversionProblem
from marketsim.system.crr_system import CrrSystem
from marketsim.system.operator.arranging import announce_market
from marketsim.system.operator.converting import path_of
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Body, NewTorPath
from marketsim.system.store.cutovers import find_cutover
from marketsim.system.store.load_windows import LoadWindow, add_window, find_window
from marketsim.system.store.markets import MarketRow, list_markets
from marketsim.system.store.migration_markets import (
    MigrationMarketRow,
    add_migration_market,
    all_migration_markets,
)
from marketsim.system.store.tor_windows import TorWindowRow, find_tor_window


class Scheduled(Body, frozen=True, kw_only=True):
    """A month such as 2025_M05 or a year, whose windows and markets shall be; ``paths`` are for its TOR window."""

    month: Annotated[str, Meta(max_length=20)] | None = None
    year: Annotated[int, Meta(ge=2000, le=2199)] | None = None
    first_month: bool | None = None
    paths: Annotated[list[NewTorPath], Meta(max_length=10_000)] | None = None


def calendar_told(_system: CrrSystem) -> dict[str, Any]:
    """The calendar's data: every process with its days, source and provenance."""
    return dict(calendar_data())


def schedule(system: CrrSystem, order: Scheduled) -> dict[str, Any]:
    """Make the windows and markets of a month or a year that are not there yet; raises OperatorProblem.

    The first month wholly on this system is that of the go-live of its cutover, unless the order says otherwise.
    """
    with system.store.writing() as store:
        planned, first = _planned(store, order)
        model = next(each.opens for each in planned if each.kind == "model")
        told = []
        for each in planned:
            made = _make(system, store, each, model, order.paths or ())
            told.append(_told(each, made=made))
    return {"firstMonth": first, "processes": told}


def _planned(store: Connection, order: Scheduled) -> tuple[list[Process], bool]:
    if (order.month is None) == (order.year is None):
        raise OperatorProblem("say either month or year")
    if order.year is not None:
        return year_processes(order.year), False
    name = order.month or ""
    first = _is_first(store, name) if order.first_month is None else order.first_month
    try:
        return month_processes(name, first=first), first
    except ValueError as problem:
        raise OperatorProblem(str(problem)) from None


def _is_first(store: Connection, name: str) -> bool:
    done = find_cutover(store)
    if done is None:
        return False
    day = done.report["goLive"]
    return name == month(int(day[:4]), int(day[5:7])).name


def _make(
    system: CrrSystem, store: Connection, process: Process, model: datetime, paths: Iterable[NewTorPath]
) -> bool:
    """Make what the process needs; whether anything was made. A model and outages need nothing."""
    if process.kind in ("allocation", "auction"):
        return _market(system, store, process, model)
    if process.kind == "load":
        return _load_window(store, process)
    if process.kind == "load_migration":
        return _migration(store, process)
    return process.kind == "tor" and _conversion(store, process, list(paths))


def _market(system: CrrSystem, store: Connection, process: Process, model: datetime) -> bool:
    if list_markets(store, name=process.name, cancelled=True):
        return False
    market = MarketRow(
        name=process.name,
        market_type=process.kind.upper(),
        market_term=process.term,
        data_publish_date=model,
        open_date=process.opens,
        close_date=_closing(process),
        posted_at=None,
        cancelled=False,
        periods=process.periods,
    )
    announce_market(system, store, market)
    return True


def _load_window(store: Connection, process: Process) -> bool:
    if find_window(store, process.name) is not None:
        return False
    flag = "H" if process.term == "ANNUAL" else "F"
    window = LoadWindow(process.name, flag, process.term, process.opens, _closing(process), process.periods)
    add_window(store, window)
    return True


def _migration(store: Connection, process: Process) -> bool:
    effective = process.periods[0].start
    there = all_migration_markets(store)
    if any(each.name == process.name or each.effective_date == effective for each in there):
        return False
    add_migration_market(
        store,
        MigrationMarketRow(process.name, effective, process.opens, _closing(process), None, False, None),
    )
    return True


def _conversion(store: Connection, process: Process, paths: Sequence[NewTorPath]) -> bool:
    if find_tor_window(store, process.name) is not None:
        return False
    period, closes = process.periods[0], _closing(process)
    window = TorWindowRow(
        process.name, period.name, process.opens, closes, closes, process.approved or closes, None
    )
    kept: list[ConversionPath] = [path_of(each, period) for each in paths]
    try:
        make_window(store, window, kept)
    except ConversionProblem as problem:
        raise OperatorProblem(str(problem)) from None
    return True


def _closing(process: Process) -> datetime:
    assert process.closes is not None
    return process.closes


def _told(process: Process, *, made: bool) -> dict[str, Any]:
    dates = {
        name: utc_text(moment)
        for name, moment in (
            ("opens", process.opens),
            ("closes", process.closes),
            ("approved", process.approved),
            ("posts", process.posts),
        )
        if moment is not None
    }
    terms = {"process": process.kind, "name": process.name, **dates, "made": made}
    return {**terms, "source": process.source, "provenance": process.provenance}
