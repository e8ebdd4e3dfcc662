"""Load migrates month by month: worked out by hand, netted between the same two on the same right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from fractions import Fraction

import pytest
from migration_ground import (
    DUNS,
    SETTINGS,
    allocated,
    closed_market,
    customers,
    empty_system,
    held_on,
    made,
    posted,
    rates,
    results,
    run,
    sold,
    transfer,
)
from sqlalchemy import Connection

from marketsim.system.calendar.periods import span
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.migration.posting import post_migration, withdraw_migration
from marketsim.system.store.holdings import change_crr, find_crr, list_crrs
from marketsim.system.store.load_migration import percentage_ids, percentages_for
from marketsim.system.store.migration_markets import find_migration_market
from marketsim.system.store.segments import elapsed_parts, list_parts

FEBRUARY, MARCH, APRIL = date(2031, 2, 10), date(2031, 3, 10), date(2031, 4, 10)


@pytest.fixture
def store() -> Iterator[Connection]:
    with empty_system() as connection:
        yield connection


def february(store: Connection) -> str:
    """NVLY has 20 MW of load ON and 10 OFF, and loses 800 net of 10,000 customers to BAYC: 8 %."""
    market = closed_market(store, 2031, 2)
    rates(store, market)
    customers(store, market, {"NVLY": 10_000, "BAYC": 5_000})
    transfer(store, market, "NVLY", "BAYC", 1_000)
    transfer(store, market, "BAYC", "NVLY", 200)
    return market


def march(store: Connection) -> str:
    """BAYC has 5,800 customers, of whom 500 go back: 5/58."""
    market = closed_market(store, 2031, 3)
    customers(store, market, {"NVLY": 9_200, "BAYC": 5_800})
    transfer(store, market, "BAYC", "NVLY", 500)
    return market


def test_three_months_by_hand(store: Connection) -> None:
    """8 % go; 5/58 of what came go back, and of BAYC's own; in the next season a tenth of what is left goes."""
    own = allocated(store, "NVLY", "2031_S01", 64.125)
    off = allocated(store, "NVLY", "2031_S01", 10.006, "OFF")
    later = allocated(store, "NVLY", "2032_S01", 40.0, market_name="ALLOC_AN_2031_LT")
    bayc = allocated(store, "BAYC", "2031_S01", 58.0)
    assert posted(store, february(store)).made == 6
    pair = ("NVLY", "LMT_CNT"), ("BAYC", "LSE_LMT")
    for parent, mw in ((own, 5.13), (off, 0.8), (later, 3.2)):  # 8 % of 10.006 are 0.80048
        for side in pair:
            assert results(store, "LOAD_MIGRATION_2031_M02")[parent, *side] == (mw, None)
    gained, lost = made(store, own, "BAYC", "LSE_LMT"), made(store, own, "NVLY", "LMT_CNT")
    assert (gained.source, gained.sink) == (lost.sink, lost.source) == ("GEYSERS_7_B1", "DLAP_PGAE-APND")
    assert (gained.start, gained.end) == (span("2031_M02").start, span("2031_S01").end)

    done = posted(store, march(store))
    assert (done.made, done.adjusted) == (2, 6)
    told = results(store, "LOAD_MIGRATION_2031_M03")
    # 5.13 - 5.13 x 5/58 = 4.68775..; 0.80048 - 0.06900.. = 0.73147..; 3.2 - 0.27586.. = 2.92413..
    for parent, change in ((own, -0.442), (off, -0.069), (later, -0.276)):
        assert [told[parent, *side] for side in pair] == [(None, change)] * 2
    assert told[bayc, "NVLY", "LSE_LMT"] == told[bayc, "BAYC", "LMT_CNT"] == (5.0, None)
    assert made(store, own, "BAYC", "LSE_LMT").crr_id == gained.crr_id
    assert held_on(store, FEBRUARY)[own, "BAYC", "LSE_LMT"] == Fraction("5.13")
    assert held_on(store, MARCH)[own, "BAYC", "LSE_LMT"] == Fraction("4.688")

    market = closed_market(store, 2031, 4)  # the rights of the first season are over
    transfer(store, market, "NVLY", "BAYC", 920)  # of the 9,200 that were counted last: a tenth
    assert posted(store, market).adjusted == 2
    # (40 - 2.92413..) / 10 = 3.70758..; 6.63172.. in all, of which 2.924 were there
    assert results(store, market) == {(later, *side): (None, 3.708) for side in pair}
    assert held_on(store, APRIL) == {}
    assert held_on(store, date(2032, 2, 1))[later, "NVLY", "LMT_CNT"] == Fraction("6.632")


def test_percentages_are_of_the_loser_s_metric(store: Connection) -> None:
    """By territory and in per cent; what moved both ways is net, and a second territory counts in the metric."""
    market = february(store)
    rates(store, market, udc="USCE")
    customers(store, market, {"NVLY": 2_500, "SOCO": 1_000}, udc="USCE")
    transfer(store, market, "NVLY", "SOCO", 250, udc="USCE")
    posted(store, market)
    told = {
        (row["udc"], row["from_owner"], row["to_owner"], row["season"], row["tou"]): (row["percentage"], row["mw"])
        for row in percentages_for(store, market, "NVLY")
    }  # fmt: skip
    assert len(told) == 16
    for season in (1, 2, 3, 4):
        assert told["UPGAE", "NVLY", "BAYC", season, "ON"] == (6.4, 1.6)  # of 25 MW
        assert told["USCE", "NVLY", "SOCO", season, "OFF"] == (2.0, 0.25)  # of 12.5 MW


def test_territories_are_netted_for_the_crrs(store: Connection) -> None:
    """What moves to BAYC in one territory and back in another is told in both; CRRs follow what is left of it."""
    market = february(store)
    rates(store, market, udc="USCE")
    customers(store, market, {"NVLY": 1_000, "BAYC": 1_000}, udc="USCE")
    transfer(store, market, "BAYC", "NVLY", 910, udc="USCE")
    theirs = allocated(store, "BAYC", "2031_S01", 12.0)
    allocated(store, "NVLY", "2031_S01", 64.0)
    found = run(store, market).results
    assert {(each.udc, each.from_lse) for each in found.percentages} == {
        ("UPGAE", DUNS["NVLY"]), ("USCE", DUNS["BAYC"]),
    }  # fmt: skip
    (move,) = found.moves
    # 110 of BAYC's 6,000 customers
    assert (move.parent_crr_id, move.from_owner, move.after) == (theirs, "BAYC", Fraction(12 * 110, 6000))


def test_only_seasonal_and_long_term_rights_of_the_loser_move(store: Connection) -> None:
    """Not what a month allocated, an auction sold, or an entity outside the area was given; not another season's MW."""
    market = february(store)
    moving = allocated(store, "NVLY", "2031_S02", 10.0)
    allocated(store, "NVLY", "2031_M02", 10.0, market_name="ALLOC_MN_2031_M02_T1")
    allocated(store, "NVLY", "2031_S01", 10.0, crr_type="OBAALSE")
    allocated(store, "NVLY", "2031_S01", 10.0, crr_type="AUC", category="AUCTION", market_name="AUC_AN_2031")
    allocated(store, "NVLY", "2030_S04", 10.0)  # over
    allocated(store, "BAYC", "2031_S01", 10.0)
    assert [each.parent_crr_id for each in run(store, market).results.moves] == [moving]


def test_a_sold_right_migrates_from_whom_it_was_allocated_to(store: Connection) -> None:
    """All MW that were allocated count, whoever holds them, traded and auctioned ones alike; the buyer loses none."""
    right = allocated(store, "NVLY", "2031_S01", 64.125)
    bought = sold(store, right, 60.0)
    sold(store, bought, 7.0, "GBTR")
    auctioned = sold(store, right, 4.125, "NVLY")
    change_crr(store, auctioned, offer_type="SELLER", category="AUCTION", market_name="AUC_MN_2031_M02")
    assert posted(store, february(store)).made == 2
    assert made(store, right, "NVLY", "LMT_CNT").mw == made(store, right, "BAYC", "LSE_LMT").mw == 5.13


def test_what_was_received_moves_on_with_the_load(store: Connection) -> None:
    """BAYC's share of NVLY's right goes to SOCO as a CRR of its own, with BAYC's as its parent, and may come back."""
    right = allocated(store, "NVLY", "2031_S02", 50.0)
    posted(store, february(store))  # 4 MW to BAYC
    received = made(store, right, "BAYC", "LSE_LMT")
    market = closed_market(store, 2031, 3)
    transfer(store, market, "BAYC", "SOCO", 1_250)  # a quarter of 5,000
    posted(store, market)
    assert results(store, market) == {
        (received.crr_id, "BAYC", "LMT_CNT"): (1.0, None), (received.crr_id, "SOCO", "LSE_LMT"): (1.0, None),
    }  # fmt: skip
    market = closed_market(store, 2031, 4)
    customers(store, market, {"NVLY": 9_200, "BAYC": 3_750, "SOCO": 1_250})
    transfer(store, market, "BAYC", "NVLY", 3_750)
    transfer(store, market, "SOCO", "BAYC", 1_250)
    posted(store, market)
    assert results(store, market) == {  # the 3 MW that BAYC had left go back, and SOCO's go back to BAYC
        (right, "NVLY", "LMT_CNT"): (None, -3.0), (right, "BAYC", "LSE_LMT"): (None, -3.0),
        (received.crr_id, "BAYC", "LMT_CNT"): (None, -1.0), (received.crr_id, "SOCO", "LSE_LMT"): (None, -1.0),
    }  # fmt: skip


def test_what_comes_back_but_was_sold_becomes_an_opposite_pair(store: Connection) -> None:
    """The gainer's CRR shrinks by what it still holds; the rest is a new pair the other way, first to shrink later."""
    right = allocated(store, "NVLY", "2031_S02", 50.0)
    posted(store, february(store))
    received = made(store, right, "BAYC", "LSE_LMT")
    sold(store, received.crr_id, 3.25)
    market = closed_market(store, 2031, 3)
    transfer(store, market, "BAYC", "NVLY", 2_500)  # a half: 2 MW, of which 0.75 are held
    posted(store, market)
    assert results(store, market) == {
        (right, "NVLY", "LMT_CNT"): (None, -0.75), (right, "BAYC", "LSE_LMT"): (None, -0.75),
        (right, "NVLY", "LSE_LMT"): (1.25, None), (right, "BAYC", "LMT_CNT"): (1.25, None),
    }  # fmt: skip
    back = made(store, right, "NVLY", "LSE_LMT")
    assert (back.source, back.sink) == (received.source, received.sink)
    market = closed_market(store, 2031, 4)
    transfer(store, market, "NVLY", "BAYC", 1_000)  # a tenth of the 48 MW that are left
    posted(store, market)
    assert results(store, market) == {
        (right, "NVLY", "LSE_LMT"): (None, -1.25), (right, "BAYC", "LMT_CNT"): (None, -1.25),
        (right, "NVLY", "LMT_CNT"): (None, 3.55), (right, "BAYC", "LSE_LMT"): (None, 3.55),
    }  # fmt: skip


def test_a_crr_cut_by_a_sale_of_some_days_is_left_alone(store: Connection) -> None:
    """More load goes the same way: a second pair is made, for the first covers only a part of the time."""
    right = allocated(store, "NVLY", "2031_S02", 50.0)
    posted(store, february(store))
    received = made(store, right, "BAYC", "LSE_LMT")
    change_crr(store, received.crr_id, end=span("2031_M05").end)
    market = closed_market(store, 2031, 3)
    transfer(store, market, "NVLY", "BAYC", 1_000)
    posted(store, market)
    assert results(store, market) == {
        (right, "NVLY", "LMT_CNT"): (4.6, None), (right, "BAYC", "LSE_LMT"): (4.6, None),
    }  # fmt: skip
    of = [crr for crr in list_crrs(store, owner="BAYC") if crr.parent_crr_id == right]
    assert [crr.mw for crr in of] == [4.0, 4.6]


def test_a_share_too_small_for_a_crr_is_not_forgotten(store: Connection) -> None:
    """A month of 0.0004 MW makes none; with the next month's they round to 0.001."""
    right = allocated(store, "NVLY", "2031_S02", 0.005)
    assert posted(store, february(store)).made == 0
    market = closed_market(store, 2031, 3)
    transfer(store, market, "NVLY", "BAYC", 1_000)
    posted(store, market)
    assert results(store, market)[right, "BAYC", "LSE_LMT"] == (0.001, None)


def test_posting_the_same_run_twice_leaves_everything_as_it_is(store: Connection) -> None:
    """Ids, dates, MW, elapsed parts and the ids of percentages; only that it is a correction is told."""
    allocated(store, "NVLY", "2031_S01", 64.125)
    allocated(store, "BAYC", "2031_S01", 58.0)
    posted(store, february(store))
    market = march(store)
    assert not posted(store, market).corrected
    before = list_parts(store), percentage_ids(store, market), results(store, market)
    assert elapsed_parts(store)
    assert posted(store, market).corrected
    assert (list_parts(store), percentage_ids(store, market), results(store, market)) == before


def test_corrected_results_keep_the_ids_of_their_crrs(store: Connection) -> None:
    """Another number of customers, other MW; a pair that is gone and comes again has the ids that it had."""
    right = allocated(store, "NVLY", "2031_S01", 64.125)
    market = february(store)
    posted(store, market)
    first = made(store, right, "BAYC", "LSE_LMT")
    transfer(store, market, "NVLY", "BAYC", 200)  # evens out
    assert posted(store, market).made == 0
    assert list_crrs(store, categories=("LOAD_MIGRATION",)) == []
    other = allocated(store, "SOCO", "2031_S01", 1.0)
    assert other > first.crr_id + 1
    transfer(store, market, "NVLY", "BAYC", 700)
    assert posted(store, market).made == 2
    assert asdict(made(store, right, "BAYC", "LSE_LMT")) == asdict(first) | {"mw": 3.206}  # 5 %: 3.20625


def test_results_are_taken_back_whole(store: Connection) -> None:
    """Holdings, elapsed parts, percentages; whoever posts again posts for the first time."""
    right = allocated(store, "NVLY", "2031_S01", 64.125)
    posted(store, february(store))
    before = list_parts(store)
    market = march(store)
    posted(store, market)
    assert withdraw_migration(store, market)
    assert list_parts(store) == before
    assert percentages_for(store, market, "UPGAE") == [] and results(store, market) == {}
    assert not withdraw_migration(store, market)
    assert not posted(store, market).corrected
    assert find_crr(store, right) is not None


def test_results_that_were_traded_on_stay(store: Connection) -> None:
    """Neither corrected nor taken back, and nothing is changed."""
    right = allocated(store, "NVLY", "2031_S01", 64.125)
    market = february(store)
    posted(store, market)
    sold(store, made(store, right, "BAYC", "LSE_LMT").crr_id, 1.0)
    before = list_parts(store)
    for act in (lambda: posted(store, market), lambda: withdraw_migration(store, market)):
        with pytest.raises(MarketProblem, match=r"found: .*traded on since; expected: .*; fix: "):
            act()
    assert list_parts(store) == before


def test_months_are_posted_one_after_another(store: Connection) -> None:
    """An earlier month can neither be run, corrected nor taken back once a later one is posted."""
    allocated(store, "NVLY", "2031_S01", 64.125)
    first = february(store)
    posted(store, first)
    posted(store, march(store))
    for act in (lambda: run(store, first), lambda: withdraw_migration(store, first)):
        with pytest.raises(
            MarketProblem, match=r"found: the results of LOAD_MIGRATION_2031_M03 are posted.*fix: take"
        ):
            act()


def test_a_run_is_posted_only_while_what_it_stands_on_stands(store: Connection) -> None:
    """An upload, a right or an earlier month that changed since: clear again."""
    first, second = february(store), march(store)
    run(store, second)
    posted(store, first)
    allocated(store, "NVLY", "2031_S01", 64.125)
    market = find_migration_market(store, second)
    assert market is not None and market.effective_date is not None
    with pytest.raises(
        MarketProblem, match=r"found: .* has changed.*; expected: .*; fix: clear the market again"
    ):
        post_migration(store, SETTINGS, second, market.effective_date)
