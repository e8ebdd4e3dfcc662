"""Sentences on the records of a portfolio: flawed ones, too many of them, and how a refusal names them."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.record_flaws import flawed
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.session import Session
from steps.portfolios import portfolio_of

ORDER = ("first", "second", "third")


@when(
    parsers.re(r"we create a portfolio of 3 (?:bids|nominations), the (?P<which>\w+) of which (?P<flaw>.+)")
)
def create_with_flaw(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, which: str, flaw: str
) -> None:
    flaws = [(ORDER.index(which) + 1, flaw)]
    book(story, session).create(_flawed(story, session, binder, build, flaws))


@when(
    parsers.re(
        r"we create a portfolio of 3 nominations in breach of the contract, the second of which (?P<flaw>.+)"
    )
)
def create_in_breach(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, flaw: str
) -> None:
    portfolio = _flawed(story, session, binder, build, [(2, flaw)])
    book(story, session).create_in_breach(portfolio, f"a nomination that {flaw}")


@when("we create a portfolio of 3 bids with these flaws")
def create_with_flaws(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, datatable: list[list[str]]
) -> None:
    rows = [(int(number), flaw) for number, flaw in datatable[1:]]
    book(story, session).create(_flawed(story, session, binder, build, rows))


def _flawed(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, flaws: list[tuple[int, str]]
) -> Any:
    portfolio, made = portfolio_of(story, build, 3), book(story, session).side.made
    records = list(getattr(portfolio, made))
    for number, flaw in flaws:
        records[number - 1] = flawed(records[number - 1], flaw, binder, story.us, story.bound["market"])
    return msgspec.structs.replace(portfolio, **{made: records})


@when(parsers.re("we create a portfolio whose bid has (?P<count>\\d+) points"), converters={"count": int})
def create_with_points(story: Story, session: Session, build: PortfolioBuilder, count: int) -> None:
    portfolio = portfolio_of(story, build, 1)
    bid = portfolio.new_bids[0]
    point, step = bid.bid_curve[-1], build.mw()
    curve = [msgspec.structs.replace(point, mw=round(n * step, 3)) for n in range(count)]
    portfolio = msgspec.structs.replace(portfolio, new_bids=[msgspec.structs.replace(bid, bid_curve=curve)])
    if count <= 20:
        book(story, session).create(portfolio)
    else:
        book(story, session).create_in_breach(portfolio, f"a bid curve of {count} points")


@then(parsers.re(r"the refusal has one entry, which names the (?P<which>\w+) (?:bid|nomination)"))
def names_one(story: Story, session: Session, expect: Expectation, which: str) -> None:
    _names(story, session, expect, [ORDER.index(which) + 1])


@then(parsers.re(r"the refusal has one entry for each of the bids (?P<first>\d) and (?P<last>\d)"))
def names_two(story: Story, session: Session, expect: Expectation, first: str, last: str) -> None:
    _names(story, session, expect, [int(first), int(last)])


def _names(story: Story, session: Session, expect: Expectation, numbers: list[int]) -> None:
    """The spelling of a record's place in the text is ours, so all of this is assumed on a live target."""
    path = _camel(book(story, session).side.made)
    refusal: Any = story.answer.refusal
    found = [
        re.split("[ :.]", each.error_description)[0]
        for each in (refusal.error_list if refusal is not None else ())
    ]
    expected = [f"{path}[{number - 1}]" for number in numbers]
    expect.equal(
        "the records named", found, expected, answer=story.answer, subject="value", provenance="assumed"
    )


def _camel(member: str) -> str:
    first, *rest = member.split("_")
    return first + "".join(part.capitalize() for part in rest)
