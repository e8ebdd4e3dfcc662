"""Sentences on the security behind submitted bids: too little of it, and what is rejected then."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.mui import Screens
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from marketsim.target.workings import Workings
from steps.portfolios import portfolio_of

CENT = Decimal("0.01")
WHICH = "(?P<which>first|second)"
BOTH = "one cent less than both require"


@given(parsers.re(r"we have created two portfolios with (?P<count>\d+) bids each"), converters={"count": int})
def have_created_two(
    story: Story, session: Session, build: PortfolioBuilder, expect: Expectation, count: int
) -> None:
    """What each requires is kept as the service tells it."""
    mine, required = book(story, session), []
    for which in ("first", "second"):
        expect.accepted(mine.create(portfolio_of(story, build, count)))
        story.bound[which] = story.sent["portfolio"]
        answer = mine.ask("get_portfolio_required_credit")
        expect.accepted(answer)
        required.append(_dollars(answer.value.required_credit))
    story.bound["required"] = required


@given(f"our security is {BOTH}")
@when(f"our security is lowered to {BOTH}")
def one_cent_less_than_both(story: Story, iso: Operator) -> None:
    _secure(story, iso, sum(story.bound["required"], Decimal(0)) - CENT)


@given("our security is one cent less than the least for a monthly auction")
def one_cent_less_than_least(story: Story, iso: Operator, workings: Workings) -> None:
    least = _dollars(workings.setting("credit.minimum_monthly"))
    story.bound["least"] = least
    _secure(story, iso, least - CENT)


@when("all our security is taken back")
def no_security(story: Story, iso: Operator) -> None:
    _secure(story, iso, Decimal(0))


def _secure(story: Story, iso: Operator, dollars: Decimal) -> None:
    iso.hold_security(story.us.name, float(dollars))
    story.bound["secured"] = dollars


@when("the missing cent is posted")
def post_missing_cent(story: Story, screens: Screens) -> None:
    screens.post_security(story.us, float(CENT))


@when("the time of a rejection is over")
def rejection_is_over(iso: Operator, workings: Workings) -> None:
    iso.let_minutes_pass(float(workings.setting("portfolio.rejection_minutes")))


@when(parsers.re(f"we submit the {WHICH} of them"))
def submit_one(story: Story, session: Session, which: Literal["first", "second"]) -> None:
    book(story, session).use("submit", story.bound[which].portfolio_name)


@when(parsers.re(f"we retract the {WHICH} of them"))
def retract_one(story: Story, session: Session, which: str) -> None:
    book(story, session).use("retract", story.bound[which].portfolio_name)


@when(parsers.re(f"we ask for the status of the {WHICH} of them"))
def ask_status_of_one(story: Story, session: Session, which: str) -> None:
    book(story, session).use("ask the status of", story.bound[which].portfolio_name)


@then(parsers.re(f"the {WHICH} of them is (?P<status>SUBMITTED|REJECTED)"))
def one_is(story: Story, session: Session, expect: Expectation, which: str, status: str) -> None:
    """Looked at anew, for what the ISO does shows in no request of ours."""
    name = story.bound[which].portfolio_name
    answer = book(story, session).use("ask the status of", name)
    expect.accepted(answer)
    expect.status(
        f"the {which} portfolio's status",
        answer.value.status,
        status,
        table="portfolio",
        name=name,
        answer=answer,
    )


@then("its error message tells what both require and what is secured")
def tells_both(story: Story, expect: Expectation) -> None:
    _tells(story, expect, sum(story.bound["required"], Decimal(0)), story.bound["secured"])


@then("its error message tells the least security and what is secured")
def tells_least(story: Story, expect: Expectation) -> None:
    _tells(story, expect, story.bound["least"], story.bound["secured"])


def _tells(story: Story, expect: Expectation, *amounts: Decimal) -> None:
    """The words are ours; the amounts are in them, to the cent."""
    message = story.answer.value.error_message
    found = message if isinstance(message, str) else "none"
    wanted = [f"${each:,.2f}" for each in amounts]
    held = all(each in found for each in wanted)
    expect.that(
        "the error message", found, " and ".join(wanted), held, answer=story.answer, provenance="assumed"
    )


def _dollars(value: Any) -> Decimal:
    return Decimal(str(value)).quantize(CENT)
