"""Sentences on generators that outages cut off the network, and on CRRs from there."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder, first
from marketsim.target.holdings import offerable
from marketsim.target.operator import Operator
from marketsim.target.outages import Outages
from marketsim.target.session import Session
from steps.portfolios import portfolio_of

MADE_BY_ISO = "SYSTEM"


@given("a generator that no base loading of the market touches")
def generator_without_base_loading(story: Story, binder: Binder) -> None:
    market, us = story.bound["market"], story.us
    loaded = binder.base_loaded(us, market)
    free = (name for name in binder.locations(us, market, "GEN") if name not in loaded)
    source = first(free, f"a biddable generator in {market.name} without base loading")
    sink = first(binder.locations(us, market, "LAP"), f"a biddable load aggregation point in {market.name}")
    story.bound["pair"] = source, sink


@given(parsers.re(r"we hold a CRR from there that is (?P<odd>not )?in the base loading"))
def hold_a_crr_from_there(
    story: Story, session: Session, binder: Binder, iso: Operator, expect: Expectation, odd: str | None
) -> None:
    """What the ISO made itself is in the model; an award of this very market is not, until it is posted."""
    market, (source, sink) = story.bound["market"], story.bound["pair"]
    product = market.products[0]
    terms = {
        "source": source,
        "sink": sink,
        "tou": product.tou,
        "hedgeType": "OBL",
        "crrType": "AUC",
        "category": "AUCTION" if odd else "SYSTEM",
        "marketName": market.name if odd else MADE_BY_ISO,
        "period": product.period.name,
        "mw": 20.0,
    }
    crr_id = iso.add_holding(story.us.name, terms)
    ours = (crr for crr, _ in offerable(session, story.us, market) if crr.crr_id == crr_id)
    story.bound["crr"], story.bound["period"] = first(ours, f"CRR {crr_id} of ours"), product.period.name
    loaded = binder.base_loaded(story.us, market)
    expect.equal("whether its source is in the base loading", source in loaded, not odd)


@when("outages cut the generator off")
def cut_off(story: Story, outages: Outages, expect: Expectation) -> None:
    source = story.bound["pair"][0]
    islanded = outages.cut_off(story.bound["market"].name, source)
    expect.equal("what the outages cut off", source in islanded, True)


@when("the outages are over")
def outages_over(story: Story, outages: Outages) -> None:
    outages.end(story.bound["market"].name)


@when("we create a portfolio with one bid from there")
def bid_from_there(story: Story, session: Session, build: PortfolioBuilder) -> None:
    book(story, session).create(portfolio_of(story, build, 1))
