"""Sentences on load migration markets: their status, their dates and their N-hour data."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.sample_request import sample
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.operations import OperationKey
from marketsim.target.binding import Binder
from marketsim.target.migration import market_by_hours, unconfigured_market
from marketsim.target.migration_desk import MigrationDesk
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from steps.histories import seen

STATUS = r"(?P<status>PREP|OPEN|CLOSED|POSTED)"
SERVICE = "load_migration"


def service_of(story: Story, session: Session) -> Any:
    """The service, spoken to as us."""
    return session.client(story.us).load_migration


@given(parsers.re(f"an? {STATUS} load migration market"))
def a_migration_market(story: Story, binder: Binder, status: str) -> None:
    market = binder.migration_market(story.us, status)
    story.bound["market"], story.bound["name"] = market, market.market_name


@given("a load migration market that posts no N-hour data")
def a_market_without_hours(story: Story, session: Session) -> None:
    story.bound["market"] = market_by_hours(session, story.us, "No")


@given("a load migration market whose N-hour data are still to come")
def a_market_with_hours_to_come(story: Story, session: Session) -> None:
    story.bound["market"] = market_by_hours(session, story.us, "Yes", of_status="PREP")


@given("a load migration market that is named but not yet configured")
def a_market_not_configured(story: Story, session: Session) -> None:
    story.bound["name"] = unconfigured_market(session, story.us)


@when("we ask for the status of that migration market")
def ask_status(story: Story, session: Session) -> None:
    name = story.bound["market"].market_name
    story.heard(service_of(story, session).get_load_migration_market_status(load_migration_market_name=name))


@when(parsers.re(rf"we call {SERVICE}\.(?P<name>\w+) for that market"))
def call_for_market(story: Story, session: Session, name: str) -> None:
    operation = session.contract.operations[OperationKey(SERVICE, name)]
    names = dict.fromkeys(("loadMigrationMarketName", "loadMigrationMarket"), story.bound["name"])
    request = sample(session.contract, operation, story.us.name, names)
    story.heard(session.client(story.us).call(operation, request.query, request.body))


@then(parsers.re(f"the migration market is {STATUS}"))
def market_is(story: Story, expect: Expectation, status: str) -> None:
    answer = story.answer
    expect.accepted(answer)
    told, name = answer.value.market_status, story.bound["name"]
    expect.status("its status", told, status, table="market", name=name, answer=answer)


@then(parsers.re(f"it is on the (?P<listed>active|posted) list of migration markets alone, as {STATUS}"))
@given(parsers.re(f"it is on the (?P<listed>active|posted) list of migration markets alone, as {STATUS}"))
def on_one_list(story: Story, session: Session, expect: Expectation, listed: str, status: str) -> None:
    name = story.bound["market"].market_name
    for each, answer in _lists(story, session):
        found = [market.market_status for market in answer.value if market.market_name == name]
        wanted = [status] if each == listed else []
        subject = "presence" if wanted else "absence"
        expect.equal(f"its entries in the {each} list", found, wanted, answer=answer, subject=subject)
        for entry in found:
            seen(story, entry)


def _lists(story: Story, session: Session) -> list[tuple[str, Answer[Any]]]:
    service = service_of(story, session)
    return [
        ("active", story.heard(service.get_active_load_migration_market_list())),
        ("posted", story.heard(service.get_posted_load_migration_market_list())),
    ]


@then("it takes effect with the first of a Pacific month")
def effective_on_the_first(story: Story, expect: Expectation) -> None:
    name = story.bound["market"].market_name
    answers = story.answers[-2:]  # the two lists just asked for
    for answer in answers:
        for market in (each for each in answer.value if each.market_name == name):
            local = market.effective_date.astimezone(PACIFIC)
            expect.equal(
                "its effective date", (local.day, local.hour, local.minute), (1, 0, 0), answer=answer
            )


@when("the N-hour data of that market come out")
def hours_come_out(story: Story, iso: Operator) -> None:
    iso.let_time_come(story.bound["market"].n_hour_data_post_date)


@given("we know the load aggregation points")
def aggregation_points(story: Story, binder: Binder) -> None:
    story.bound["points"] = binder.load_points(story.us, 2)


@when("the ISO tells two hours of each season and time of use")
def tell_hours(story: Story, migrating: MigrationDesk) -> None:
    """Of the 15th of a month in the middle of the season, of the year before it takes effect."""
    market = story.bound["market"]
    year = market.effective_date.year - 1
    story.bound["hours"] = {
        (lap, season, tou, f"{year}-{3 * season - 1:02d}-15", hour)
        for lap in story.bound["points"]
        for season in (1, 2, 3, 4)
        for tou, hours in (("ON", (17, 18)), ("OFF", (23, 24)))
        for hour in hours
    }
    names = ("lap", "season", "tou", "day", "hourEnding")
    hours = [dict(zip(names, each, strict=True)) for each in sorted(story.bound["hours"])]
    migrating.tell_hours(market.market_name, hours)


@then("these hours are told, and no others")
def hours_as_told(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    found = {
        (
            each.default_load_aggregation_point,
            each.season_number,
            each.tou,
            f"{each.effective_date.astimezone(PACIFIC):%Y-%m-%d}",
            each.hour_ending,
        )
        for each in answer.value
    }
    expect.equal("the hours", sorted(found), sorted(story.bound["hours"]), answer=answer, subject="presence")


@when("we ask for its N-hour data")
def ask_hours(story: Story, session: Session) -> None:
    name = story.bound["market"].market_name
    story.heard(service_of(story, session).get_n_hour_data(load_migration_market_name=name))


@then("every load aggregation point has its hours in each season and time of use")
def hours_complete(story: Story, expect: Expectation) -> None:
    answer = story.answer
    expect.accepted(answer)
    found: dict[str, set[tuple[int, str]]] = defaultdict(set)
    for each in answer.value:
        found[each.default_load_aggregation_point].add((each.season_number, each.tou))
    expect.that("the load aggregation points", sorted(found), "one or more", bool(found), answer=answer)
    lacking = sorted(name for name, told in found.items() if len(told) < 8)
    expect.equal("points without hours in some season and time of use", lacking, [], answer=answer)


@then("every hour lies on a Pacific day of its season")
def hours_in_season(story: Story, expect: Expectation) -> None:
    astray = []
    for each in story.answer.value:
        local = each.effective_date.astimezone(PACIFIC)
        if local.hour != 0 or (local.month + 2) // 3 != each.season_number:
            astray.append((each.season_number, local.isoformat()))
    expect.equal("hours that lie elsewhere", astray, [], answer=story.answer)
