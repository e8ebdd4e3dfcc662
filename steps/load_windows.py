"""Sentences on load submission windows: which there are, and what is told of them."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.hours import days_between, length_of
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.binding import Binder, missing
from marketsim.target.operator import Operator
from marketsim.target.session import Session

FLAGS = {"historical": "H", "forecast": "F"}


@given(parsers.re("an? (?P<status>OPEN|CLOSED) (?P<kind>historical|forecast) load submission window"))
def a_window(story: Story, binder: Binder, status: str, kind: str) -> None:
    window = binder.load_window(story.us, FLAGS[kind], status)
    story.bound["window"], story.bound["period"] = window, window.periods[0]


@given(parsers.re(r"a day of (?P<length>\d+) hours in one of its periods"), converters={"length": int})
def a_day_of_length(story: Story, length: int) -> None:
    for period in story.bound["window"].periods:
        for day in days_between(period.start_date, period.end_date):
            if length_of(day) == length:
                story.bound["period"], story.bound["days"] = period, [day]
                return
    raise missing(f"a day of {length} hours in {story.bound['window'].name}")


@given("a day of summer time in one of its periods")
def a_summer_day(story: Story) -> None:
    for period in story.bound["window"].periods:
        if period.start_date.hour == 7:  # midnight in daylight time is 07:00 UTC
            story.bound["period"] = period
            story.bound["days"] = days_between(period.start_date, period.end_date)[:1]
            return
    raise missing(f"a period of {story.bound['window'].name} that begins in summer time")


def _lists(story: Story, session: Session) -> dict[tuple[str, str], Answer[Any]]:
    """The four lists of windows by flag and status."""
    service = session.client(story.us).historical_forecasted_load
    return {
        ("H", "OPEN"): story.heard(service.get_open_historical_load_submission_window_list()),
        ("F", "OPEN"): story.heard(service.get_open_forecast_load_submission_window_list()),
        ("H", "CLOSED"): story.heard(service.get_closed_hist_load_submission_window_list()),
        ("F", "CLOSED"): story.heard(service.get_closed_forecast_load_submission_window_list()),
    }


@given(
    parsers.re("it is listed with the (?P<status>OPEN|CLOSED) (?P<kind>historical|forecast) windows alone")
)
@then(parsers.re("it is listed with the (?P<status>OPEN|CLOSED) (?P<kind>historical|forecast) windows alone"))
def listed_alone(story: Story, session: Session, expect: Expectation, status: str, kind: str) -> None:
    name = story.bound["window"].name
    for place, answer in _lists(story, session).items():
        listed = [each.name for each in answer.value]
        demand = expect.present if place == (FLAGS[kind], status) else expect.absent
        demand(f"the list {' '.join(place)}", name, listed, answer=answer)
        for each in answer.value:
            if each.name == name:
                found, what = each.window_status, "its status there"
                expect.status(what, found, status, table="load-window", name=name, answer=answer)


@then("every list of windows holds those of its own flag and status alone")
def lists_hold_their_own(story: Story, session: Session, expect: Expectation) -> None:
    lists = _lists(story, session)
    for place, answer in lists.items():
        found = {(each.hist_forecast_flag, each.window_status) for each in answer.value}
        if found:
            expect.equal(f"flags and statuses of the list {' '.join(place)}", found, {place}, answer=answer)
    if empty := [" ".join(place) for place, answer in lists.items() if not answer.value]:
        raise missing(f"windows on the list {empty[0]}")  # an empty list breaks no rule, and shows nothing


@when("we ask for the status of the window")
def ask_status(story: Story, session: Session) -> None:
    service = session.client(story.us).historical_forecasted_load
    name = story.bound["window"].name
    story.heard(service.get_load_submission_window_status(load_submission_window_name=name))


@then("the window is told as it is listed")
def told_as_listed(story: Story, expect: Expectation) -> None:
    expect.equal("the window", story.answer.value, story.bound["window"], answer=story.answer)


@then(parsers.re("the window is told to be (?P<status>OPEN|CLOSED)"))
def told_status(story: Story, expect: Expectation, status: str) -> None:
    answer, name = story.answer, story.bound["window"].name
    expect.status(
        "its status", answer.value.window_status, status, table="load-window", name=name, answer=answer
    )


@when("the load submission window closes")
def window_closes(story: Story, iso: Operator) -> None:
    iso.close_window(story.bound["window"].name)


@when("the ISO opens the load submission window again")
def window_opens(story: Story, iso: Operator) -> None:
    iso.open_window(story.bound["window"].name)
