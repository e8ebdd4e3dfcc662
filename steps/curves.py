"""Sentences on the curve of a bid, also on those that the contract forbids."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import Book, book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.record_flaws import flawed
from fixtures.story import Story
from marketsim.contract.decoding import encode
from marketsim.target.binding import Binder
from marketsim.target.session import Session
from steps.portfolios import portfolio_of

Point = dict[str, Any]
A_NUMBER = 0.125
"""Stands in a body where something else is to be written in its place."""


def _changed(**members: Any) -> Callable[[Point], Point]:
    return lambda point: {**point, **members}


# What a sentence says of a bid -> its last point, as no conforming client can send it.
BREACHES: Mapping[str, Callable[[Point], Point]] = {
    "half a thousandth of a MW": _changed(mw=0.0005),
    "less than 0 MW": _changed(mw=-1.0),
    "a price of half a cent": _changed(price=0.005),
    "its MW as text": _changed(mw="1"),
    "no price": lambda point: {"mw": point["mw"]},
}


@when(parsers.re(r"we create the same portfolio again, (?:whose bid (?P<flaw>.+)|as it should be)"))
def create_once_more(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, flaw: str | None
) -> None:
    mine = book(story, session)
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 1), portfolio_name=mine.name)
    if flaw:
        bids = [flawed(each, flaw, binder, story.us, story.bound["market"]) for each in portfolio.new_bids]
        portfolio = msgspec.structs.replace(portfolio, new_bids=bids)
    mine.create(portfolio)


@when(parsers.re("we create a portfolio in breach of the contract, whose bid has (?P<flaw>.+)"))
def create_with_forbidden_point(story: Story, session: Session, build: PortfolioBuilder, flaw: str) -> None:
    portfolio = portfolio_of(story, build, 1)
    body = json.loads(encode(portfolio))
    curve: list[Point] = body["newBids"][0]["bidCurve"]
    curve[-1] = BREACHES[flaw](curve[-1])
    _send(book(story, session), portfolio, json.dumps(body), f"a bid with {flaw}")


@when(parsers.re(r"we create a portfolio in breach of the contract, whose MW are written (?P<written>\S+)"))
def create_with_forbidden_number(
    story: Story, session: Session, build: PortfolioBuilder, written: str
) -> None:
    portfolio = portfolio_of(story, build, 1)
    body = json.loads(encode(portfolio))
    body["newBids"][0]["bidCurve"][-1]["mw"] = A_NUMBER
    whole = json.dumps(body).replace(f'"mw": {A_NUMBER}', f'"mw": {written}')
    _send(book(story, session), portfolio, whole, f"MW written {written}")


def _send(mine: Book, portfolio: Any, body: str, breach: str) -> None:
    mine.create_as_written(portfolio, body.encode(), breach)


@then(parsers.re("the refusal names the (?P<member>mw|price) of its last point"))
def names_the_point(story: Story, expect: Expectation, member: str) -> None:
    """The place is told in words of ours."""
    refusal: Any = story.answer.refusal
    told = [each.error_description for each in refusal.error_list] if refusal is not None else []
    last = len(story.sent["portfolio"].new_bids[0].bid_curve) - 1
    place = f"newBids[0].bidCurve[{last}]"
    held = any(place in text and member in text for text in told)
    expect.that(
        "the refusal", told, f"a text on {member} of {place}", held, answer=story.answer, provenance="assumed"
    )
