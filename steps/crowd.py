"""Sentences on a market with many bidders or nominators: who they are, what they send, and what comes of it."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures import bid_sheet
from fixtures.crowd import Crowd
from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder, first, is_yes, missing
from marketsim.target.market_desk import MarketDesk
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from steps.clearing import AnyPortfolio, place
from steps.results import ask, files

BIDDERS, NOMINATORS = ("CRRH", "CLSE"), ("CLSE",)
RELEASED = 0.02  # of every limit: a few MW of each line, against bids of some hundred
OFFERED_MW, OFFER_PRICE = 12.0, 0.5
SELLERS = 3
FEWEST_BINDING = 3


@given(parsers.re(r"(?P<count>\d+) participants that may (?P<deed>bid|nominate)"), converters={"count": int})
def crowd_of(story: Story, session: Session, count: int, deed: str) -> None:
    functions = BIDDERS if deed == "bid" else NOMINATORS
    able = {
        each.name: each
        for each in session.parties
        if each.function in functions and each.write and (deed == "bid" or not each.outside_area)
    }
    if len(able) < count:
        raise missing(f"{count} participants that may {deed}; the profile names {len(able)}")
    story.bound["crowd"] = list(able.values())[:count]


@given("the ISO releases so little of the grid that many limits bind")
def little_released(story: Story, desk: MarketDesk) -> None:
    desk.limit(story.bound["market"].name, capacity_factor=RELEASED)


def nodes_of(story: Story, binder: Binder) -> dict[str, list[str]]:
    """The biddable locations of the story's market by type."""
    nodes: dict[str, set[str]] = {}
    for row in binder.source_sink(story.us, story.bound["market"]):
        if is_yes(row["BiddableFlag"]):
            nodes.setdefault(str(row["Type"]), set()).add(str(row["SourceSink"]))
    for kind in ("GEN", "HUB", "SP", "LAP"):
        first(nodes.get(kind, ()), f"a biddable location of type {kind}")
    return {kind: sorted(names) for kind, names in nodes.items()}


@given("three of the participants offer what they hold there")
def offers_of_three(
    story: Story,
    session: Session,
    binder: Binder,
    iso: Operator,
    build: PortfolioBuilder,
    expect: Expectation,
) -> None:
    nodes, market = nodes_of(story, binder), story.bound["market"]
    story.bound["sent"] = []
    for number, owner in enumerate(story.bound["crowd"][:SELLERS]):
        source, sink = nodes["SP"][number % len(nodes["SP"])], nodes["LAP"][number % len(nodes["LAP"])]
        terms = {
            "source": source, "sink": sink, "tou": "ON", "hedgeType": "OBL", "crrType": "AUC", "category": "AUCTION",
            "marketName": binder.market(story.us, "auction", "POSTED", "ANNUAL").name,
            "period": market.products[0].period.name, "mw": 2 * OFFERED_MW,
        }  # fmt: skip
        story.bound.setdefault("crrs", {})[owner.name, "held", "ON"] = (
            iso.add_holding(owner.name, terms),
            terms,
        )
        line = bid_sheet.SheetLine(owner.name, "sells", "held", 0, "ON", str(OFFERED_MW), str(OFFER_PRICE))
        offer = bid_sheet.offer(story, owner, line)
        send_as(story, session, expect, owner, build.offers(owner.name, market, offer))


@when("every other participant submits bids on paths of all kinds")
def everybody_bids(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, expect: Expectation
) -> None:
    crowd = Crowd(story.bound["market"], nodes_of(story, binder), build)
    for owner in story.bound["crowd"][SELLERS:]:
        send_as(story, session, expect, owner, crowd.portfolio(owner))


@when("every one of them submits nominations on paths of all kinds")
def everybody_nominates(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, expect: Expectation
) -> None:
    crowd = Crowd(story.bound["market"], nodes_of(story, binder), build)
    story.bound["sent"] = []
    for owner in story.bound["crowd"]:
        send_as(story, session, expect, owner, crowd.nominations(owner))


def send_as(story: Story, session: Session, expect: Expectation, owner: Any, portfolio: AnyPortfolio) -> None:
    """Create and submit a portfolio of another party; the story is about us again then."""
    us, story.party = story.us, owner
    try:
        place(story, session, expect, portfolio)
    finally:
        story.party = us
    story.bound["sent"].append(portfolio)


@then("the ISO's market folder holds what was submitted")
def folder_holds_bids(story: Story, desk: MarketDesk, expect: Expectation) -> None:
    """Every point of every bid and offer, and no other."""
    rows = desk.folder(story.bound["market"].name).rows("bids.csv")
    found = sorted(
        (row["AssetOwner"], row["BidType"], row["Source"], row["Sink"], row["Period"], row["TOU"],
         float(row["MW"]), float(row["Price"]))
        for row in rows
    )  # fmt: skip
    sent = sorted(
        (each.asset_owner, kind, each.source, each.sink, each.period, each.tou, point.mw, point.price)
        for portfolio in story.bound["sent"]
        for kind, records in (("BUY", portfolio.new_bids), ("SELL", portfolio.new_offers))
        for each in records
        for point in each.bid_curve
    )
    expect.equal("the points in the folder", found, sent)


@then("the ISO's market folder holds what was nominated, hubs by their generators")
def folder_holds_nominations(story: Story, desk: MarketDesk, expect: Expectation) -> None:
    """The MW of every nomination, those of a hub put together again."""
    folder = desk.folder(story.bound["market"].name)
    hubs = {row["Record"]: (row["Nomination"], row["Hub"]) for row in folder.rows("hubs.csv")}
    found: dict[tuple[str, ...], float] = {}
    for row in folder.rows("nominations.csv"):
        number, source = hubs.get(row["Record"], (f"record {row['Record']}", row["Source"]))
        key = (number, row["AssetOwner"], source, row["Sink"], row["Period"], row["TOU"])
        found[key] = found.get(key, 0.0) + float(row["MW"])
    sent = [
        (each.asset_owner, each.source, each.sink, each.period, each.tou, each.mw)
        for portfolio in story.bound["sent"]
        for each in portfolio.new_nominations
    ]
    told = sorted((*key[1:], round(mw, 3)) for key, mw in found.items())
    expect.that("nominations of hubs", len(hubs), "one or more", bool(hubs))
    expect.equal("the nominations in the folder", told, sorted(sent))


@then("several limits bind, some of them after an outage")
def several_bind(story: Story, session: Session, expect: Expectation) -> None:
    answer, rows = ask(story, session, story.us, "BINDING_CONSTRAINT")
    expect.that("what binds", len(rows), FEWEST_BINDING, len(rows) >= FEWEST_BINDING, answer=answer)
    outages = [row for row in rows if row["Contingency"]]
    expect.that("what binds after an outage", len(outages), "1 or more", len(outages) > 0, answer=answer)


@then("some nominations are cut, and the cuts of hubs are offset")
def cut_and_offset(story: Story, session: Session, expect: Expectation) -> None:
    rows = [
        row for party in story.bound["crowd"] for row in ask(story, session, party, files(story).private)[1]
    ]
    cut = [row for row in rows if row["MW"] < row["NominatedMW"]]
    offsets = [row for row in rows if row["CrrType"] == "LSE_THCNT"]
    expect.that("nominations that are cut", len(cut), "1 or more", len(cut) > 0, answer=story.answer)
    expect.that("offsets of hubs", len(offsets), "1 or more", len(offsets) > 0, answer=story.answer)


@then("some are paid for counterflow, and some sell what they hold")
def counterflow_and_sales(story: Story, session: Session, expect: Expectation) -> None:
    answer, rows = ask(story, session, story.us, "PUBLIC_AUCTION_RESULT")
    paid = [row for row in rows if row["BidType"] == "BUY" and row["ClearingPrice"] < 0]
    sold = [row for row in rows if row["BidType"] == "SELL"]
    expect.that("awards at a negative price", len(paid), "1 or more", len(paid) > 0, answer=answer)
    expect.that("awards of offers", len(sold), "1 or more", len(sold) > 0, answer=answer)
