"""Sentences on a trade within a month's cycle, at the market's own time."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from pytest_bdd import given, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import AHEAD, OfferBuilder, pacific_midnight
from fixtures.story import Story
from marketsim.target.binding import first
from marketsim.target.holdings import TRADED_GROUPS, held_crrs
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from steps.months import holders
from steps.secondary_market import post_offers
from steps.settled_trades import trade_is
from steps.trades import respond

DAYS = 5  # that a CRR must still have, from the first that can be traded
LEAST_MW = 1.0


@given("another participant has answered our offer to sell it a part of a CRR")
def answered_sale(
    story: Story, session: Session, iso: Operator, trader: OfferBuilder, expect: Expectation
) -> None:
    """The seller is whoever of those who take part holds a CRR that goes on long enough."""
    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    begins = pacific_midnight(now + AHEAD)
    traders = [each for each in holders(story, session) if each.function == "CRRH"]
    seller, crr = first(
        (
            (party, crr)
            for party in traders
            for crr in held_crrs(session, party, *TRADED_GROUPS)
            if crr.end > begins + timedelta(days=DAYS) and crr.mw >= LEAST_MW
        ),
        "a CRR of one of ours that can be traded",
    )
    story.party = seller
    story.bound["crr"] = crr
    story.bound["partner"] = first((x for x in traders if x.name != seller.name), "another participant")
    offer = trader.offer(
        "private", "sell", seller.name, crr, story.bound["partner"].name,
        start_date=max(crr.start, begins), mw=round(crr.mw / 3, 3),
    )  # fmt: skip
    expect.accepted(post_offers(story, session, seller, "private", "sell", [offer]))
    expect.accepted(respond(story, session, story.bound["partner"], "sell", crr.crr_id))


@when("the ISO approves the trade")
def approve(story: Story, session: Session, trading: TradingDesk, expect: Expectation) -> None:
    """What was traded is a deed that the inventory must show."""
    from marketsim.verification.inventory import trade

    trading.check_credit(story.bound["request"], lambda: True)
    trade_is(story, session, expect, "APPROVED")
    service = session.client(story.us).secondary_market
    answer = story.heard(service.get_my_sm_offers_by_status(offer_status_type="APPROVED"))
    told = {each["requestId"]: each for each in json.loads(answer.exchange.response_body)}
    story.bound["deeds"] = [*story.bound["deeds"], trade(told[story.bound["request"]])]
