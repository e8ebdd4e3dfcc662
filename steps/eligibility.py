"""Sentences on how nomination caps come about: from hourly load, in a calculation that the ISO makes and posts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.hours import days_between
from fixtures.load_builder import LoadBuilder
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder, first
from marketsim.target.caps import caps_of
from marketsim.target.market_desk import MarketDesk
from marketsim.target.mui import Screens
from marketsim.target.session import Session

WEEK = 7  # days; the first of a year may be a holiday, which has no ON hours


@given("the name of a calculation of nomination caps that does not exist yet")
def calculation_name(story: Story, build: PortfolioBuilder) -> None:
    story.bound["calculation"] = build.name()[:40].strip()


@when(parsers.re("the ISO works out nomination caps under (?:that|another) name"))
def work_out(story: Story, desk: MarketDesk, build: PortfolioBuilder) -> None:
    if "calculated" in story.bound:
        story.bound["calculation"] = build.name()[:40].strip()
    story.bound["calculated"] = True
    desk.work_out_caps(story.bound["calculation"], story.bound["market"].name)


@when("the ISO posts them")
def post(story: Story, desk: MarketDesk) -> None:
    desk.post_caps(story.bound["calculation"])


@then(parsers.re("(?P<count>no|1) private message tells? us of them"))
def told(story: Story, session: Session, expect: Expectation, count: str) -> None:
    service = session.client(story.us).messages
    answer = story.heard(service.private_messages(from_date=datetime.now(UTC) - timedelta(days=400)))
    texts = [] if answer.codes == ("SER0007",) else [each.message for each in answer.value]
    named = (story.bound["calculation"], story.bound["market"].name)
    found = [text for text in texts if all(name in text for name in named)]
    expect.equal("messages that name them", len(found), 0 if count == "no" else 1, answer=answer)


@given("we have submitted load of a week of every season of it, at one sink")
def submitted_load(
    story: Story, session: Session, binder: Binder, build_load: LoadBuilder, expect: Expectation
) -> None:
    submit_at(story, session, build_load, expect, binder.load_points(story.us, 1)[0])


@given("we have submitted load of a week of every season of it, at a scheduling point")
def submitted_outside(
    story: Story, session: Session, binder: Binder, build_load: LoadBuilder, expect: Expectation
) -> None:
    points = binder.locations(story.us, story.bound["market"], "SP")
    sink = first(points, f"a scheduling point in {story.bound['market'].name}")
    submit_at(story, session, build_load, expect, sink)


def submit_at(
    story: Story, session: Session, build_load: LoadBuilder, expect: Expectation, sink: str
) -> None:
    """Submit load of a week of each period of the story's window, and keep what exceedance we are told."""
    service, window = session.client(story.us).historical_forecasted_load, story.bound["window"]
    story.bound["sink"], story.bound["exceedance"] = sink, {}
    for period in window.periods:
        days = days_between(period.start_date, period.end_date)[:WEEK]
        load = build_load.submission(story.us.name, window, period, build_load.hours(sink, days))
        expect.accepted(story.heard(service.post_load_submission(load)))
        answer = story.heard(
            service.get_load_exceedance_values(
                load_submission_window_name=window.name, period_name=period.name
            )
        )
        for each in (one for told in answer.value for one in told.load_exceedance):
            if each.sink_name == sink:
                story.bound["exceedance"][period.name[-3:], each.time_of_use] = each.exceedance


@when("we elect that load as eligible in the screens")
def elect_load(story: Story, screens: Screens) -> None:
    screens.elect_load(story.us, story.bound["window"].name, story.bound["sink"])


@then("the SEQ at that sink is the exceedance that we were told, in each season and time of use")
def seq_is_exceedance(story: Story, session: Session, expect: Expectation) -> None:
    """None of our load is served by older rights, as far as we know."""
    caps = caps_of(session, story.us, story.bound["calculation"], "SEQ")
    found = {(cap.period[-3:], cap.tou): cap.mw for cap in caps if cap.sink == story.bound["sink"]}
    wanted = story.bound["exceedance"]
    expect.equal("the number of seasons and times of use", len(wanted), 8)
    expect.equal("the SEQ", found, wanted)


@then("no SEQ is ours at that sink")
def no_seq(story: Story, session: Session, expect: Expectation) -> None:
    caps = caps_of(session, story.us, story.bound["calculation"], "SEQ")
    found = [cap for cap in caps if cap.sink == story.bound["sink"]]
    expect.equal("the SEQ", found, [], subject="absence")
