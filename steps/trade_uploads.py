"""Sentences on several records of the secondary market: two offers, two answers, as many as an upload may have."""

from __future__ import annotations

from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.crr_parts import part_of
from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.contract.messages.secondary_market import (
    SmResponseToBuyOffer,
    SmResponseToSellOffer,
    TargetRespondingMp,
)
from marketsim.target.session import Session
from steps.offer_faults import faulty
from steps.secondary_market import post_offers
from steps.trades import respond

OFFER = r"(?P<post>public|private) offer to (?P<side>buy|sell)"
OPERATION = r"post(?P<post>Public|Private)Sm(?P<side>Buy|Sell)Offers"


@given("we have posted the same once more")
def posted_again(story: Story, session: Session, expect: Expectation) -> None:
    offer, side, first = story.sent["offer"], story.bound["side"], story.bound["request"]
    post = "private" if hasattr(offer, "target_mp_name") else "public"
    expect.accepted(post_offers(story, session, story.us, post, side, [offer]))
    story.bound["requests"] = [first, story.bound["request"]]


@when(parsers.re("they respond to the (?P<which>first|second) of both"))
def respond_to_one(story: Story, session: Session, which: str) -> None:
    story.bound["request"] = story.bound["requests"][which == "second"]
    respond(story, session, story.bound["partner"], story.bound["side"], story.bound["crr"].crr_id)


@when("they respond to both")
def respond_to_both(story: Story, session: Session) -> None:
    service, requests = session.client(story.bound["partner"]).secondary_market, story.bound["requests"]
    if story.bound["side"] == "buy":
        crr_id = story.bound["crr"].crr_id
        to_buy = [SmResponseToBuyOffer(request_id=each, crr_id=crr_id) for each in requests]
        story.heard(service.post_sm_response_to_buy_offers(to_buy))
    else:
        to_sell = [SmResponseToSellOffer(request_id=each) for each in requests]
        story.heard(service.post_sm_response_to_sell_offers(to_sell))


@when("we bind the other participant to both")
def bind_to_both(story: Story, session: Session) -> None:
    price, responder = story.sent["offer"].price, story.bound["partner"].name
    body = [
        TargetRespondingMp(request_id=each, responding_mp_name=responder, price=price)
        for each in story.bound["requests"]
    ]
    story.heard(session.client(story.us).secondary_market.target_sm_public_offer_to_mp(body))


@then(parsers.re("the first is ERROR and says why, the second is (?P<status>[A-Z_]+)"))
def first_at_fault(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = [(each.request_id, _status(each)) for each in answer.value]
    wanted = list(zip(story.bound["requests"], ("ERROR", status), strict=True))
    expect.equal("the statuses", found, wanted, answer=answer, subject="state")
    _says_why(expect, answer, answer.value[0])


def _status(record: Any) -> str:
    told: dict[str, Any] = msgspec.to_builtins(record)
    return str(told["offerStatus"] if "offerStatus" in told else told["responseStatus"])


def _says_why(expect: Expectation, answer: Any, record: Any) -> None:
    text = record.message if isinstance(record.message, str) else ""
    expect.that("its text", text, "a text", bool(text.strip()), answer=answer)


@then(parsers.parse('its message says "{words}"'))
def message_says(story: Story, expect: Expectation, words: str) -> None:
    """The words are ours."""
    found = story.answer.value[0].message
    text = found if isinstance(found, str) else ""
    expect.that("its message", text, words, words in text, answer=story.answer, provenance="assumed")


@when(parsers.re(rf"we send (?P<count>\d+) offers to {OPERATION}, of which the last alone is sound"))
def send_offers(
    story: Story, session: Session, trader: OfferBuilder, count: str, post: str, side: str
) -> None:
    """Only one is kept, so that nobody's lists fill up; prices tell them apart."""
    post, side, crr = post.lower(), side.lower(), story.bound["crr"]
    sound = trader.offer(post, side, story.us.name, crr, story.bound["partner"].name)
    wrong = faulty(sound, crr, "its dates in reverse order")
    many = [msgspec.structs.replace(wrong, mw=number / 1000) for number in range(1, int(count))]
    story.sent["offers"] = [*many, sound]
    post_offers(story, session, story.us, post, side, story.sent["offers"])


@then(
    parsers.re(
        r"(?P<count>\d+) statuses come back in the order of the offers, and the last alone is (?P<status>[A-Z_]+)"
    ),
    converters={"count": int},
)
def statuses_in_order(story: Story, expect: Expectation, count: int, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the number of statuses", len(answer.value), count, answer=answer)
    sent = [each.mw for each in story.sent["offers"]]
    expect.equal("whose MW", [each.mw for each in answer.value], sent, answer=answer)
    found = [each.offer_status for each in answer.value]
    wanted = ["ERROR"] * (count - 1) + [status]
    expect.equal("the statuses", found, wanted, answer=answer, subject="state")


@when(parsers.re(f"we post a {OFFER} in our own name in small letters"))
def post_in_small_letters(story: Story, session: Session, trader: OfferBuilder, post: str, side: str) -> None:
    partner = story.bound["partner"].name
    offer = trader.offer(post, side, story.us.name.lower(), story.bound["crr"], partner)
    post_offers(story, session, story.us, post, side, [offer])


@given(
    parsers.re(r"we have posted a private offer to sell (?P<mw>[\d.]+) MW of it"), converters={"mw": float}
)
@when(parsers.re(r"we post a private offer to sell (?P<mw>[\d.]+) MW of it"), converters={"mw": float})
def post_megawatts(story: Story, session: Session, trader: OfferBuilder, mw: float) -> None:
    crr = story.bound["crr"]
    terms = {**part_of(crr, "all of it"), "mw": mw}
    offer = trader.offer("private", "sell", story.us.name, crr, story.bound["partner"].name, **terms)
    post_offers(story, session, story.us, "private", "sell", [offer])


@given("the other participant has posted a private offer to buy all of it")
def they_want_all(story: Story, session: Session, trader: OfferBuilder, expect: Expectation) -> None:
    crr, partner = story.bound["crr"], story.bound["partner"]
    offer = trader.offer("private", "buy", partner.name, crr, story.us.name, **part_of(crr, "all of it"))
    expect.accepted(post_offers(story, session, partner, "private", "buy", [offer]))
