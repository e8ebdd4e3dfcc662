"""The calendar of the market's year, as data, and the windows and markets that the console makes from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from asking import Asking
from cutover_ground import empty_system, extract_with
from mui_room import Console

from marketsim.system.calendar.processes import calendar_data, month_processes, year_processes
from marketsim.system.crr_system import CrrSystem
from marketsim.system.cutover.carrying_out import cut_over
from marketsim.system.store.load_windows import find_window
from marketsim.system.store.locations import source_sink_lists_of
from marketsim.system.store.markets import find_market
from marketsim.system.store.migration_markets import find_migration_market
from marketsim.system.store.tor_windows import find_tor_window

A_WEEK = timedelta(days=7)
PATH = {"holder": "TORA", "source": "MALIN_5_N101", "sink": "DLAP_PGAE-APND", "maxMw": 10}


@pytest.fixture
def system(tmp_path: Path) -> Iterator[CrrSystem]:
    """A system without markets."""
    with empty_system(tmp_path) as laid:
        yield laid


def test_every_process_tells_where_its_days_come_from() -> None:
    """Source and provenance beside each."""
    data = calendar_data()
    for entry in (*data["monthly"], *data["annual"], data["first_month"]):
        assert entry["source"]
        assert entry["provenance"] in ("seed", "assumed")


@pytest.mark.parametrize("first", [False, True])
def test_a_months_processes_follow_each_other(first: bool) -> None:
    """Load and migration, conversion, the model, tier 1, tier 2, the auction, all posted before the month begins."""
    planned = {each.name: each for each in month_processes("2025_M05", first=first)}
    order = [
        "TOR_CONVERSION_2025_M05",
        "model",
        "ALLOC_MN_2025_M05_T1",
        "ALLOC_MN_2025_M05_T2",
        "AUC_MN_2025_M05",
    ]
    rows = [planned[name] for name in order]
    for former, following in pairwise(rows):
        assert (former.posts or former.opens) <= following.opens
    posted = rows[-1].posts
    assert posted is not None
    assert posted < rows[-1].periods[0].start


def test_a_years_processes_are_in_the_order_of_the_market_rules() -> None:
    """T1, LT, T2, T3, the auction; all in the year before."""
    names = [
        each.name for each in sorted(year_processes(2026), key=lambda each: each.opens) if "_AN_" in each.name
    ]
    assert names == [
        "ALLOC_AN_2026_T1", "ALLOC_AN_2026_LT", "ALLOC_AN_2026_T2", "ALLOC_AN_2026_T3", "AUC_AN_2026",
    ]  # fmt: skip
    assert {each.opens.year for each in year_processes(2026)} == {2025}


def test_the_console_makes_what_a_month_needs(system: CrrSystem) -> None:
    """Windows and markets, with paths to convert and lists v0 with the model and v1 when the market opens."""
    status, told = Console(Asking(system)).order("POST", "/calendar", {"month": "2025_M06", "paths": [PATH]})
    assert (status, told["firstMonth"]) == (200, False)
    made = {each["name"] for each in told["processes"] if each["made"]}
    assert made == {
        "FCST_LOAD_2025_M06", "LOAD_MIGRATION_2025_M06", "TOR_CONVERSION_2025_M06", "ALLOC_MN_2025_M06_T1",
        "ALLOC_MN_2025_M06_T2", "AUC_MN_2025_M06",
    }  # fmt: skip
    with system.store.reading() as store:
        assert find_window(store, "FCST_LOAD_2025_M06") is not None
        migration = find_migration_market(store, "LOAD_MIGRATION_2025_M06")
        assert migration is not None
        assert f"{migration.effective_date:%Y-%m-%dT%H}" == "2025-06-01T07"
        assert find_tor_window(store, "TOR_CONVERSION_2025_M06") is not None
        market = find_market(store, "ALLOC_MN_2025_M06_T1")
        assert market is not None
        lists = {each.version: each.published for each in source_sink_lists_of(store, market.name)}
    assert lists == {"v0": market.data_publish_date, "v1": market.open_date}
    again = Console(Asking(system)).order("POST", "/calendar", {"month": "2025_M06"})[1]
    assert not any(each["made"] for each in again["processes"])


def test_the_model_of_the_first_month_on_the_new_system_comes_a_week_later(system: CrrSystem) -> None:
    """The month of go-live, by the cutover; what follows the model moves with it, what precedes it does not."""
    cut_over(system, extract_with())
    told = Console(Asking(system)).order("POST", "/calendar", {"month": "2025_M05"})[1]
    assert told["firstMonth"]
    usual = {each.name: each for each in month_processes("2025_M05")}
    first = {each.name: each for each in month_processes("2025_M05", first=True)}
    moved = {name for name in usual if first[name].opens - usual[name].opens == A_WEEK}
    assert moved == {"model", "ALLOC_MN_2025_M05_T1", "ALLOC_MN_2025_M05_T2", "AUC_MN_2025_M05"}
    assert all(first[name].opens == usual[name].opens for name in set(usual) - moved)
    with system.store.reading() as store:
        market = find_market(store, "ALLOC_MN_2025_M05_T1")
    assert market is not None
    assert market.data_publish_date == first["model"].opens
    there = {each["name"]: each["made"] for each in told["processes"]}
    assert there["AUC_MN_2025_M05"] is False  # the old system had posted it
    assert Console(Asking(system)).order("POST", "/calendar", {"month": "2025_M08"})[1]["firstMonth"] is False


def test_a_year_has_its_load_window_and_annual_markets(system: CrrSystem) -> None:
    """Load of the year before last, four seasons to allocate and auction."""
    Console(Asking(system)).order("POST", "/calendar", {"year": 2026})
    with system.store.reading() as store:
        window, market = find_window(store, "HIST_LOAD_2025"), find_market(store, "ALLOC_AN_2026_T1")
    assert window is not None
    assert [each.name for each in window.periods] == ["2024_S01", "2024_S02", "2024_S03", "2024_S04"]
    assert market is not None
    assert [each.name for each in market.periods] == ["2026_S01", "2026_S02", "2026_S03", "2026_S04"]


@pytest.mark.parametrize(
    "order", [{}, {"month": "2025_M05", "year": 2025}, {"month": "2025_S02"}, {"month": "May"}]
)
def test_an_order_that_names_no_month_or_year_is_refused(order: dict[str, object], system: CrrSystem) -> None:
    """400, and nothing is made."""
    assert Console(Asking(system)).order("POST", "/calendar", order)[0] == 400
    assert Console(Asking(system)).order("GET", "/calendar")[1]["first_month"]["later"] == 7
