"""Sentences on portfolios of many records."""

from __future__ import annotations

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.mui import Screens, upload
from marketsim.target.session import Session
from steps.portfolios import portfolio_of
from steps.record_texts import texts_of

LONG_REMARK = "remark " * 10 + "end"


@when(
    parsers.re(r"we create a portfolio with (?P<count>\d+) bids and an offer of it"),
    converters={"count": int},
)
def create_with_offer(story: Story, session: Session, build: PortfolioBuilder, count: int) -> None:
    offer = build.offer(story.bound["crr"], story.bound["period"])
    portfolio = msgspec.structs.replace(portfolio_of(story, build, count), new_offers=[offer])
    book(story, session).create(portfolio)


@given(
    parsers.re(
        r"a portfolio of ours that was uploaded in the MUI with (?P<count>\d+) bids of (?P<points>\d+) points and "
        r"long remarks, as more than (?P<least>\d+) bytes"
    ),
    converters={"count": int, "points": int, "least": int},
)
def uploaded_large(
    story: Story,
    screens: Screens,
    build: PortfolioBuilder,
    expect: Expectation,
    count: int,
    points: int,
    least: int,
) -> None:
    """A row a point repeats the terms of its bid, so that the file is several times as long as the message."""
    market, pair = story.bound["market"], story.bound["pair"]
    bids = [
        msgspec.structs.replace(build.long_bid(story.us.name, market, pair, points), description=LONG_REMARK)
        for _ in range(count)
    ]
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 0), new_bids=bids)
    size = len(upload(portfolio))
    expect.that("the size of the file", size, f"more than {least}", size > least)
    story.sent["portfolio"] = portfolio
    screens.save(story.us, portfolio)


@then(parsers.re(r"the refusal says that (?P<found>\d+) records are more than (?P<most>\d+)"))
def says_too_many(story: Story, expect: Expectation, found: str, most: str) -> None:
    """The words are ours; both numbers are in them."""
    told = texts_of(story)
    held = len(told) == 1 and found in told[0].split() and most in told[0].split()
    expect.that(
        "the refusal", told, f"a text on {found} and {most}", held, answer=story.answer, provenance="assumed"
    )
