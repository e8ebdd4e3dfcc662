"""From submitted nominations to published awards and holdings: what an allocation's clearing and posting make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import auction_ground as ground
import pytest
from auction_ground import NOW, SETTINGS, closed_market
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.downloads.results import result_rows
from marketsim.system.markets.folder import workings_of
from marketsim.system.markets.gathering import gather
from marketsim.system.markets.nominated import gather_nominations
from marketsim.system.markets.posting import Posted, withdraw_results
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.markets.run import Run, keep
from marketsim.system.markets.running import gather_afresh, solved
from marketsim.system.result_faults import ResultFaults
from marketsim.system.settings import Setting, Settings
from marketsim.system.store.holdings import list_crrs
from marketsim.system.store.locations import (
    Replacement,
    SourceSinkList,
    add_replacements,
    add_source_sink_list,
    source_sink_lists_of,
)
from marketsim.system.store.market_limits import MarketLimits, TwoWay, set_limits
from marketsim.system.store.markets import MarketRow, find_market
from marketsim.system.store.messages import messages_between
from marketsim.system.store.nominations import NominationRow, add_nominations
from marketsim.system.store.portfolios import add_portfolio, change_status, new_portfolio
from marketsim.verification.oracle import verify_folder_bytes

MARKET, PERIOD = "ALLOC_MN_2031_M05_T1", "2031_M05"
NORTH, OTHER, SOUTH = "DIABLO_7_B1", "MIDWAY_7_B1", "DLAP_SCE-APND"
HUB, SAN_DIEGO = "TH_SP15_GEN-APND", "DLAP_SDGE-APND"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


@pytest.fixture
def market(store: Connection) -> MarketRow:
    """A closed monthly allocation in which PATH26 carries 100 MW southward."""
    found = opened(store)
    limited(store, forward=100.0)
    return found


def opened(store: Connection, name: str = MARKET, *periods: str) -> MarketRow:
    closed_market(store, name, periods or (PERIOD,), market_type="ALLOCATION")
    found = find_market(store, name)
    assert found is not None
    return found


def cleared(store: Connection, market: str = MARKET, now: datetime = NOW) -> Run:
    return ground.cleared(store, market, now)


def posted(store: Connection, market: str = MARKET, now: datetime = NOW) -> Posted:
    return ground.posted(store, market, now)


def limited(store: Connection, forward: float, interface: str = "PATH26", **more: Any) -> None:
    set_limits(store, MARKET, MarketLimits(interfaces={interface: TwoWay(forward_mw=forward)}, **more))


def nominated(
    store: Connection, owner: str, source: str, sink: str, mw: float, market: str = MARKET, **more: Any
) -> None:
    """A nomination in a SUBMITTED portfolio of its own."""
    members = {"hedge_type": "OBL", "tou": "ON", "period": PERIOD, "crr_type": "LSE", "description": None}
    row = new_portfolio("ALLOCATION", market, owner, f"{source} {mw}", status="VALID", origin="API", now=NOW)
    portfolio = add_portfolio(store, row)
    record = NominationRow(asset_owner=owner, source=source, sink=sink, mw=mw, **(members | more))
    add_nominations(store, portfolio, [record])
    change_status(store, portfolio, "SUBMITTED", NOW - timedelta(days=2))


def awards(store: Connection, market: str = MARKET) -> dict[tuple[str, str], float]:
    """MW by owner and source, as they are published."""
    rows = result_rows(store, market, "PRIVATE_ALLOCATION_RESULT")
    return {(str(row["AssetOwner"]), str(row["Source"])): float(str(row["MW"])) for row in rows}


def set_to(name: str, value: Any) -> Settings:
    return Settings(
        {each.name: each for each in SETTINGS} | {name: Setting(name, value, "a test", "assumed")}
    )


def test_a_scarce_path_is_shared_and_its_limit_told_without_a_price(
    store: Connection, market: MarketRow
) -> None:
    """Equal nominations are cut alike, to 0.001 MW; the run keeps the multiplier that nobody publishes."""
    nominated(store, "NVLY", NORTH, SOUTH, 80)
    nominated(store, "SOCO", NORTH, SOUTH, 40)
    run = cleared(store)
    assert posted(store).crrs == 2
    found = awards(store)
    assert found["NVLY", NORTH] == pytest.approx(2 * found["SOCO", NORTH], abs=0.0021)
    (limit,) = result_rows(store, MARKET, "BINDING_CONSTRAINT")
    assert (limit["ConstraintName"], limit["Limit"], limit["ShadowPrice"]) == ("PATH26", 100.0, None)
    (kept,) = run.results[0].binding
    assert kept.shadow_price > 0
    for crr in list_crrs(store, market_name=MARKET):
        assert (crr.category, crr.crr_type, crr.mw) == ("ALLOCATION", "LSE", found[crr.owner, crr.source])


def test_counterflow_saves_megawatts_of_others(store: Connection, market: MarketRow) -> None:
    """A nomination the other way is awarded whole, and the cut ones get more."""
    nominated(store, "NVLY", NORTH, SOUTH, 160)
    cleared(store)
    posted(store)
    alone = awards(store)["NVLY", NORTH]
    nominated(store, "BAYC", "ELSEGND_7_B1", "DLAP_PGAE-APND", 50)
    cleared(store, now=LATER)
    assert posted(store, now=LATER).corrected is True
    assert awards(store)["BAYC", "ELSEGND_7_B1"] == 50.0
    assert awards(store)["NVLY", NORTH] > alone + 40


def test_a_market_s_own_objective_goes_before_the_setting(store: Connection, market: MarketRow) -> None:
    """The most MW cut the path that takes most of the limit, least squares both."""
    nominated(store, "NVLY", NORTH, SOUTH, 160)
    nominated(store, "SDCC", "PALOVRDE_ASR-APND", "DLAP_PGAE-APND", 40)  # northward: counterflow
    nominated(store, "SOCO", "MEAD_2_N501", SOUTH, 160)
    limited(store, forward=60.0)
    squares = cleared(store).results[0]
    limited(store, forward=60.0, objective="max_mw")
    most = cleared(store, now=LATER)
    assert most.inputs.objective == "max_mw"
    total = [sum(each.mw for each in result.awards) for result in (squares, most.results[0])]
    assert total[1] >= total[0] - 1e-6
    folder = workings_of(store, SETTINGS, MARKET, LATER)[1]
    assert verify_folder_bytes(folder).clean


def test_a_hub_is_tested_as_its_generators_and_awarded_as_one_with_offsets(store: Connection) -> None:
    """Its MW are what its generators got together; the oracle finds holdings that inject what was tested."""
    opened(store)
    limited(store, 20.0, "SDGE_IMPORT")
    nominated(store, "SDCC", HUB, SAN_DIEGO, 60)
    run = cleared(store)
    posted(store)
    assert {each.hub for each in run.inputs.nominations} == {HUB} and len(run.inputs.nominations) == 5
    got = sum(each.mw for each in run.results[0].awards)
    crrs = list_crrs(store, market_name=MARKET)
    assert [crr.mw for crr in crrs if crr.crr_type == "LSE"] == [pytest.approx(got, abs=0.001)]
    assert {crr.crr_type for crr in crrs} == {"LSE", "LSE_THCNT"}
    report = verify_folder_bytes(workings_of(store, SETTINGS, MARKET, NOW)[1])
    assert report.clean, report.findings


def test_a_hub_may_be_tested_by_its_factors_instead(store: Connection, market: MarketRow) -> None:
    """With setting allocation.hub as factors it is one nomination, as the auction has it."""
    nominated(store, "SDCC", HUB, SAN_DIEGO, 60)
    records, _ = gather_nominations(store, set_to("allocation.hub", "factors"), market, NOW)
    assert [(each.source, each.hub, each.mw) for each in records] == [(HUB, None, 60.0)]


def test_a_hub_without_a_generator_at_a_bus_is_told_not_cleared(store: Connection, market: MarketRow) -> None:
    """In three parts, with the bus and the hub."""
    nominated(store, "SDCC", HUB, SAN_DIEGO, 60)
    add_replacements(store, [Replacement(PERIOD, "TEHACHP_7_B1", "IVANPAH_7_B1")])
    with pytest.raises(MarketProblem, match=r"found: no generator at bus VINCENT_500.*expected: .*fix: "):
        cleared(store)


def test_what_left_the_list_is_left_out_and_its_owner_told(store: Connection, market: MarketRow) -> None:
    """The others are tested without it."""
    nominated(store, "NVLY", NORTH, SOUTH, 30)
    nominated(store, "SOCO", OTHER, SOUTH, 30)
    (*_, newest) = source_sink_lists_of(store, MARKET)
    without = tuple(line for line in newest.lines if line.location != OTHER)
    add_source_sink_list(store, SourceSinkList(MARKET, "v2", NOW, without))
    run = cleared(store)
    (left,) = run.inputs.left_out
    assert (left.participant, left.record, left.bid_id) == ("SOCO", 1, None)
    assert left.nomination_id and "not biddable" in left.reason
    assert [each.owner for each in run.inputs.nominations] == ["NVLY"]


def test_corrected_results_keep_the_ids_of_what_is_awarded_again(
    store: Connection, market: MarketRow
) -> None:
    """And results taken back leave the inventory as it was."""
    before = list_crrs(store)
    nominated(store, "NVLY", NORTH, SOUTH, 80)
    cleared(store)
    posted(store)
    (first,) = list_crrs(store, market_name=MARKET)
    limited(store, forward=40.0)
    cleared(store, now=LATER)
    posted(store, now=LATER)
    (second,) = list_crrs(store, market_name=MARKET)
    assert second == replace(first, mw=second.mw) and second.mw < first.mw
    told = [each.text for each in messages_between(store, None, NOW, LATER)]
    assert f"Corrected results of market {MARKET} are posted" in told
    assert withdraw_results(store, MARKET) is True
    assert list_crrs(store) == before
    assert result_rows(store, MARKET, "PRIVATE_ALLOCATION_RESULT") == []


def test_tiers_have_their_shares_of_capacity_and_set_asides(store: Connection) -> None:
    """65/100 of a year, 60/100 long-term, all of a month; only the annual tiers hold import capacity back."""
    seasons = [f"2031_S{number:02d}" for number in (1, 2, 3, 4)]
    factors = {}
    for name in ("ALLOC_AN_2031_T1", "ALLOC_AN_2031_LT"):
        factors[name] = gather(store, SETTINGS, opened(store, name, *seasons), NOW).model.capacity_factor
    factors[MARKET] = gather(store, SETTINGS, opened(store), NOW).model.capacity_factor
    assert list(factors.values()) == ["13/20", "3/5", "1"]


def test_a_long_term_tier_is_not_loaded_by_what_it_elects_from(store: Connection) -> None:
    """T1 of the year stays out of its base loading, and loads tier 2."""
    year = "ALLOC_AN_2031"
    tiers = [opened(store, f"{year}_{tier}", "2031_S01") for tier in ("T1", "LT", "T2")]
    nominated(store, "NVLY", NORTH, "DLAP_PGAE-APND", 20, f"{year}_T1", period="2031_S01")
    cleared(store, f"{year}_T1", NOW - timedelta(minutes=59))
    posted(store, f"{year}_T1", tiers[1].close_date)
    loads = [sum(each.mw for each in base_loading(store, tier) if each.source == NORTH) for tier in tiers]
    assert loads == [0, 0, 20.0]
    nominated(store, "NVLY", NORTH, "DLAP_PGAE-APND", 10, f"{year}_LT", period="2031_S01")
    cleared(store, f"{year}_LT")
    assert posted(store, f"{year}_LT").crrs == 9
    rights = list_crrs(store, market_name=f"{year}_LT")
    assert [crr.period for crr in rights] == [f"{number}_S01" for number in range(2032, 2041)]


@pytest.mark.parametrize(
    "fault", ["scaled-awards", "ignored-interfaces", "other-objective", "first-come", "missing-binding"]
)
def test_a_fault_of_results_is_seen_by_the_oracle(store: Connection, market: MarketRow, fault: str) -> None:
    """As in an auction: the folder has the true inputs."""
    nominated(store, "NVLY", NORTH, SOUTH, 100)
    nominated(store, "SOCO", "MALIN_5_N101", SAN_DIEGO, 60)
    inputs, faults = gather_afresh(store, SETTINGS, market, NOW), ResultFaults(frozenset({fault}))
    keep(store, inputs, faults.found(solved(faults.heard(inputs)), inputs), NOW)
    assert not verify_folder_bytes(workings_of(store, SETTINGS, MARKET, NOW)[1]).clean
