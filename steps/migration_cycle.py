"""Sentences on a load migration from the uploads of all utilities to what the ISO works out and posts."""

from __future__ import annotations

from itertools import product
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures import transfer_sheet as sheet
from fixtures.expectation import Expectation
from fixtures.migration_builder import SEASONS, TIMES_OF_USE, MigrationBuilder
from fixtures.story import Story
from marketsim.contract.messages.load_migration import PostCustomerRate
from marketsim.target.binding import Binder, missing
from marketsim.target.migration_desk import MigrationDesk
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session


def parties(session: Session, function: str) -> list[Party]:
    """Our parties of a function that may write, each name once."""
    found = {each.name: each for each in session.parties if each.function == function and each.write}
    return list(found.values())


@given("the utilities and load-serving entities that take part in it")
def who_takes_part(story: Story, session: Session, migrating: MigrationDesk) -> None:
    utilities = parties(session, "CUDC")
    by_name = {each.name: each for each in parties(session, "CLSE")}
    owners = migrating.owners(story.bound["name"])
    known = [(duns, by_name[owner]) for duns, owner in sorted(owners.items()) if owner in by_name]
    if len(utilities) < len(sheet.UTILITIES) or len(known) < len(sheet.ENTITIES):
        raise missing("three utilities and four load-serving entities of ours")
    story.bound["utilities"] = dict(zip(sheet.UTILITIES, utilities, strict=False))
    story.bound["duns"] = {name: duns for name, (duns, _) in zip(sheet.ENTITIES, known, strict=False)}
    story.bound["entities"] = {name: party for name, (_, party) in zip(sheet.ENTITIES, known, strict=False)}
    story.bound["owners"], story.bound["months"] = owners, []


@when("the utilities upload rates, customers and these transfers")
def upload_all(
    story: Story, session: Session, utility: MigrationBuilder, expect: Expectation, datatable: list[list[str]]
) -> None:
    for name, party in story.bound["utilities"].items():
        lines = sheet.of_utility(sheet.changes(datatable), name)
        if lines:
            _post(story, session, utility, expect, party, "customer rates", _rates(story, utility, lines))
            counts = sheet.counts(lines, story.bound["duns"])
            _post(story, session, utility, expect, party, "customer numbers", counts)
    upload_transfers(story, session, utility, expect, datatable)


@when("the utilities upload these transfers")
def upload_transfers(
    story: Story, session: Session, utility: MigrationBuilder, expect: Expectation, datatable: list[list[str]]
) -> None:
    for name, party in story.bound["utilities"].items():
        lines = sheet.of_utility(sheet.changes(datatable), name)
        if lines:
            records = sheet.transfers(lines, story.bound["duns"], name)
            _post(story, session, utility, expect, party, "customer transfers", records)


def _rates(story: Story, utility: MigrationBuilder, lines: list[sheet.Change]) -> list[PostCustomerRate]:
    year = story.bound["market"].effective_date.year
    return [
        PostCustomerRate(class_=class_, tou=tou, season_number=season, year=year, kw_rate=utility.kw())  # type: ignore[arg-type]
        for class_, season, tou in product(sheet.classes(lines), SEASONS, TIMES_OF_USE)
    ]


def _post(
    story: Story,
    session: Session,
    utility: MigrationBuilder,
    expect: Expectation,
    party: Party,
    kind: str,
    records: list[Any],
) -> None:
    service: Any = session.client(party).load_migration
    posts = {
        "customer rates": service.post_customer_rates,
        "customer numbers": service.post_number_of_customers,
        "customer transfers": service.post_dasr_summary,
    }
    answer = story.heard(posts[kind](utility.upload(kind, story.bound["market"], party.name, records)))
    expect.accepted(answer)
    expect.equal("the upload", answer.value.submission_status, "VALID", answer=answer, subject="state")


@when("the ISO runs the migration")
def run_it(story: Story, migrating: MigrationDesk) -> None:
    migrating.clear(story.bound["name"])


@when("the ISO posts the migration")
def post_it(story: Story, migrating: MigrationDesk) -> None:
    migrating.post(story.bound["name"])


@when("the ISO runs the migration and posts it")
def run_and_post(story: Story, migrating: MigrationDesk) -> None:
    migrating.clear(story.bound["name"])
    migrating.post(story.bound["name"])


@when("the ISO runs the migration again and posts it in place of the former")
def correct_it(story: Story, migrating: MigrationDesk, expect: Expectation) -> None:
    migrating.clear(story.bound["name"])
    expect.equal("the posting, as a correction", migrating.post(story.bound["name"])["corrected"], True)


@when("the window closes and the ISO runs the migration and posts it")
def close_run_and_post(story: Story, iso: Operator, migrating: MigrationDesk) -> None:
    iso.close_window(story.bound["name"])
    run_and_post(story, migrating)


@when("the ISO takes the results back and opens the window again")
def take_back(story: Story, migrating: MigrationDesk) -> None:
    migrating.take_back(story.bound["name"])


@when("the month that follows is open")
def next_month(story: Story, binder: Binder, iso: Operator) -> None:
    """The market of the month after, for which utilities may upload now."""
    market = binder.migration_market(story.us, "PREP")
    iso.open_window(market.market_name)
    story.bound["market"], story.bound["name"] = market, market.market_name


@then(
    parsers.re(
        "neither utilities nor load-serving entities are told its results: they are refused with LMV0103"
    )
)
def not_yet_told(story: Story, session: Session, expect: Expectation) -> None:
    for party in (*parties(session, "CUDC"), *parties(session, "CLSE")):
        service = session.client(party).load_migration
        for ask in (service.get_load_percentages, service.get_load_migration_crrs):
            expect.refused(story.heard(ask(load_migration_market_name=story.bound["name"])), "LMV0103")
