"""Lays the load migration markets and what utilities uploaded for them, and posts the posted one.

The posted one must be laid after participants and after the allocations whose CRRs migrate.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, insert

from marketsim.system.calendar.periods import PACIFIC, Span, month, pacific_midnight, season
from marketsim.system.migration.posting import post_migration
from marketsim.system.migration.run import run_migration
from marketsim.system.settings import Settings
from marketsim.system.store import load_migration as tables
from marketsim.system.store.migration_markets import MigrationMarketRow, add_migration_market
from marketsim.system.store.participants import all_participants
from marketsim.system.world.data import world_data

SEASONS = (1, 2, 3, 4)
TIMES_OF_USE = ("ON", "OFF")
WEDNESDAY, SUNDAY = 2, 6


def lay(store: Connection, now: datetime) -> None:
    """Lay the markets of load_migration.yaml that are not posted at ``now``."""
    _lay(store, now, posted=False)


def lay_posted(store: Connection, settings: Settings, now: datetime) -> None:
    """Lay those that are posted, run them on what utilities uploaded and post them; raises MarketProblem."""
    for market in _lay(store, now, posted=True):
        assert market.dates is not None and market.posted_at is not None
        run_migration(store, settings, market.name, market.dates.close_date)
        post_migration(store, settings, market.name, market.posted_at)


def _lay(store: Connection, now: datetime, *, posted: bool) -> list[MigrationMarketRow]:
    data = world_data("load_migration")
    duns = {each.name: each.duns or "" for each in all_participants(store, "CLSE")}
    laid = []
    for entry in data["markets"]:
        if posted != ("posted" in entry):
            continue
        period, market = _market(entry, now)
        add_migration_market(store, market)
        if market.n_hour_posting:  # laid at once; a rule hides them until their date
            _lay_hours(store, market, data["n_hours"], period.first.year - 1)
        if market.status(now) in ("CLOSED", "POSTED"):
            _lay_uploads(store, market, entry["month"], data, duns)
        laid.append(market)
    return laid


def _market(entry: dict[str, Any], now: datetime) -> tuple[Span, MigrationMarketRow]:
    today = now.astimezone(PACIFIC)
    period = month(today.year, today.month + entry["month"])

    def on(name: str) -> datetime | None:
        return now + timedelta(days=entry[name]) if name in entry else None

    return period, MigrationMarketRow(
        name=f"LOAD_MIGRATION_{period.name}",
        effective_date=period.start if "opens" in entry else None,
        open_date=on("opens"),
        close_date=on("closes"),
        posted_at=on("posted"),
        n_hour_posting="hours" in entry,
        n_hour_post_date=on("hours"),
    )


def _lay_hours(store: Connection, market: MigrationMarketRow, hours: dict[str, list[int]], year: int) -> None:
    laps = [lap for lap in world_data("locations") if lap["type"] == "LAP"]
    rows = [
        {
            "market": market.name,
            "lap": lap["name"],
            "season": number,
            "tou": tou,
            "day": pacific_midnight(_day(season(year, number), WEDNESDAY if tou == "ON" else SUNDAY)),
            "hour_ending": hour_ending,
            "last_modified": market.n_hour_post_date,
        }
        for lap in laps
        for number in SEASONS
        for tou in TIMES_OF_USE
        for hour_ending in hours[tou]
    ]
    store.execute(insert(tables.n_hours), rows)


def _day(period: Span, weekday: int) -> date:
    """The first such weekday after the middle of a season."""
    middle = period.first + timedelta(days=45)
    return middle + timedelta(days=(weekday - middle.weekday()) % 7)


def _lay_uploads(
    store: Connection, market: MigrationMarketRow, offset: int, data: dict[str, Any], duns: dict[str, str]
) -> None:
    dates = market.dates
    assert dates is not None
    at = dates.open_date + timedelta(days=1)
    for utility in data["utilities"]:
        shared = {"market": market.name, "udc": utility["name"], "last_modified": at}
        rates = [
            shared | {"class": customers, "tou": tou, "season": number, "year": dates.effective_date.year}
            | {"kw_rate": float(_rate(data, utility, customers, number, tou)), "upload_date": at}
            for customers in utility["rates"]
            for number in SEASONS
            for tou in TIMES_OF_USE
        ]  # fmt: skip
        numbers = [
            shared | {"lse": duns[lse], "class": customers, "customers": count}
            for lse, counts in utility["customers"].items()
            for customers, count in counts.items()
        ]
        moved = [
            shared | {"record_id": f"{utility['name']}-{index:03d}", "class": entry["class"]}
            | {"from_lse": duns[entry["from"]], "to_lse": duns[entry["to"]], "customers": entry["customers"]}
            | {"effective_date": dates.effective_date}
            for index, entry in enumerate(_moves(utility, offset), 1)
        ]  # fmt: skip
        store.execute(insert(tables.customer_rates), rates)
        store.execute(insert(tables.customer_numbers), numbers)
        store.execute(insert(tables.dasr_records), moved)


def _rate(data: dict[str, Any], utility: dict[str, Any], customers: str, number: int, tou: str) -> Fraction:
    """kW a customer of a class, in a season and time of use; three decimals."""
    base = Fraction(str(utility["rates"][customers][tou]))
    return round(base * Fraction(str(data["season_factors"][number - 1])), 3)


def _moves(utility: dict[str, Any], offset: int) -> Iterator[dict[str, Any]]:
    return (entry for entry in utility["moved"] if entry["month"] == offset)
