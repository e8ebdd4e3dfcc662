"""Sentences on rights that were sold before load moved: they follow the load of whom they were allocated to."""

from __future__ import annotations

from datetime import timedelta

from pytest_bdd import given, parsers

from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder, pacific_midnight
from fixtures.story import Story
from marketsim.target.holdings import held_crrs
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from steps.inventories import everybodys
from steps.migration_made import entity
from steps.secondary_market import post_offers, requests_in
from steps.trades import respond

DAYS_KEPT = 10  # at the beginning and at the end
SECOND = timedelta(seconds=1)


@given(
    parsers.re(
        r"(?P<who>[A-D]) has sold (?P<mw>\d+) MW of it on some of its days, which the ISO has approved"
    )
)
def sold(
    story: Story,
    session: Session,
    trader: OfferBuilder,
    trading: TradingDesk,
    expect: Expectation,
    who: str,
    mw: str,
) -> None:
    seller, buyer = entity(story, who), session.party("CRRH")
    crr = next(
        each for each in held_crrs(session, seller, "ALLOCATION") if each.crr_id == story.bound["seasonal"]
    )
    days = {
        "start_date": pacific_midnight(crr.start, DAYS_KEPT),
        "end_date": pacific_midnight(crr.end, 1 - DAYS_KEPT) - SECOND,
    }
    offer = trader.offer("private", "sell", seller.name, crr, buyer.name, mw=float(mw), **days)
    expect.accepted(post_offers(story, session, seller, "private", "sell", [offer]))
    expect.accepted(respond(story, session, buyer, "sell", crr.crr_id))
    request = story.bound["request"]
    trading.check_credit(request, lambda: True)
    service = session.client(seller).secondary_market
    approved = story.heard(service.get_my_sm_offers_by_status(offer_status_type="APPROVED"))
    expect.present("the approved offers", request, requests_in(approved), answer=approved)
    story.bound["inventory"] = everybodys(story, session)
