"""From submitted records to published results and holdings: what a posting makes, corrects and takes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from auction_ground import MARKET, NOW, PERIOD, SETTINGS, bid, cleared, closed_market, held, posted, submitted
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_world import laid_world
from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.downloads.base_loading import base_loading
from marketsim.system.downloads.results import result_rows
from marketsim.system.markets.gathering import gather
from marketsim.system.markets.posting import withdraw_results
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.store.holdings import Crr, change_crr, find_crr, list_crrs
from marketsim.system.store.locations import (
    Replacement,
    SourceSinkList,
    add_replacements,
    add_source_sink_list,
    source_sink_lists_of,
)
from marketsim.system.store.market_limits import MarketLimits, TwoWay, set_limits
from marketsim.system.store.markets import MarketRow, change_market, find_market
from marketsim.system.store.messages import messages_between
from marketsim.system.store.outages import set_outages

NORTH, OTHER, SOUTH = "DIABLO_7_B1", "MIDWAY_7_B1", "TH_SP15_GEN-APND"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


@pytest.fixture
def market(store: Connection) -> MarketRow:
    """A closed auction in which PATH26 carries 100 MW southward."""
    found = closed_market(store)
    set_limits(store, MARKET, MarketLimits(interfaces={"PATH26": TwoWay(forward_mw=100.0)}))
    return found


def bought(store: Connection, market: str = MARKET) -> dict[str, Crr]:
    return {crr.owner: crr for crr in list_crrs(store, market_name=market) if crr.offer_type == "OWNER"}


def texts(store: Connection, owner: str | None = None) -> list[str]:
    return [each.text for each in messages_between(store, owner, NOW, LATER)]


def test_the_scarce_path_goes_to_who_values_it_most(store: Connection, market: MarketRow) -> None:
    """The marginal bid is cut, its price is everybody's; the limit binds at that price."""
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50), bid("GBTR", NORTH, SOUTH, 70, 30.255)])
    run = cleared(store)
    assert posted(store).awards == 2
    awards = {row["AssetOwner"]: row for row in result_rows(store, MARKET, "PUBLIC_AUCTION_RESULT")}
    assert {owner: row["MW"] for owner, row in awards.items()} == {"SRTX": 70.0, "GBTR": 30.0}
    prices = {
        row["SourceSink"]: row["ClearingPrice"]
        for row in result_rows(store, MARKET, "CLEARING_PRICE")
        if row["TOU"] == "ON"
    }
    for row in awards.values():
        assert row["ClearingPrice"] == round(prices[SOUTH] - prices[NORTH], 2)
    (limit,) = result_rows(store, MARKET, "BINDING_CONSTRAINT")
    assert (limit["ConstraintName"], limit["Direction"], limit["Contingency"]) == ("PATH26", "FORWARD", None)
    assert (limit["Limit"], limit["Flow"]) == (100.0, 100.0)
    (kept,) = run.results[0].binding
    assert kept.shadow_price == pytest.approx(30.255, abs=1e-9)  # unrounded beside it


def test_awards_become_crrs_of_the_auction(store: Connection, market: MarketRow) -> None:
    """As many MW as awarded, for the period, with the id that the private results name."""
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50), bid("GBTR", NORTH, SOUTH, 70, 30)])
    cleared(store)
    posted(store)
    (row,) = result_rows(store, MARKET, "PRIVATE_AUCTION_RESULT", "GBTR")
    crr = find_crr(store, row["CrrId"])
    assert crr == bought(store)["GBTR"]
    assert (crr.mw, crr.category, crr.crr_type, crr.offer_type) == (30.0, "AUCTION", "AUC", "OWNER")
    assert (crr.start, crr.end) == (span(PERIOD).start, span(PERIOD).end)


def test_what_got_nothing_is_told_in_private_alone(store: Connection, market: MarketRow) -> None:
    """A bid below the price has a private row of 0 MW without a CRR, and no public one."""
    submitted(store, [bid("SRTX", NORTH, SOUTH, 170, 50), bid("GBTR", NORTH, SOUTH, 70, 30)])
    cleared(store)
    posted(store)
    (row,) = result_rows(store, MARKET, "PRIVATE_AUCTION_RESULT", "GBTR")
    assert (row["BidMW"], row["MW"], row["CrrId"]) == (70.0, 0.0, None)
    assert [each["AssetOwner"] for each in result_rows(store, MARKET, "PUBLIC_AUCTION_RESULT")] == ["SRTX"]
    assert set(bought(store)) == {"SRTX"}


def test_a_market_nobody_bid_in_has_prices_and_no_awards(store: Connection, market: MarketRow) -> None:
    """Every price of both products is 0."""
    cleared(store)
    assert posted(store).awards == 0
    prices = result_rows(store, MARKET, "CLEARING_PRICE")
    assert {row["ClearingPrice"] for row in prices} == {0.0}
    assert {row["TOU"] for row in prices} == {"ON", "OFF"}
    assert result_rows(store, MARKET, "PUBLIC_AUCTION_RESULT") == []


def test_a_sale_takes_its_mw_off_the_sellers_crr(store: Connection, market: MarketRow) -> None:
    """The path is full of the seller's 100 MW; who buys 40 of them gets them, and a SELLER row says so."""
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0)
    offer = bid("PCFT", NORTH, SOUTH, 40, 20, crr_id=crr.crr_id)
    submitted(store, [offer, bid("SRTX", NORTH, SOUTH, 60, 50)])
    cleared(store)
    posted(store)
    assert bought(store)["SRTX"].mw == 40.0
    rest = find_crr(store, crr.crr_id)
    assert rest is not None and rest.mw == 60.0
    (sold,) = [each for each in list_crrs(store, owner="PCFT") if each.offer_type == "SELLER"]
    assert (sold.mw, sold.parent_crr_id, sold.market_name) == (40.0, crr.crr_id, MARKET)
    (row,) = result_rows(store, MARKET, "PRIVATE_AUCTION_RESULT", "PCFT")
    assert (row["BidType"], row["CrrId"], row["MW"]) == ("SELL", crr.crr_id, 40.0)


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 100_000), st.integers(1, 100_000), st.sampled_from([4, 5, 6]))
def test_no_mw_get_lost_or_made_by_a_sale_of_a_part_of_a_season(had: int, wanted: int, number: int) -> None:
    """A season's CRR sold for one month is split by date: on every day, kept and sold MW are those there were."""
    with laid_world(NOW) as store:
        period = f"2031_M{number:02d}"
        name = f"AUC_MN_{period}"
        closed_market(store, name, [period])
        set_limits(store, name, MarketLimits(interfaces={"PATH26": TwoWay(forward_mw=0.0)}))
        crr = held(store, "PCFT", NORTH, SOUTH, had / 1000, period="2031_S02")
        mw = min(had, wanted) / 1000
        offer = bid("PCFT", NORTH, SOUTH, mw, 20, crr_id=crr.crr_id, period=period)
        submitted(store, [offer, bid("SRTX", NORTH, SOUTH, 200, 50, period=period)], name)
        cleared(store, name)
        posted(store, name)
        own = [each for each in list_crrs(store, owner="PCFT") if each.period in ("2031_S02", period)]
        for day in span("2031_S02").days():
            at = span("2031_S02").start + timedelta(days=(day - span("2031_S02").first).days, hours=12)
            there = sum(round(each.mw * 1000) for each in own if each.start <= at <= each.end)
            assert there == had
        sold = sum(round(each.mw * 1000) for each in own if each.offer_type == "SELLER")
        assert sold == round(bought(store, name)["SRTX"].mw * 1000) == round(mw * 1000)


def test_sold_mw_go_on_loading_a_market_that_closed_before(store: Connection, market: MarketRow) -> None:
    """Base loading tells of the moment a market closed, and not of its own sales either."""
    other = closed_market(store, "AUC_AN_2031", [f"2031_S{n:02d}" for n in (1, 2, 3, 4)])
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0)
    submitted(
        store,
        [bid("PCFT", NORTH, SOUTH, 40, 20, crr_id=crr.crr_id), bid("SRTX", NORTH, SOUTH, 60, 50)],
    )
    before = [base_loading(store, each) for each in (market, other)]
    cleared(store)
    posted(store, now=NOW)
    assert [base_loading(store, each) for each in (market, other)] == before
    later = closed_market(store, "AUC_MN_LATER")
    change_market(store, MARKET, posted_at=later.close_date)
    assert [(load.mw, load.source) for load in base_loading(store, later)] == [(100.0, NORTH)]


def test_corrected_results_replace_what_was_posted(store: Connection, market: MarketRow) -> None:
    """A bid awarded again keeps its CRR's id, another loses its CRR; nobody else ever gets that id."""
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0)
    offer = bid("PCFT", NORTH, SOUTH, 40, 20, crr_id=crr.crr_id)
    submitted(store, [offer, bid("SRTX", NORTH, SOUTH, 30, 50), bid("GBTR", OTHER, SOUTH, 30, 30)])
    cleared(store)
    assert posted(store).corrected is False
    first = bought(store)
    assert {owner: each.mw for owner, each in first.items()} == {"SRTX": 30.0, "GBTR": 10.0}
    (*_, newest) = source_sink_lists_of(store, MARKET)
    without = tuple(line for line in newest.lines if line.location != OTHER)
    add_source_sink_list(store, SourceSinkList(MARKET, "v2", LATER, without))
    assert [each.participant for each in cleared(store, now=LATER).inputs.left_out] == ["GBTR"]
    assert posted(store, now=LATER).corrected is True
    second = bought(store)
    assert {owner: each.mw for owner, each in second.items()} == {"SRTX": 30.0}
    assert second["SRTX"].crr_id == first["SRTX"].crr_id
    rest = find_crr(store, crr.crr_id)
    assert rest is not None and rest.mw == 70.0
    new = held(store, "GBT2", NORTH, SOUTH, 1.0)
    assert new.crr_id > first["GBTR"].crr_id
    found = find_market(store, MARKET)
    assert found is not None and found.posted_at == NOW
    assert texts(store) == [
        f"Results of market {MARKET} are posted",
        f"Corrected results of market {MARKET} are posted",
    ]


def test_results_are_not_corrected_once_a_crr_was_traded_on(store: Connection, market: MarketRow) -> None:
    """The refusal names the CRR in three parts, and nothing is changed."""
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50)])
    cleared(store)
    posted(store)
    crr = bought(store)["SRTX"]
    change_crr(store, crr.crr_id, mw=60.0)
    held_now = list_crrs(store)
    for attempt in (cleared, posted):
        with pytest.raises(MarketProblem, match=f"found: CRR {crr.crr_id}.*expected: .*fix: "):
            attempt(store)
    assert list_crrs(store) == held_now


def test_results_taken_back_leave_the_inventory_as_it_was(store: Connection, market: MarketRow) -> None:
    """Holdings, splits and published rows are gone; the next posting is a first one."""
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0, period="2031_S02")
    before = list_crrs(store)
    submitted(
        store,
        [bid("PCFT", NORTH, SOUTH, 40, 20, crr_id=crr.crr_id), bid("SRTX", NORTH, SOUTH, 60, 50)],
    )
    cleared(store)
    posted(store)
    assert list_crrs(store) != before
    assert withdraw_results(store, MARKET) is True
    assert list_crrs(store) == before
    assert result_rows(store, MARKET, "CLEARING_PRICE") == []
    assert withdraw_results(store, MARKET) is False
    assert posted(store).corrected is False


def test_what_was_cleared_before_the_window_closed_again_is_not_posted(
    store: Connection, market: MarketRow
) -> None:
    """After a reopening only a new run will do."""
    cleared(store)
    change_market(store, MARKET, close_date=LATER)
    with pytest.raises(MarketProblem, match="is OPEN"):
        posted(store)
    with pytest.raises(MarketProblem, match="before its window closed"):
        posted(store, now=LATER)
    cleared(store, now=LATER)
    assert posted(store, now=LATER).run == 2


@pytest.mark.parametrize(
    ("name", "change", "found"),
    [
        ("AUC_MN_NONE", {}, "there is no market"),
        (MARKET, {"close_date": LATER}, "is OPEN"),
        (MARKET, {"cancelled": True}, "there is no market"),
    ],
)
def test_only_a_closed_market_is_cleared(
    store: Connection, market: MarketRow, name: str, change: dict[str, Any], found: str
) -> None:
    """Anything else is refused in three parts."""
    if change:
        change_market(store, MARKET, **change)
    with pytest.raises(MarketProblem, match=f"found: .*{found}.*expected: .*fix: "):
        cleared(store, name)


def test_a_market_without_a_run_is_not_posted(store: Connection, market: MarketRow) -> None:
    """There is nothing to publish."""
    with pytest.raises(MarketProblem, match="has not been cleared"):
        posted(store)


def test_records_that_lost_their_ground_are_left_out_with_a_reason(
    store: Connection, market: MarketRow
) -> None:
    """A location off the list, a buy on an island, a CRR that has gone: each told, the others cleared."""
    gone = held(store, "PCFT", NORTH, SOUTH, 10.0)
    submitted(
        store,
        [
            bid("SRTX", "NOBID_7_B1", SOUTH, 5, 50),
            bid("GBTR", NORTH, SOUTH, 5, 50),
            bid("GBT2", "MALIN_5_N101", "DLAP_PGAE-APND", 5, 50),
            bid("PCFT", NORTH, SOUTH, 10, 5, crr_id=gone.crr_id),
        ],
    )
    change_crr(store, gone.crr_id, mw=9.999)
    set_outages(store, MARKET, ["MALIN_500-ROUNDMT_500-1", "MALIN_500-ROUNDMT_500-2"])
    run = cleared(store)
    reasons = {each.participant: each.reason for each in run.inputs.left_out}
    assert set(reasons) == {"SRTX", "GBT2", "PCFT"}
    assert "not biddable" in reasons["SRTX"]
    assert "islanded" in reasons["GBT2"]
    assert "9.999 MW" in reasons["PCFT"]
    assert [each.owner for each in run.inputs.records] == ["GBTR"]


def test_an_offer_on_an_island_is_cleared_at_the_nearest_connected_bus(
    store: Connection, market: MarketRow
) -> None:
    """The CRR is in the base loading, its bus stands at the other end of the line that is out."""
    crr = held(store, "PCFT", "MALIN_5_N101", SOUTH, 100.0)
    set_outages(store, MARKET, ["MALIN_500-ROUNDMT_500-1", "MALIN_500-ROUNDMT_500-2"])
    submitted(
        store,
        [
            bid("PCFT", "MALIN_5_N101", SOUTH, 40, 20, crr_id=crr.crr_id),
            bid("SRTX", NORTH, SOUTH, 60, 50),
        ],
    )
    run = cleared(store)
    (malin,) = [each for each in run.inputs.model.locations if each.name == "MALIN_5_N101"]
    assert malin.factors == (("ROUNDMT_500", 1.0),)
    posted(store)
    assert bought(store)["SRTX"].mw == 40.0


def test_a_contingency_that_outages_make_impossible_is_skipped_and_named(
    store: Connection, market: MarketRow
) -> None:
    """With one circuit to Malin out, losing the other would cut it off; losing what is out means nothing."""
    set_outages(store, MARKET, ["MALIN_500-ROUNDMT_500-2", "TESLA_500-METCALF_500-1"])
    inputs = gather(store, SETTINGS, market, NOW)
    assert inputs.skipped_contingencies == ("MALIN-ROUNDMT-1",)
    assert "TESLA-METCALF" not in dict(inputs.model.contingencies)
    cleared(store)


def test_the_capacity_of_a_market_follows_its_term(store: Connection) -> None:
    """65/100 in the annual auction, all in a monthly one; a market's own factor stands above both."""
    annual = closed_market(store, "AUC_AN_2031", ["2031_S01"])
    monthly = closed_market(store, "AUC_MN_2031_M06", ["2031_M06"])
    factors = [gather(store, SETTINGS, each, NOW).model.capacity_factor for each in (annual, monthly)]
    assert factors == ["13/20", "1"]
    set_limits(store, annual.name, MarketLimits(capacity_factor="1/3"))
    assert gather(store, SETTINGS, annual, NOW).model.capacity_factor == "1/3"


def test_a_replaced_location_is_no_part_of_the_model(store: Connection) -> None:
    """What loads the retired node loads its replacement."""
    add_replacements(store, [Replacement(PERIOD, "RETIRED_7_B1", "MIDWAY_7_B1")])
    market = closed_market(store)
    held(store, "PCFT", "RETIRED_7_B1", SOUTH, 10.0)
    inputs = gather(store, SETTINGS, market, NOW)
    assert "RETIRED_7_B1" not in {each.name for each in inputs.model.locations}
    assert [load.source for load in inputs.base_loading] == ["MIDWAY_7_B1"]
    cleared(store)
