"""Sentences on independent proof: a whole market from its folder, or what one participant sees of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec
from pytest_bdd import given, then, when

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.portfolio_book import book
from fixtures.story import Story
from marketsim.contract.decoding import encode
from marketsim.pictures.market import market_pictures
from marketsim.target.binding import missing
from marketsim.target.caps import posted_calculations
from marketsim.target.download_rows import NO_DATA, rows_of
from marketsim.target.halt import skipped
from marketsim.target.market_desk import MarketDesk
from marketsim.target.market_folder import MarketFolder
from marketsim.target.market_results import download, file_of, result_rows
from marketsim.target.session import Session
from steps.caps import kinds_of
from steps.results import files as files_of
from steps.results import holdings

# The oracle comes with numpy and is imported where it is asked: most sessions never do.
if TYPE_CHECKING:
    from marketsim.verification import Report

PUBLISHED = "results/published/"
LARGEST_GAP = 1e-6  # relative, unrounded (clearing-notes section 7)
ZIP, JSON = "application/zip", "application/json"


def published(story: Story, session: Session) -> dict[str, bytes]:
    """The files that the participants themselves downloaded, as the market folder names them."""
    market, kinds = story.bound["market"], files_of(story)
    files: dict[str, bytes] = {}
    for kind in kinds.public:
        answer = download(session, story.us, market, kind, "CSV")
        if not set(NO_DATA) & set(answer.codes):  # nothing binds: no file
            files[f"{PUBLISHED}{kind}.csv"] = file_of(answer)
    for party in story.bound["crowd"]:
        answer = download(session, party, market, kinds.private, "CSV")
        if not set(NO_DATA) & set(answer.codes):  # whose records were all left out is told nothing
            files[f"{PUBLISHED}{kinds.private}_{party.name}.csv"] = file_of(answer)
    if kinds.side == "allocation":
        loading = session.client(story.us).market_data.get_public_market_data(
            market_name=market.name, public_market_download_type="GROUPED_BASE_LOADING", file_format="CSV"
        )
        if rows_of(story.heard(loading)):  # a market of later years may have none, and so no file
            files[f"{PUBLISHED}GROUPED_BASE_LOADING.csv"] = file_of(loading)
    inventory = session.client(story.us).market_data.get_public_general_data(
        public_general_download_type="PUBLIC_EXISTING_CRR", file_format="CSV"
    )
    files[f"{PUBLISHED}EXISTING_CRRS.csv"] = file_of(story.heard(inventory))
    return files


@then("the oracle finds nothing wrong in what the participants were told")
def proved(story: Story, session: Session, desk: MarketDesk, expect: Expectation, attach: Attach) -> None:
    """The ISO's inputs and unrounded results, with the participants' own downloads in place of the ISO's copies."""
    from marketsim.verification import Unreadable, verify_folder_bytes

    handed = desk.folder(story.bound["market"].name)
    own = {name: content for name, content in handed.files.items() if not name.startswith(PUBLISHED)}
    folder = MarketFolder(own).with_files(published(story, session))
    attach("The market folder that the oracle judged", folder.zipped(), ZIP)
    _draw(story, session, attach)
    try:
        report = verify_folder_bytes(folder.zipped())
    except Unreadable as problem:
        expect.fail("the market folder", str(problem), "one that the oracle can read")
    _told(report, attach)
    _clean(report, expect)
    expect.equal("limits held, prices consistent", (report.feasible, report.prices_consistent), (True, True))
    gap = report.duality_gap
    small = gap is not None and abs(gap) <= LARGEST_GAP
    expect.that("the duality gap", gap, f"at most {LARGEST_GAP}", small)


def _draw(story: Story, session: Session, attach: Attach) -> None:
    """The four pictures of an auction, from the downloads."""
    market, kinds = story.bound["market"], files_of(story)
    if kinds.side != "auction":
        return  # the pictures are of prices and of bids
    public = {kind: result_rows(download(session, story.us, market, kind), kind) for kind in kinds.public}
    awards = [
        row
        for party in story.bound["crowd"]
        for row in result_rows(download(session, party, market, kinds.private), kinds.private)
    ]
    for each in market_pictures(
        awards, public["CLEARING_PRICE"], public["BINDING_CONSTRAINT"], market=market.name
    ):
        attach(each.title, each.svg)


def _told(report: Report, attach: Attach) -> None:
    attach("What the oracle found, and could not check", json.dumps(report.as_json(), indent=2), JSON)


def _clean(report: Report, expect: Expectation) -> None:
    found = [
        f"{each.check} at {each.where}: expected {each.expected}, found {each.found}"
        for each in report.findings
    ]
    expect.equal("what the oracle found wrong", found, [])


@given("the bids of ours that were submitted there")
@given("the nominations of ours that were submitted there")
def our_records(story: Story, session: Session) -> None:
    from marketsim.verification import portfolio_rows
    from marketsim.verification.participant.allocation import nomination_rows

    rows_of_one = portfolio_rows if files_of(story).side == "auction" else nomination_rows
    mine, rows = book(story, session), list[Any]()
    for portfolio in mine.portfolios():
        told = mine.use("ask the status of", portfolio.portfolio_name)
        if told.value.status == "SUBMITTED":
            rows += rows_of_one(msgspec.json.decode(encode(portfolio)), len(rows) + 1)
    if not rows:
        raise missing(f"a submitted portfolio of ours in {mine.market_name}")
    story.bound["records"] = rows


@when("we download everything that a participant is given of it")
def download_everything(story: Story, session: Session) -> None:
    market, service = story.bound["market"], session.client(story.us).market_data
    kinds = files_of(story)
    story.bound["downloads"] = {
        kind: result_rows(story.heard(download(session, story.us, market, kind)), kind)
        for kind in (*kinds.public, kinds.private)
    }
    if kinds.side == "auction":
        locations = service.get_public_market_data(
            market_name=market.name, public_market_download_type="SOURCE_SINK", file_format="JSON"
        )
        story.bound["downloads"]["SOURCE_SINK"] = rows_of(story.heard(locations))
    else:
        story.bound["downloads"] |= _our_caps(story, session)
    held = f"PRIVATE_EXISTING_CRR_{kinds.side.upper()}"
    story.bound["downloads"][held] = rows_of(story.heard(holdings(session, story.us, kinds)))


def _our_caps(story: Story, session: Session) -> dict[str, Any]:
    """The nomination caps that bound us there, where a message named their calculation."""
    names = posted_calculations(session, story.us, story.bound["market"].name)[:1]
    service: Any = session.client(story.us).market_data
    return {
        kind: rows_of(
            service.get_private_allocation_market_data(
                nomination_cap_calc_name=name, private_allocation_data_download_type=kind, file_format="JSON"
            )
        )
        for name in names
        for kind in kinds_of(story)
    }


@then("the oracle finds nothing wrong in what we were told")
def our_part_proved(story: Story, expect: Expectation, attach: Attach) -> None:
    from marketsim.verification import Unreadable, verify_participant
    from marketsim.verification.participant.allocation import verify_allocation_participant

    auction = files_of(story).side == "auction"
    judge = verify_participant if auction else verify_allocation_participant
    market, downloads = story.bound["market"].name, story.bound["downloads"]
    try:
        report = judge(story.us.name, story.bound["records"], downloads, market=market)
    except Unreadable as problem:
        raise skipped("data", f"the oracle cannot read what we were given: {problem}", "us") from None
    story.bound["report"] = report
    _told(report, attach)
    _clean(report, expect)
    expect.equal("whether prices are consistent", report.prices_consistent, True, answer=story.answer)


@then("it tells what a participant cannot check")
def tells_the_rest(story: Story, expect: Expectation) -> None:
    told = story.bound["report"].not_checkable
    expect.that("what was not checked", len(told), "one reason or more", len(told) > 0, answer=story.answer)
