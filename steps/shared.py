"""Sentences that every topic uses: who we are, and what an answer must be."""

from __future__ import annotations

from pytest_bdd import given, parsers, then

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.session import Session


@given(parsers.parse("we hold the function {function:w}"))
def we_hold_a_function(story: Story, session: Session, function: str) -> None:
    story.party = session.party(function)


@given(parsers.parse("we hold the function {function:w} for reading only"))
def we_hold_a_function_for_reading(story: Story, session: Session, function: str) -> None:
    story.party = session.party(function, write=False)


@given(parsers.parse("another participant holds the function {function:w}"))
def another_participant(story: Story, session: Session, function: str) -> None:
    story.bound["partner"] = session.party(function, besides=(story.us,))


@then("the request is accepted")
def request_accepted(story: Story, expect: Expectation) -> None:
    expect.accepted(story.answer)


@then("both requests are accepted")
def both_accepted(story: Story, expect: Expectation) -> None:
    for answer in story.answers[-2:]:
        expect.accepted(answer)


@then(parsers.re(r"we are refused with (?P<code>[A-Z]{3,4}\d{3,4})"))
def refused_with(story: Story, expect: Expectation, code: str) -> None:
    expect.refused(story.answer, code)
