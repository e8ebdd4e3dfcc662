"""Sentences on the results of a market: awards, prices, what binds, and what is held afterwards."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pytest_bdd import parsers, then

from fixtures import bid_sheet
from fixtures.bid_sheet import ANY, SheetLine
from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.target.download_rows import Rows, rows_of
from marketsim.target.market_results import (
    ResultFiles,
    by_location,
    download,
    files_of,
    path_price,
    result_rows,
)
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.clearing import bidder

LAST_DIGIT = 1e-9  # awards and prices are published rounded: equal to the digit


def files(story: Story) -> ResultFiles:
    """The result files that the story's market has."""
    return files_of(story.bound["market"])


def ask(story: Story, session: Session, party: Party, kind: str) -> tuple[Answer[bytes], Rows]:
    """A result file of the story's market as a party sees it."""
    answer = story.heard(download(session, party, story.bound["market"], kind))
    return answer, result_rows(answer, kind)


@then("the awards are")
def awards_are(story: Story, session: Session, expect: Expectation, datatable: list[list[str]]) -> None:
    """Every record of each bidder that the table names, and no other."""
    for word, its in bid_sheet.by_bidder(bid_sheet.lines(datatable)):
        answer, rows = ask(story, session, bidder(story, session, word), files(story).private)
        found = {_record(story, row): row for row in rows}
        expect.equal(
            f"the records of the {word} bidder",
            sorted(found),
            sorted(_wanted(story, line) for line in its),
            answer=answer,
        )
        expect.equal("their number", len(rows), len(its), answer=answer)
        for line in its:
            _award_is(expect, found[_wanted(story, line)], line, answer)


def _record(story: Story, row: Any) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in files(story).record)


def _wanted(story: Story, line: SheetLine) -> tuple[str, ...]:
    kind = line.bid_type if files(story).side == "auction" else "LSE"
    return (bid_sheet.period_of(story, line), line.tou, kind, *story.bound["paths"][line.path])


def _award_is(expect: Expectation, row: Any, line: SheetLine, answer: Answer[bytes]) -> None:
    what = f"{line.bidder} {line.deed} {line.path} {line.tou}"
    mw, most = row["MW"], row["BidMW"] if "BidMW" in row else row["NominatedMW"]
    if line.mw == ANY:
        expect.that(f"{what}: MW", mw, f"0 to {most}", 0 <= mw <= most, answer=answer)
    else:
        near = abs(mw - float(line.mw)) < LAST_DIGIT
        expect.that(f"{what}: MW", mw, float(line.mw), near, answer=answer)
    if line.price != ANY:
        price = row["ClearingPrice"]
        near = abs(price - float(line.price)) < LAST_DIGIT
        expect.that(f"{what}: $/MW", price, float(line.price), near, answer=answer)


@then("the price of each award is that of its sink less that of its source")
def prices_are_differences(story: Story, session: Session, expect: Expectation) -> None:
    _, prices = ask(story, session, story.us, "CLEARING_PRICE")
    answer, awards = ask(story, session, story.us, "PUBLIC_AUCTION_RESULT")
    obligations = [row for row in awards if row["HedgeType"] == "OBL"]
    found = [(row["Source"], row["Sink"], row["ClearingPrice"]) for row in obligations]
    wanted = []
    for row in obligations:
        its = by_location(prices, row["Period"], row["TOU"])
        source, sink = str(row["Source"]), str(row["Sink"])
        wanted.append((source, sink, path_price(its, source, sink)))
    expect.that("the awards", len(found), "one or more", len(found) > 0, answer=answer)
    expect.equal("the prices of the awards", found, wanted, answer=answer)


@then("the public results are what all participants were told in private")
def public_is_sum(story: Story, session: Session, expect: Expectation) -> None:
    told: Counter[tuple[Any, ...]] = Counter()
    told_to = ("CRRH", "CLSE") if files(story).side == "auction" else ("CLSE",)
    for party in {each.name: each for each in session.parties if each.function in told_to}.values():
        told.update(_public(story, ask(story, session, party, files(story).private)[1]))
    answer, rows = ask(story, session, story.us, files(story).awards)
    expect.that("the public rows", len(rows), "one or more", len(rows) > 0, answer=answer)
    expect.equal("the public rows", Counter(_public(story, rows)), told, answer=answer)


def _public(story: Story, rows: Rows) -> list[tuple[Any, ...]]:
    """What of awards is public."""
    return [tuple(row[name] for name in files(story).award) for row in rows if row["MW"] > 0]


@then("every location has the price 0 in each time of use")
def all_prices_zero(story: Story, session: Session, expect: Expectation) -> None:
    answer, rows = ask(story, session, story.us, "CLEARING_PRICE")
    expect.equal("the times of use", sorted({row["TOU"] for row in rows}), ["OFF", "ON"], answer=answer)
    expect.equal("the prices", sorted({row["ClearingPrice"] for row in rows}), [0.0], answer=answer)


@then(parsers.re(r"the ISO's limit alone binds, at (?P<price>\d+) \$/MW"), converters={"price": float})
def limit_binds(story: Story, session: Session, expect: Expectation, price: float) -> None:
    answer, rows = ask(story, session, story.us, "BINDING_CONSTRAINT")
    wanted = story.bound["limit"].binding(price)
    found = [{name: row[name] or None for name in wanted} for row in rows]
    expect.equal("the binding constraints", found, [wanted], answer=answer)


@then("the ISO's limit alone binds, in each time of use")
def limit_binds_in_each(story: Story, session: Session, expect: Expectation) -> None:
    """Of an allocation no shadow price is told."""
    answer, rows = ask(story, session, story.us, "BINDING_CONSTRAINT")
    told = story.bound["limit"].binding(0.0)
    del told["ShadowPrice"]
    found = {row["TOU"]: {name: row[name] or None for name in told} for row in rows}
    expect.equal("the binding constraints", found, {"ON": told, "OFF": told}, answer=answer)
    expect.equal("their number", len(rows), len(found), answer=answer)


@then(parsers.re(r"each award is held as a CRR of the same MW"))
def awards_are_held(story: Story, session: Session, expect: Expectation) -> None:
    wanted: dict[Any, Any] = {}
    found: dict[Any, Any] = {}
    for party in story.bound.get("bidders", [story.us]):
        _, rows = ask(story, session, party, files(story).private)
        bought = [row for row in rows if row.get("BidType") != "SELL" and row["MW"] > 0]
        wanted |= {row["CrrId"]: _terms(row) for row in bought}
        answer = story.heard(holdings(session, party, files(story)))
        found |= {row["CrrId"]: _terms(row) for row in _of_market(story, rows_of(answer))}
    expect.that("the awards", len(wanted), "one or more", len(wanted) > 0, answer=story.answer)
    expect.equal("the CRRs held from this market", found, wanted, answer=story.answer)


def _terms(row: Any) -> tuple[Any, ...]:
    return tuple(row[name] for name in ("AssetOwner", "Source", "Sink", "TOU", "HedgeType", "MW"))


def _of_market(story: Story, rows: Rows) -> Rows:
    market = story.bound["market"].name
    return [row for row in rows if row["MarketName"] == market and row["OfferType"] == "OWNER"]


def holdings(session: Session, party: Party, of: ResultFiles) -> Answer[bytes]:
    """What a party holds from auctions, or from allocations."""
    return session.client(party).market_data.get_private_general_data(
        private_general_download_type="PRIVATE_EXISTING_CRR_AUCTION"
        if of.side == "auction"
        else "PRIVATE_EXISTING_CRR_ALLOCATION",
        file_format="JSON",
    )


@then(
    parsers.re(r"the (?P<who>\w+) participant keeps (?P<kept>\d+) MW of it, and (?P<sold>\d+) MW are sold"),
    converters={"kept": float, "sold": float},
)
def offered_is_reduced(
    story: Story, session: Session, expect: Expectation, who: str, kept: float, sold: float
) -> None:
    crr_id, _ = story.bound["crrs"][who, "inward", "ON"]
    answer = story.heard(holdings(session, bidder(story, session, who), files(story)))
    rows = [row for row in rows_of(answer) if crr_id in (row["CrrId"], row["ParentCrrId"])]
    found = sorted((str(row["OfferType"]), float(row["MW"])) for row in rows)
    wanted = [("OWNER", kept), ("SELLER", sold)]
    expect.equal("the MW of the CRR, kept and sold", found, wanted, answer=answer)
