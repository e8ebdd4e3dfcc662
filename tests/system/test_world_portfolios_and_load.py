"""The portfolios and the load of the demonstration world, on any day it is laid."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

import pytest
from laid_world import laid_world
from sqlalchemy import select

from marketsim.system.store.bids import bids
from marketsim.system.store.load import hours_of, submissions
from marketsim.system.store.load_windows import list_windows
from marketsim.system.store.markets import find_market
from marketsim.system.store.portfolios import portfolios
from marketsim.system.world import portfolios as world_portfolios

DAYS = [
    datetime(2026, 11, 21, 20, tzinfo=UTC),
    datetime(2026, 1, 1, 7, 59, 59, tzinfo=UTC),  # still 2025 in California
    datetime(2026, 12, 31, 23, tzinfo=UTC),
    datetime(2028, 2, 29, 12, tzinfo=UTC),
]


@pytest.mark.parametrize("now", DAYS)
def test_the_portfolios_stand_in_open_and_closed_markets(now: datetime) -> None:
    """There are VALID and SUBMITTED ones in open markets, one INVALID of each kind, SUBMITTED in closed ones."""
    with laid_world(now) as store:
        world_portfolios.lay(store, now)
        found: Counter[tuple[str, str, str]] = Counter()
        for row in store.execute(select(portfolios)):
            market = find_market(store, row.market_name)
            assert market is not None
            found[market.market_type, market.status(now), row.status] += 1
            assert (row.status == "INVALID") == (row.origin == "MUI") == (row.error_message is not None)
            assert (row.submitted_at is not None) == (row.status == "SUBMITTED")
        for kind in ("AUCTION", "ALLOCATION"):
            assert found[kind, "OPEN", "INVALID"] == 1
            for wanted in (("OPEN", "VALID"), ("OPEN", "SUBMITTED"), ("CLOSED", "SUBMITTED")):
                assert found[(kind, *wanted)] >= 2
        assert store.execute(select(bids).where(bids.c.crr_id.is_not(None))).first() is not None


@pytest.mark.parametrize("now", DAYS)
def test_the_load_windows_are_open_and_closed_of_either_kind(now: datetime) -> None:
    """One window of each flag and status; the closed forecast month is submitted whole, hour by hour."""
    with laid_world(now) as store:
        windows = list_windows(store)
        assert Counter((each.flag, each.status(now)) for each in windows) == dict.fromkeys(
            [("H", "OPEN"), ("H", "CLOSED"), ("F", "OPEN")], 1
        ) | {("F", "CLOSED"): 2}
        closed, first = [each for each in windows if (each.flag, each.status(now)) == ("F", "CLOSED")]
        assert first.periods[0].first > closed.periods[0].last
        (month,) = closed.periods
        (only,) = submissions(store, closed.name, month.name, "NVLY")
        (hours,) = hours_of(store, [only.id]).values()
        assert len(hours) == round((month.end - month.start).total_seconds() / 3600)
        assert all(each.mw > 0 and round(each.mw, 3) == each.mw for each in hours)
