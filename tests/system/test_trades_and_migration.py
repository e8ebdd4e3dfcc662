"""A right that was really traded away, in part of its days too, migrates from whom it was allocated to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from kept_trades import awaiting, judged
from migration_ground import allocated, closed_market, customers, empty_system, posted, rates, transfer
from sqlalchemy import Connection

from marketsim.system.calendar.periods import month, pacific_midnight
from marketsim.system.holdings.cutting import thousandths
from marketsim.system.store.holdings import Crr, find_crr, list_crrs
from marketsim.system.store.security import post_security

BEFORE = datetime(2030, 12, 1, 20, tzinfo=UTC)
MARCH = month(2031, 3)


@pytest.fixture
def store() -> Iterator[Connection]:
    with empty_system() as connection:
        for name in ("NVLY", "BAYC", "SRTX", "GBTR"):
            post_security(connection, name, 1_000_000)
        yield connection


def of(store: Connection, crr_id: int) -> Crr:
    found = find_crr(store, crr_id)
    assert found is not None
    return found


def on(store: Connection, day: date, owner: str, crr_type: str) -> int:
    """The thousandths of a MW that an owner has in CRRs of a type on a Pacific day."""
    noon = pacific_midnight(day) + timedelta(hours=12)
    held = [each for each in list_crrs(store, owner=owner) if each.crr_type == crr_type]
    return sum(thousandths(each.mw) for each in held if each.start <= noon <= each.end)


def february(store: Connection) -> str:
    """Net 8 per cent of NVLY's load goes to BAYC."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, {"NVLY": 10_000, "BAYC": 5_000})
    transfer(store, market, "NVLY", "BAYC", 1_000)
    transfer(store, market, "BAYC", "NVLY", 200)
    return market


def test_a_traded_right_migrates_from_the_allocatee(store: Connection) -> None:
    """Sold for March alone, and resold: every day 8 per cent of what was allocated move; the buyers lose none."""
    right = allocated(store, "NVLY", "2031_S01", 64.125)
    sale = awaiting(store, of(store, right), "SRTX", 60.0, BEFORE, start=MARCH.start, end=MARCH.end)
    bought = judged(store, sale, BEFORE).new_crr_id
    resale = awaiting(store, of(store, bought or 0), "GBTR", 7.0, BEFORE)
    assert judged(store, resale, BEFORE).status == "APPROVED"
    posted(store, february(store))
    for day in (date(2031, 2, 1), date(2031, 2, 28), date(2031, 3, 1), date(2031, 3, 31)):
        assert on(store, day, "BAYC", "LSE_LMT") == on(store, day, "NVLY", "LMT_CNT") == 5130
    assert [on(store, date(2031, 3, 15), name, "LSE") for name in ("NVLY", "SRTX", "GBTR")] == [
        4125, 53000, 7000,
    ]  # fmt: skip
    assert on(store, date(2031, 2, 15), "NVLY", "LSE") == 64125
