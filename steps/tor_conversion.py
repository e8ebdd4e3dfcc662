"""Sentences on TOR conversion windows: their status, their lists and the paths of right holders."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.binding import Binder, first
from marketsim.target.operator import Operator
from marketsim.target.session import Session

STATUS = (
    "(?P<status>NEW|OPEN_FOR_CONVERSION|CLOSED_FOR_CONVERSION|OPEN_FOR_APPROVAL|CLOSED_FOR_APPROVAL|POSTED)"
)
ON_LIST = rf"it is on the (?P<listed>active|posted) list of conversion windows alone, as {STATUS}"


def conversion(story: Story, session: Session) -> Any:
    """The service, spoken to as us."""
    return session.client(story.us).tor_conversion


@given(parsers.re(f"a conversion window that is {STATUS}"))
def a_window(story: Story, binder: Binder, status: str) -> None:
    story.bound["window"] = binder.tor_window(story.us, status).name


@given("a path that we may convert in it")
def a_path(story: Story, session: Session) -> None:
    window = story.bound["window"]
    answer = conversion(story, session).get_tor_conversion_window_paths(tor_conversion_window=window)
    story.bound["path"] = first(answer.value, f"a path of {story.us.name} in {window}")


@given(parsers.parse("a transferee that holds the function {function:w}"))
def a_transferee(story: Story, session: Session, function: str) -> None:
    story.bound["transferee"] = session.party(function)


@when("we ask for the status of that window")
def ask_status(story: Story, session: Session) -> None:
    window = story.bound["window"]
    story.heard(conversion(story, session).get_tor_conversion_window_status(tor_conversion_window=window))


@when(parsers.re(f"the ISO brings it to {STATUS}"))
def bring_window(story: Story, iso: Operator, status: str) -> None:
    iso.move_conversion_window(story.bound["window"], status)


@then(parsers.re(f"the conversion window is {STATUS}"))
def window_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    name = story.bound["window"]
    expect.equal("the window", answer.value.name, name, answer=answer)
    expect.status("its status", answer.value.status, status, table="tor-window", name=name, answer=answer)


@given(parsers.re(ON_LIST))
@then(parsers.re(ON_LIST))
def on_one_list(story: Story, session: Session, expect: Expectation, listed: str, status: str) -> None:
    service = conversion(story, session)
    for each, ask in (
        ("active", service.get_new_conversion_window_for_request),
        ("posted", service.get_new_conversion_window_for_approval),
    ):
        answer = story.heard(ask())
        found = [window.status for window in answer.value if window.name == story.bound["window"]]
        wanted = [status] if each == listed else []
        subject = "presence" if wanted else "absence"
        expect.equal(f"its entries in the {each} list", found, wanted, answer=answer, subject=subject)
        for entry in found:
            name = story.bound["window"]
            expect.status("its status there", entry, status, table="tor-window", name=name, answer=answer)


@when("we ask for the paths that we may convert in it")
def ask_paths(story: Story, session: Session) -> None:
    window = story.bound["window"]
    story.heard(conversion(story, session).get_tor_conversion_window_paths(tor_conversion_window=window))


@then("every path lies within the period of the window")
def paths_within_period(story: Story, session: Session, expect: Expectation) -> None:
    answer, window = story.answer, story.bound["window"]
    expect.accepted(answer)
    told = conversion(story, session).get_tor_conversion_window_status(tor_conversion_window=window)
    period = told.value.period
    expect.that("our paths", len(answer.value), "one or more", bool(answer.value), answer=answer)
    outside = [
        each.id
        for each in answer.value
        if not period.start_date <= each.start_date < each.end_date <= period.end_date
    ]
    expect.equal("paths outside of it", outside, [], answer=answer)


@then("no other right holder reads any of our paths")
def paths_private(story: Story, session: Session, expect: Expectation) -> None:
    ours = {each.id for each in story.answer.value}
    for party in session.parties:
        if party.function == "TOR" and party.name != story.us.name:
            answer = story.heard(
                session.client(party).tor_conversion.get_tor_conversion_window_paths(
                    tor_conversion_window=story.bound["window"]
                )
            )
            found = sorted(ours & {each.id for each in answer.value})
            expect.equal(f"ours that {party.name} reads", found, [], answer=answer, subject="absence")
