"""Lays the load migration markets, what utilities uploaded for them, and the results of the posted one.

Must be laid after participants and holdings: the CRRs of the posted market, and its shares of load, are
those of holdings.yaml. The MW that moved are worked out from the uploads, net of what moved the other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

from sqlalchemy import Connection, insert

from marketsim.system.calendar.periods import PACIFIC, Span, month, pacific_midnight, season
from marketsim.system.store import load_migration as tables
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.migration_markets import MigrationMarketRow, add_migration_market
from marketsim.system.store.participants import all_participants
from marketsim.system.world.data import world_data

SEASONS = (1, 2, 3, 4)
TIMES_OF_USE = ("ON", "OFF")
WEDNESDAY, SUNDAY = 2, 6


def lay(store: Connection, now: datetime) -> None:
    """Lay load_migration.yaml around ``now``."""
    data = world_data("load_migration")
    duns = {each.name: each.duns or "" for each in all_participants(store, "CLSE")}
    for entry in data["markets"]:
        period, market = _market(entry, now)
        add_migration_market(store, market)
        if market.n_hour_posting:  # laid at once; a rule hides them until their date
            _lay_hours(store, market, data["n_hours"], period.first.year - 1)
        if market.status(now) in ("CLOSED", "POSTED"):
            _lay_uploads(store, market, entry["month"], data, duns)
        if market.status(now) == "POSTED":
            _lay_percentages(store, market.name, data, duns)
            _lay_crrs(store, market.name)


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


def _lay_percentages(store: Connection, market: str, data: dict[str, Any], duns: dict[str, str]) -> None:
    """A row for every pair, season and time of use; per cent as in holdings.yaml, MW from the uploads."""
    for entry in world_data("holdings")["migrations"]:
        loser, gainer = entry["from"], entry["to"]
        shared = {"market": market, "from_owner": loser, "to_owner": gainer}
        shared |= {"from_lse": duns[loser], "to_lse": duns[gainer]}
        for utility, number, tou in product(data["utilities"], SEASONS, TIMES_OF_USE):
            moved = _net_kw(data, utility, (loser, gainer), number, tou)
            if moved is not None:
                about = {"udc": utility["name"], "season": number, "tou": tou}
                result = {"percentage": float(entry["percent"][tou]), "mw": float(moved / 1000)}
                store.execute(insert(tables.load_percentages), shared | about | result)


def _net_kw(
    data: dict[str, Any], utility: dict[str, Any], pair: tuple[str, str], number: int, tou: str
) -> Fraction | None:
    """kW that moved from the first of a pair to the second, less what moved back; None where nobody moved."""
    moves = [each for each in _moves(utility, 0) if {each["from"], each["to"]} == set(pair)]
    signed = [
        _rate(data, utility, each["class"], number, tou)
        * (each["customers"] if each["from"] == pair[0] else -each["customers"])
        for each in moves
    ]
    return sum(signed, Fraction(0)) if signed else None


def _lay_crrs(store: Connection, market: str) -> None:
    """What the market made of the holdings: every CRR of its name is new."""
    made = list_crrs(store, categories=("LOAD_MIGRATION",), market_name=market)
    rows = [{"market": market, "crr_id": crr.crr_id, "initial_mw": crr.mw} for crr in made]
    store.execute(insert(tables.migrated_crrs), rows)
