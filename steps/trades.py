"""Sentences on what becomes of an offer: a counterparty is bound to it and responds."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.messages.secondary_market import (
    SmResponseToBuyOffer,
    SmResponseToSellOffer,
    TargetRespondingMp,
)
from marketsim.target.conversion import TRANSFEREE_FUNCTIONS
from marketsim.target.halt import skipped
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.secondary_market import have_posted, post_offers, speaker

OFFER = r"(?P<post>public|private) offer to (?P<side>buy|sell)"
NOBODY = "NOBODY"
WHOM = (
    r"(?P<whom>the other participant|the other participant in small letters|ourselves|a participant that .+)"
)
CENT = 0.01


def named(story: Story, session: Session, whom: str) -> str:
    """The name that a sentence means."""
    if whom == "a participant that may hold no CRRs":
        return _no_holder(session)
    partner: Party = story.bound["partner"]
    return {
        "ourselves": story.us.name,
        "the other participant": partner.name,
        "the other participant in small letters": partner.name.lower(),
        "a participant that does not exist": NOBODY,
    }[whom]


def _no_holder(session: Session) -> str:
    holders = {each.name for each in session.parties if each.function in TRANSFEREE_FUNCTIONS}
    for party in session.parties:
        if party.name not in holders:
            return party.name
    raise skipped("data", "the profile names no participant that may hold no CRRs", waits_for="us")


def bind(story: Story, session: Session, responder: str, price: float | None = None) -> Answer[Any]:
    """Bind a counterparty to the offer that the scenario is about."""
    price = story.sent["offer"].price if price is None else price
    body = TargetRespondingMp(request_id=story.bound["request"], responding_mp_name=responder, price=price)
    return story.heard(session.client(story.us).secondary_market.target_sm_public_offer_to_mp([body]))


def respond(story: Story, session: Session, party: Party, side: str, crr_id: int) -> Answer[Any]:
    """Answer the offer; an offer to buy is answered with a CRR."""
    service, request = session.client(party).secondary_market, story.bound["request"]
    if side == "buy":
        body = SmResponseToBuyOffer(request_id=request, crr_id=crr_id)
        return story.heard(service.post_sm_response_to_buy_offers([body]))
    return story.heard(service.post_sm_response_to_sell_offers([SmResponseToSellOffer(request_id=request)]))


@given(parsers.re(f"we have posted a {OFFER}, which awaits the other participant"))
def have_bound(
    story: Story, session: Session, trader: OfferBuilder, expect: Expectation, post: str, side: str
) -> None:
    have_posted(story, session, trader, expect, "we have", post, side)
    if post == "public":
        expect.accepted(bind(story, session, story.bound["partner"].name))


@when(parsers.re(f"we bind {WHOM} to the offer"))
def bind_whom(story: Story, session: Session, whom: str) -> None:
    bind(story, session, named(story, session, whom))


@when("we bind the other participant to the offer at another price")
def bind_at_another_price(story: Story, session: Session) -> None:
    price = round(story.sent["offer"].price + CENT, 2)
    bind(story, session, story.bound["partner"].name, price)


@when(parsers.re("(?P<who>we|they) respond to the offer"))
@given(parsers.re("(?P<who>we|they) have responded to the offer"))
def respond_to_it(story: Story, session: Session, who: str) -> None:
    party = speaker(story, "our" if who == "we" else "their")
    respond(story, session, party, story.bound["side"], story.bound["crr"].crr_id)


@when("they respond to the offer with a CRR that they do not hold")
def respond_with_foreign_crr(story: Story, session: Session) -> None:
    respond(story, session, story.bound["partner"], "buy", story.bound["crr"].crr_id)


@when("they respond to the offer as to one to sell")
def respond_as_to_sell(story: Story, session: Session) -> None:
    respond(story, session, story.bound["partner"], "sell", story.bound["crr"].crr_id)


@then(parsers.re("the response is (?P<status>[A-Z_]+)"))
def response_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = [(each.request_id, each.response_status) for each in answer.value]
    expect.equal(
        "the response's status", found, [(story.bound["request"], status)], answer=answer, subject="state"
    )


@when(parsers.re(r"we post a private offer to (?P<side>buy|sell) to " + WHOM))
def post_to_whom(story: Story, session: Session, trader: OfferBuilder, side: str, whom: str) -> None:
    target = named(story, session, whom)
    offer = trader.offer("private", side, story.us.name, story.bound["crr"], target)
    post_offers(story, session, story.us, "private", side, [offer])


@when(parsers.re(f"we post a {OFFER} in the name of the other participant"))
def post_for_another(story: Story, session: Session, trader: OfferBuilder, post: str, side: str) -> None:
    partner = story.bound["partner"].name
    offer = trader.offer(post, side, partner, story.bound["crr"], story.us.name)
    post_offers(story, session, story.us, post, side, [offer])
