"""Sentences on markets that were under way at the cutover: each is finished by exactly one system."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.old_market import LOADING, awards_file, awards_of, bids_file, bids_of, loading_file
from fixtures.old_world import in_flight, new_owner
from fixtures.portfolio_book import book
from fixtures.story import Story
from marketsim.legacy.calendar import period_named
from marketsim.legacy.records import Market
from marketsim.target.binding import first
from marketsim.target.console import ConsoleProblem
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.market_desk import MarketDesk
from marketsim.target.own_clearing import cleared
from marketsim.target.session import Session
from steps.cutover import extract_of, rows_in
from steps.inventories import everybodys
from steps.months import holders, post_and_read

NAMES = "CUTOVER_NAMES"


def new_names(cutting: CutoverDesk) -> dict[tuple[str, str], str]:
    """What markets, owners and nodes are called here, by kind and old name."""
    return {(row["Kind"], row["Old"]): row["New"] for row in rows_in(cutting.report(NAMES))}


def listed(story: Story, session: Session) -> set[str]:
    """The markets on every list of auctions and allocations."""
    service = session.client(story.us).market_status
    asks: tuple[Any, ...] = (
        service.get_active_auction_markets,
        service.get_posted_auction_markets,
        service.get_active_allocation_markets,
        service.get_posted_allocation_markets,
    )
    return {each.name for ask in asks for each in ask().value}


@then("the markets that the old system finishes are on no list, and cannot be cleared here")
def known_to_one(
    story: Story, session: Session, cutting: CutoverDesk, desk: MarketDesk, expect: Expectation
) -> None:
    names, known = new_names(cutting), listed(story, session)
    markets = [x for x in in_flight(extract_of(story), "FINISH_OLD") if x.kind in ("AUCTION", "ALLOCATION")]
    expect.that("markets that the old system finishes", len(markets), "one or more", bool(markets))
    for each in markets:
        name = names["MARKET", each.old_market]
        expect.absent("the lists", name, known)
        try:
            refused = str(desk.clear(name))
        except ConsoleProblem as problem:
            refused = str(problem)
        expect.that(f"clearing {name}", refused, "refused: there is none", "no market named" in refused)
    story.bound["old market"] = first((x for x in markets if x.kind == "AUCTION"), "an auction in flight")


@when("what the old system awarded in one of them comes in")
def results_come(story: Story, cutting: CutoverDesk) -> None:
    extract, market = extract_of(story), story.bound["old market"]
    story.bound["awards"] = awards_of(extract, market)
    results_again(story, cutting)


@when("it comes in again")
def results_again(story: Story, cutting: CutoverDesk) -> None:
    file = awards_file(extract_of(story), story.bound["awards"])
    story.bound["refusal"] = cutting.take_results(story.bound["old market"].old_market, file)


@then("it is posted here, and what it awarded is held")
def awarded_held(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    expect.equal("the refusal", story.bound["refusal"], None, subject="state")
    extract, name = extract_of(story), new_names(cutting)["MARKET", story.bound["old market"].old_market]
    posted = session.client(story.us).market_status.get_posted_auction_markets()
    expect.present("the posted auctions", name, [each.name for each in posted.value], answer=posted)
    wanted = Counter(
        (new_owner(extract, each.participant), each.source, each.sink, each.tou, each.mw)
        for each in story.bound["awards"]
    )
    expect.that("what it awarded", len(wanted), "one or more", bool(wanted))
    expect.equal("what is held of it", _held_of(story, session, name), wanted)


def _held_of(story: Story, session: Session, market: str) -> Counter[tuple[Any, ...]]:
    return Counter(
        (row["AssetOwner"], row["Source"], row["Sink"], row["TOU"], round(row["MW"] * 1000))
        for row in everybodys(story, session)
        if row["MarketName"] == market and row["OfferType"] == "OWNER"
    )


@then("it is refused, and nothing is held twice")
def not_twice(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    refusal = story.bound["refusal"]
    expect.that("the refusal", refusal, "one that says why", refusal is not None, subject="state")
    name = new_names(cutting)["MARKET", story.bound["old market"].old_market]
    found = _held_of(story, session, name).total()
    expect.equal("the CRRs held of it", found, len(story.bound["awards"]), subject="state")


@given("an auction that the new system finishes")
def finish_here(story: Story, session: Session, cutting: CutoverDesk) -> None:
    market = first(in_flight(extract_of(story), "FINISH_NEW", "AUCTION"), "an auction left to the new system")
    story.bound["old market"] = market
    name = new_names(cutting)["MARKET", market.old_market]
    story.bound["market"] = session.client(story.us).market_status.get_market_info(market_name=name).value


@then("everybody's bids and offers are there as they were, and submitted")
def bids_taken_over(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    """Every point of every curve; what is offered is what the old CRR has become in the auction's period."""
    market: Market = story.bound["old market"]
    extract, names = extract_of(story), new_names(cutting)
    became = _held_throughout(story, session, cutting, market)
    wanted = Counter(
        (
            new_owner(extract, row["AssetOwner"]), names.get(("NODE", row["Source"]), row["Source"]),
            names.get(("NODE", row["Sink"]), row["Sink"]), row["TOU"],
            row["CrrId"] and became.get(row["CrrId"], "held by nobody"), row["MW"], row["Price"],
        )
        for row in bids_of(extract, market)
    )  # fmt: skip
    found: Counter[tuple[Any, ...]] = Counter()
    story.bound["crowd"], us = [], story.us
    for party in holders(story, session):
        story.party = party
        mine = book(story, session)
        portfolios = mine.portfolios()
        for portfolio in portfolios:
            status = mine.use("ask the status of", portfolio.portfolio_name).value.status
            expect.equal(f"the portfolio of {party.name}", status, "SUBMITTED", subject="state")
            for each in (*portfolio.bids, *portfolio.offers):
                terms = (party.name, each.source, each.sink, each.tou, getattr(each, "crr_id", None))
                found.update((*terms, point.mw, point.price) for point in each.bid_curve)
        story.bound["crowd"] += [party] if portfolios else []
    story.party = us
    expect.that("what was bid", len(wanted), "two points or more", len(wanted) > 1)
    expect.equal("the points of bids and offers", found, wanted)


def _held_throughout(story: Story, session: Session, cutting: CutoverDesk, market: Market) -> dict[int, int]:
    """The CRR that is held for all of a market's period, by the old CRR that it came from."""
    period = period_named(market.period)
    whole = {
        row["CrrId"]
        for row in everybodys(story, session)
        if row["OfferType"] == "OWNER" and row["StartDate"] <= period.start and period.end <= row["EndDate"]
    }
    return {int(each["oldCrrId"]): each["crrId"] for each in cutting.origins() if each["crrId"] in whole}


@when("the old system clears the same auction, from its own bids and holdings")
def old_clearing(story: Story, cutting: CutoverDesk, desk: MarketDesk, expect: Expectation) -> None:
    """On the network of the new model; bids and base loading are made from the extract alone."""
    extract, market, names = extract_of(story), story.bound["old market"], new_names(cutting)
    folder = desk.folder(story.bound["market"].name)
    own = {name: content for name, content in folder.files.items() if not name.startswith("results/")}
    own |= {
        "bids.csv": bids_file(extract, market, names),
        "base_loading.csv": loading_file(extract, market, names),
    }
    whole = type(folder)(own)
    loads = [
        sorted(
            (*(row[name] for name in LOADING[:-1]), float(row["MW"])) for row in each.rows("base_loading.csv")
        )
        for each in (folder, whole)
    ]
    expect.that("the base loading", len(loads[0]), "one path or more", bool(loads[0]))
    expect.equal("the base loading of both systems", loads[0], loads[1])
    story.bound["old results"] = cleared(whole)


@then("both systems award the same, and find the same prices")
def same_results(story: Story, desk: MarketDesk, expect: Expectation) -> None:
    old, new = story.bound["old results"], desk.folder(story.bound["market"].name)
    for file, columns in (
        ("awards.csv", ("AssetOwner", "BidType", "Source", "Sink", "TOU", "MW")),
        ("prices.csv", ("Period", "TOU", "SourceSink", "ClearingPrice")),
    ):
        both = [
            sorted(tuple(_rounded(row[name]) for name in columns) for row in rows)
            for rows in (new.rows(f"results/{file}"), old.rows(file))
        ]
        expect.that(f"the rows of {file}", len(both[0]), "one or more", bool(both[0]))
        other = [pair for pair in zip(*both, strict=False) if pair[0] != pair[1]][:3]
        expect.equal(f"rows of {file} that differ", (other, len(both[0])), ([], len(both[1])))


def _rounded(cell: str) -> str | float:
    """Amounts to a millionth: two runs differ in the last digits of what they compute."""
    try:
        return round(float(cell), 6) + 0.0
    except ValueError:
        return cell


@when("the ISO finds that a source of what it awarded was none, and clears and posts again")
def correct(story: Story, session: Session, desk: MarketDesk, expect: Expectation) -> None:
    """What was posted before is taken back by that, which the inventory must show."""
    from marketsim.verification.inventory import auction, taken_back

    former = story.bound["private results"]
    bought = (row for rows in former.values() for row in rows if row["MW"] and row["BidType"] == "BUY")
    gone = first(bought, "an award of that auction")["Source"]
    desk.withdraw(story.bound["market"].name, [gone])
    story.bound["deeds"] = [taken_back(auction(row for rows in former.values() for row in rows))]
    post_and_read(story, session, desk, expect)
    other = [name for name, rows in former.items() if rows != story.bound["private results"][name]]
    expect.that("those who are awarded something else", sorted(other), "one or more", bool(other))
