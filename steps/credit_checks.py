"""Sentences on the security behind trades: who is short of it, by how much, and what becomes of the trade then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.crr_parts import part_of
from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.binding import Binder
from marketsim.target.holdings import HeldCrr, held_crrs
from marketsim.target.mui import Screens
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from marketsim.target.workings import Workings
from steps.secondary_market import post_offers
from steps.settled_trades import check_credit, seller_and_buyer
from steps.trades import respond

CENT = Decimal("0.01")
WHO = r"the (?P<who>seller|buyer)"
FEW_MW = 2.0
ALLOCATED = {"hedgeType": "OBL", "crrType": "LSE", "category": "ALLOCATION"}


def side_of(story: Story, who: str) -> Party:
    """The seller or the buyer of the story's trade."""
    seller, buyer = seller_and_buyer(story)
    return seller if who == "seller" else buyer


@given(parsers.re(f"{WHO} has posted no security"))
def no_security(story: Story, iso: Operator, who: str) -> None:
    iso.hold_security(side_of(story, who).name, 0.0)


@when("the ISO disapproves the trade")
def disapprove(story: Story, trading: TradingDesk) -> None:
    trading.disapprove(story.bound["request"], "Rehearsal of a refusal")


@when("the first day of the trade comes")
def first_day_comes(story: Story, iso: Operator) -> None:
    iso.let_time_come(story.sent["offer"].start_date)


def _news(story: Story, session: Session, party: Party) -> tuple[Answer[Any], list[str]]:
    """The newest private message to a party that names the story's trade; none where there is none."""
    since = datetime.now(UTC) - timedelta(days=1)
    answer = story.heard(session.client(party).messages.private_messages(from_date=since))
    told = [] if answer.codes == ("SER0007",) else sorted(answer.value, key=lambda each: each.sent_time)
    name = str(story.bound["request"])
    return answer, [each.message for each in told if name in each.message.split()][-1:]


@then("both are told the reason in private")
def told_the_reason(story: Story, session: Session, trading: TradingDesk, expect: Expectation) -> None:
    reason = trading.told(story.bound["request"])["reason"]
    for party in seller_and_buyer(story):
        answer, news = _news(story, session, party)
        held = bool(reason) and any(reason in each for each in news)
        expect.that(f"what {party.name} is told", news, f"a text on {reason}", held, answer=answer)


@then(parsers.re(f"{WHO} alone is told in private how much is required"))
def told_how_much(
    story: Story, session: Session, trading: TradingDesk, expect: Expectation, who: str
) -> None:
    told = trading.told(story.bound["request"])
    short = {each["participant"] for each in told["short"]}
    expect.equal("who is short", sorted(short), [side_of(story, who).name])
    story.bound["required"] = _required(expect, told, side_of(story, who))
    amount = f"{story.bound['required']:.2f}"
    for party in seller_and_buyer(story):
        answer, news = _news(story, session, party)
        held = len(news) == 1 and (amount in news[0].split()) == (party.name in short)
        expect.that(f"what {party.name} is told", news, f"{amount} for who is short", held, answer=answer)


@when(parsers.re(f"{WHO} posts all that is required but a cent"))
def posts_nearly_all(story: Story, screens: Screens, who: str) -> None:
    screens.post_security(side_of(story, who), float(story.bound["required"] - CENT))


@when(parsers.re(f"{WHO} posts a cent"))
def posts_a_cent(story: Story, screens: Screens, who: str) -> None:
    screens.post_security(side_of(story, who), float(CENT))


@when(parsers.re(f"{WHO} posts all that it lacks"))
def posts_all(story: Story, screens: Screens, trading: TradingDesk, expect: Expectation, who: str) -> None:
    party = side_of(story, who)
    screens.post_security(party, float(_required(expect, trading.told(story.bound["request"]), party)))


def _answered_sale(
    story: Story, session: Session, trader: OfferBuilder, expect: Expectation, crr: HeldCrr, mw: float
) -> int:
    """A private sale of so many MW of a CRR on all its days, to which the other participant has responded."""
    partner = story.bound["partner"]
    terms = {**part_of(crr, "all of it"), "mw": mw}
    offer = trader.offer("private", "sell", story.us.name, crr, partner.name, **terms)
    expect.accepted(post_offers(story, session, story.us, "private", "sell", [offer]))
    expect.accepted(respond(story, session, partner, "sell", crr.crr_id))
    return int(story.bound["request"])


@given(
    parsers.re(
        r"two trades of it await their credit check, the second of (?P<more>\d+) MW more than the first"
    ),
    converters={"more": float},
)
def two_trades(
    story: Story, session: Session, trader: OfferBuilder, expect: Expectation, more: float
) -> None:
    crr = story.bound["crr"]
    story.bound["requests"] = [
        _answered_sale(story, session, trader, expect, crr, mw) for mw in (FEW_MW, FEW_MW + more)
    ]


@given(
    parsers.re(
        r"the ISO has let us hold (?P<mw>\d+) MW of an annual allocation, and as many of a monthly one"
    ),
    converters={"mw": float},
)
def two_allocations(story: Story, session: Session, binder: Binder, iso: Operator, mw: float) -> None:
    us = story.us
    like = next(held_crrs(session, us, "ALLOCATION"))
    year, path = like.end.year + 2, {"source": like.source, "sink": like.sink, "tou": like.tou}
    made = []
    for term, period in (("MONTHLY", "M02"), ("ANNUAL", "S01")):
        market = binder.market(us, "allocation", "POSTED", term).name
        terms = {**path, **ALLOCATED, "marketName": market, "period": f"{year}_{period}", "mw": mw}
        made.append(iso.add_holding(us.name, terms))
    held = {each.crr_id: each for each in held_crrs(session, us, "ALLOCATION")}
    story.bound["crrs"] = [held[crr_id] for crr_id in made]


@given("a trade of each awaits its credit check, of the monthly one first")
def a_trade_of_each(story: Story, session: Session, trader: OfferBuilder, expect: Expectation) -> None:
    story.bound["requests"] = [
        _answered_sale(story, session, trader, expect, crr, crr.mw) for crr in story.bound["crrs"]
    ]


@when("the ISO checks the credit for both trades")
def check_both(story: Story, session: Session, trading: TradingDesk) -> None:
    for request in story.bound["requests"]:
        story.bound["request"] = request
        check_credit(story, session, trading)


@then(
    parsers.re(rf"for the second {WHO} requires the credit margin of (?P<mw>\d+) MW (?P<way>more|less)"),
    converters={"mw": Decimal},
)
def requires_more(
    story: Story,
    trading: TradingDesk,
    workings: Workings,
    expect: Expectation,
    who: str,
    mw: Decimal,
    way: str,
) -> None:
    """To the cent, for each amount is rounded."""
    first, second = (
        _required(expect, trading.told(each), side_of(story, who)) for each in story.bound["requests"]
    )
    margin = Decimal(str(workings.setting("credit.margin"))) * mw * (1 if way == "more" else -1)
    more = second - first
    held = abs(more - margin) <= CENT
    expect.that(f"what the {who} requires more for the second", str(more), str(margin), held)


def _required(expect: Expectation, trade: Mapping[str, Any], party: Party) -> Decimal:
    """The dollars that a party who is short must have posted."""
    found = {each["participant"]: each["required"] for each in trade["short"]}
    expect.present("who is short", party.name, found)
    return Decimal(str(found[party.name])).quantize(CENT)
