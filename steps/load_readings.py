"""Sentences on reading load back, and on the figures that are made from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.hours import day_of, is_on
from fixtures.load_builder import unlike
from fixtures.sample_request import NOWHERE
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.session import Session
from marketsim.verification.exceedance import LoadedHour, Metric, metrics, pacific_day

PER_200 = 200  # one hour in two hundred is half of a per cent
Hour = tuple[str, Any, int, str, float]


def _ask(story: Story, session: Session, what: str, period: str | None = None) -> Answer[Any]:
    service: Any = session.client(story.us).historical_forecasted_load
    call = {"load": service.get_load_data, "exceedance": service.get_load_exceedance_values}[what]
    window = story.bound["window"].name
    return story.heard(
        call(load_submission_window_name=window, period_name=period or story.bound["period"].name)
    )


@when(parsers.re("we ask for the (?P<what>load|exceedance) of the period"))
def ask(story: Story, session: Session, what: str) -> None:
    _ask(story, session, what)


@when(parsers.re("we ask for the (?P<what>load|exceedance) of a period that the window does not have"))
def ask_other_period(story: Story, session: Session, what: str) -> None:
    _ask(story, session, what, str(NOWHERE["period"]))


def _key(each: Any) -> Hour:
    return (each.sink_name, each.effective_date, each.hour_ending, each.data_type, each.mw)


def _kept(answer: Answer[Any], sinks: Iterable[str]) -> list[Any]:
    """The hours told of some sinks, in order."""
    wanted = set(sinks)
    hours = [each for told in answer.value for each in told.hourly_load if each.sink_name in wanted]
    return sorted(hours, key=_key)


def _sent(story: Story, sinks: Iterable[str]) -> list[Hour]:
    """The hours sent for some sinks, in order."""
    wanted = set(sinks)
    return sorted(_key(each) for each in story.sent["load"].hourly_load if each.sink_name in wanted)


@given("none of it is kept")
def not_kept_yet(story: Story, session: Session, expect: Expectation) -> None:
    answer = _ask(story, session, "load")
    kept = _kept(answer, story.bound["sinks"])
    for name in ("load", "sound"):
        story.sent[name] = unlike(story.sent[name], kept)
    _none_of(story, expect, answer, story.bound["sinks"])


@then("none of it is kept")
def none_kept(story: Story, session: Session, expect: Expectation) -> None:
    _none_of(story, expect, _ask(story, session, "load"), story.bound["sinks"])


@then("none of the last sink's load is kept")
def none_of_last_kept(story: Story, session: Session, expect: Expectation) -> None:
    _none_of(story, expect, _ask(story, session, "load"), story.bound["sinks"][-1:])


def _none_of(story: Story, expect: Expectation, answer: Answer[Any], sinks: list[str]) -> None:
    kept = sorted(set(_sent(story, sinks)) & {_key(each) for each in _kept(answer, sinks)})
    expect.equal("hours kept of what we send", kept[:3], [], answer=answer, subject="absence")


@then("every hour reads back as it was sent")
def reads_back(story: Story, session: Session, expect: Expectation) -> None:
    _reads_back(story, session, expect, story.bound["sinks"])


@then("every hour of the first sink reads back as it was sent")
def first_reads_back(story: Story, session: Session, expect: Expectation) -> None:
    _reads_back(story, session, expect, story.bound["sinks"][:1])


@then("every hour of the last sink reads back as it was sent before")
def last_as_before(story: Story, session: Session, expect: Expectation) -> None:
    story.sent["load"], refused = story.bound["before"], story.sent["load"]
    _reads_back(story, session, expect, story.bound["sinks"][-1:])
    story.sent["load"] = refused


def _reads_back(story: Story, session: Session, expect: Expectation, sinks: list[str]) -> None:
    """Of the days sent; what was there of other days is another matter."""
    answer, sent = _ask(story, session, "load"), _sent(story, sinks)
    days = {hour[1] for hour in sent}
    found = [_key(each) for each in _kept(answer, sinks) if each.effective_date in days]
    expect.equal("the number of hours", len(found), len(sent), answer=answer)
    expect.that("the hours", _first_other(found, sent), "as sent", found == sent, answer=answer)


def _first_other(found: list[Hour], sent: list[Hour]) -> str:
    return next(
        (f"{one} for {other}" for one, other in zip(found, sent, strict=True) if one != other), "as sent"
    )


@then("nothing else is kept of the sink")
def nothing_else_kept(story: Story, expect: Expectation) -> None:
    sinks = story.bound["sinks"]
    others = {_key(each) for each in _kept(story.answer, sinks)} - set(_sent(story, sinks))
    expect.equal("other hours kept", sorted(others)[:3], [], answer=story.answer, subject="absence")


@then("each hour has its time of use")
def time_of_use(story: Story, expect: Expectation) -> None:
    hours = _kept(story.answer, story.bound["sinks"])
    wrong = [
        (day_of(each.effective_date), each.hour_ending, each.time_of_use)
        for each in hours
        if (each.time_of_use == "ON") != is_on(day_of(each.effective_date), each.hour_ending)
    ]
    found, more = {each.time_of_use for each in hours}, {"answer": story.answer, "provenance": "assumed"}
    expect.equal("hours of another time of use", wrong[:3], [], **more)
    expect.that("the times of use told", sorted(found), "one or both", bool(found), **more)


@then("it is told VALID, at the time of the submission")
def told_valid(story: Story, expect: Expectation) -> None:
    (told,) = story.answer.value
    status = told.load_submission_status
    expect.equal("its status", status.status, "VALID", answer=story.answer, subject="state")
    found, submitted = status.submission_time, story.bound["submitted"]
    expect.equal("the time of submission", found, submitted, answer=story.answer)


@then(
    parsers.re(
        r"the day reads back with (?P<count>\d+) hours(?: of each sink)?, of which (?P<last>\d+) is the last"
    )
)
def day_reads_back(story: Story, expect: Expectation, count: str, last: str) -> None:
    days = set(story.bound["days"])
    for sink in story.bound["sinks"]:
        hours = [each for each in _kept(story.answer, [sink]) if day_of(each.effective_date) in days]
        endings = [each.hour_ending for each in hours]
        found = (len(endings), max(endings, default=0))
        expect.equal("hours and last hour ending", found, (int(count), int(last)), answer=story.answer)


@then(parsers.re(r"every day read back begins at (?P<hour>\d\d):00 UTC"))
def begins_at(story: Story, expect: Expectation, hour: str) -> None:
    days = {day_of(each) for each in {sent[1] for sent in _sent(story, story.bound["sinks"])}}
    kept = (each.effective_date for each in _kept(story.answer, story.bound["sinks"]))
    found = {f"{each:%H:%M}" for each in kept if day_of(each) in days}
    expect.equal("the beginnings in UTC", found, {f"{hour}:00"}, answer=story.answer)


@then("nothing is told of it")
def nothing_told(story: Story, expect: Expectation) -> None:
    expect.equal("what is told", story.answer.value, [], answer=story.answer, subject="absence")


@then("the highest load told is that of the hours sent")
def highest(story: Story, expect: Expectation) -> None:
    sent = {tou: max(loads) for tou, loads in _sent_by_tou(story).items()}
    found = {each.time_of_use: each.max_mw for each in _figures(story)}
    expect.equal("the highest load by time of use", found, sent, answer=story.answer)


@then("the exceedance told is the load that one hour in two hundred may exceed")
def exceedance(story: Story, expect: Expectation) -> None:
    """The least of the loads sent that no more than 0.5 % of the hours of its time of use exceed."""
    sent = {
        tou: min(mw for mw in loads if PER_200 * sum(other > mw for other in loads) <= len(loads))
        for tou, loads in _sent_by_tou(story).items()
    }
    found = {each.time_of_use: each.exceedance for each in _figures(story)}
    expect.equal("the exceedance by time of use", found, sent, answer=story.answer, provenance="assumed")


@then("the figures told of each sink are those that follow from its hours")
def figures_follow(story: Story, expect: Expectation) -> None:
    """By an oracle with a calendar and a count of its own; gross load and generation play no part."""
    hours = [
        LoadedHour(each.sink_name, pacific_day(each.effective_date), each.hour_ending, each.mw)
        for each in story.sent["load"].hourly_load
        if each.data_type == "FINAL_LOAD"
    ]
    found = {
        (each.sink_name, each.time_of_use): Metric(each.max_mw, each.exceedance)
        for told in story.answer.value
        for each in told.load_exceedance
        if each.sink_name in story.bound["sinks"]
    }
    wanted = dict(metrics(hours))
    expect.equal("highest and exceedance", found, wanted, answer=story.answer, provenance="assumed")


def _sent_by_tou(story: Story) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for each in story.sent["load"].hourly_load:
        if each.data_type == "FINAL_LOAD":
            found["ON" if is_on(day_of(each.effective_date), each.hour_ending) else "OFF"].append(each.mw)
    return found


def _figures(story: Story) -> list[Any]:
    """The figures of the one sink that the scenario is about."""
    (sink,) = story.bound["sinks"]
    return [each for told in story.answer.value for each in told.load_exceedance if each.sink_name == sink]
