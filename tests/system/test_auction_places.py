"""Where bids may run: pairs by type of location, and locations that outages cut off."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from asking import Answered, Asking, system_at
from auction_book import create, move, named, read, status
from portfolio_bodies import ANNUAL, MONTHLY, NOW, SEASON, auction_portfolio, bid, curve, fresh_name

from marketsim.system.store.holdings import Crr, add_crrs, find_crr, list_crrs, next_crr_id
from marketsim.system.store.outages import islanded, set_outages

# One location of each type, twice, so that a pair of one type has two ends.
PLACES = {
    "GEN": ("DIABLO_7_B1", "HELMS_7_B1"),
    "HUB": ("TH_NP15_GEN-APND", "TH_SP15_GEN-APND"),
    "SP": ("MALIN_5_N101", "PALOVRDE_ASR-APND"),
    "LAP": ("DLAP_PGAE-APND", "DLAP_SCE-APND"),
}
# The published list of market rules 5.2, typed anew.
ALLOWED = {
    ("GEN", "SP"), ("GEN", "LAP"), ("GEN", "HUB"), ("HUB", "SP"), ("HUB", "LAP"), ("SP", "LAP"), ("SP", "HUB"),
}  # fmt: skip
MALIN_OUT = ("MALIN_500-ROUNDMT_500-1", "MALIN_500-ROUNDMT_500-2")


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    with system_at(tmp_path_factory.mktemp("places"), NOW) as asking:
        yield asking


def post(ask: Asking, *bids: Any, **changes: Any) -> Answered:
    return ask("auction.portfolioCreation", "srtx", body=auction_portfolio(fresh_name(), *bids, **changes))


@pytest.mark.parametrize("source", PLACES)
@pytest.mark.parametrize("sink", PLACES)
def test_a_bid_runs_between_the_published_pairs_of_types_only(ask: Asking, source: str, sink: str) -> None:
    """Seven pairs pass; any other is refused by the one rule, and passes without it."""
    pair = {"source": PLACES[source][0], "sink": PLACES[sink][1]}
    answered = post(ask, bid(**pair))
    if (source, sink) in ALLOWED:
        assert answered.status == 200
        return
    assert (answered.codes, answered.trace.rules_fired) == (["SER0030"], [("bid-pair-allowed", "SER0030")])
    (text,) = answered.texts
    assert text.startswith(f"newBids[0]: sink: {pair['sink']} ({sink}) may not be bid from {pair['source']}")
    with ask.without("bid-pair-allowed"):
        assert post(ask, bid(**pair)).status == 200


def test_the_wheel_through_is_a_row_that_may_be_switched_on(ask: Asking) -> None:
    """From one scheduling point to another a bid passes where the settings say so."""
    wheel = bid(source=PLACES["SP"][0], sink=PLACES["SP"][1])
    assert post(ask, wheel).codes == ["SER0030"]
    with ask.setting("pairs.sp_sp", True):
        assert post(ask, wheel).status == 200


def test_a_pair_is_judged_only_where_both_ends_may_be_bid(ask: Asking) -> None:
    """What is wrong with one end is told by its own rule, and nothing is told twice."""
    for changes in ({"sink": "NOBID_7_B1"}, {"sink": "NOWHERE"}, {"sink": "DIABLO_7_B1"}):
        fired = post(ask, bid(**changes)).trace.rules_fired
        assert [rule for rule, _ in fired if rule == "bid-pair-allowed"] == []
        assert len(fired) == 1


@contextmanager
def outages(ask: Asking, market: str, *branches: str) -> Iterator[frozenset[str]]:
    """With branches out of service in a market; what that cuts off."""
    with ask.system.store.writing() as store:
        set_outages(store, market, branches)
        cut_off = islanded(store, market)
    try:
        yield cut_off
    finally:
        with ask.system.store.writing() as store:
            set_outages(store, market, ())


def test_an_outage_cuts_off_what_hangs_on_the_branches_alone(ask: Asking) -> None:
    """One of two circuits cuts nothing off, both cut off the scheduling point, in that market alone."""
    with outages(ask, MONTHLY, MALIN_OUT[0]) as cut_off:
        assert cut_off == set()
    with outages(ask, MONTHLY, *MALIN_OUT) as cut_off, ask.system.store.reading() as store:
        assert cut_off == {"MALIN_5_N101"}
        assert islanded(store, ANNUAL) == set()


def test_nothing_can_be_bought_at_an_islanded_location(ask: Asking) -> None:
    """A bid from there is refused, others pass; without the rule it passes too."""
    there = bid(source="MALIN_5_N101")
    with outages(ask, MONTHLY, *MALIN_OUT):
        answered = post(ask, bid(), there)
        assert answered.trace.rules_fired == [("bid-location-connected", "SER0030")]
        assert answered.texts[0].startswith("newBids[1]: source: MALIN_5_N101 is islanded by outages")
        with ask.without("bid-location-connected"):
            assert post(ask, there).status == 200
    assert post(ask, there).status == 200


def holding(ask: Asking, market_name: str) -> Crr:
    """A CRR of SRTX from Malin for the coming year's first season, awarded in that market."""
    with ask.system.store.writing() as store:
        like = next(crr for crr in list_crrs(store, owner="SRTX") if crr.crr_type == "MT")
        crr = Crr(
            next_crr_id(store), None, "SRTX", "MALIN_5_N101", "DLAP_PGAE-APND", "OFF", "OBL", "AUC", "AUCTION",
            market_name, SEASON, like.start, like.end, 9.0,
        )  # fmt: skip
        add_crrs(store, [crr])
        return crr


def offer_of(crr: Crr) -> dict[str, Any]:
    return {
        "crrId": crr.crr_id, "assetOwner": crr.owner, "source": crr.source, "sink": crr.sink, "tou": crr.tou,
        "hedgeType": crr.hedge_type, "crrType": crr.crr_type, "period": crr.period,
        "bidCurve": curve((0, 10), (2, 10)),
    }  # fmt: skip


def test_base_loading_at_an_islanded_location_may_be_sold(ask: Asking) -> None:
    """A CRR that loads the model may be offered; what the model does not carry may not."""
    unmodelled = holding(ask, ANNUAL)  # of the market itself: not in its base loading
    with outages(ask, ANNUAL, *MALIN_OUT):
        sale = {"offers": [offer_of(unmodelled)], "marketName": ANNUAL}
        answered = post(ask, **sale)
        assert answered.trace.rules_fired == [("offer-location-loaded", "SER0030")]
        assert answered.texts[0].startswith("newOffers[0]: source: MALIN_5_N101 is islanded by outages")
        with ask.without("offer-location-loaded"):
            assert post(ask, **sale).status == 200
        modelled = holding(ask, "AUC_AN_2026")
        assert post(ask, offers=[offer_of(modelled)], marketName=ANNUAL).status == 200
        assert post(ask, **sale).status == 200  # now there is base loading to be sold


def test_a_portfolio_whose_node_is_cut_off_meanwhile_becomes_invalid_when_submitted(ask: Asking) -> None:
    """VALID when made; submission answers 200 INVALID with the text, which the status keeps telling."""
    name = create(ask, bid(), bid(source="MALIN_5_N101"))
    with outages(ask, MONTHLY, *MALIN_OUT):
        answered = move(ask, "portfolioSubmission", name)
    assert (answered.status, answered.value["status"]) == (200, "INVALID")
    assert answered.value["errorMessage"].startswith("bids[1]: source: MALIN_5_N101 is islanded")
    assert answered.trace.transitions == [("portfolio", "VALID", "fail", "INVALID")]
    assert answered.trace.rules_fired == [("bid-location-connected", "SER0030")]
    assert read(ask, "getPortfolioStatus", name).value == answered.value
    assert move(ask, "portfolioSubmission", name).codes == ["AUC0037"]
    assert read(ask, "deletePortfolio", name).value["status"] == "DELETED"


def test_a_crr_that_was_sold_meanwhile_makes_its_offer_invalid_when_submitted(ask: Asking) -> None:
    """Holdings are looked up again: what is no longer one's own cannot be offered."""
    crr = holding(ask, "AUC_AN_2026")
    name = create(ask, offers=[offer_of(crr)], newBids=[], marketName=ANNUAL)
    with ask.system.store.writing() as store:
        from marketsim.system.store.holdings import change_crr

        change_crr(store, crr.crr_id, mw=1.0)
        assert find_crr(store, crr.crr_id) is not None
    answered = move(ask, "portfolioSubmission", name, market=ANNUAL)
    assert answered.value["errorMessage"] == (
        f"offers[0]: bidCurve: 2.0 MW offered, 1.0 MW held of CRR {crr.crr_id}"
    )
    again = ask("auction.getPortfolioStatus", "srtx", query=named(name, ANNUAL))
    assert again.value["status"] == "INVALID"


def test_a_sound_portfolio_is_submitted_with_all_its_records_judged(ask: Asking) -> None:
    """The rules about records are asked again at submission."""
    name = create(ask)
    answered = move(ask, "portfolioSubmission", name)
    assert answered.value["status"] == "SUBMITTED"
    assert {"bid-pair-allowed", "record-location-biddable"} <= set(answered.trace.rules_evaluated)
    assert status(ask, name) == "SUBMITTED"
