"""Sentences on the business days between the registration of a trade and its first day."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC, OfferBuilder, pacific_midnight
from fixtures.story import Story
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from steps.secondary_market import post_offers

DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")
BUSINESS_DAYS = 5
MOST_HOLIDAYS = 2  # in two weeks


def weekdays_after(day: date, count: int) -> date:
    """The day so many Mondays to Fridays later; holidays among them make a business day later still."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _today() -> date:
    return datetime.now(UTC).astimezone(PACIFIC).date()


@when(
    parsers.re(
        "we post a public offer to buy it from (?P<when>the third business day on|that day on|the day before that)"
    )
)
def buy_from(story: Story, session: Session, trader: OfferBuilder, when: str) -> None:
    """Over ten days, whoever holds it then: an offer to buy names no CRR."""
    first = {
        "the third business day on": lambda: weekdays_after(_today(), 3),
        "that day on": lambda: story.bound["possible"],
        "the day before that": lambda: story.bound["possible"] - timedelta(days=1),
    }[when]()
    start = datetime(first.year, first.month, first.day, 20, tzinfo=UTC)
    dates = {
        "start_date": pacific_midnight(start),
        "end_date": pacific_midnight(start, days=10) - timedelta(seconds=1),
    }
    offer = trader.offer("public", "buy", story.us.name, story.bound["crr"], **dates)
    post_offers(story, session, story.us, "public", "buy", [offer])


@then("its message names the first day that is possible, at least five business days ahead")
def names_first_day(story: Story, expect: Expectation) -> None:
    """The words are ours; a day is in them."""
    answer = story.answer
    text = answer.value[0].message
    found = [date.fromisoformat(each) for each in DAY.findall(text if isinstance(text, str) else "")]
    earliest = weekdays_after(_today(), BUSINESS_DAYS)
    latest = weekdays_after(_today(), BUSINESS_DAYS + MOST_HOLIDAYS)
    held = len(found) == 1 and earliest <= found[0] <= latest
    told = [each.isoformat() for each in found]
    expect.that(
        "the first day that is possible",
        told,
        f"{earliest} to {latest}",
        held,
        answer=answer,
        provenance="assumed",
    )
    story.bound["possible"] = found[0]


@when("there is but a day left before its first day")
def a_day_left(story: Story, iso: Operator) -> None:
    iso.let_time_come(story.sent["offer"].start_date - timedelta(days=1))
