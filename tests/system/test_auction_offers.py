"""A CRR is offered once, and not while a trade of it is pending."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asking import Answered, Asking, system_at, system_like
from auction_book import create, move, read
from portfolio_bodies import ANNUAL, NOW, auction_portfolio, curve, fresh_name

from marketsim.system.store.holdings import Crr, list_crrs
from marketsim.system.store.secondary_market import offers_of


@pytest.fixture(scope="module")
def laid(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("laid")
    with system_at(folder, NOW):
        return folder / "system.db"


@pytest.fixture
def ask(laid: Path, tmp_path: Path) -> Iterator[Asking]:
    with system_like(laid, tmp_path) as asking:
        yield asking


def held(ask: Asking, owner: str) -> Crr:
    """The owner's option for the coming year's first season."""
    with ask.system.store.reading() as store:
        return next(crr for crr in list_crrs(store, owner=owner) if crr.crr_type == "MT")


def offer(crr: Crr, **changes: Any) -> dict[str, Any]:
    return {
        "crrId": crr.crr_id, "assetOwner": crr.owner, "source": crr.source, "sink": crr.sink, "tou": crr.tou,
        "hedgeType": crr.hedge_type, "crrType": crr.crr_type, "period": crr.period,
        "bidCurve": curve((0, 10), (1, 10)),
    } | changes  # fmt: skip


def post(ask: Asking, *offers: Any, owner: str = "SRTX") -> Answered:
    body = auction_portfolio(fresh_name(), offers=offers, marketName=ANNUAL, participantName=owner)
    return ask("auction.portfolioCreation", owner.lower(), body=body)


def test_a_file_offers_a_crr_once(ask: Asking) -> None:
    """The second offer of it is the fault; without the rule both are taken."""
    both = [offer(held(ask, "SRTX")), offer(held(ask, "SRTX"), bidCurve=curve((0, 20), (1, 20)))]
    answered = post(ask, *both)
    assert answered.trace.rules_fired == [("offer-once-in-portfolio", "SER0030")]
    (text,) = answered.texts
    assert text.startswith("newOffers[1]: crrId: CRR ")
    assert text.endswith("is offered for 2027_S01 by newOffers[0] already")
    with ask.without("offer-once-in-portfolio"):
        assert post(ask, *both).status == 200


def test_what_a_submitted_portfolio_offers_is_not_offered_again(ask: Asking) -> None:
    """Neither created nor, when it was created before, submitted; after a retraction it is free again."""
    crr = held(ask, "SRTX")
    sale = {"offers": [offer(crr)], "newBids": [], "marketName": ANNUAL}
    first, second = create(ask, **sale), create(ask, **sale)
    assert move(ask, "portfolioSubmission", first, market=ANNUAL).value["status"] == "SUBMITTED"
    answered = post(ask, offer(crr))
    assert answered.trace.rules_fired == [("offer-once-in-market", "SER0030")]
    told = f"crrId: an offer of CRR {crr.crr_id} for 2027_S01 was already submitted, in portfolio {first}"
    assert answered.texts == [f"newOffers[0]: {told}"]
    answered = move(ask, "portfolioSubmission", second, market=ANNUAL)
    assert (answered.value["status"], answered.value["errorMessage"]) == ("INVALID", f"offers[0]: {told}")
    move(ask, "postPortfolioRetraction", first, market=ANNUAL)
    assert post(ask, offer(crr)).status == 200
    assert move(ask, "portfolioSubmission", first, market=ANNUAL).value["status"] == "SUBMITTED"


def test_without_the_rule_a_crr_is_submitted_twice(ask: Asking) -> None:
    """It is the one rule that refuses."""
    sale = {"offers": [offer(held(ask, "SRTX"))], "newBids": [], "marketName": ANNUAL}
    for name in (create(ask, **sale), create(ask, **sale)):
        with ask.without("offer-once-in-market"):
            assert move(ask, "portfolioSubmission", name, market=ANNUAL).value["status"] == "SUBMITTED"


def test_a_crr_of_a_pending_trade_is_not_offered(ask: Asking) -> None:
    """The world's private sale by PCFT awaits its credit check; the text names the trade."""
    crr = held(ask, "PCFT")
    with ask.system.store.reading() as store:
        (trade,) = offers_of(store, "PCFT", "PENDING_CREDIT_CHECK")
    assert trade["crr_id"] == crr.crr_id
    answered = post(ask, offer(crr), owner="PCFT")
    assert answered.trace.rules_fired == [("offer-not-in-trade", "SER0030")]
    assert answered.texts == [
        f"newOffers[0]: crrId: CRR {crr.crr_id} awaits the credit check of secondary-market trade "
        f"{trade['request_id']}"
    ]
    with ask.without("offer-not-in-trade"):
        assert post(ask, offer(crr), owner="PCFT").status == 200


def test_a_trade_that_is_answered_meanwhile_makes_the_offer_invalid(ask: Asking) -> None:
    """A real one by the API: sold privately, answered by the buyer, then the portfolio is submitted."""
    crr = held(ask, "SRTX")
    name = create(ask, offers=[offer(crr)], newBids=[], marketName=ANNUAL)
    with ask.system.store.reading() as store:
        (sale,) = offers_of(store, "SRTX", "PENDING_MP_RESPONSE")
    record = {"requestId": sale["request_id"]}
    given = ask(
        "secondary_market.postSmResponseToSellOffers",
        "gbtr",
        query={"participantName": "GBTR"},
        body=[record],
    )
    assert given.value[0]["responseStatus"] == "PENDING_CREDIT_CHECK"
    answered = move(ask, "portfolioSubmission", name, market=ANNUAL)
    assert answered.value["status"] == "INVALID"
    assert "awaits the credit check" in answered.value["errorMessage"]


def test_all_faults_of_a_file_are_told_at_once(ask: Asking) -> None:
    """An entry a record, naming each member and each rule's text."""
    crr = held(ask, "SRTX")
    wrong = offer(crr, tou="OFF", bidCurve=curve((1, 10), (99, 5)))
    answered = post(ask, offer(crr), wrong)
    (text,) = answered.texts
    for part in (
        "newOffers[1]: ",
        "tou: OFF is not that",
        "bidCurve[0].mw: ",
        "99.0 MW offered",
        "crrId: CRR",
    ):
        assert part in text
    assert read(ask, "getPortfolio", "never kept", market=ANNUAL).codes == ["POR0100"]
