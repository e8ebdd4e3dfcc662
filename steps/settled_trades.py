"""Sentences on what becomes of answered offers: the ISO decides, and what is traded changes hands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.crr_parts import part_of
from fixtures.daily_mw import DailyMw, daily_mw, product, traded
from fixtures.expectation import Expectation
from fixtures.offer_builder import OfferBuilder
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.holdings import MIGRATED_GROUPS, TRADED_GROUPS, HeldCrr, held_crrs
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session
from marketsim.target.trading_desk import TradingDesk
from steps.secondary_market import a_tradable_crr, listed, post_offers, requests_in, speaker

OFFER = r"(?P<post>public|private) offer to (?P<side>buy|sell)"
PART = (
    r"(?P<part>all of it|a part of its MW|a thousandth of a MW of it|its first days|its last days|"
    r"days in the middle of it|a single day of it|its day of 2[35] hours|a part of its MW on some of its days)"
)
STATUS = r"(?P<status>PENDING_MP_RESPONSE|PENDING_CREDIT_CHECK|APPROVED|DISAPPROVED|ERROR)"
PENDING = "PENDING_CREDIT_CHECK"
MARKET = "SECONDARY_MARKET"
ALL_GROUPS = (*TRADED_GROUPS, *MIGRATED_GROUPS)
MADE_MW = 10.0
SEASONS = {"23": "S01", "25": "S04", None: "S01"}  # the quarter with the Pacific day of so many hours
LISTS: dict[str, tuple[str, ...]] = {
    "offers": ("POSTED", "PENDING_MP_RESPONSE", PENDING, "APPROVED", "DISAPPROVED", "ERROR"),
    "responses": ("PENDING_MP_RESPONSE", PENDING, "APPROVED", "DISAPPROVED", "ERROR"),
}


def make_crr(story: Story, session: Session, iso: Operator, party: Party, season: str = "S01") -> HeldCrr:
    """Let the ISO give a party a CRR of a season two years ahead, on a path that it holds; as its download shows it.

    Raises Halted on a live target.
    """
    like = next(held_crrs(session, party, *TRADED_GROUPS))
    year = like.end.year + 2
    terms = {"source": like.source, "sink": like.sink, "tou": like.tou, "hedgeType": "OBL", "crrType": "AUC"}
    made = {
        "category": "AUCTION",
        "marketName": f"AUC_AN_{year}",
        "period": f"{year}_{season}",
        "mw": MADE_MW,
    }
    crr_id = iso.add_holding(party.name, {**terms, **made})
    return next(each for each in held_crrs(session, party, "AUCTION") if each.crr_id == crr_id)


@given(parsers.re(r"the ISO has let us hold a CRR(?: of a season with a day of (?P<hours>23|25) hours)?"))
def let_us_hold(story: Story, session: Session, iso: Operator, hours: str | None) -> None:
    story.bound["crr"] = make_crr(story, session, iso, story.us, SEASONS[hours])


@given(parsers.re("a CRR of (?P<whose>ours|theirs) that can be traded in parts"))
def divisible_crr(story: Story, session: Session, iso: Operator, whose: str) -> None:
    """Where we act, one that no other scenario needs; else one that is there."""
    if iso.acting:
        story.bound["crr"] = make_crr(story, session, iso, speaker(story, whose))
    else:
        a_tradable_crr(story, session, whose)


def traders(story: Story) -> dict[str, Party]:
    """We, the other participant, and whoever else is in the chain."""
    all_of_us = [story.us, story.bound["partner"], *story.bound.get("bystanders", [])]
    return {each.name: each for each in all_of_us}


def holdings(story: Story, session: Session) -> dict[str, DailyMw]:
    """What each trader holds of the kind of the story's CRR, day by day."""
    like = story.bound["crr"]
    return {
        name: daily_mw(held_crrs(session, party, *ALL_GROUPS), like) for name, party in traders(story).items()
    }


@given("what each of us holds of its kind, day by day")
def before(story: Story, session: Session) -> None:
    story.bound["before"] = holdings(story, session)


@when(parsers.re(f"we post a {OFFER} {PART}"))
@given(parsers.re(f"we have posted a {OFFER} {PART}"))
def post_part(story: Story, session: Session, trader: OfferBuilder, post: str, side: str, part: str) -> None:
    crr = story.bound["crr"]
    offer = trader.offer(post, side, story.us.name, crr, story.bound["partner"].name, **part_of(crr, part))
    post_offers(story, session, story.us, post, side, [offer])


def standing(story: Story, session: Session, whose: str, what: str, wanted: str) -> tuple[str, Answer[Any]]:
    """The status in which the story's request is listed, looked for first where it should be."""
    for status in dict.fromkeys((wanted, *LISTS[what])):
        answer = listed(story, session, whose, status, what)
        if story.bound["request"] in requests_in(answer):
            return status, answer
    return "not listed", story.answer


@then(parsers.re(f"the trade is {STATUS} for both"))
def trade_is(story: Story, session: Session, expect: Expectation, status: str) -> None:
    name = str(story.bound["request"])
    for whose, what in (("our", "offers"), ("their", "responses")):
        found, answer = standing(story, session, whose, what, status)
        table = "sm-offer" if what == "offers" else "sm-response"
        expect.status(f"{whose} {what}", found, status, table=table, name=name, answer=answer)


@when("the ISO checks the credit of both")
def check_credit(story: Story, session: Session, trading: TradingDesk) -> None:
    request = story.bound["request"]

    def decided() -> bool:
        return request not in requests_in(listed(story, session, "our", PENDING, "offers"))

    trading.check_credit(request, decided)


def seller_and_buyer(story: Story) -> tuple[Party, Party]:
    """Who sells and who buys by the story's offer."""
    partner: Party = story.bound["partner"]
    return (story.us, partner) if story.bound["side"] == "sell" else (partner, story.us)


@then("what was traded has changed hands, day by day, and nothing else")
def changed_hands(story: Story, session: Session, expect: Expectation) -> None:
    offer = story.sent["offer"]
    seller, buyer = seller_and_buyer(story)
    moved = traded(offer.start_date, offer.end_date, offer.mw)
    wanted = {name: dict(held) for name, held in story.bound["before"].items()}
    for day, mw in moved.items():
        wanted[seller.name][day] = wanted[seller.name].get(day, 0) - mw
        wanted[buyer.name][day] = wanted[buyer.name].get(day, 0) + mw
    _each_holds(story, session, expect, wanted)


@then("nothing has changed hands")
def nothing_moved(story: Story, session: Session, expect: Expectation) -> None:
    _each_holds(story, session, expect, story.bound["before"])


def _each_holds(story: Story, session: Session, expect: Expectation, wanted: dict[str, Any]) -> None:
    """Only the days on which somebody holds something else are told, for there may be hundreds."""
    found = holdings(story, session)
    wrong = [
        f"{name} {day}: {found[name].get(day, 0) / 1000} MW, not {wanted[name].get(day, 0) / 1000}"
        for name in sorted(wanted)
        for day in sorted(wanted[name].keys() | found[name].keys())
        if found[name].get(day, 0) != wanted[name].get(day, 0)
    ]
    expect.equal("the days on which somebody holds other MW", wrong[:5], [])


def bought(story: Story, session: Session) -> Iterator[HeldCrr]:
    """The buyer's CRRs that come from the seller's by a trade of the story's terms."""
    offer, (_, buyer) = story.sent["offer"], seller_and_buyer(story)
    terms = (offer.start_date, offer.end_date, offer.mw)
    for each in held_crrs(session, buyer, MARKET):
        if each.parent_crr_id == story.bound["crr"].crr_id and (each.start, each.end, each.mw) == terms:
            yield each


@then(parsers.re("the buyer holds it as a CRR of the secondary market, which comes from the seller's"))
def held_as_bought(story: Story, session: Session, expect: Expectation) -> None:
    crr = story.bound["crr"]
    rows = list(bought(story, session))
    expect.equal("the CRRs that the buyer has got", len(rows), 1, subject="presence")
    (row,) = rows
    expect.equal("its category and market", (row.category, row.market_name), (MARKET, MARKET))
    expect.equal("what it is of", product(row), product(crr))
    expect.that("its id", row.crr_id, f"another than {crr.crr_id}", row.crr_id != crr.crr_id)
    story.bound["bought"] = row


@then(parsers.re(r"the seller keeps the CRR with what is left of its MW on the days of the trade"))
def seller_keeps(story: Story, session: Session, expect: Expectation) -> None:
    crr, offer, (seller, _) = story.bound["crr"], story.sent["offer"], seller_and_buyer(story)
    rows = [each for each in held_crrs(session, seller, *ALL_GROUPS) if each.crr_id == crr.crr_id]
    found = [(each.start, each.end, each.mw) for each in rows]
    left = round(crr.mw - offer.mw, 3)
    expect.equal("the seller's CRR", found, [(offer.start_date, offer.end_date, left)] if left else found)
