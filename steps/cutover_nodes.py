"""Sentences on nodes that the new model has no more: what stands in for them, in lists, bids and holdings."""

from __future__ import annotations

from typing import Any

from pytest_bdd import then, when

from fixtures.expectation import Expectation
from fixtures.network_distance import nearest, reactances
from fixtures.portfolio_book import book
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder, first, is_yes
from marketsim.target.download_rows import rows_of
from marketsim.target.market_desk import MarketDesk
from marketsim.target.session import Session
from steps.cutover import extract_of
from steps.downloads import download_for
from steps.inventories import everybodys
from steps.portfolios import portfolio_of


@then("each retired node is replaced by the nearest of its designation that may be bid")
def replaced_by_nearest(
    story: Story, session: Session, binder: Binder, desk: MarketDesk, expect: Expectation
) -> None:
    """Nearest on the network of the market: the least sum of |x| over its branches, worked out once more."""
    market, extract = story.bound["market"], extract_of(story)
    answer = story.heard(
        download_for(story, session, binder, "SOURCE_SINK_REPLACEMENT").ask(session, story.us)
    )
    period = market.products[0].period.name
    rows = [row for row in rows_of(answer) if row["Period"] == period]
    found = {str(row["SourceSink"]): str(row["Replacement"]) for row in rows}
    retired = {each.name: each.kind for each in extract.retired}
    expect.equal("the nodes that are replaced", sorted(found), sorted(retired), answer=answer)
    listed = binder.source_sink(story.us, market)
    biddable = {str(row["SourceSink"]): str(row["Type"]) for row in listed if is_yes(row["BiddableFlag"])}
    branches = reactances(desk.folder(market.name))
    for node, replacement in found.items():
        near = nearest(extract, node, biddable, branches)
        expect.that(f"what replaces {node}", replacement, f"one of {sorted(near)}", replacement in near)
        expect.equal(f"the designation of {replacement}", biddable[replacement], retired[node])
    story.bound["instead"] = found


@then("no retired node is on its list, and none is the end of anything that is held")
def gone_everywhere(story: Story, session: Session, binder: Binder, expect: Expectation) -> None:
    retired, extract = {each.name for each in extract_of(story).retired}, extract_of(story)
    listed = {str(row["SourceSink"]) for row in binder.source_sink(story.us, story.bound["market"])}
    expect.equal("retired nodes on the list", sorted(retired & listed), [], subject="absence")
    ends = {row[end] for row in everybodys(story, session) for end in ("Source", "Sink")}
    expect.equal("retired nodes in the inventory", sorted(retired & ends), [], subject="absence")
    held = {end for each in extract.holdings for end in (each.source, each.sink)} & retired
    expect.that("retired nodes in the old inventory", len(held), "one or more", bool(held))


@when("we bid from what stands in for a retired node")
def bid_from_replacement(story: Story, session: Session, binder: Binder, build: PortfolioBuilder) -> None:
    _bid(story, session, binder, build, first(_replaced(story, "GEN"), "a retired generator")[1])


@when("we bid from the retired node itself")
def bid_from_retired(story: Story, session: Session, binder: Binder, build: PortfolioBuilder) -> None:
    _bid(story, session, binder, build, first(_replaced(story, "GEN"), "a retired generator")[0])


def _replaced(story: Story, kind: str) -> list[tuple[str, str]]:
    kinds = {each.name: each.kind for each in extract_of(story).retired}
    return sorted((old, new) for old, new in story.bound["instead"].items() if kinds[old] == kind)


def _bid(story: Story, session: Session, binder: Binder, build: PortfolioBuilder, source: str) -> None:
    market: Any = story.bound["market"]
    story.bound["pair"] = source, binder.pair(story.us, market)[1]
    book(story, session).create(portfolio_of(story, build, 1))
