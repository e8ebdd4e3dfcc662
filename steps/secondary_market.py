"""Sentences on offers of the secondary market: posted, listed, and asked of a counterparty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import AHEAD, OfferBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.conversion import TRANSFEREE_FUNCTIONS
from marketsim.target.holdings import tradable_crr
from marketsim.target.party import Party
from marketsim.target.session import Session

WHOSE = r"(?P<whose>our|their)"
LIST = rf"{WHOSE} (?P<status>[A-Z_]+) (?P<what>offers|responses)"
OFFER = r"(?P<post>public|private) offer to (?P<side>buy|sell)"


def speaker(story: Story, whose: str) -> Party:
    """The party that a sentence means by ``our`` or ``their``."""
    partner: Party = story.bound["partner"]
    return story.us if whose in ("our", "ours") else partner


def post_offers(
    story: Story, session: Session, party: Party, post: str, side: str, offers: list[Any]
) -> Answer[Any]:
    """Post offers of one kind and remember the first one, and its requestId where it was given one."""
    method = f"post_{post}_sm_{side}_offers"
    answer = story.heard(getattr(session.client(party).secondary_market, method)(offers))
    story.sent["offer"], story.bound["side"] = offers[0], side
    if answer.ok and answer.value:
        story.bound["request"] = answer.value[0].request_id
    return answer


def listed(story: Story, session: Session, whose: str, status: str, what: str) -> Answer[Any]:
    """The offers or responses of us or of the other participant in one status."""
    service: Any = session.client(speaker(story, whose)).secondary_market
    if what == "offers":
        return story.heard(service.get_my_sm_offers_by_status(offer_status_type=status))
    return story.heard(service.get_my_sm_responses_by_status(response_status_type=status))


def requests_in(answer: Answer[Any]) -> list[int]:
    """The requestIds of a list."""
    return [each.request_id for each in answer.value]


@given(parsers.re("a CRR of (?P<whose>ours|theirs) that can still be traded"))
def a_tradable_crr(story: Story, session: Session, whose: str) -> None:
    until = datetime.now(UTC) + AHEAD + timedelta(days=2)
    story.bound["crr"] = tradable_crr(session, speaker(story, whose), until)


@given(parsers.re(f"the list of {LIST}"))
def list_before(story: Story, session: Session, whose: str, status: str, what: str) -> None:
    story.bound[whose, status, what] = listed(story, session, whose, status, what)


@when(parsers.re(f"we post a {OFFER}"))
def post_one(story: Story, session: Session, trader: OfferBuilder, post: str, side: str) -> None:
    offer = trader.offer(post, side, story.us.name, story.bound["crr"], story.bound["partner"].name)
    post_offers(story, session, story.us, post, side, [offer])


@given(parsers.re(f"(?P<who>we have|the other participant has) posted a {OFFER}"))
def have_posted(
    story: Story, session: Session, trader: OfferBuilder, expect: Expectation, who: str, post: str, side: str
) -> None:
    party = speaker(story, "our" if who == "we have" else "their")
    other = speaker(story, "their" if who == "we have" else "our")
    offer = trader.offer(post, side, party.name, story.bound["crr"], other.name)
    expect.accepted(post_offers(story, session, party, post, side, [offer]))


@then(parsers.re("the offer is (?P<status>[A-Z_]+)"))
def offer_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = [(each.asset_owner, each.offer_status) for each in answer.value]
    expect.equal("the offer's status", found, [(story.us.name, status)], answer=answer, subject="state")


@then(parsers.re(f"it is new among {LIST}, with the terms that we sent"))
def new_with_terms(
    story: Story, session: Session, expect: Expectation, whose: str, status: str, what: str
) -> None:
    before, request = story.bound[whose, status, what], story.bound["request"]
    name = f"{whose} {status} {what}"
    expect.absent(f"{name} before", request, requests_in(before), answer=before)
    answer = listed(story, session, whose, status, what)
    expect.present(name, request, requests_in(answer), answer=answer)
    row = msgspec.to_builtins(next(each for each in answer.value if each.request_id == request))
    wanted = _terms(story, what)
    expect.equal("its terms", {member: row.get(member) for member in wanted}, wanted, answer=answer)


def _terms(story: Story, what: str) -> dict[str, Any]:
    """What the list must say of the offer that was sent."""
    sent: dict[str, Any] = msgspec.to_builtins(story.sent["offer"])
    if what == "offers":
        post = "PRIVATE" if "targetMpName" in sent else "PUBLIC"
        return sent | {"offerType": story.bound["side"].upper(), "postType": post}
    roles = {"assetOwner": "initiatingAO", "targetMpName": "respondingAssetOwner"}
    terms = {roles.get(name, name): value for name, value in sent.items() if name != "contactInfo"}
    terms["respondingAssetOwner"] = story.bound["partner"].name
    return terms | {"initiatingOfferType": story.bound["side"].upper()}


@then(parsers.re(f"it is (?P<still>still |no longer |)among {LIST}"))
def among(
    story: Story, session: Session, expect: Expectation, still: str, whose: str, status: str, what: str
) -> None:
    answer = listed(story, session, whose, status, what)
    judge = expect.absent if still == "no longer " else expect.present
    judge(f"{whose} {status} {what}", story.bound["request"], requests_in(answer), answer=answer)


@then("nobody else is asked for a response")
def nobody_else_asked(story: Story, session: Session, expect: Expectation) -> None:
    others = {
        each.name: each
        for each in session.parties
        if each.function in TRANSFEREE_FUNCTIONS and each.name != story.bound["partner"].name
    }
    for party in others.values():
        service = session.client(party).secondary_market
        answer = story.heard(
            service.get_my_sm_responses_by_status(response_status_type="PENDING_MP_RESPONSE")
        )
        expect.absent(
            f"the responses asked of {party.name}", story.bound["request"], requests_in(answer), answer=answer
        )
