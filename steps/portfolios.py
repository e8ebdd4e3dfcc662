"""Sentences on bid and nomination portfolios, which share their life."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.client.client import CrrClient
from marketsim.contract.decoding import encode
from marketsim.contract.messages import auction, nomination
from marketsim.target.binding import Binder
from marketsim.target.session import Session


@dataclass(frozen=True, slots=True)
class Side:
    """The auction's or the allocation's way to say the same: methods, record member, identifier."""

    creation: str
    records: str
    made: str
    get: str
    get_list: str
    get_status: str
    delete: str
    submit: str
    retract: str
    path: str
    identifier: type[Any]


AUCTION = Side(
    "portfolio_creation", "bids", "new_bids", "get_portfolio", "get_portfolio_list", "get_portfolio_status",
    "delete_portfolio", "portfolio_submission", "post_portfolio_retraction", "/auction/v1.0",
    auction.PortfolioIdentifier,
)  # fmt: skip
ALLOCATION = Side(
    "portfolio_creation", "nominations", "new_nominations", "portfolio", "portfolio_list", "portfolio_status",
    "delete_portfolio", "portfolio_submission", "portfolio_retraction", "/nomination/v1.0",
    nomination.PortfolioIdentifier,
)  # fmt: skip
ABSENT = "no such portfolio"


class Book:
    """The portfolios of the story's party in its market, through the service that fits the market."""

    def __init__(self, story: Story, client: CrrClient) -> None:
        self._story = story
        market = story.bound["market"]
        self.market_name: str = market.name
        self.side = AUCTION if market.market_type == "AUCTION" else ALLOCATION
        self._service: Any = client.auction if self.side is AUCTION else client.nomination

    @property
    def name(self) -> str:
        """The portfolio that the scenario is about."""
        return str(self._story.sent["portfolio"].portfolio_name)

    def create(self, portfolio: Any) -> Answer[Any]:
        """Create it and remember it."""
        self._story.sent["portfolio"] = portfolio
        return self._story.heard(getattr(self._service, self.side.creation)(portfolio))

    def ask(self, method: str, name: str | None = None) -> Answer[Any]:
        """Read, delete or ask the status of one portfolio."""
        call = getattr(self._service, method)
        return self._story.heard(call(market_name=self.market_name, portfolio_name=name or self.name))

    def tell(self, method: str, name: str | None = None) -> Answer[Any]:
        """Submit or retract one portfolio."""
        identifier = self.side.identifier(
            portfolio_name=name or self.name,
            market_name=self.market_name,
            participant_name=self._story.us.name,
        )
        return self._story.heard(getattr(self._service, method)(identifier))

    def names(self) -> list[str]:
        """The names that the list shows."""
        answer = self._story.heard(getattr(self._service, self.side.get_list)(market_name=self.market_name))
        return [each.portfolio_name for each in answer.value]


def book(story: Story, session: Session) -> Book:
    """The book of the story so far."""
    return Book(story, session.client(story.us))


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


def _portfolio(story: Story, build: PortfolioBuilder, count: int) -> Any:
    market = story.bound["market"]
    make = build.bids if market.market_type == "AUCTION" else build.nominations
    return make(story.us.name, market, story.bound["pair"], count)


@when(
    parsers.re(r"we create a portfolio with (?P<count>\d+) (?:bids|nominations)"), converters={"count": int}
)
def create_portfolio(story: Story, session: Session, build: PortfolioBuilder, count: int) -> None:
    book(story, session).create(_portfolio(story, build, count))


@when(parsers.re("we create a portfolio with one (?:bid|nomination)"))
def create_small_portfolio(story: Story, session: Session, build: PortfolioBuilder) -> None:
    book(story, session).create(_portfolio(story, build, 1))


@given(parsers.re("we have created a portfolio with one (?:bid|nomination)"))
def have_created(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    expect.accepted(book(story, session).create(_portfolio(story, build, 1)))


@when("we create a portfolio of the same name")
def create_same_name(story: Story, session: Session, build: PortfolioBuilder) -> None:
    portfolio = _portfolio(story, build, 1)
    same = msgspec.structs.replace(portfolio, portfolio_name=story.sent["portfolio"].portfolio_name)
    story.heard(getattr(_service(story, session), book(story, session).side.creation)(same))


def _service(story: Story, session: Session) -> Any:
    client = session.client(story.us)
    return client.auction if story.bound["market"].market_type == "AUCTION" else client.nomination


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
    portfolio = msgspec.structs.replace(_portfolio(story, build, 1), portfolio_name=name)
    path = book(story, session).side.path
    client = session.client(story.us)
    headers: dict[str, str | None] = {"content-type": "application/json"}
    content = encode(portfolio)
    story.heard(
        client.raw("POST", f"{path}/portfolioCreation", headers=headers, content=content, breach=breach)
    )


@when("we read the portfolio")
def read_portfolio(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.ask(mine.side.get)


@when("we delete the portfolio")
def delete_portfolio(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.ask(mine.side.delete)


@when("we ask for the portfolio's status")
def ask_status(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.ask(mine.side.get_status)


@when(parsers.re("we (?P<use>read|delete|ask the status of) a portfolio that does not exist"))
def use_absent_portfolio(story: Story, session: Session, use: str) -> None:
    mine = book(story, session)
    side = mine.side
    method = {"read": side.get, "delete": side.delete, "ask the status of": side.get_status}[use]
    mine.ask(method, ABSENT)


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


@then("our portfolio is no longer listed")
def no_longer_listed(story: Story, session: Session, expect: Expectation) -> None:
    mine = book(story, session)
    names = mine.names()
    expect.absent("the list", mine.name, names, answer=story.answer)


@then(parsers.re("the portfolio is (?P<status>NEW|VALID|INVALID|SUBMITTED|REJECTED|DELETED)"))
def portfolio_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    expect.equal("the portfolio's status", answer.value.status, status, answer=answer, subject="state")


@then(parsers.re("it holds the (?:bids|nominations) that we sent"))
def holds_what_we_sent(story: Story, session: Session, expect: Expectation) -> None:
    side = book(story, session).side
    sent = [_content(each) for each in getattr(story.sent["portfolio"], side.made)]
    found = [_content(each) for each in getattr(story.answer.value, side.records)]
    expect.equal(f"the {side.records}", found, sent, answer=story.answer)


def _content(record: Any) -> dict[str, Any]:
    """A record without the id that the system gives it."""
    members: dict[str, Any] = msgspec.to_builtins(record)
    return {name: value for name, value in members.items() if name not in ("bidId", "nominationId")}


@given("we have created a portfolio with nothing in it")
def have_created_empty(story: Story, session: Session, build: PortfolioBuilder, expect: Expectation) -> None:
    expect.accepted(book(story, session).create(_portfolio(story, build, 0)))


@when("we submit the portfolio")
def submit_portfolio(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.tell(mine.side.submit)


@when("we retract the portfolio")
def retract_portfolio(story: Story, session: Session) -> None:
    mine = book(story, session)
    mine.tell(mine.side.retract)
