"""Sentences on who may see a trade, at what price it is told, and where it leads: sold on, approved, held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.crr_parts import part_of
from fixtures.daily_mw import DailyMw, pacific_days, product, traded
from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.target.binding import first
from marketsim.target.conversion import TRANSFEREE_FUNCTIONS, transferees
from marketsim.target.holdings import held_crrs
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from steps.secondary_market import post_offers, requests_in
from steps.settled_trades import ALL_GROUPS, PENDING, check_credit, holdings, make_crr, traders
from steps.trades import respond

Product = tuple[str, str, str, str, str]


@when(
    parsers.re(r"we post a private offer to sell at (?P<price>-?[\d.]+) dollars"), converters={"price": float}
)
def post_at(story: Story, session: Session, trader: OfferBuilder, price: float) -> None:
    crr, partner = story.bound["crr"], story.bound["partner"]
    offer = trader.offer("private", "sell", story.us.name, crr, partner.name, price=price)
    post_offers(story, session, story.us, "private", "sell", [offer])


@given(parsers.parse("a third participant holds the function {function:w}"))
def third_participant(story: Story, session: Session, function: str) -> None:
    story.bound["bystanders"] = [session.party(function, besides=(story.us, story.bound["partner"]))]


@when("they sell a part of its MW on some of its days on to the third participant")
def sell_on(story: Story, session: Session, trader: OfferBuilder, expect: Expectation) -> None:
    """From here on, the other participant is who sells, and the third one the other."""
    seller, (buyer,) = story.bound["partner"], story.bound["bystanders"]
    story.bound["bystanders"], story.party, story.bound["partner"] = [story.us], seller, buyer
    story.bound["crr"] = crr = story.bound["bought"]
    story.bound["before"] = holdings(story, session)
    terms = part_of(crr, "a part of its MW on some of its days")
    offer = trader.offer("private", "sell", seller.name, crr, buyer.name, **terms)
    expect.accepted(post_offers(story, session, seller, "private", "sell", [offer]))
    expect.accepted(respond(story, session, buyer, "sell", crr.crr_id))


@then("nobody else sees the trade")
def nobody_else(story: Story, session: Session, expect: Expectation) -> None:
    """In no list of offers or responses, and among nobody's own CRRs; what exists is public, who trades it is not."""
    mine = traders(story)
    others = {
        each.name: each
        for each in session.parties
        if each.function in TRANSFEREE_FUNCTIONS and each.name not in mine
    }
    bought = [story.bound["bought"]] if "bought" in story.bound else []
    hidden = {each.crr_id for each in (story.bound["crr"], *bought)}
    for party in others.values():
        service: Any = session.client(party).secondary_market
        for status in (PENDING, "APPROVED"):
            answers = (
                service.get_my_sm_offers_by_status(offer_status_type=status),
                service.get_my_sm_responses_by_status(response_status_type=status),
            )
            for answer in map(story.heard, answers):
                told = f"what {party.name} is told of trades that are {status}"
                expect.absent(told, story.bound["request"], requests_in(answer), answer=answer)
        held = {each.crr_id for each in held_crrs(session, party, *ALL_GROUPS)}
        expect.equal(f"what {party.name} sees of it as its own", sorted(hidden & held), [], subject="absence")


@given("a trade between us that the ISO has approved")
def approved_trade(
    story: Story,
    session: Session,
    iso: Operator,
    trading: TradingDesk,
    trader: OfferBuilder,
    expect: Expectation,
) -> None:
    """Where we act, one is made; else the newest is found whose buyer has not sold anything of the kind."""
    if iso.acting:
        crr = make_crr(story, session, iso, story.us, "S02")
        partner = story.bound["partner"]
        offer = trader.offer("private", "sell", story.us.name, crr, partner.name)
        expect.accepted(post_offers(story, session, story.us, "private", "sell", [offer]))
        expect.accepted(respond(story, session, partner, "sell", crr.crr_id))
        check_credit(story, session, trading)
    found = sorted(_approved(session), key=lambda each: -each[1].request_id)
    what = "an approved trade that a participant of ours bought by, and which has not ended"
    story.bound["approved"] = first(found, what)


def _approved(session: Session) -> Iterator[tuple[Party, Any]]:
    """The approved trades by which a party of ours bought, if it has sold nothing of the kind on any of the days."""
    now = datetime.now(UTC)
    for party in transferees(session):
        service: Any = session.client(party).secondary_market
        offers = service.get_my_sm_offers_by_status(offer_status_type="APPROVED").value
        responses = service.get_my_sm_responses_by_status(response_status_type="APPROVED").value
        bought = [each for each in offers if each.offer_type == "BUY"]
        bought += [each for each in responses if each.initiating_offer_type == "SELL"]
        sold = [each for each in offers if each.offer_type == "SELL"]
        sold += [each for each in responses if each.initiating_offer_type == "BUY"]
        kept = (each for each in bought if not any(_meets(each, sale) for sale in sold))
        yield from ((party, each) for each in kept if each.end_date > now)


def _meets(one: Any, other: Any) -> bool:
    """Whether two trades are of the same product on any day."""
    days = one.start_date <= other.end_date and other.start_date <= one.end_date
    return days and _product(one) == _product(other)


def _product(trade: Any) -> Product:
    return (trade.source, trade.sink, trade.tou, trade.hedge_type, trade.crr_type)


@then("the buyer holds all that it has bought of the kind, on each day of the trade")
def holds_all(story: Story, session: Session, expect: Expectation) -> None:
    """What it has sold in auctions since counts too; more it may hold."""
    buyer, trade = story.bound["approved"]
    bought, held = DailyMw(), DailyMw()
    for party, each in _approved(session):
        if party == buyer and _product(each) == _product(trade):
            bought.update(traded(each.start_date, each.end_date, each.mw))
    for crr in held_crrs(session, buyer, "SECONDARY_MARKET", sold=True):
        if product(crr) == _product(trade):
            held.update(traded(crr.start, crr.end, crr.mw))
    days = pacific_days(trade.start_date, trade.end_date)
    lacking = [str(day) for day in days if held[day] < bought[day]]
    expect.equal(f"the days on which {buyer.name} holds less than it has bought", lacking[:5], [])
