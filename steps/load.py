"""Sentences on submitting hourly load: for whole days, sink by sink, with a flaw and mended."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.hours import days_between, length_of
from fixtures.load_builder import LoadBuilder
from fixtures.load_flaws import of_sink, with_flaw, with_sink_renamed
from fixtures.sample_request import NOWHERE
from fixtures.story import Story
from marketsim.contract.decoding import encode
from marketsim.contract.messages.historical_forecasted_load import HourlyLoadRecord
from marketsim.target.binding import Binder, missing
from marketsim.target.halt import skipped
from marketsim.target.session import Session

SINKS = {"one sink": 1, "two sinks": 2}
Records = list[HourlyLoadRecord]


@given(parsers.re("we are (?P<which>a|no) metered subsystem"))
def metered_subsystem_or_not(story: Story, session: Session, which: str) -> None:
    """No service tells; the profile says which of ours are."""
    wanted = (story.us.function, True, which == "a")
    for party in session.parties:
        if (party.function, party.write, party.metered_subsystem) == wanted:
            story.party = party
            return
    raise skipped("data", f"the profile names {which} metered subsystem of ours", waits_for="us")


@given("a period of it for which we have submitted nothing")
def empty_period(story: Story, session: Session) -> None:
    window, us = story.bound["window"], story.us
    for party in (each for each in session.parties if each.function == us.function and each.write):
        ask = session.client(party).historical_forecasted_load.get_load_data
        for period in window.periods:
            if ask(load_submission_window_name=window.name, period_name=period.name).value == []:
                story.party, story.bound["period"] = party, period
                return
    raise missing(f"a period of {window.name} for which none of us has submitted load")


@given(
    parsers.re("load of (?P<span>that day|a day|a week|the whole period) for (?P<sinks>one sink|two sinks)")
)
def load_to_submit(story: Story, binder: Binder, build_load: LoadBuilder, span: str, sinks: str) -> None:
    _keep(story, binder, build_load, span, SINKS[sinks], ("FINAL_LOAD",))


@given(
    parsers.re(
        "final load, gross load and gross generation of (?P<span>a day|the whole period) "
        "for (?P<sinks>one sink|two sinks)"
    )
)
def gross_load_to_submit(
    story: Story, binder: Binder, build_load: LoadBuilder, span: str, sinks: str
) -> None:
    kinds = ("FINAL_LOAD", "GROSS_LOAD", "GROSS_GENERATION")
    _keep(story, binder, build_load, span, SINKS[sinks], kinds)


def _keep(
    story: Story, binder: Binder, build: LoadBuilder, span: str, count: int, kinds: tuple[Any, ...]
) -> None:
    sinks = binder.load_points(story.us, count)
    records = [each for sink in sinks for each in build.hours(sink, _days(story, span), kinds)]
    window, period = story.bound["window"], story.bound["period"]
    story.bound["sinks"] = sinks
    story.sent["load"] = build.submission(story.us.name, window, period, records)
    story.sent["sound"] = story.sent["load"]


def _days(story: Story, span: str) -> list[date]:
    period = story.bound["period"]
    whole = days_between(period.start_date, period.end_date)
    if span == "that day":
        return list(story.bound["days"])
    # An ordinary day, so that hour ending 25 is one too many.
    ordinary = [day for day in whole if length_of(day) == 24]
    return {"a day": ordinary[:1], "a week": whole[:7], "the whole period": whole}[span]


@given(parsers.re("an hour of the last sink (?P<flaw>.+)"))
def flawed_hour(story: Story, flaw: str) -> None:
    load = story.sent["load"]
    story.sent["load"] = with_flaw(load, story.bound["sinks"][-1], flaw, story.bound["period"])


@given("the last sink is one that does not exist")
def unknown_sink(story: Story) -> None:
    last, nowhere = story.bound["sinks"][-1], str(NOWHERE["sinkName"])
    story.bound["sinks"] = [*story.bound["sinks"][:-1], nowhere]
    story.sent["load"] = with_sink_renamed(story.sent["load"], last, nowhere)


@given("it says that it is of the other flag")
def other_flag(story: Story) -> None:
    load = story.sent["load"]
    other = "F" if load.hist_forecast_flag == "H" else "H"
    story.sent["load"] = msgspec.structs.replace(load, hist_forecast_flag=other)


@given("it says a period that the window does not have")
def other_period(story: Story) -> None:
    story.sent["load"] = msgspec.structs.replace(story.sent["load"], period_name=str(NOWHERE["period"]))


@given(
    parsers.re(
        "(?P<span>a day|a week|the whole period) of load for (?P<sinks>one sink|two sinks) has been submitted"
    )
)
def submitted_before(
    story: Story,
    session: Session,
    binder: Binder,
    build_load: LoadBuilder,
    expect: Expectation,
    span: str,
    sinks: str,
) -> None:
    _keep(story, binder, build_load, span, SINKS[sinks], ("FINAL_LOAD",))
    story.bound["before"] = story.sent["load"]
    submit(story, session)
    expect.accepted(story.answer)


@when("we submit the load")
def submit(story: Story, session: Session) -> None:
    story.heard(session.client(story.us).historical_forecasted_load.post_load_submission(story.sent["load"]))


@when("we submit the load in breach of the contract")
def submit_in_breach(story: Story, session: Session) -> None:
    path = "/historicalforecastedload/v1.0/loadSubmission"
    headers: dict[str, str | None] = {"content-type": "application/json"}
    content, breach = encode(story.sent["load"]), "an hour of load that the contract forbids"
    story.heard(session.client(story.us).raw("POST", path, headers=headers, content=content, breach=breach))


@when("we submit the load of the last sink again, mended")
def submit_mended(story: Story, session: Session) -> None:
    sound = story.sent["sound"]
    again = of_sink(sound, story.bound["sinks"][-1])
    story.sent["load"] = sound
    story.heard(session.client(story.us).historical_forecasted_load.post_load_submission(again))


@when("we submit it, mended, for a period that the window does not have")
def submit_other_period(story: Story, session: Session) -> None:
    story.sent["load"] = msgspec.structs.replace(story.sent["sound"], period_name=str(NOWHERE["period"]))
    submit(story, session)


@when("we submit it, mended, to a CLOSED historical load submission window")
def submit_to_closed(story: Story, session: Session, binder: Binder) -> None:
    window = binder.load_window(story.us, "H", "CLOSED")
    story.bound["window"], story.bound["period"] = window, window.periods[0]
    story.sent["load"] = msgspec.structs.replace(
        story.sent["sound"], load_submission_window_name=window.name, period_name=window.periods[0].name
    )
    submit(story, session)


@then("the submission is VALID")
def submission_valid(story: Story, expect: Expectation) -> None:
    expect.accepted(story.answer)
    status = story.answer.value.status
    expect.equal("the submission's status", status, "VALID", answer=story.answer, subject="state")
    story.bound["submitted"] = story.answer.value.submission_time


@then("the body was larger than a million bytes")
def body_was_large(story: Story, expect: Expectation) -> None:
    size = len(story.answer.exchange.request_body)
    expect.that("the bytes sent", size, "more than 1000000", size > 1_000_000, answer=story.answer)


@then("the refusal has one entry, which names the last sink")
def names_last_sink(story: Story, expect: Expectation) -> None:
    refusal: Any = story.answer.refusal
    texts = [each.error_description for each in refusal.error_list] if refusal is not None else []
    expect.equal("the number of entries", len(texts), 1, answer=story.answer)
    sink = story.bound["sinks"][-1]
    expect.that(
        "the sink named", texts[0], f"a text that names {sink}", sink in texts[0], answer=story.answer
    )
