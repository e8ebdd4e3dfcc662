"""Trades beside auctions: results corrected or taken back under a trade, and CRRs that are in both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asking import Asking, system_at
from auction_book import create, move
from auction_ground import MARKET, bid, cleared, closed_market, held, posted, submitted
from kept_trades import awaiting, judged
from laid_world import laid_world
from portfolio_bodies import ANNUAL, NOW, curve
from sqlalchemy import Connection
from trade_sides import SELLER

from marketsim.system.calendar.periods import month
from marketsim.system.markets.posting import withdraw_results
from marketsim.system.markets.problem import MarketProblem
from marketsim.system.services.trades_waiting import pending_requests
from marketsim.system.store.holdings import Crr, find_crr, list_crrs
from marketsim.system.store.market_limits import MarketLimits, TwoWay, set_limits

NORTH, SOUTH = "DIABLO_7_B1", "TH_SP15_GEN-APND"
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def store() -> Iterator[Connection]:
    with laid_world(NOW) as connection:
        yield connection


def awarded(store: Connection, limit: float) -> Crr:
    """What SRTX gets of 70 MW that it bids for where PATH26 carries so many."""
    set_limits(store, MARKET, MarketLimits(interfaces={"PATH26": TwoWay(forward_mw=limit)}))
    cleared(store)
    posted(store)
    (crr,) = list_crrs(store, owner="SRTX", market_name=MARKET)
    return crr


@pytest.fixture
def crr(store: Connection) -> Crr:
    """70 MW that SRTX bought in an auction posted just now."""
    closed_market(store)
    submitted(store, [bid("SRTX", NORTH, SOUTH, 70, 50)])
    return awarded(store, 100.0)


def test_a_trade_of_more_than_corrected_results_leave_is_in_error(store: Connection, crr: Crr) -> None:
    """The CRR keeps its id and has fewer MW; what is still there can be traded."""
    much, little = (awaiting(store, crr, "GBTR", mw, NOW) for mw in (60, 10))
    assert awarded(store, 30.0).mw == 30.0
    told = judged(store, much, LATER)
    text = f"60.000 MW of CRR {crr.crr_id} are not held on every day of the trade"
    assert (told.status, told.reason) == ("ERROR", text)
    assert judged(store, little, LATER).status == "APPROVED"
    left = find_crr(store, crr.crr_id)
    assert left is not None and left.mw == 20.0


def test_a_trade_of_results_that_were_taken_back_is_in_error(store: Connection, crr: Crr) -> None:
    """There is no such CRR any more."""
    trade = awaiting(store, crr, "GBTR", 1, NOW)
    withdraw_results(store, MARKET)
    told = judged(store, trade, LATER)
    assert (told.status, told.reason) == ("ERROR", f"CRR {crr.crr_id} is not held by SRTX")


def test_results_whose_crrs_were_traded_stay_as_they_are(store: Connection, crr: Crr) -> None:
    """Neither cleared again nor corrected nor taken back, and nothing has moved then."""
    judged(store, awaiting(store, crr, "GBTR", 70, NOW), LATER)
    before = list_crrs(store)
    for undo in (lambda: cleared(store), lambda: posted(store), lambda: withdraw_results(store, MARKET)):
        with pytest.raises(MarketProblem, match="was traded on since"):
            undo()
    assert list_crrs(store) == before


def test_trades_of_other_days_go_on_after_their_crr_was_split(store: Connection) -> None:
    """The first takes the middle; the others are met by what was split off, even by two stretches at once."""
    first, second, third = (month(2031, number) for number in (4, 5, 6))
    crr = held(store, SELLER, NORTH, SOUTH, 9, period="2031_S02")
    middle = awaiting(store, crr, "GBTR", 4, NOW, start=second.start, end=second.end)
    early = awaiting(store, crr, "NVLY", 5, NOW, start=first.start, end=first.end)
    across = awaiting(store, crr, "PCFT", 4, NOW, start=first.start, end=third.end)
    for trade in (middle, early, across):
        assert judged(store, trade, LATER).status == "APPROVED"
    mine = {each.start: each for each in list_crrs(store, owner=SELLER) if each.source == NORTH}
    kept = [mine[each.start] for each in (first, second, third)]
    assert [each.mw for each in kept] == [0.0, 1.0, 5.0]
    assert [each.crr_id == crr.crr_id for each in kept] == [False, True, False]
    (bought,) = [each for each in list_crrs(store, owner="PCFT") if each.parent_crr_id == crr.crr_id]
    assert (bought.start, bought.end, bought.mw) == (first.start, third.end, 4.0)


def test_what_was_split_off_is_still_spoken_for(store: Connection) -> None:
    """A pending trade counts against the stretch that has its days, not against the others."""
    first, last = month(2031, 4), month(2031, 6)
    crr = held(store, SELLER, NORTH, SOUTH, 9, period="2031_S02")
    judged(store, awaiting(store, crr, "GBTR", 4, NOW, start=last.start, end=last.end), LATER)
    waits = awaiting(store, crr, "NVLY", 5, NOW, start=first.start, end=first.end)
    (early,) = [each for each in list_crrs(store, owner=SELLER) if each.parent_crr_id == crr.crr_id]
    assert pending_requests(store, [early.crr_id]) == {early.crr_id: waits.request_id}


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Asking]:
    with system_at(tmp_path, NOW) as asking:
        yield asking


def test_what_an_auction_may_sell_is_not_traded(ask: Asking) -> None:
    """Of 16 MW 1 is offered in a SUBMITTED portfolio: 15 may be traded over the whole period."""
    with ask.system.store.reading() as connection:
        crr = next(each for each in list_crrs(connection, owner="SRTX") if each.crr_type == "MT")
    same = {"assetOwner": "SRTX", "source": crr.source, "sink": crr.sink, "tou": crr.tou,
            "hedgeType": crr.hedge_type, "crrType": crr.crr_type, "crrId": crr.crr_id}  # fmt: skip
    offer = same | {"period": crr.period, "bidCurve": curve((0, 10), (1, 10))}
    name = create(ask, offers=[offer], newBids=[], marketName=ANNUAL)
    sale = same | {
        "targetMpName": "GBTR",
        "price": 1,
        "startDate": _json(crr.start),
        "endDate": _json(crr.end),
    }
    part = sale | {"mw": 1, "startDate": _json(datetime(2027, 2, 1, 8, tzinfo=UTC))}
    records = [sale | {"mw": 15}, sale | {"mw": 15.001}, part]

    def offered() -> list[str]:
        query = {"participantName": "SRTX"}
        told = ask("secondary_market.postPrivateSmSellOffers", "srtx", query=query, body=records).value
        return [each.get("message", each["offerStatus"]) for each in told]

    assert offered() == ["PENDING_MP_RESPONSE"] * 3
    assert move(ask, "portfolioSubmission", name, market=ANNUAL).value["status"] == "SUBMITTED"
    text = f"CRR {crr.crr_id} is offered in auction {ANNUAL}"
    assert offered() == ["PENDING_MP_RESPONSE", text, text]
    with ask.without("sm-mw-not-in-auction"):
        assert offered() == ["PENDING_MP_RESPONSE"] * 3


def _json(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"
