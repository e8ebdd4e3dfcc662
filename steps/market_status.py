"""Sentences on the status of markets."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.binding import missing
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session


@given("the name of an auction that the ISO is about to announce")
def coming_auction(story: Story, iso: Operator) -> None:
    story.bound["name"] = iso.coming_auction()


@given("it is on neither list of auctions")
@then("it is on neither list of auctions")
def on_neither_list(story: Story, session: Session, expect: Expectation) -> None:
    name = story.bound.get("name") or story.bound["market"].name
    service = session.client(story.us).market_status
    for what, ask in (
        ("the active list", service.get_active_auction_markets),
        ("the posted list", service.get_posted_auction_markets),
    ):
        answer = story.heard(ask())
        expect.absent(what, name, [each.name for each in answer.value], answer=answer)


@when("the ISO announces it")
def announce(story: Story, iso: Operator) -> None:
    iso.announce_auction(story.bound["name"])


@when("the ISO opens its window")
def open_window(story: Story, iso: Operator) -> None:
    iso.open_window(story.bound["name"])


@when("its window closes")
def close_window(story: Story, iso: Operator) -> None:
    iso.close_window(story.bound["name"])


@then(parsers.re("it is on the (?P<listed>active|posted) list alone, in status (?P<status>[A-Z]+)"))
def on_one_list(story: Story, session: Session, expect: Expectation, listed: str, status: str) -> None:
    name = story.bound.get("name") or story.bound["market"].name
    _on_one_list(story, session, expect, listed, "auctions", name)
    answer = session.client(story.us).market_status.get_market_status(market_name=name)
    expect.status("its status", answer.value, status, table="market", name=name, answer=answer)


@given(parsers.re("it is on the (?P<listed>active|posted) list of (?P<kind>auctions|allocations) alone"))
@then(parsers.re("it is on the (?P<listed>active|posted) list of (?P<kind>auctions|allocations) alone"))
def on_one_list_of(story: Story, session: Session, expect: Expectation, listed: str, kind: str) -> None:
    _on_one_list(story, session, expect, listed, kind, story.bound["market"].name)


def _on_one_list(
    story: Story, session: Session, expect: Expectation, listed: str, kind: str, name: str
) -> None:
    for each in ("active", "posted"):
        answer = story.heard(_list(story, session, f"{each} {kind}"))
        names = [market.name for market in answer.value]
        demand = expect.present if each == listed else expect.absent
        demand(f"the {each} list", name, names, answer=answer)


def _list(story: Story, session: Session, listed: str) -> Any:
    service = session.client(story.us).market_status
    return {
        "active auctions": service.get_active_auction_markets,
        "posted auctions": service.get_posted_auction_markets,
        "active allocations": service.get_active_allocation_markets,
        "posted allocations": service.get_posted_allocation_markets,
    }[listed]()


@when(parsers.re("we ask for the list of (?P<listed>(?:active|posted) (?:auctions|allocations))"))
def ask_for_list(story: Story, session: Session, listed: str) -> None:
    story.heard(_list(story, session, listed))


@then(parsers.re("every market listed is of the type (?P<kind>AUCTION|ALLOCATION)"))
def all_of_type(story: Story, expect: Expectation, kind: str) -> None:
    found = sorted({market.market_type for market in story.answer.value})
    if not found:  # an empty list breaks no rule, and shows nothing either
        raise missing(f"a market of the type {kind} on the list that we asked for")
    expect.equal("the types listed", found, [kind], answer=story.answer)


@when("we ask for the information on that market")
def ask_information(story: Story, session: Session) -> None:
    story.heard(
        session.client(story.us).market_status.get_market_info(market_name=story.bound["market"].name)
    )


@then("it is told as it is listed")
def told_as_listed(story: Story, expect: Expectation) -> None:
    expect.equal("the market", story.answer.value, story.bound["market"], answer=story.answer)


@then("its status is what its dates say")
def status_by_dates(story: Story, session: Session, iso: Operator, expect: Expectation) -> None:
    """PREP before it opens, OPEN until it closes; what has closed is CLOSED, or POSTED, which no date of it tells."""
    market = story.answer.value
    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    window = market.submission_window
    by_dates = ["PREP"] if now < window.open_date else ["OPEN"]
    if now > window.close_date:
        by_dates = ["CLOSED", "POSTED"]
    answer = session.client(story.us).market_status.get_market_status(market_name=market.name)
    expect.that(
        "its status", answer.value, by_dates, answer.value in by_dates, answer=answer, subject="state"
    )


@then("its products are every period with both times of use")
def products_complete(story: Story, expect: Expectation) -> None:
    by_period: dict[str, set[str]] = defaultdict(set)
    for product in story.answer.value.products:
        by_period[product.period.name].add(product.tou)
    term = story.answer.value.market_term
    expect.equal("its periods", len(by_period), 1 if term == "MONTHLY" else 4, answer=story.answer)
    for period, tous in by_period.items():
        expect.equal(f"the times of use of {period}", sorted(tous), ["OFF", "ON"], answer=story.answer)
