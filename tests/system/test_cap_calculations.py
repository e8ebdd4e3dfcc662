"""Caps worked out from load and holdings, tier by tier through a year and a month; every number by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from asking import Asking, system_at
from portfolio_bodies import NOW

from marketsim.system.calendar.periods import Span, span
from marketsim.system.calendar.time_of_use import hours
from marketsim.system.operator import arranging, eligibility
from marketsim.system.operator.requests import NewCapCalculation, NewHolding, NewMarket
from marketsim.system.store.caps import list_caps
from marketsim.system.store.eq_load import elect, revoke
from marketsim.system.store.load import LoadHour, LoadSubmission, replace_submission
from marketsim.system.store.load_windows import LoadWindow, add_window
from marketsim.system.store.served_load import ServedLoad, add_served_load

SINK, SOURCE = "DLAP_SDGE-APND", "SANONFR_7_B1"
PERIOD, MONTH = "2030_S02", "2030_M05"
HISTORY, FORECAST = "HIST_LOAD_2029", "FCST_LOAD_2030_M05"
IN_SECOND_SEASON = 1232  # ON hours of 2028_S02, as of 2024_S02 (market rules 2.2): 0.5 % are 6.16


@pytest.fixture
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("calculations"), NOW) as asking:
        _windows(asking)
        for name, term, period in (
            *((f"ALLOC_AN_2030_{tier}", "ANNUAL", PERIOD) for tier in ("T1", "LT", "T2", "T3")),
            *((f"ALLOC_MN_2030_M05_{tier}", "MONTHLY", MONTH) for tier in ("T1", "T2")),
        ):
            body = {
                "name": name, "marketType": "ALLOCATION", "marketTerm": term, "periods": [period],
                "openDate": "2026-11-01T00:00:00Z", "closeDate": "2026-12-24T00:00:00Z",
            }  # fmt: skip
            arranging.create_market(asking.system, msgspec.convert(body, NewMarket))
        yield asking


def _windows(ask: Asking) -> None:
    opened = {"open_date": NOW - timedelta(days=20), "close_date": NOW + timedelta(days=20)}
    seasons = tuple(span(f"2028_S0{n}") for n in (1, 2, 3, 4))
    with ask.system.store.writing() as store:
        add_window(store, LoadWindow(HISTORY, "H", "ANNUAL", **opened, periods=seasons))
        add_window(store, LoadWindow(FORECAST, "F", "MONTHLY", **opened, periods=(span(MONTH),)))


def load(
    ask: Asking, window: str, period: str, mw: float, *, high: int = 0, status: str = "VALID", **terms: str
) -> None:
    """Load of ``mw`` in every ON hour and half of it in the others; in the first ``high`` ON hours 200 MW."""
    terms = {"owner": "SDCC", "sink": SINK} | terms
    kept = list(_hours(span(period), mw, high))
    submission = LoadSubmission(0, terms["owner"], window, period, terms["sink"], status, None, NOW)
    with ask.system.store.writing() as store:
        replace_submission(store, submission, kept)


def _hours(period: Span, mw: float, high: int) -> Iterator[LoadHour]:
    for day, hour_ending, tou in hours(period):
        if tou == "ON" and high:
            high -= 1
            yield LoadHour(day, hour_ending, "FINAL_LOAD", 200.0)
        else:
            yield LoadHour(day, hour_ending, "FINAL_LOAD", mw if tou == "ON" else mw / 2)


def hold(ask: Asking, market: str, period: str, mw: float, **changes: Any) -> int:
    terms = {
        "owner": "SDCC", "source": SOURCE, "sink": SINK, "tou": "ON", "hedgeType": "OBL", "crrType": "LSE",
        "category": "ALLOCATION", "marketName": market, "period": period, "mw": mw,
    }  # fmt: skip
    return int(arranging.create_holding(ask.system, msgspec.convert(terms | changes, NewHolding))["crrId"])


def caps(ask: Asking, market: str, owner: str = "SDCC", tou: str = "ON", **order: Any) -> dict[str, float]:
    """The caps of an owner by kind, of a calculation made just now."""
    eligibility.calculate_caps(ask.system, NewCapCalculation(name="NOW", market=market, **order))
    with ask.system.store.reading() as store:
        return {each.kind: each.mw for each in list_caps(store, "NOW", owner=owner) if each.tou == tou}


@pytest.mark.parametrize(("high", "metric"), [(6, 90.0), (7, 200.0)])
def test_the_metric_leaves_out_half_a_percent_of_the_hours(ask: Asking, high: int, metric: float) -> None:
    """Of 1,232 hours six may be above; with seven of them the seventh is the metric."""
    load(ask, HISTORY, "2028_S02", 90, high=high)
    assert caps(ask, "ALLOC_AN_2030_T3")["SEQ"] == metric
    assert caps(ask, "ALLOC_AN_2030_T3", tou="OFF")["SEQ"] == 45.0


def test_a_year_of_tiers_uses_up_the_seq(ask: Asking) -> None:
    """Metric 90: T1 60 of the 70 held; 45 awarded; LT at most 45; T2 2/3 of 45; 20 awarded; T3 the last 25."""
    load(ask, HISTORY, "2028_S02", 90)
    hold(ask, "ALLOC_AN_2029_T2", "2029_S02", 70)
    assert caps(ask, "ALLOC_AN_2030_T1") == {"SEQ": 90, "UPPER_BOUND": 60, "SIGNATURE": 70}
    hold(ask, "ALLOC_AN_2030_T1", PERIOD, 45)
    assert caps(ask, "ALLOC_AN_2030_T1")["UPPER_BOUND"] == 60  # what it awarded itself is no reason for less
    assert caps(ask, "ALLOC_AN_2030_LT") == {"SEQ": 90, "UPPER_BOUND": 45, "SIGNATURE": 45}
    assert caps(ask, "ALLOC_AN_2030_T2") == {"SEQ": 90, "UPPER_BOUND": 30}
    hold(ask, "ALLOC_AN_2030_T2", PERIOD, 20, source="TH_SP15_GEN-APND")
    assert caps(ask, "ALLOC_AN_2030_T2")["UPPER_BOUND"] == 30
    assert caps(ask, "ALLOC_AN_2030_T3") == {"SEQ": 90, "UPPER_BOUND": 25}


def test_long_term_rights_of_earlier_years_come_off(ask: Asking) -> None:
    """T1: 60 less 18. They are no signature pair as they go on; those that end with last year are."""
    load(ask, HISTORY, "2028_S02", 90)
    hold(ask, "ALLOC_AN_2027_LT", "2029_S02", 18)
    hold(ask, "ALLOC_AN_2027_LT", PERIOD, 18)
    hold(ask, "ALLOC_AN_2020_LT", "2029_S02", 50, source="OTAYMSA_7_B1")
    found = caps(ask, "ALLOC_AN_2030_T1")
    assert (found["UPPER_BOUND"], found["SIGNATURE"]) == (42, 50)
    assert caps(ask, "ALLOC_AN_2030_LT")["UPPER_BOUND"] == 0  # nothing was awarded in T1


def test_what_was_elected_for_the_long_term_is_not_renewed_as_well(ask: Asking) -> None:
    """Of last year's T1 award of 60 MW 40 were elected and go on: 20 are left to renew, whatever migrated of the 40."""
    load(ask, HISTORY, "2028_S02", 90)
    hold(ask, "ALLOC_AN_2029_T1", "2029_S02", 60)
    elected = hold(ask, "ALLOC_AN_2029_LT", PERIOD, 40)
    swapped = {"source": SINK, "sink": SOURCE, "crrType": "LMT_CNT", "category": "LOAD_MIGRATION"}
    hold(ask, "LOAD_MIGRATION_2029_M11", PERIOD, 2, parentCrrId=elected, **swapped)
    assert caps(ask, "ALLOC_AN_2030_T1") == {"SEQ": 90, "UPPER_BOUND": 20, "SIGNATURE": 20}


def test_what_was_gained_is_renewed_unless_it_goes_on(ask: Asking) -> None:
    """Of 5 MW gained last year 3 are of a long-term right; what was gained of a month's right is no season's."""
    load(ask, HISTORY, "2028_S02", 90)
    gained = {"category": "LOAD_MIGRATION", "crrType": "LSE_LMT", "parentCrrId": 1}
    for period, mw in (("2029_S02", 2), ("2029_S02", 3), (PERIOD, 3), ("2029_M05", 7)):
        hold(ask, "LOAD_MIGRATION_2029_M04", period, mw, **gained)
    assert caps(ask, "ALLOC_AN_2030_T1") == {"SEQ": 90, "UPPER_BOUND": 2, "SIGNATURE": 2}


def test_rights_of_a_month_take_nothing_off_a_season(ask: Asking) -> None:
    """A monthly award is made of the month's forecast."""
    load(ask, HISTORY, "2028_S02", 90)
    hold(ask, "ALLOC_MN_2030_M05_T1", MONTH, 5)
    assert caps(ask, "ALLOC_AN_2030_T2")["UPPER_BOUND"] == 60


def test_a_month_is_less_what_the_year_and_its_own_first_tier_gave(ask: Asking) -> None:
    """Forecast 80: 65 are held for the season, so 15; T1 awards 5, so T2 has 10. Sold rights are not held."""
    load(ask, FORECAST, MONTH, 80)
    hold(ask, "ALLOC_AN_2030_T1", PERIOD, 65)
    hold(ask, "SECONDARY_MARKET", PERIOD, 30, category="SECONDARY_MARKET")
    hold(ask, "ALLOC_AN_2030_T1", PERIOD, 30, offerType="SELLER")
    assert caps(ask, "ALLOC_MN_2030_M05_T1") == {"MEQ": 15, "UPPER_BOUND": 15}
    hold(ask, "ALLOC_MN_2030_M05_T1", MONTH, 5)
    assert caps(ask, "ALLOC_MN_2030_M05_T1")["MEQ"] == 15
    assert caps(ask, "ALLOC_MN_2030_M05_T2") == {"MEQ": 10, "UPPER_BOUND": 10}


def test_rights_that_migrated_with_the_load_are_netted(ask: Asking) -> None:
    """Of 65 MW held 6.5 left with their load and 2 came with other load: 80 less 60.5."""
    load(ask, FORECAST, MONTH, 80)
    parent = hold(ask, "ALLOC_AN_2030_T1", PERIOD, 65)
    migrated = {"category": "LOAD_MIGRATION", "parentCrrId": parent}
    swapped = {"source": SINK, "sink": SOURCE, "crrType": "LMT_CNT"}
    hold(ask, "LOAD_MIGRATION_2030_M04", PERIOD, 6.5, **migrated, **swapped)
    hold(ask, "LOAD_MIGRATION_2030_M04", PERIOD, 2, **migrated | {"parentCrrId": 1}, crrType="LSE_LMT")
    assert caps(ask, "ALLOC_MN_2030_M05_T1")["MEQ"] == 19.5


def test_load_served_under_older_rights_makes_nobody_eligible(ask: Asking) -> None:
    """80 less 12.5 under an existing contract and 20 of a transmission owner; never below 0."""
    load(ask, FORECAST, MONTH, 80)
    with ask.system.store.writing() as store:
        kinds = (("ETC", "ON", 12.5), ("TOR", "ON", 20.0), ("TOR", "OFF", 99.0))
        add_served_load(store, (ServedLoad("SDCC", SINK, *each) for each in kinds))
    assert caps(ask, "ALLOC_MN_2030_M05_T1")["MEQ"] == 47.5
    assert caps(ask, "ALLOC_MN_2030_M05_T1", tou="OFF")["MEQ"] == 0


def test_load_in_error_makes_nobody_eligible(ask: Asking) -> None:
    """It counts again when it is VALID."""
    load(ask, FORECAST, MONTH, 80, status="ERROR")
    assert caps(ask, "ALLOC_MN_2030_M05_T1") == {}
    load(ask, FORECAST, MONTH, 80)
    assert caps(ask, "ALLOC_MN_2030_M05_T1")["MEQ"] == 80


def test_outside_the_area_load_counts_where_it_is_elected(ask: Asking) -> None:
    """Its caps are of the CRR type OBAALSE."""
    load(ask, FORECAST, MONTH, 60, owner="OBAX", sink="MALIN_5_N101")
    assert caps(ask, "ALLOC_MN_2030_M05_T1", "OBAX") == {}
    with ask.system.store.writing() as store:
        elect(store, "OBAX", FORECAST, "MALIN_5_N101", NOW)
    assert caps(ask, "ALLOC_MN_2030_M05_T1", "OBAX")["MEQ"] == 60
    with ask.system.store.reading() as store:
        assert {each.crr_type for each in list_caps(store, "NOW", owner="OBAX")} == {"OBAALSE"}
    with ask.system.store.writing() as store:
        revoke(store, "OBAX", FORECAST, "MALIN_5_N101")
    assert caps(ask, "ALLOC_MN_2030_M05_T1", "OBAX") == {}


def test_another_calendar_and_other_shares_change_the_caps(ask: Asking) -> None:
    """All that the sources leave open is a setting."""
    load(ask, HISTORY, "2028_S02", 90, high=IN_SECOND_SEASON // 2)
    with ask.setting("load.exceedance", "1/2"):  # of 1,232 hours 616 may be above: rank 617
        assert caps(ask, "ALLOC_AN_2030_T3")["SEQ"] == 90
    with ask.setting("tier.annual_t2", "1/8"):
        assert caps(ask, "ALLOC_AN_2030_T2")["UPPER_BOUND"] == 25
    before = caps(ask, "ALLOC_AN_2030_T3", tou="OFF")["SEQ"]
    with ask.setting("tou.calendar", "solar"):
        assert caps(ask, "ALLOC_AN_2030_T3", tou="OFF")["SEQ"] != before
