"""Sentences on TOR conversion windows: their status, their lists and the paths of right holders."""

from __future__ import annotations

import json
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.binding import Binder, missing
from marketsim.target.conversion_desk import ConversionDesk
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from steps.histories import seen

STATUS = (
    "(?P<status>NEW|OPEN_FOR_CONVERSION|CLOSED_FOR_CONVERSION|OPEN_FOR_APPROVAL|CLOSED_FOR_APPROVAL|POSTED)"
)
APPROVAL_WINDOW = ("ConversionApprovalWindow", "conversionApprovalWindow")
ON_LIST = rf"it is on the (?P<listed>active|posted) list of conversion windows alone, as {STATUS}"


def conversion(story: Story, session: Session) -> Any:
    """The service, spoken to as us."""
    return session.client(story.us).tor_conversion


@given(parsers.re(f"a conversion window that is {STATUS}"))
def a_window(story: Story, binder: Binder, status: str) -> None:
    story.bound["window"] = binder.tor_window(story.us, status).name


@given("a path that we may convert in it")
def a_path(story: Story, session: Session) -> None:
    """The one with most room, for what earlier runs requested stays."""
    service, window = conversion(story, session), story.bound["window"]
    requested = service.get_tor_conversion_request_list(tor_conversion_window=window).value

    def room(path: Any) -> float:
        used = sum(
            each.mw
            for each in requested
            if (each.source, each.sink) == (path.source, path.sink)
            and each.request_status not in ("DISAPPROVED", "ERROR")
        )
        return float(1 - used / path.max_mw)

    paths = service.get_tor_conversion_window_paths(tor_conversion_window=window).value
    if not paths:
        raise missing(f"a path of {story.us.name} in {window}")
    story.bound["path"] = max(paths, key=room)


@given(parsers.parse("a transferee that holds the function {function:w}"))
def a_transferee(story: Story, session: Session, function: str) -> None:
    story.bound["transferee"] = session.party(function)


@when("we ask for the status of that window")
def ask_status(story: Story, session: Session) -> None:
    window = story.bound["window"]
    story.heard(conversion(story, session).get_tor_conversion_window_status(tor_conversion_window=window))


@when(parsers.re(f"the ISO brings it to {STATUS}"))
def bring_window(story: Story, converting: ConversionDesk, status: str) -> None:
    converting.bring(story.bound["window"], status)


@when(parsers.re("its window for (?P<what>conversion|approval) (?P<end>opens|closes), as it was announced"))
def its_date_comes(story: Story, session: Session, iso: Operator, what: str, end: str) -> None:
    told = conversion(story, session).get_tor_conversion_window_status(
        tor_conversion_window=story.bound["window"]
    )
    window = told.value
    dates = window.conversion_submission_window if what == "conversion" else window.conversion_approval_window
    iso.let_time_come(dates.open_date if end == "opens" else dates.close_date)


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
            seen(story, entry)
            name = story.bound["window"]
            expect.status("its status there", entry, status, table="tor-window", name=name, answer=answer)


@then("both members that name the approval window tell the same dates")
def both_names(story: Story, expect: Expectation) -> None:
    """The contract requires one spelling and describes the other."""
    answer = story.answer
    expect.accepted(answer)
    told = json.loads(answer.exchange.response_body)
    found = {name: told.get(name) for name in APPROVAL_WINDOW}
    window = told.get(APPROVAL_WINDOW[0])
    expect.equal("its members", found, dict.fromkeys(APPROVAL_WINDOW, window), answer=answer)
    expect.that("its dates", window, "both", window is not None and len(window) > 1, answer=answer)


@then("the approval window begins no earlier than that for conversion ends")
def in_order(story: Story, expect: Expectation) -> None:
    window = story.answer.value
    ends, begins = window.conversion_submission_window.close_date, window.conversion_approval_window.open_date
    expect.that("the approval window", f"{begins}", f"after {ends}", ends <= begins, answer=story.answer)


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
