"""Sentences on what the ISO does with a market after its records are in, and on the messages that tell of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.market_desk import MarketDesk
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.clearing import bidder, set_limit

SAYS = {"a bid was left out": "left out", "a nomination was left out": "left out"}
MORE_DAYS = 3  # that a window is open longer


@when("the ISO posts what it cleared")
def post_cleared(story: Story, desk: MarketDesk) -> None:
    desk.post(story.bound["market"].name)


@when("the ISO clears it and posts its results")
def clear_and_post(story: Story, desk: MarketDesk) -> None:
    name = story.bound.get("name") or story.bound["market"].name
    desk.clear(name)
    desk.post(name)


@when(
    parsers.re(r"the ISO finds that the limit was (?P<mw>\d+) MW, and clears and posts again"),
    converters={"mw": float},
)
def correct(story: Story, desk: MarketDesk, expect: Expectation, mw: float) -> None:
    name = story.bound["market"].name
    story.bound["limit"] = story.bound["limit"].of(mw)
    set_limit(story, desk, 1.0)
    desk.clear(name)
    expect.equal("the posting, as a correction", desk.post(name)["corrected"], True)


@when("the ISO extends the window")
def extend(story: Story, desk: MarketDesk) -> None:
    market, now = story.bound["market"], story.bound.get("market time", datetime.now(UTC))
    desk.extend_window(market.name, max(0, (market.submission_window.close_date - now).days) + MORE_DAYS)


@when("the ISO cancels the auction")
def cancel(story: Story, desk: MarketDesk) -> None:
    desk.cancel(story.bound["market"].name)


@when(parsers.re("the ISO withdraws the source of the path (?P<path>inward|outward|elsewhere)"))
def withdraw(story: Story, desk: MarketDesk, path: str) -> None:
    desk.withdraw(story.bound["market"].name, [story.bound["paths"][path][0]])


@when("the ISO withdraws the source of our nomination")
def withdraw_ours(story: Story, desk: MarketDesk) -> None:
    desk.withdraw(story.bound["market"].name, [story.bound["pair"][0]])


@then("its error message names that source")
def names_source(story: Story, expect: Expectation) -> None:
    """The words are ours; the source and the place of its nomination are in them."""
    message = story.answer.value.error_message
    found, wanted = message if isinstance(message, str) else "none", story.bound["pair"][0]
    held = wanted in found and "[0]" in found
    expect.that("the error message", found, f"a text on [0] and {wanted}", held, answer=story.answer)


def messages(
    story: Story, session: Session, party: Party, kind: str, word: str
) -> tuple[Answer[object], list[str]]:
    """The messages of the last day that speak of the story's auction with that word."""
    service = session.client(party).messages
    asked = service.private_messages if kind == "private" else service.public_messages
    now = story.bound.get("market time", datetime.now(UTC))  # a cutover sets the clock
    answer = story.heard(asked(from_date=now - timedelta(days=1)))
    found = [] if answer.codes == ("SER0007",) else list(answer.value)
    market = story.bound["market"].name
    return answer, [each.message for each in found if market in each.message and word in each.message.lower()]


@then(parsers.re("(?P<count>no|1) public messages? speaks? of the (?:auction|allocation) as (?P<word>.+)"))
def public_messages(story: Story, session: Session, expect: Expectation, count: str, word: str) -> None:
    answer, found = messages(story, session, story.us, "public", word)
    expect.equal(f"messages that say {word}", len(found), 0 if count == "no" else 1, answer=answer)


@then(parsers.re(r"the (?P<who>\w+) participant has a private message that (?P<what>.+)"))
def has_message(story: Story, session: Session, expect: Expectation, who: str, what: str) -> None:
    answer, found = messages(story, session, bidder(story, session, who), "private", SAYS[what])
    expect.equal(f"messages that {what}", len(found), 1, answer=answer, subject="presence")


@then(parsers.re(r"the (?P<who>\w+) participant has no message that (?P<what>.+)"))
def has_no_message(story: Story, session: Session, expect: Expectation, who: str, what: str) -> None:
    answer, found = messages(story, session, bidder(story, session, who), "private", SAYS[what])
    expect.equal(f"messages that {what}", len(found), 0, answer=answer, subject="absence")
