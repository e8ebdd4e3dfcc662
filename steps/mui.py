"""Sentences on portfolios that are made in the market user interface, and so may be INVALID."""

from __future__ import annotations

from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.record_flaws import flawed
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.mui import Screens
from marketsim.target.session import Session
from steps.portfolios import portfolio_of


@given(
    parsers.re(r"a portfolio of ours that was made in the MUI with (?P<count>\d+) (?:bids|nominations)"),
    converters={"count": int},
)
def made_in_mui(story: Story, screens: Screens, build: PortfolioBuilder, count: int) -> None:
    _save(story, screens, portfolio_of(story, build, count))


@given(parsers.re(r"a portfolio of ours that was made in the MUI, whose (?:bid|nomination) (?P<flaw>.+)"))
def made_flawed_in_mui(
    story: Story, screens: Screens, session: Session, binder: Binder, build: PortfolioBuilder, flaw: str
) -> None:
    sound = portfolio_of(story, build, 1)
    story.bound["sound"] = sound
    _save(story, screens, _spoilt(story, session, binder, sound, flaw))


@when("we mend it in the MUI")
def mend(story: Story, screens: Screens) -> None:
    _save(story, screens, story.bound["sound"])


@when(parsers.re("we change it in the MUI, so that its (?:bid|nomination) (?P<flaw>.+)"))
def spoil(story: Story, screens: Screens, session: Session, binder: Binder, flaw: str) -> None:
    _save(story, screens, _spoilt(story, session, binder, story.bound["sound"], flaw))


def _spoilt(story: Story, session: Session, binder: Binder, sound: Any, flaw: str) -> Any:
    made = book(story, session).side.made
    records = [flawed(each, flaw, binder, story.us, story.bound["market"]) for each in getattr(sound, made)]
    return msgspec.structs.replace(sound, **{made: records})


def _save(story: Story, screens: Screens, portfolio: Any) -> None:
    story.sent["portfolio"] = portfolio
    screens.save(story.us, portfolio)


@then("its error message says what is wrong")
def error_message_says(story: Story, session: Session, expect: Expectation) -> None:
    """The screens name the record; how they spell its place is ours."""
    message = story.answer.value.error_message
    found = message if isinstance(message, str) else "none"
    place = f"{_list_of(session, story)}[0]"
    expect.that("the error message", found, f"a text on {place}", place in found, answer=story.answer)


@then("it has no error message")
def no_error_message(story: Story, expect: Expectation) -> None:
    expect.equal("the error message", story.answer.value.error_message, msgspec.UNSET, answer=story.answer)


def _list_of(session: Session, story: Story) -> str:
    return {"new_bids": "newBids", "new_nominations": "newNominations"}[book(story, session).side.made]
