"""Sentences on the creation of bid and nomination portfolios, and on what they hold."""

from __future__ import annotations

from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.session import Session


@given(
    parsers.re(
        r"an? (?P<status>PREP|OPEN|CLOSED|POSTED) (?P<term>monthly|annual) (?P<kind>auction|allocation)"
    )
)
def a_market(story: Story, binder: Binder, status: str, term: str, kind: str) -> None:
    story.bound["market"] = binder.market(story.us, kind, status, term.upper())  # type: ignore[arg-type]


@given("a source and a sink that may be bid there")
@given("a source and a sink that may be nominated there")
def a_pair(story: Story, binder: Binder) -> None:
    story.bound["pair"] = binder.pair(story.us, story.bound["market"])


def portfolio_of(story: Story, build: PortfolioBuilder, count: int) -> Any:
    """A portfolio of ``count`` records that fits the story's market."""
    market = story.bound["market"]
    make = build.bids if market.market_type == "AUCTION" else build.nominations
    return make(story.us.name, market, story.bound["pair"], count)


@when(
    parsers.re(r"we create a portfolio with (?P<count>\d+) (?:bids|nominations)"), converters={"count": int}
)
def create_portfolio(story: Story, session: Session, build: PortfolioBuilder, count: int) -> None:
    book(story, session).create(portfolio_of(story, build, count))


@when(parsers.re("we create a portfolio with one (?:bid|nomination)"))
def create_small_portfolio(story: Story, session: Session, build: PortfolioBuilder) -> None:
    book(story, session).create(portfolio_of(story, build, 1))


@given(parsers.re("we have created a portfolio with one (?:bid|nomination)"))
def have_created(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    expect.accepted(book(story, session).create(portfolio_of(story, build, 1)))


@given("we have created a portfolio with nothing in it")
def have_created_empty(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    expect.accepted(book(story, session).create(portfolio_of(story, build, 0)))


@when("we create a portfolio of the same name")
def create_same_name(story: Story, session: Session, build: PortfolioBuilder) -> None:
    mine = book(story, session)
    mine.create_again(msgspec.structs.replace(portfolio_of(story, build, 1), portfolio_name=mine.name))


@when(
    parsers.re(r"we create a portfolio whose name is (?P<length>\d+) characters long"),
    converters={"length": int},
)
def create_long_name(story: Story, session: Session, build: PortfolioBuilder, length: int) -> None:
    _create_in_breach(story, session, build, "x" * length, f"a name of {length} characters")


@when(parsers.re('we create a portfolio called "(?P<name>[^"]*)"'))
def create_called(story: Story, session: Session, build: PortfolioBuilder, name: str) -> None:
    _create_in_breach(story, session, build, name, f"the portfolio name {name!r}")


def _create_in_breach(
    story: Story, session: Session, build: PortfolioBuilder, name: str, breach: str
) -> None:
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 1), portfolio_name=name)
    book(story, session).create_in_breach(portfolio, breach)


@given("our portfolio is not listed")
def not_yet_listed(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    names = book(story, session).names()
    expect.absent(
        "the list before", build.stem, [each[: len(build.stem)] for each in names], answer=story.answer
    )


@then("our portfolio is listed")
def is_listed(story: Story, session: Session, expect: Expectation) -> None:
    mine = book(story, session)
    names = mine.names()
    expect.present("the list", mine.name, names, answer=story.answer)


@then("our portfolio is not listed")
@then("our portfolio is no longer listed")
def no_longer_listed(story: Story, session: Session, expect: Expectation) -> None:
    mine = book(story, session)
    names = mine.names()
    expect.absent("the list", mine.name, names, answer=story.answer)


@then(parsers.re("it holds the (?:bids|nominations) that we sent"))
def holds_what_we_sent(story: Story, session: Session, expect: Expectation) -> None:
    side = book(story, session).side
    sent = [content(each) for each in getattr(story.sent["portfolio"], side.made)]
    found = [content(each) for each in getattr(story.answer.value, side.records)]
    expect.equal(f"the {side.records}", found, sent, answer=story.answer)


def content(record: Any) -> dict[str, Any]:
    """A record without the id that the system gives it."""
    members: dict[str, Any] = msgspec.to_builtins(record)
    return {name: value for name, value in members.items() if name not in ("bidId", "nominationId")}
