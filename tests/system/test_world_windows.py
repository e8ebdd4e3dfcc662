"""The windows of load migration and TOR conversion have their statuses whenever the world is laid."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from laid_world import laid_world

from marketsim.system.calendar.periods import PACIFIC
from marketsim.system.calendar.time_of_use import tou_of
from marketsim.system.store.load_migration import hours_of
from marketsim.system.store.migration_markets import all_migration_markets
from marketsim.system.store.secondary_market import offers_of
from marketsim.system.store.tor_windows import all_tor_windows
from marketsim.system.world import load_migration, tor_conversion

MOMENTS = [
    datetime(2026, 11, 21, 20, tzinfo=UTC),
    datetime(2027, 1, 1, 7, 59, 59, tzinfo=UTC),  # the last second of the Pacific year
    datetime(2027, 1, 1, 8, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
    datetime(2026, 3, 8, 10, 30, tzinfo=UTC),  # the spring day
    datetime(2026, 7, 31, 23, tzinfo=UTC),
]


@pytest.mark.parametrize("now", MOMENTS, ids=str)
def test_the_world_can_be_laid_at_any_moment(now: datetime) -> None:
    """Names and statuses go by the Pacific month of the moment; hours are of their time of use; trades lie ahead."""
    with laid_world(now) as store:
        for part in (load_migration, tor_conversion):
            part.lay(store, now)
        markets = {each.name: each.status(now) for each in all_migration_markets(store)}
        assert sorted(map(str, markets.values())) == ["CLOSED", "None", "OPEN", "POSTED", "PREP"]
        today = now.astimezone(PACIFIC)
        this_month = f"LOAD_MIGRATION_{today.year}_M{today.month:02d}"
        assert markets[this_month] == "POSTED"
        assert [each.status(now) for each in sorted(all_tor_windows(store), key=lambda each: each.period)] == [
            "POSTED", "CLOSED_FOR_APPROVAL", "OPEN_FOR_APPROVAL", "CLOSED_FOR_CONVERSION", "OPEN_FOR_CONVERSION", "NEW",
        ]  # fmt: skip
        hours = hours_of(store, this_month)
        assert hours
        for hour in hours:
            assert tou_of(hour["day"].astimezone(PACIFIC).date(), hour["hour_ending"]) == hour["tou"]
        assert all(each["start"] > now - timedelta(days=1) for each in offers_of(store, "SRTX", "POSTED"))
