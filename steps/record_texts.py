"""Sentences on what a refusal says of each faulty record, in words of ours."""

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
from steps.portfolio_records import ORDER
from steps.portfolios import portfolio_of

LISTS = {"bid": "new_bids", "offer": "new_offers"}
PLACES = {"bid": "newBids", "offer": "newOffers"}


def texts_of(story: Story) -> list[str]:
    """The descriptions of the refusal; empty for an answer that is none."""
    refusal: Any = story.answer.refusal
    return [each.error_description for each in refusal.error_list] if refusal is not None else []


@then(
    parsers.re(
        r'the refusal says of the (?P<which>\w+) (?P<kind>bid|offer) "(?P<member>\S+)" and "(?P<rule>.+)"'
    )
)
def says_of(story: Story, expect: Expectation, which: str, kind: str, member: str, rule: str) -> None:
    begins = f"{PLACES[kind]}[{ORDER.index(which)}]: {member}: "
    found = texts_of(story)
    held = len(found) == 1 and found[0].startswith(begins) and rule in found[0]
    expect.that("the refusal", found, f"{begins}... {rule} ...", held, answer=story.answer)


@when("we create a portfolio of 3 bids and an offer with these flaws")
def create_mixed(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, datatable: list[list[str]]
) -> None:
    offer = build.offer(story.bound["crr"], story.bound["period"])
    portfolio = msgspec.structs.replace(portfolio_of(story, build, 3), new_offers=[offer])
    made = {kind: list(getattr(portfolio, member)) for kind, member in LISTS.items()}
    for record, flaw in datatable[1:]:
        kind, number = record.split()
        at = int(number) - 1
        made[kind][at] = flawed(made[kind][at], flaw, binder, story.us, story.bound["market"])
    book(story, session).create(
        msgspec.structs.replace(portfolio, new_bids=made["bid"], new_offers=made["offer"])
    )


@then("the refusal has one entry for each of these records")
def names_these(story: Story, expect: Expectation, datatable: list[list[str]]) -> None:
    wanted = [record.split() for (record,) in datatable[1:]]
    expected = [f"{PLACES[kind]}[{int(number) - 1}]" for kind, number in wanted]
    found = [re.split("[ :.]", text)[0] for text in texts_of(story)]
    expect.equal("the records named", found, expected, answer=story.answer)
