"""Sentences on offers of CRRs in an auction, and on the credit that a portfolio requires."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.record_flaws import flawed
from fixtures.story import Story
from marketsim.contract.messages.auction import BidPoint, NewOffer
from marketsim.target.binding import Binder, first, missing
from marketsim.target.download_rows import rows_of
from marketsim.target.holdings import offerable, trades_awaiting_credit
from marketsim.target.mui import Screens
from marketsim.target.session import Session
from marketsim.target.workings import Workings
from steps.portfolios import content, portfolio_of

CENT = Decimal("0.01")


@given("a CRR of ours that may be offered there")
def offerable_crr(story: Story, session: Session) -> None:
    market, us = story.bound["market"], story.us
    for party in (each for each in session.parties if each.function == us.function and each.write):
        waiting = trades_awaiting_credit(session, party)
        for crr, period in offerable(session, party, market):
            if crr.crr_id not in waiting:
                story.party, story.bound["crr"], story.bound["period"] = party, crr, period
                return
    raise missing(f"a CRR of ours that covers a product of {market.name}")


def _offer(story: Story, build: PortfolioBuilder) -> NewOffer:
    return build.offer(story.bound["crr"], story.bound["period"])


def _create(story: Story, session: Session, build: PortfolioBuilder, offer: NewOffer) -> None:
    book(story, session).create(build.offers(story.us.name, story.bound["market"], offer))


@when("we create a portfolio with an offer of it")
def create_offer(story: Story, session: Session, build: PortfolioBuilder) -> None:
    _create(story, session, build, _offer(story, build))


@given("a portfolio of ours that was made in the MUI with a bid and an offer of it")
def made_in_mui_with_offer(story: Story, screens: Screens, build: PortfolioBuilder) -> None:
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 1), new_offers=[_offer(story, build)])
    story.sent["portfolio"] = portfolio
    screens.save(story.us, portfolio)


@when("we create a portfolio with an offer of more MW than we hold of it")
def create_too_large_offer(story: Story, session: Session, build: PortfolioBuilder) -> None:
    offer, crr = _offer(story, build), story.bound["crr"]
    points = [BidPoint(mw=mw, price=offer.bid_curve[0].price) for mw in (0.0, round(crr.mw + 0.001, 3))]
    _create(story, session, build, msgspec.structs.replace(offer, bid_curve=points))


@when("we create a portfolio with an offer of a CRR that somebody else holds")
def create_foreign_offer(story: Story, session: Session, build: PortfolioBuilder) -> None:
    service: Any = session.client(story.us).market_data
    answer = service.get_public_general_data(
        public_general_download_type="PUBLIC_EXISTING_CRR", file_format="JSON"
    )
    rows = rows_of(answer, "AssetOwner", "CrrId")
    foreign = (row["CrrId"] for row in rows if row["AssetOwner"] != story.us.name)
    crr_id = int(first(foreign, "a CRR that somebody else holds"))
    _create(story, session, build, msgspec.structs.replace(_offer(story, build), crr_id=crr_id))


@when(parsers.re("we create a portfolio with an offer of it that (?P<flaw>.+)"))
def create_flawed_offer(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, flaw: str
) -> None:
    wrong = flawed(_offer(story, build), flaw, binder, story.us, story.bound["market"])
    _create(story, session, build, wrong)


@then("it holds the offer that we sent")
def holds_offer(story: Story, expect: Expectation) -> None:
    sent = [content(each) for each in story.sent["portfolio"].new_offers]
    found = [content(each) for each in story.answer.value.offers]
    expect.equal("the offers", found, sent, answer=story.answer)


@then("the refusal has one entry, which names the offer")
def names_the_offer(story: Story, expect: Expectation) -> None:
    refusal: Any = story.answer.refusal
    found = [each.error_description[: len("newOffers[0]")] for each in refusal.error_list] if refusal else []
    expect.equal("the records named", found, ["newOffers[0]"], answer=story.answer, provenance="assumed")


@when("we create a portfolio of 3 bids that pay less for more")
def create_falling(story: Story, session: Session, build: PortfolioBuilder) -> None:
    market, pair = story.bound["market"], story.bound["pair"]
    bids = [build.falling_bid(story.us.name, market, pair) for _ in range(3)]
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 0), new_bids=bids)
    book(story, session).create(portfolio)


@when("we ask for the credit that it requires")
def ask_credit(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.ask("get_portfolio_required_credit")


@then("it is the exposure of its bids with the ISO's credit margin")
def credit_is_exposure(story: Story, expect: Expectation, workings: Workings) -> None:
    """For each bid the largest MW x (price at that MW + margin), all prices being above zero (market rules 5.4)."""
    margin = _exact(workings.setting("credit.margin"))
    curves = [bid.bid_curve for bid in story.sent["portfolio"].new_bids]
    exposures = [max(_exact(at.mw) * (_exact(at.price) + margin) for at in curve) for curve in curves]
    expected = float(sum(exposures).quantize(CENT, ROUND_CEILING))
    expect.equal("the required credit", story.answer.value.required_credit, expected, answer=story.answer)


@then("it is at least what the bid can cost")
def credit_covers_cost(story: Story, expect: Expectation) -> None:
    last = story.sent["portfolio"].new_bids[0].bid_curve[-1]
    found, least = story.answer.value.required_credit, float(_exact(last.mw) * _exact(last.price))
    told = (story.answer.value.portfolio_name, story.answer.value.market_name)
    asked = (story.sent["portfolio"].portfolio_name, story.bound["market"].name)
    expect.equal("the portfolio and market told", told, asked, answer=story.answer)
    expect.that("the required credit", found, f"{least:.2f} or more", found >= least, answer=story.answer)
    story.bound["credit"] = found


@when("we create a portfolio with the same bid twice")
def create_twice(story: Story, session: Session, build: PortfolioBuilder) -> None:
    bid = story.sent["portfolio"].new_bids[0]
    book(story, session).create(msgspec.structs.replace(portfolio_of(story, build, 0), new_bids=[bid, bid]))


@then("it is twice as much as before")
def credit_is_twice(story: Story, expect: Expectation) -> None:
    """Each requirement is rounded to the cent, so the two may differ by one."""
    found, before = story.answer.value.required_credit, story.bound["credit"]
    held = abs(_exact(found) - 2 * _exact(before)) <= CENT
    expect.that("the required credit", found, f"{2 * before:.2f} to the cent", held, answer=story.answer)


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))
