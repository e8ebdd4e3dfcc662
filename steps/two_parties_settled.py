"""Sentences on a trade that two machines bring to its end: each goes on from where the trade stands."""

from __future__ import annotations

from typing import Any

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.halves import Halves
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.contract.messages.secondary_market import SmResponse
from marketsim.evidence.events import Side
from marketsim.target.halt import skipped
from marketsim.target.holdings import held_crrs
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from steps.secondary_market import listed
from steps.settled_trades import PENDING, standing
from steps.trades import respond
from steps.two_parties import posts_to_partner

LISTS: dict[Side, tuple[str, str, str]] = {
    "A": ("our", "offers", "sm-offer"),
    "B": ("their", "responses", "sm-response"),
}


def sides(halves: Halves) -> tuple[Side, ...]:
    """Those that this machine runs."""
    return ("A", "B") if halves.side is None else (halves.side,)


def status_seen(story: Story, session: Session, halves: Halves, wanted: str) -> str:
    """The status of the trade as the first side of ours sees it."""
    whose, what, _ = LISTS[sides(halves)[0]]
    return standing(story, session, whose, what, wanted)[0]


@when("the offering side posts a private offer to sell it to the partner, unless it has before")
def posts_once(
    story: Story, session: Session, halves: Halves, trader: OfferBuilder, expect: Expectation
) -> None:
    if not halves.ours("A"):
        return
    before = halves.handed_over(story.us)
    if before is not None:
        halves.go_on(before)
        (story.bound["request"],) = before.requests
        return
    posts_to_partner(story, session, halves, trader)
    expect.accepted(story.answer)


@when("the partner responds to it, unless it has before")
def responds_once(story: Story, session: Session, halves: Halves, expect: Expectation) -> None:
    if not halves.ours("B"):
        return
    (story.bound["request"],) = halves.take().requests
    status, _ = standing(story, session, "their", "responses", "PENDING_MP_RESPONSE")
    if status == "PENDING_MP_RESPONSE":
        expect.accepted(respond(story, session, story.bound["partner"], "sell", 0))


@when("the ISO checks the credit of the two sides")
def check_credit_once(story: Story, session: Session, halves: Halves, trading: TradingDesk) -> None:
    status = status_seen(story, session, halves, PENDING)
    if status == "PENDING_MP_RESPONSE":
        request = story.bound["request"]
        raise skipped("data", f"waits for partner: it has not responded to {request} yet", "partner")
    if status == PENDING:
        trading.check_credit(
            story.bound["request"], lambda: status_seen(story, session, halves, "APPROVED") != PENDING
        )


@then(parsers.re("each side sees that the trade is (?P<status>[A-Z_]+)"))
def each_side_sees(story: Story, session: Session, halves: Halves, expect: Expectation, status: str) -> None:
    name = str(story.bound["request"])
    for side in sides(halves):
        whose, what, table = LISTS[side]
        found, answer = standing(story, session, whose, what, status)
        expect.status(f"what side {side} sees", found, status, table=table, name=name, answer=answer)


@then("the partner holds what it has bought")
def partner_holds(story: Story, session: Session, halves: Halves, expect: Expectation) -> None:
    if not halves.ours("B"):
        return
    answer = listed(story, session, "their", "APPROVED", "responses")
    terms = {each.request_id: _terms(each) for each in answer.value}
    mine = terms[story.bound["request"]]
    rows = held_crrs(session, story.bound["partner"], "SECONDARY_MARKET")
    found = [(each.parent_crr_id, each.start, each.end, each.mw) for each in rows]
    alike = list(terms.values()).count(mine)
    what = f"the CRRs of the terms {mine}, of which the partner has bought {alike}"
    expect.that(what, found.count(mine), f"{alike} or more", found.count(mine) >= alike, answer=answer)


def _terms(trade: SmResponse) -> tuple[Any, ...]:
    return (trade.crr_id, trade.start_date, trade.end_date, trade.mw)
