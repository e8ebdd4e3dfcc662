"""Sentences on what no participant can bring about: refusals that the ISO's system gives by itself."""

from __future__ import annotations

from pytest_bdd import given, parsers, when

from fixtures.story import Story
from marketsim.target.operator import Operator
from marketsim.target.workings import Workings


@given(parsers.re(r"the ISO's system refuses (?P<operation>[a-z_]+\.[\w-]+) with (?P<code>[A-Z]{3}\d{4})"))
def refuses(workings: Workings, operation: str, code: str) -> None:
    workings.refuse(operation, code)


@when("the ISO's system works again")
def works_again(workings: Workings) -> None:
    workings.relent()


@when("the window of the market closes")
def window_closes(story: Story, iso: Operator) -> None:
    iso.close_window(story.bound["market"].name)
