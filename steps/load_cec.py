"""Sentences on the CEC's own load figures, and on submitted load that is held against them."""

from __future__ import annotations

from typing import Any, Literal

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.hours import day_of
from fixtures.load_builder import LoadBuilder
from fixtures.load_flaws import last_of, with_mw
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.messages.historical_forecasted_load import HourlyLoadRecord, LoadDataSet
from marketsim.target.binding import Binder
from marketsim.target.load_files import CecFigure
from marketsim.target.mui import Screens
from marketsim.target.party import Party
from marketsim.target.session import Session

MW = r"(?P<mw>\d+\.\d{3}) MW"
THREE = 3
Status = Literal["VALID", "ERROR"]


@given("the CEC takes part")
def cec_takes_part(story: Story, session: Session) -> None:
    story.bound["cec"] = session.party("CEC")


@given(parsers.re(rf"its last hour is of {MW}"), converters={"mw": float})
def last_hour(story: Story, mw: float) -> None:
    sink = story.bound["sinks"][-1]
    story.sent["load"] = story.sent["sound"] = with_mw(story.sent["load"], sink, mw)
    story.bound["hour"] = last_of(story.sent["load"], sink)


@given("the CEC has the load of each hour that we have")
def same_load(story: Story, screens: Screens) -> None:
    load: LoadDataSet = story.sent["load"]
    figures = [_figure(story.us, each, each.mw) for each in load.hourly_load]
    screens.upload_cec_load(story.bound["cec"], figures)


@given(parsers.re(rf"the CEC has {MW} of ours in that hour"), converters={"mw": float})
@when(parsers.re(rf"the CEC (?:lowers|raises) our load of that hour to {MW}"), converters={"mw": float})
def our_figure(story: Story, screens: Screens, mw: float) -> None:
    screens.upload_cec_load(story.bound["cec"], [_figure(story.us, story.bound["hour"], mw)])


@when(parsers.re(rf"the CEC lowers our load of every hour to {MW}"), converters={"mw": float})
def every_figure(story: Story, screens: Screens, mw: float) -> None:
    load: LoadDataSet = story.sent["load"]
    screens.upload_cec_load(story.bound["cec"], [_figure(story.us, each, mw) for each in load.hourly_load])


@when(parsers.re(rf"the CEC lowers the load of another of us in that hour to {MW}"), converters={"mw": float})
def anothers_figure(story: Story, session: Session, screens: Screens, mw: float) -> None:
    other = session.party(story.us.function, besides=(story.us,))
    screens.upload_cec_load(story.bound["cec"], [_figure(other, story.bound["hour"], mw)])


def _figure(party: Party, hour: HourlyLoadRecord, mw: float) -> CecFigure:
    return CecFigure(party.name, hour.sink_name, hour.effective_date, hour.hour_ending, mw)


@when(parsers.re(rf"we submit the load again, its last hour now of {MW}"), converters={"mw": float})
def submit_again(story: Story, session: Session, mw: float) -> None:
    story.sent["load"] = with_mw(story.sent["load"], story.bound["sinks"][-1], mw)
    story.heard(session.client(story.us).historical_forecasted_load.post_load_submission(story.sent["load"]))


@then(parsers.re("our load of the period is (?:still )?(?P<status>VALID|ERROR)"))
def our_status(story: Story, session: Session, expect: Expectation, status: Status) -> None:
    _is(expect, story.heard(_kept(story, session, story.us)), story.us, status)


@then("its error message has a text for that hour, with its date and sink")
def names_that_hour(story: Story, expect: Expectation) -> None:
    _names(story, expect, [story.bound["hour"]])


@then("its error message has a text for every hour, with its date and sink")
def names_every_hour(story: Story, expect: Expectation) -> None:
    _names(story, expect, story.sent["load"].hourly_load)


def _names(story: Story, expect: Expectation, hours: list[HourlyLoadRecord]) -> None:
    """The words are ours; date, hour and sink are in each text, and the MW submitted."""
    (told,) = story.answer.value
    message = told.load_submission_status.error_messages
    texts = message.splitlines() if isinstance(message, str) else []
    expect.equal("the texts", len(texts), len(hours), answer=story.answer, provenance="assumed")
    for text, hour in zip(texts, hours, strict=True):
        wanted = (
            day_of(hour.effective_date).isoformat(),
            f"HE{hour.hour_ending:02d}",
            hour.sink_name,
            f"{hour.mw:.3f}",
        )
        held = all(each in text for each in wanted)
        expect.that("the text", text, " and ".join(wanted), held, answer=story.answer, provenance="assumed")


@given(
    parsers.re(rf"three of us have submitted load of a day for the same sink, the last hour of {MW}"),
    converters={"mw": float},
)
def three_submitted(
    story: Story, session: Session, binder: Binder, build_load: LoadBuilder, expect: Expectation, mw: float
) -> None:
    window, period = story.bound["window"], story.bound["period"]
    story.bound["sinks"] = binder.load_points(story.us, 1)
    parties: list[Party] = []
    for _ in range(THREE):
        parties.append(session.party(story.us.function, besides=tuple(parties)))
    story.bound["three"] = parties
    for party in parties:
        hours = build_load.hours(story.bound["sinks"][0], [day_of(period.start_date)])
        load = build_load.submission(party.name, window, period, hours)
        _submit_as(story, session, party, with_mw(load, hours[0].sink_name, mw))
        expect.accepted(story.answer)


@when(
    parsers.re(rf"the CEC lowers the load of each of the three in that hour to {MW}"),
    converters={"mw": float},
)
def three_figures(story: Story, screens: Screens, mw: float) -> None:
    hour = last_of(story.sent["load"], story.bound["sinks"][0])
    screens.upload_cec_load(story.bound["cec"], [_figure(each, hour, mw) for each in story.bound["three"]])


@when(parsers.re(rf"the first of them submits again, its last hour now of {MW}"), converters={"mw": float})
def first_again(story: Story, session: Session, mw: float) -> None:
    first = story.bound["three"][0]
    load: LoadDataSet = story.sent[first.name]
    _submit_as(story, session, first, with_mw(load, story.bound["sinks"][0], mw))


def _submit_as(story: Story, session: Session, party: Party, load: LoadDataSet) -> None:
    story.sent["load"] = story.sent[party.name] = load
    story.heard(session.client(party).historical_forecasted_load.post_load_submission(load))


@given(parsers.re("the load of (?P<which>all three) is (?P<status>VALID)"))
@then(
    parsers.re(
        "the load of (?P<which>all three|the first|the other two) is (?:still )?(?P<status>VALID|ERROR)"
    )
)
def status_of_three(story: Story, session: Session, expect: Expectation, which: str, status: Status) -> None:
    three: list[Party] = story.bound["three"]
    for party in {"all three": three, "the first": three[:1], "the other two": three[1:]}[which]:
        _is(expect, _kept(story, session, party), party, status)


def _kept(story: Story, session: Session, party: Party) -> Answer[Any]:
    window, period = story.bound["window"].name, story.bound["period"].name
    service = session.client(party).historical_forecasted_load
    return service.get_load_data(load_submission_window_name=window, period_name=period)


def _is(expect: Expectation, answer: Answer[Any], party: Party, status: Status) -> None:
    (told,) = answer.value
    found = told.load_submission_status.status
    expect.equal(f"the status of {party.name}'s load", found, status, answer=answer, subject="state")


@when("we upload the load in the MUI")
def upload_load(story: Story, screens: Screens) -> None:
    story.bound["screen"] = screens.upload_load(story.us, story.sent["load"])


@then("the screens tell that every sink is kept")
def every_sink_kept(story: Story, expect: Expectation) -> None:
    told = story.bound["screen"]
    expect.equal("the sinks kept", sorted(told["kept"]), sorted(story.bound["sinks"]), provenance="assumed")


@then("the screens tell that the last sink failed, and why")
def last_sink_failed(story: Story, expect: Expectation) -> None:
    told, (*kept, last) = story.bound["screen"], story.bound["sinks"]
    found = ([each["sink"] for each in told["failed"]], told["kept"])
    expect.equal("the sinks failed and kept", found, ([last], kept), provenance="assumed")
    why = told["failed"][0]["error"]
    expect.that("the text", why, f"a text that names {last}", last in why, provenance="assumed")
