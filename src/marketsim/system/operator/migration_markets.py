"""What the operator arranges of load migration: markets, their dates, and the N hours."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from sqlalchemy import Connection

from marketsim.system.calendar.periods import PACIFIC, pacific_midnight
from marketsim.system.crr_system import CrrSystem
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.posting import withdraw_migration
from marketsim.system.operator.problem import OperatorProblem
from marketsim.system.operator.requests import Body, Instant, Location, Name
from marketsim.system.store import load_migration as kept
from marketsim.system.store.load_windows import find_window
from marketsim.system.store.locations import list_locations
from marketsim.system.store.markets import list_markets
from marketsim.system.store.migration_markets import (
    MigrationMarketRow,
    add_migration_market,
    all_migration_markets,
    change_migration_market,
    find_migration_market,
)
from marketsim.system.store.migration_runs import newest_migration_posting


class NewMigrationMarket(Body, frozen=True, kw_only=True):
    """A load migration market; without dates it is named but not configured."""

    name: Name
    effective_date: Instant | None = None
    open_date: Instant | None = None
    close_date: Instant | None = None


class ChangedMigrationMarket(Body, frozen=True, kw_only=True):
    """New dates of a market; ``postedAt`` null takes results back."""

    effective_date: Instant | msgspec.UnsetType = msgspec.UNSET
    open_date: Instant | msgspec.UnsetType = msgspec.UNSET
    close_date: Instant | msgspec.UnsetType = msgspec.UNSET
    posted_at: Instant | msgspec.UnsetType | None = msgspec.UNSET
    n_hour_posting: bool | msgspec.UnsetType = msgspec.UNSET
    n_hour_post_date: Instant | msgspec.UnsetType | None = msgspec.UNSET


class NHour(Body, frozen=True, kw_only=True):
    """An hour at which load is metered: of a Pacific day, in a default LAP, season and time of use."""

    lap: Location
    season: Annotated[int, Meta(ge=1, le=4)]
    tou: Literal["ON", "OFF"]
    day: date
    hour_ending: Annotated[int, Meta(ge=1, le=25)]


class NHours(Body, frozen=True, kw_only=True):
    """The N hours that a market shall have, and no others; none: it posts no N-hour data."""

    hours: Annotated[list[NHour], Meta(max_length=100_000)]
    post_date: Instant | None = None


def create_market(system: CrrSystem, new: NewMigrationMarket) -> dict[str, Any]:
    """Make a market; raises OperatorProblem when the name or the month is taken, or a date is wrong."""
    market = MigrationMarketRow(
        name=new.name,
        effective_date=new.effective_date,
        open_date=new.open_date,
        close_date=new.close_date,
        posted_at=None,
        n_hour_posting=False,
        n_hour_post_date=None,
    )
    with system.store.writing() as store:
        _require_free(store, new.name)
        _require_sound(store, market)
        add_migration_market(store, market)
    return _told(system, market)


def change_market(system: CrrSystem, name: str, change: ChangedMigrationMarket) -> dict[str, Any]:
    """Rewrite dates of a market; raises OperatorProblem."""
    values = {
        key: value for key, value in msgspec.structs.asdict(change).items() if value is not msgspec.UNSET
    }
    if not values:
        raise OperatorProblem("nothing to change was given")
    with system.store.writing() as store:
        return _told(system, change_dates(store, name, values, system.clock.now()))


def change_dates(store: Connection, name: str, values: dict[str, Any], now: datetime) -> MigrationMarketRow:
    """Rewrite columns of a market; what is posted no more takes its CRRs along. Raises OperatorProblem."""
    before = known_market(store, name)
    posted = newest_migration_posting(store, name) is not None
    if posted and values.get("effective_date", before.effective_date) != before.effective_date:
        raise OperatorProblem.told(
            f"the results of {name} are posted",
            expected="the effective date that the results were worked out for",
            fix="take the results back first: postedAt null",
            status=409,
        )
    change_migration_market(store, name, **values)
    after = known_market(store, name)
    _require_sound(store, after)
    if posted and (after.posted_at is None or after.status(now) != "POSTED"):
        try:
            withdraw_migration(store, name)
        except MarketProblem as problem:
            raise OperatorProblem(str(problem), 409) from None
    return after


def put_hours(system: CrrSystem, name: str, given: NHours) -> dict[str, Any]:
    """Let exactly these hours be the market's N-hour data; raises OperatorProblem."""
    with system.store.writing() as store:
        market = known_market(store, name)
        _require_hours(store, given.hours)
        rows = [
            {
                "market": name,
                "lap": each.lap,
                "season": each.season,
                "tou": each.tou,
                "day": pacific_midnight(each.day),
                "hour_ending": each.hour_ending,
                "last_modified": system.clock.now(),
            }
            for each in given.hours
        ]
        kept.replace_hours(store, name, rows)
        change_migration_market(
            store, name, n_hour_posting=bool(rows), n_hour_post_date=given.post_date if rows else None
        )
    return {"name": market.name, "hours": len(rows)}


def known_market(store: Connection, name: str) -> MigrationMarketRow:
    """The market of that name; raises OperatorProblem (404)."""
    market = find_migration_market(store, name)
    if market is None:
        raise OperatorProblem(f"there is no load migration market named {name}", 404)
    return market


def _require_free(store: Connection, name: str) -> None:
    """Names of markets and windows are told apart by nothing else at the console."""
    others = list_markets(store, name=name, cancelled=True), find_window(store, name)
    if any(others) or find_migration_market(store, name) is not None:
        raise OperatorProblem(f"there is a market or window named {name} already", 409)


def _require_hours(store: Connection, hours: list[NHour]) -> None:
    """Hours of days that lie in their season, at default LAPs that there are, each once."""
    laps = {each.name for each in list_locations(store) if each.type == "LAP"}
    seen = set()
    for each in hours:
        if each.lap not in laps:
            raise OperatorProblem(f"there is no default load aggregation point named {each.lap}", 404)
        if (each.day.month + 2) // 3 != each.season:
            raise OperatorProblem(f"{each.day} does not lie in season {each.season}")
        if each in seen:
            raise OperatorProblem(
                f"hour ending {each.hour_ending} of {each.day} is given twice for {each.lap}"
            )
        seen.add(each)


def _require_sound(store: Connection, market: MigrationMarketRow) -> None:
    """Dates in order, an effective date that is the first of a Pacific month, and one market a month."""
    effective = market.effective_date
    if effective is not None:
        local = effective.astimezone(PACIFIC)
        if effective != pacific_midnight(local.date()) or local.day != 1:
            raise OperatorProblem("an effective date is the Pacific midnight at which a month begins")
        for other in all_migration_markets(store):
            if other.effective_date == effective and other.name != market.name:
                raise OperatorProblem(f"{other.name} has that effective date already", 409)
    if (
        market.open_date is not None
        and market.close_date is not None
        and market.open_date >= market.close_date
    ):
        raise OperatorProblem("a window opens before it closes")


def _told(system: CrrSystem, market: MigrationMarketRow) -> dict[str, Any]:
    return {"name": market.name, "status": market.status(system.clock.now())}
