"""Sentences on who may see a trade, at what price it is told, and where it leads: sold on, approved, held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.crr_parts import part_of
from fixtures.daily_mw import DailyMw, pacific_days, traded
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
        crr = make_crr(story, session, iso, story.us)
        partner = story.bound["partner"]
        offer = trader.offer("private", "sell", story.us.name, crr, partner.name)
        expect.accepted(post_offers(story, session, story.us, "private", "sell", [offer]))
        expect.accepted(respond(story, session, partner, "sell", crr.crr_id))
        check_credit(story, session, trading)
    found = sorted(_approved(session), key=lambda each: -each[1].request_id)
    what = "an approved trade that a participant of ours bought by, and which has not ended"
    story.bound["approved"] = first(found, what)


def _approved(session: Session) -> Iterator[tuple[Party, Any]]:
    """The approved trades by which a party of ours bought, if it has sold nothing of the same kind."""
    now = datetime.now(UTC)
    for party in transferees(session):
        service: Any = session.client(party).secondary_market
        offers = service.get_my_sm_offers_by_status(offer_status_type="APPROVED").value
        responses = service.get_my_sm_responses_by_status(response_status_type="APPROVED").value
        bought = [each for each in offers if each.offer_type == "BUY"]
        bought += [each for each in responses if each.initiating_offer_type == "SELL"]
        sold = [each for each in offers if each.offer_type == "SELL"]
        sold += [each for each in responses if each.initiating_offer_type == "BUY"]
        kinds = {_product(each) for each in sold}
        yield from ((party, each) for each in bought if _product(each) not in kinds and each.end_date > now)


def _product(trade: Any) -> Product:
    return (trade.source, trade.sink, trade.tou, trade.hedge_type, trade.crr_type)


@then("the buyer holds at least its MW on each of its days")
def holds_at_least(story: Story, session: Session, expect: Expectation) -> None:
    buyer, trade = story.bound["approved"]
    held: DailyMw = DailyMw()
    for crr in held_crrs(session, buyer, "SECONDARY_MARKET"):
        if (crr.source, crr.sink, crr.tou, crr.hedge_type, crr.crr_type) == _product(trade):
            held.update(dict.fromkeys(pacific_days(crr.start, crr.end), round(crr.mw * 1000)))
    wanted = traded(trade.start_date, trade.end_date, trade.mw)
    lacking = [str(day) for day in wanted if held[day] < wanted[day]]
    expect.equal(f"the days on which {buyer.name} holds less than {trade.mw} MW", lacking[:5], [])
