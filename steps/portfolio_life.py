"""Sentences on the life of a portfolio: read, submitted, retracted, deleted, and its status in between."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.session import Session
from steps.portfolios import portfolio_of

ABSENT = "no such portfolio"
USE = "(?P<use>read|delete|ask the status of|submit|retract)"


@when(parsers.re(f"we {USE} the portfolio"))
def use_portfolio(story: Story, session: Session, use: str) -> None:
    book(story, session).use(use)


@when("we ask for the portfolio's status")
def ask_status(story: Story, session: Session) -> None:
    book(story, session).use("ask the status of")


@when(parsers.re(f"we {USE} a portfolio that does not exist"))
def use_absent_portfolio(story: Story, session: Session, use: str) -> None:
    book(story, session).use(use, ABSENT)


@given("a portfolio of ours there, from before its window closed")
def portfolio_of_ours(story: Story, binder: Binder) -> None:
    party, portfolio = binder.portfolio(story.us, story.bound["market"])
    story.party, story.sent["portfolio"] = party, portfolio


@given("the other participant has created a portfolio with one bid")
def partner_has_created(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    us, story.party = story.us, story.bound["partner"]
    expect.accepted(book(story, session).create(portfolio_of(story, build, 1)))
    story.party = us


@then(parsers.re("the portfolio is (?P<status>NEW|VALID|INVALID|SUBMITTED|REJECTED|DELETED)"))
def portfolio_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the portfolio's status", answer.value.status, status, answer=answer, subject="state")


@then(parsers.re("the portfolio is still (?P<status>NEW|VALID|INVALID|SUBMITTED)"))
def portfolio_is_still(story: Story, session: Session, expect: Expectation, status: str) -> None:
    book(story, session).use("ask the status of")
    portfolio_is(story, expect, status)
