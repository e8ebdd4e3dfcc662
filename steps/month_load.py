"""Sentences on the load and the nomination caps of one month, of every load-serving entity at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.forecast import forecast, in_force
from fixtures.load_builder import LoadBuilder
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.contract.messages.historical_forecasted_load import LoadSubmissionWindow
from marketsim.target.binding import first
from marketsim.target.caps import caps_of
from marketsim.target.holdings import MIGRATED_GROUPS, HeldCrr, held_crrs
from marketsim.target.market_desk import MarketDesk
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.months import holders, market_of

ALLOCATED = ("ALLOCATION", *MIGRATED_GROUPS)


def entities(story: Story, session: Session) -> list[Party]:
    """The load-serving entities of the area that take part."""
    return [each for each in holders(story, session) if each.function == "CLSE" and not each.outside_area]


def allocated(session: Session, party: Party, period: Any) -> list[HeldCrr]:
    """What a party holds of allocated and migrated rights in a period."""
    return in_force(held_crrs(session, party, *ALLOCATED), period)


@when("every load-serving entity submits its forecast load of that month")
def submit_forecasts(
    story: Story,
    session: Session,
    build_load: LoadBuilder,
    expect: Expectation,
) -> None:
    """Each at one load aggregation point, at which the largest part of its rights ends; some end at hubs."""
    window = _window(story, session)
    (period,) = (each for each in window.periods if each.name == story.bound["month"])
    ends = {crr.sink for party in entities(story, session) for crr in allocated(session, party, period)}
    points = sorted(
        ends & {each.source_sink for each in story.bound["extract"].locations if each.kind == "LAP"}
    )
    story.bound["period"], story.bound["forecasts"], story.bound["load window"] = period, {}, window.name
    for number, party in enumerate(entities(story, session)):
        held = dict.fromkeys(points[number:] + points[:number], 0.0)
        for crr in allocated(session, party, period):
            if crr.sink in held:
                held[crr.sink] += crr.mw
        sink = max(held, key=lambda each: held[each])
        records = forecast(build_load, party, period, sink, held[sink])
        service = session.client(party).historical_forecasted_load
        answer = story.heard(
            service.post_load_submission(build_load.submission(party.name, window, period, records))
        )
        expect.accepted(answer)
        expect.equal("the submission", answer.value.status, "VALID", answer=answer, subject="state")
        story.bound["forecasts"][party.name] = records


def _window(story: Story, session: Session) -> LoadSubmissionWindow:
    service = session.client(entities(story, session)[0]).historical_forecasted_load
    listed = [
        *service.get_open_forecast_load_submission_window_list().value,
        *service.get_closed_forecast_load_submission_window_list().value,
    ]
    month = story.bound["month"]
    return first(
        (each for each in listed if month in [period.name for period in each.periods]),
        f"a window for the forecast load of {month}",
    )


@when(parsers.re("the ISO posts nomination caps of every entity for the tier (?P<tier>T1|T2) of that month"))
def post_caps(story: Story, session: Session, desk: MarketDesk, build: PortfolioBuilder, tier: str) -> None:
    market = market_of(story, session, tier)
    story.bound["calculation"] = f"CAPS {market.name} {build.stem[-6:]}"
    desk.work_out_caps(story.bound["calculation"], market.name, story.bound["load window"])
    desk.post_caps(story.bound["calculation"])
    story.bound["market"], story.bound["crowd"] = market, entities(story, session)


@then("every MEQ is what the oracle makes of load and rights")
def caps_judged(story: Story, session: Session, expect: Expectation) -> None:
    """Exceedance of the forecast less the allocated rights of the month, net of load migration, cut to 0.001 MW."""
    for party in story.bound["crowd"]:
        found = {
            (each.sink, each.tou): f"{each.mw:.3f}"
            for each in caps_of(session, party, story.bound["calculation"], "MEQ")
        }
        expect.equal(f"the MEQ of {party.name}", found, dict(_eligible(story, session, party)))


def _eligible(story: Story, session: Session, party: Party) -> Iterator[tuple[tuple[str, str], str]]:
    from marketsim.verification.caps import Held, exact, held_at, meq, posted_mw
    from marketsim.verification.exceedance import LoadedHour, metrics, pacific_day

    hours = [
        LoadedHour(each.sink_name, pacific_day(_moment(each)), each.hour_ending, each.mw)
        for each in story.bound["forecasts"][party.name]
        if each.data_type == "FINAL_LOAD"
    ]
    rights = allocated(session, party, story.bound["period"])
    for (sink, tou), metric in metrics(hours).items():
        held = [Held(x.source, x.sink, x.crr_type, exact(x.mw)) for x in rights if x.tou == tou]
        cap = posted_mw(meq(exact(metric.exceedance), 0, held_at(held, sink)))
        yield (sink, tou), f"{cap:.3f}"


def _moment(record: Any) -> datetime:
    moment: datetime = record.effective_date
    return moment
