"""Sentences on allocated CRRs that are sold before load migrates."""

from __future__ import annotations

import msgspec
from pytest_bdd import given, parsers, then

from fixtures.crr_parts import part_of
from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.contract.messages.secondary_market import SmResponseToSellOffer
from marketsim.target.holdings import held_crrs
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk

PART = r"(?P<part>all of it|a part of its MW|days in the middle of it)"


@given(parsers.re(f"A has sold {PART} to a holder of CRRs, and the ISO has approved it"))
def sold_before(
    story: Story, session: Session, trader: OfferBuilder, trading: TradingDesk, expect: Expectation, part: str
) -> None:
    from marketsim.verification.inventory import trade

    seller, buyer = story.bound["entities"]["A"], session.party("CRRH")
    crr = next(
        each for each in held_crrs(session, seller, "ALLOCATION") if each.crr_id == story.bound["seasonal"]
    )
    offer = trader.offer("private", "sell", seller.name, crr, buyer.name, **part_of(crr, part))
    answer = story.heard(session.client(seller).secondary_market.post_private_sm_sell_offers([offer]))
    expect.accepted(answer)
    request = answer.value[0].request_id
    response = SmResponseToSellOffer(request_id=request)
    expect.accepted(
        story.heard(session.client(buyer).secondary_market.post_sm_response_to_sell_offers([response]))
    )
    trading.check_credit(request, lambda: False)
    service = session.client(seller).secondary_market
    approved = story.heard(service.get_my_sm_offers_by_status(offer_status_type="APPROVED"))
    told = {each.request_id: each for each in approved.value}
    expect.present("the approved sales", request, told, answer=approved)
    story.bound["deeds"].append(trade(msgspec.to_builtins(told[request])))
    story.bound["buyer"], story.sent["offer"] = buyer, offer


@then("the buyer holds all that it bought")
def buyer_holds_all(story: Story, session: Session, expect: Expectation) -> None:
    offer = story.sent["offer"]
    rows = held_crrs(session, story.bound["buyer"], "SECONDARY_MARKET")
    found = [
        (each.start, each.end, each.mw) for each in rows if each.parent_crr_id == story.bound["seasonal"]
    ]
    wanted = [(offer.start_date, offer.end_date, offer.mw)]
    expect.equal("what the buyer holds of it", found, wanted, answer=story.answer)
