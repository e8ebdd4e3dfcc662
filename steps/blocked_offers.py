"""Sentences on CRRs that cannot be offered (again): offered already, or about to be sold."""

from __future__ import annotations

from typing import Any

import msgspec
from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import missing
from marketsim.target.holdings import offerable, trades_awaiting_credit
from marketsim.target.session import Session
from steps.record_texts import texts_of


def _offer_of_it(story: Story, build: PortfolioBuilder) -> Any:
    offer = build.offer(story.bound["crr"], story.bound["period"])
    return build.offers(story.us.name, story.bound["market"], offer)


@when("we create another portfolio with an offer of it")
def create_another_offer(story: Story, session: Session, build: PortfolioBuilder) -> None:
    """Without the scenario being about it."""
    story.bound["other"] = _offer_of_it(story, build)
    book(story, session).create_again(story.bound["other"])


@when("we create a portfolio with two offers of it")
def create_two_offers(story: Story, session: Session, build: PortfolioBuilder) -> None:
    portfolio = _offer_of_it(story, build)
    offers = [*portfolio.new_offers, build.offer(story.bound["crr"], story.bound["period"])]
    book(story, session).create(msgspec.structs.replace(portfolio, new_offers=offers))


@when("we submit the other portfolio")
def submit_other(story: Story, session: Session) -> None:
    book(story, session).use("submit", story.bound["other"].portfolio_name)


@then("the other portfolio is not listed")
def other_not_listed(story: Story, session: Session, expect: Expectation) -> None:
    names = book(story, session).names()
    expect.absent("the list", story.bound["other"].portfolio_name, names, answer=story.answer)


@given("a CRR of ours that could be offered there, but whose sale awaits the credit check")
def crr_in_trade(story: Story, session: Session) -> None:
    market, us = story.bound["market"], story.us
    for party in (each for each in session.parties if each.function == us.function and each.write):
        waiting = trades_awaiting_credit(session, party)
        for crr, period in offerable(session, party, market):
            if crr.crr_id in waiting:
                story.party, story.bound["crr"], story.bound["period"] = party, crr, period
                story.bound["request"] = waiting[crr.crr_id]
                return
    raise missing(
        f"a CRR of ours that covers a product of {market.name} and whose sale awaits the credit check"
    )


@then("the refusal names the request of the sale")
def names_the_request(story: Story, expect: Expectation) -> None:
    told, request = texts_of(story), str(story.bound["request"])
    held = len(told) == 1 and request in told[0].split()
    expect.that("the refusal", told, f"a text on {request}", held, answer=story.answer, provenance="assumed")
