"""Sentences on portfolios that are in use elsewhere, or that the market has changed under."""

from __future__ import annotations

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.story import Story
from marketsim.target.market_desk import MarketDesk
from marketsim.target.mui import Screens
from marketsim.target.session import Session


@when("we open it in the editor of the MUI")
def open_editor(story: Story, session: Session, screens: Screens) -> None:
    mine = book(story, session)
    screens.open_editor(story.us, mine.market_name, mine.name)


@when("we close the editor")
def close_editor(story: Story, session: Session, screens: Screens) -> None:
    mine = book(story, session)
    screens.close_editor(story.us, mine.market_name, mine.name)


@when("the ISO takes its source off the list of the market")
def withdraw_source(story: Story, desk: MarketDesk) -> None:
    desk.withdraw(story.bound["market"].name, [story.bound["pair"][0]])


@then(parsers.re('its error message says "(?P<rule>.+)" of the first (?P<kind>bid|offer)'))
def error_message_says(story: Story, expect: Expectation, rule: str, kind: str) -> None:
    """The place of a record in a saved portfolio, and the words, are ours."""
    message, place = story.answer.value.error_message, f"{kind}s[0]: "
    found = message if isinstance(message, str) else "none"
    held = found.startswith(place) and rule in found
    expect.that(
        "the error message", found, f"{place}... {rule} ...", held, answer=story.answer, provenance="assumed"
    )
