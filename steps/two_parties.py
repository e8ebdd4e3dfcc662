"""Sentences on trades whose two sides may run on two machines: side A offers, side B is the partner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.halves import Halves
from fixtures.offer_builder import AHEAD, OfferBuilder
from fixtures.story import Story
from marketsim.target.holdings import tradable_crr
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.secondary_market import listed, offer_is, post_offers, requests_in


@given(parsers.parse("an offering side and a partner, each with the function {function:w}"))
def two_sides(story: Story, session: Session, halves: Halves, function: str) -> None:
    story.party, story.bound["partner"] = halves.parties(session, function)


@given("the offering side holds a CRR that can still be traded")
def holds_a_crr(story: Story, session: Session, halves: Halves) -> None:
    if halves.ours("A"):
        until = datetime.now(UTC) + AHEAD + timedelta(days=2)
        story.bound["crr"] = tradable_crr(session, story.us, until)


@when("the offering side posts a private offer to sell it to the partner")
def posts_to_partner(story: Story, session: Session, halves: Halves, trader: OfferBuilder) -> None:
    if halves.ours("A"):
        offer = trader.offer(
            "private", "sell", story.us.name, story.bound["crr"], story.bound["partner"].name
        )
        story.bound["posted"] = post_offers(story, session, story.us, "private", "sell", [offer])


@then(parsers.re("the offering side is told that the offer is (?P<status>[A-Z_]+)"))
def told_the_status(story: Story, halves: Halves, expect: Expectation, status: str) -> None:
    if halves.ours("A"):
        offer_is(story, expect, status)


@then(parsers.re("the offering side has it among its (?P<status>[A-Z_]+) offers"))
def among_its_offers(
    story: Story, session: Session, halves: Halves, expect: Expectation, status: str
) -> None:
    if halves.ours("A"):
        answer = listed(story, session, "our", status, "offers")
        expect.present(f"its {status} offers", story.bound["request"], requests_in(answer), answer=answer)


@then("the offering side hands it over to the partner")
def hands_over(story: Story, halves: Halves) -> None:
    if halves.ours("A") and halves.handed_over(story.us) is None:
        request_id = story.bound["posted"].exchange.request_id
        halves.give(story.us, story.bound["partner"], (story.bound["request"],), request_id)


@then(parsers.re("the partner has it among its (?P<status>[A-Z_]+) responses, in the names of both"))
def partner_has_it(story: Story, session: Session, halves: Halves, expect: Expectation, status: str) -> None:
    if not halves.ours("B"):
        return
    taken = halves.take()
    (story.bound["request"],) = taken.requests
    answer = listed(story, session, "their", status, "responses")
    name = f"the partner's {status} responses"
    expect.present(name, story.bound["request"], requests_in(answer), answer=answer)
    row = next(each for each in answer.value if each.request_id == story.bound["request"])
    partner: Party = story.bound["partner"]
    expect.equal(
        "who offers and who is asked",
        (row.initiating_ao, row.responding_asset_owner),
        (taken.by, partner.name),
        answer=answer,
    )
