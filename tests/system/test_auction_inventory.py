"""Holdings over several auctions: sold once, in the period they were offered in, and only what is still submitted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from auction_ground import MARKET, NOW, SETTINGS, bid, cleared, closed_market, held, posted, submitted
from hypothesis import given, settings
from hypothesis import strategies as st
from laid_world import laid_world
from sqlalchemy import Connection
from standing import Standing

from marketsim.system.calendar.periods import span
from marketsim.system.markets.posting import withdraw_results
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.operator.auctioning import workings
from marketsim.system.services.securing import reject_beyond_security
from marketsim.system.store.bids import BidRow
from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.market_limits import MarketLimits, TwoWay, set_limits
from marketsim.system.store.markets import change_market, find_market, list_markets
from marketsim.system.store.portfolios import change_status, list_portfolios
from marketsim.system.store.security import post_security

NORTH, SOUTH = "DIABLO_7_B1", "TH_SP15_GEN-APND"
ANNUAL = "AUC_AN_2031"
SEASON = span("2031_S02")
SEASONS = [f"2031_S{number:02d}" for number in (1, 2, 3, 4)]


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


def tight(store: Connection, name: str, periods: list[str], room: float = 0.0) -> None:
    """A closed auction in which the way south has ``room`` beside what it loads already."""
    closed_market(store, name, periods)
    set_limits(store, name, MarketLimits(interfaces={"PATH26": TwoWay(forward_mw=room)}))


def offer(crr: Crr, mw: float, period: str) -> BidRow:
    return bid("PCFT", NORTH, SOUTH, mw, 20, crr_id=crr.crr_id, period=period)


def on(crrs: list[Crr], at: datetime) -> int:
    """Thousandths of a MW in force at one time."""
    return sum(round(each.mw * 1000) for each in crrs if each.start <= at <= each.end)


@pytest.mark.parametrize("in_month", [80.0, 10.0])
def test_what_two_auctions_were_offered_is_sold_in_one(store: Connection, in_month: float) -> None:
    """Both are cleared, the month's is posted first: the season's is cleared anew, without what it can't get whole."""
    tight(store, MARKET, ["2031_M05"])
    tight(store, ANNUAL, SEASONS)
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0, period="2031_S02")
    submitted(store, [offer(crr, in_month, "2031_M05"), bid("SRTX", NORTH, SOUTH, 200, 50)])
    submitted(
        store, [offer(crr, 80, "2031_S02"), bid("SRTX", NORTH, SOUTH, 200, 50, period="2031_S02")], ANNUAL
    )
    cleared(store)
    cleared(store, ANNUAL)
    posted(store)
    before = list_crrs(store)
    with pytest.raises(MarketProblem, match=f"found: 80 MW of CRR {crr.crr_id}.*expected: .*fix: clear"):
        posted(store, ANNUAL)
    assert list_crrs(store) == before
    change_market(store, ANNUAL, close_date=NOW)  # so that the month's posting is known to it
    (left_out,) = cleared(store, ANNUAL).inputs.left_out
    assert f"CRR {crr.crr_id} is no longer held for all of 2031_S02" in left_out.reason
    posted(store, ANNUAL)
    assert min(each.mw for each in list_crrs(store)) >= 0


def test_a_crr_is_sold_in_two_months_of_one_auction(store: Connection) -> None:
    """The second sale is of the stretch that the first one left; taken back, the inventory is as it was."""
    months = ["2031_M04", "2031_M06"]
    tight(store, MARKET, months)
    crr = held(store, "PCFT", NORTH, SOUTH, 100.0, period="2031_S02")
    before = list_crrs(store)
    buys = [bid("SRTX", NORTH, SOUTH, 200, 50, period=each) for each in months]
    submitted(store, [offer(crr, 30, "2031_M04"), offer(crr, 50, "2031_M06"), *buys])
    cleared(store)
    posted(store)
    own = [each for each in list_crrs(store, owner="PCFT") if each.start >= SEASON.start]
    kept = [each for each in own if each.offer_type == "OWNER"]
    middles = [span(f"2031_M{number:02d}").start + timedelta(days=9) for number in (4, 5, 6)]
    assert [on(own, at) for at in middles] == [100_000] * 3
    assert [on(kept, at) for at in middles] == [70_000, 100_000, 50_000]
    assert withdraw_results(store, MARKET)
    assert list_crrs(store) == before


def test_a_run_is_not_posted_once_a_portfolio_in_it_was_rejected(store: Connection) -> None:
    """Security was lowered after the clearing: without a new run nothing is awarded."""
    tight(store, MARKET, ["2031_M05"], 100.0)
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50), bid("GBTR", NORTH, SOUTH, 70, 30)])
    cleared(store)
    post_security(store, "SRTX", 0)
    assert reject_beyond_security(store, SETTINGS, "SRTX", NOW)
    with pytest.raises(MarketProblem, match=r"submitted to market .* has changed since run 1"):
        posted(store)
    cleared(store)
    posted(store)
    assert {each.owner for each in list_crrs(store, market_name=MARKET)} == {"GBTR"}


def test_a_run_is_not_posted_once_its_market_was_open_again(store: Connection) -> None:
    """Also where the window is then closed at a moment before that run."""
    tight(store, MARKET, ["2031_M05"], 100.0)
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50)])
    cleared(store)
    submitted(store, [bid("GBTR", NORTH, SOUTH, 70, 30)])  # in a window that was opened and closed again
    with pytest.raises(MarketProblem, match="has changed"):
        posted(store)
    cleared(store)
    assert posted(store).awards == 2


def test_results_come_out_when_they_are_posted(store: Connection) -> None:
    """A moment that somebody had announced for them gives way to that of the posting."""
    tight(store, MARKET, ["2031_M05"], 100.0)
    change_market(store, MARKET, posted_at=NOW + timedelta(days=3))
    cleared(store)
    posted(store)
    market = find_market(store, MARKET)
    assert market is not None and market.posted_at == NOW


def test_records_are_numbered_in_the_order_of_submission(store: Connection) -> None:
    """Not of creation, and whatever market time was: a clock may be set back."""
    tight(store, MARKET, ["2031_M05"], 100.0)
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50), bid("GBTR", NORTH, SOUTH, 70, 30)])
    first, _ = list_portfolios(store, "AUCTION", MARKET)
    change_status(store, first.id, "VALID", NOW)
    change_status(store, first.id, "SUBMITTED", NOW - timedelta(days=3))
    assert [each.owner for each in cleared(store).inputs.records] == ["GBTR", "SRTX"]


def test_the_last_in_is_the_first_to_go_within_a_second(store: Connection) -> None:
    """Two portfolios of one participant submitted at one moment, the older one last."""
    tight(store, MARKET, ["2031_M05"], 100.0)
    change_market(store, MARKET, close_date=NOW + timedelta(hours=1))
    submitted(store, [bid("SRTX", NORTH, SOUTH, 10, 50)])
    submitted(store, [bid("SRTX", NORTH, SOUTH, 10, 50)])
    older, newer = list_portfolios(store, "AUCTION", MARKET)
    change_status(store, older.id, "VALID", NOW)
    for each in (newer, older):
        change_status(store, each.id, "SUBMITTED", NOW)
    post_security(store, "SRTX", 0)
    rejected = [each.id for each in reject_beyond_security(store, SETTINGS, "SRTX", NOW)]
    assert [each for each in rejected if each in (older.id, newer.id)] == [older.id, newer.id]


def test_a_market_with_overlapping_periods_is_not_made(standing: Standing) -> None:
    """A month of a season, or one period twice: the operator is told which."""
    for periods in (["2031_S02", "2031_M05"], ["2031_M05", "2031_M05"]):
        new = {
            "name": "AUC_MN_OVER", "marketType": "AUCTION", "marketTerm": "MONTHLY", "periods": periods,
            "openDate": "2030-01-01T08:00:00Z", "closeDate": "2030-02-01T08:00:00Z",
        }  # fmt: skip
        answer = standing.ask("operator", "POST", "/operator/v1/markets", json=new)
        assert (answer.status_code, "overlap" in answer.json()["error"]) == (400, True)


def test_results_moved_into_the_future_are_taken_back(private: Callable[..., Standing]) -> None:
    """A market that isn't POSTED any more has made no holdings."""
    standing = private()
    with standing.system.store.reading() as store:
        now = standing.system.clock.now()
        *_, name = [each.name for each in list_markets(store, "AUCTION") if each.status(now) == "POSTED"]
        assert list_crrs(store, market_name=name)
    later = f"{now + timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}"
    answer = standing.ask("operator", "PATCH", f"/operator/v1/markets/{name}", json={"postedAt": later})
    assert answer.json()["status"] == "CLOSED"
    with standing.system.store.reading() as store:
        assert [each for each in list_crrs(store, market_name=name) if each.parent_crr_id is None] == []


def test_workings_are_handed_out_while_somebody_writes(standing: Standing) -> None:
    """They take a while to be written out, and hold nobody up; nor does a posting hold them up."""
    system = standing.system
    with system.store.reading() as store:
        now = system.clock.now()
        *_, name = [each.name for each in list_markets(store, "AUCTION") if each.status(now) == "POSTED"]
    with ThreadPoolExecutor(1) as aside, system.store.writing():
        assert aside.submit(workings, system, name).result(timeout=60)["run"] == 1


STEPS = st.lists(
    st.tuples(
        st.sampled_from([4, 5, 6]), st.integers(1, 120_000), st.sampled_from(["post", "again", "back"])
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, deadline=None)
@given(STEPS)
def test_whatever_is_sold_in_whatever_order_a_day_has_the_mw_it_had(
    steps: list[tuple[int, int, str]],
) -> None:
    """A season's 100 MW offered in auctions of its months, posted, corrected and taken back: ids stay one CRR's."""
    with laid_world(NOW) as store:
        crr = held(store, "PCFT", NORTH, SOUTH, 100.0, period="2031_S02")
        whose: dict[int, tuple[str, str | None, str]] = {}
        for turn, (month, thousandths, then) in enumerate(steps):
            period, name = f"2031_M{month:02d}", f"AUC_MN_{turn}"
            tight(store, name, [period])
            change_market(store, name, close_date=NOW)
            middle = span(period).start + timedelta(days=9)
            mine = [each for each in list_crrs(store, owner="PCFT") if each.offer_type == "OWNER"]
            (part,) = [
                each for each in mine if each.start <= middle <= each.end and each.start >= SEASON.start
            ]
            sale = bid("PCFT", NORTH, SOUTH, thousandths / 1000, 20, crr_id=part.crr_id, period=period)
            submitted(store, [sale, bid("SRTX", NORTH, SOUTH, 200, 50, period=period)], name)
            left_out = cleared(store, name).inputs.left_out
            assert bool(left_out) == (thousandths > round(part.mw * 1000))
            posted(store, name)
            if then == "again":
                cleared(store, name)
                posted(store, name)
            if then == "back":
                withdraw_results(store, name)
            for each in list_crrs(store):
                path = each.owner, each.market_name if each.offer_type == "SELLER" else None, each.offer_type
                assert whose.setdefault(each.crr_id, path) == path
        own = [each for each in list_crrs(store, owner="PCFT") if each.start >= SEASON.start]
        got = [each for each in list_crrs(store, owner="SRTX") if each.market_name.startswith("AUC_MN_")]
        got = [each for each in got if each.start >= SEASON.start]
        for day in range(len(SEASON.days())):
            at = SEASON.start + timedelta(days=day, hours=12)
            assert on(own, at) == 100_000
            assert on(got, at) == on([each for each in own if each.offer_type == "SELLER"], at)
        assert min(each.mw for each in own) >= 0
        assert crr.crr_id in {each.crr_id for each in own}
