"""Sentences on a market that is bid or nominated in, limited, closed and cleared: what goes into a clearing."""

from __future__ import annotations

from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures import bid_sheet
from fixtures.bid_sheet import SheetLine
from fixtures.expectation import Expectation
from fixtures.limited_point import LimitedPoint, limited
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.contract.messages import auction, nomination
from marketsim.target.binding import Binder, first, is_yes
from marketsim.target.market_desk import MarketDesk
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session

AnyPortfolio = auction.NewPortfolio | nomination.NewPortfolio
PLACES = {"we": 0, "first": 0, "second": 1, "third": 2, "fourth": 3}


def bidder(story: Story, session: Session, word: str) -> Party:
    """``we``, who are the first, or the second, third or fourth participant that holds our function."""
    known: list[Party] = story.bound.setdefault("bidders", [story.us])
    while len(known) <= PLACES[word]:
        known.append(session.party(story.us.function, besides=tuple(known)))
    return known[PLACES[word]]


@given(
    parsers.re(
        "an (?P<kind>auction|allocation) of one (?P<term>month|year) in which nobody has (?:bid|nominated) yet"
    )
)
def fresh_market(
    story: Story, session: Session, iso: Operator, desk: MarketDesk, kind: str, term: str
) -> None:
    name = iso.coming_auction()
    if term == "year":
        name = name.replace("_MN_", "_AN_").removesuffix("_M01")
    if kind == "allocation":
        name = f"{name.replace('AUC_', 'ALLOC_')}_T1"
    desk.open_market(name)
    status = session.client(story.us).market_status
    story.bound["market"] = status.get_market_info(market_name=name).value


@given(
    parsers.re(
        r"the ISO lets (?P<mw>[\d.]+) MW in at a scheduling point there, as (?P<what>a line after an outage|a line|"
        r"an interface) allows"
    ),
    converters={"mw": float},
)
def limited_point(
    story: Story, binder: Binder, session: Session, desk: MarketDesk, mw: float, what: str
) -> None:
    story.bound["limit"] = bind_paths(story, binder, desk, what, mw)
    set_limit(story, desk, 1.0)


def set_limit(story: Story, desk: MarketDesk, capacity_factor: float, objective: str | None = None) -> None:
    """Tell the ISO's desk the limit of the story, which share of it is released, and what awards are best by."""
    point: LimitedPoint = story.bound["limit"]
    desk.limit(
        story.bound["market"].name,
        interfaces=point.interfaces,
        branches=point.branches,
        capacity_factor=capacity_factor,
        objective=objective,
    )


def bind_paths(story: Story, binder: Binder, desk: MarketDesk, what: str, mw: float) -> LimitedPoint:
    """Choose the point, and three paths by it: inward from it, outward to it, and one elsewhere."""
    market = story.bound["market"]
    nodes: dict[str, list[str]] = {}
    for row in binder.source_sink(story.us, market):
        if is_yes(row["BiddableFlag"]) and row["TOU"] == "ON":
            nodes.setdefault(str(row["Type"]), []).append(str(row["SourceSink"]))
    point = limited(desk.folder(market.name), sorted(set(nodes.get("SP", ()))), what, mw)
    generator = first(sorted(set(nodes.get("GEN", ()))), f"a biddable generator in {market.name}")
    load = first(sorted(set(nodes.get("LAP", ()))), f"a biddable load aggregation point in {market.name}")
    story.bound["paths"] = {
        "inward": (point.point, load),
        "outward": (generator, point.point),
        "elsewhere": (generator, load),
    }
    story.bound["pair"] = story.bound["paths"]["inward"]
    return point


@given("the ISO limits nothing that we could reach")
def nothing_limited(story: Story, binder: Binder, desk: MarketDesk) -> None:
    story.bound["limit"] = bind_paths(story, binder, desk, "an interface", 1.0)


@given(
    parsers.re(r"the ISO releases only (?P<percent>\d+) per cent of the capacity"),
    converters={"percent": float},
)
def released_share(story: Story, desk: MarketDesk, percent: float) -> None:
    set_limit(story, desk, percent / 100)


@given(
    parsers.re(
        r"the (?P<who>\w+) participant holds (?P<mw>\d+) MW (?P<path>inward|outward|elsewhere)"
        r"(?P<option>, as an option)?"
    ),
    converters={"mw": float},
)
def holds(
    story: Story, session: Session, binder: Binder, iso: Operator, who: str, mw: float, path: str, option: str
) -> None:
    market = story.bound["market"]
    source, sink = story.bound["paths"][path]
    earlier = binder.market(story.us, "auction", "POSTED", "MONTHLY").name
    kind: dict[str, Any] = {"hedgeType": "OBL", "crrType": "AUC", "category": "AUCTION"}
    terms = {"source": source, "sink": sink, "tou": "ON", "marketName": earlier, "mw": mw, **kind}
    if option:
        terms |= {"hedgeType": "OPT", "crrType": "MT", "category": "SYSTEM", "marketName": "SYSTEM"}
    terms["period"] = market.products[0].period.name
    crr_id = iso.add_holding(bidder(story, session, who).name, terms)
    story.bound.setdefault("crrs", {})[who, path, "ON"] = (crr_id, terms)


@when("these bids are submitted")
@when("these bids and offers are submitted")
@when("these nominations are submitted")
def submit_sheet(
    story: Story, session: Session, build: PortfolioBuilder, expect: Expectation, datatable: list[list[str]]
) -> None:
    sheet = bid_sheet.lines(datatable)
    for word, its in bid_sheet.by_bidder(sheet):
        submit(story, session, build, expect, bidder(story, session, word), its)


def submit(
    story: Story,
    session: Session,
    build: PortfolioBuilder,
    expect: Expectation,
    owner: Party,
    its: list[SheetLine],
) -> None:
    """Create and submit one portfolio as its owner; the story is then about it, and about us again."""
    us, story.party = story.us, owner
    try:
        place(story, session, expect, written(story, build, owner, its))
    finally:
        story.party = us


def written(story: Story, build: PortfolioBuilder, owner: Party, its: list[SheetLine]) -> AnyPortfolio:
    """The lines as a portfolio for the story's market."""
    market, name = story.bound["market"], build.name()
    if market.market_type == "ALLOCATION":
        nominations = [bid_sheet.nomination(story, owner, line) for line in its]
        return nomination.NewPortfolio(
            portfolio_name=name,
            market_name=market.name,
            participant_name=owner.name,
            new_nominations=nominations,
        )
    return auction.NewPortfolio(
        portfolio_name=name,
        market_name=market.name,
        participant_name=owner.name,
        new_bids=[bid_sheet.bid(story, owner, line) for line in its if line.bid_type == "BUY"],
        new_offers=[bid_sheet.offer(story, owner, line) for line in its if line.bid_type == "SELL"],
    )


def place(story: Story, session: Session, expect: Expectation, portfolio: AnyPortfolio) -> None:
    """Create and submit a portfolio of the story's party; it must be SUBMITTED then."""
    mine = book(story, session)
    for answer in (mine.create(portfolio), mine.use("submit")):
        expect.accepted(answer)
    status = story.answer.value.status
    expect.equal("the portfolio's status", status, "SUBMITTED", answer=story.answer, subject="state")


@when(parsers.re("the (?:auction|allocation) is closed, cleared and posted"))
def close_clear_post(story: Story, iso: Operator, desk: MarketDesk) -> None:
    close_and_clear(story, iso, desk)
    desk.post(story.bound["market"].name)


@when(parsers.re("the (?:auction|allocation) is closed and cleared"))
def close_and_clear(story: Story, iso: Operator, desk: MarketDesk) -> None:
    iso.close_window(story.bound["market"].name)
    story.bound["run"] = desk.clear(story.bound["market"].name)


@then("one limit was raised to what base loading takes, for ON alone")
def one_raised(story: Story, desk: MarketDesk, expect: Expectation) -> None:
    folder, point = desk.folder(story.bound["market"].name), story.bound["limit"]
    rows = folder.rows("results/raised_limits.csv")
    found = [(row["TOU"], row["ConstraintName"], float(row["Limit"]), float(row["RaisedTo"])) for row in rows]
    held = sum(terms["mw"] for _, terms in story.bound["crrs"].values())
    expect.equal("the limits raised", found, [("ON", point.name, point.mw, held)])
    told = {each["tou"]: each["raised"] for each in story.bound["run"]["products"]}
    expect.equal("the limits raised, as the run told", told, {"ON": 1, "OFF": 0})
