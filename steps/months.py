"""Sentences on one month of the market's year: which it is, its markets, and who takes part in them."""

from __future__ import annotations

from pytest_bdd import given, parsers, then, when

from fixtures.attachment import Attach
from fixtures.cap_sheet import CapSheet, added_up
from fixtures.crowd import Crowd
from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.contract.messages import nomination
from marketsim.contract.messages.market_status import Market
from marketsim.target.binding import Binder, first
from marketsim.target.calendar_desk import CalendarDesk
from marketsim.target.caps import caps_of
from marketsim.target.conversion import TRANSFEREE_FUNCTIONS
from marketsim.target.conversion_desk import Right
from marketsim.target.holdings import offerable
from marketsim.target.market_desk import MarketDesk
from marketsim.target.operator import Operator
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.caps import submitted_records
from steps.crowd import nodes_of, send_as
from steps.inventories import sound
from steps.results import ask, files

PROCESS = "load|load migration|conversion|the first tier|the second tier|the auction"
PROCESSES = {
    "load": "load", "load migration": "load_migration", "conversion": "tor", "the first tier": "T1",
    "the second tier": "T2", "the auction": "auction",
}  # fmt: skip
RIGHT_MW = 60.0  # that a transmission right may be converted for
AMPLE = 1e9  # dollars of security; credit is another matter
SELLERS = 3
MARKETS = {"T1": "ALLOC_MN_{}_T1", "T2": "ALLOC_MN_{}_T2", "auction": "AUC_MN_{}"}


def holders(story: Story, session: Session) -> list[Party]:
    """Those of ours that may hold CRRs and write, each name once; after a cutover, those that it took over."""
    known = story.bound.get("participants")
    found = {
        each.name: each
        for each in session.parties
        if each.function in TRANSFEREE_FUNCTIONS and each.write and (known is None or each.name in known)
    }
    return list(found.values())


def market_of(story: Story, session: Session, kind: str) -> Market:
    """The month's allocation (``T1``, ``T2``) or ``auction``."""
    name = MARKETS[kind].format(story.bound["month"])
    return session.client(story.us).market_status.get_market_info(market_name=name).value


@given("the ISO makes the windows and markets of that month by its calendar, for a right of ours too")
def make_calendar(story: Story, session: Session, scheduling: CalendarDesk) -> None:
    converted = story.bound["extract"].conversions[0]
    holder = session.party("TOR")
    right = Right(holder.name, converted.source, converted.sink, RIGHT_MW)
    story.bound["calendar"] = scheduling.schedule(story.bound["month"], [right])


@when(parsers.re(f"it is time for (?P<process>{PROCESS}) of that month to (?P<deed>open|close|be posted)"))
def its_time(story: Story, session: Session, iso: Operator, process: str, deed: str) -> None:
    """A conversion window closes for requests, and then for approvals."""
    entry = story.bound["calendar"][PROCESSES[process]]
    moment = entry.dates[{"open": "opens", "close": "closes", "be posted": "posts"}[deed]]
    iso.let_time_come(moment)
    story.bound["market time"] = moment
    if process == "load migration":
        listed = session.client(story.us).load_migration.get_active_load_migration_market_list()
        found = (each for each in listed.value if each.market_name == entry.name)
        story.bound["market"] = first(found, f"the market {entry.name}")
        story.bound["name"] = entry.name
    elif process == "conversion":
        story.bound["window"] = entry.name


@when("it is time for the approvals of that month to end")
def approvals_end(story: Story, iso: Operator) -> None:
    iso.let_time_come(story.bound["calendar"]["tor"].dates["approved"])


@given("the ISO holds ample security of everybody")
def ample_security(story: Story, session: Session, iso: Operator) -> None:
    for party in holders(story, session):
        iso.hold_security(party.name, AMPLE)


@when("every entity nominates half of what its caps allow")
def nominate(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, expect: Expectation
) -> None:
    market, story.bound["sent"] = story.bound["market"], []
    for party in story.bound["crowd"]:
        caps = [
            cap
            for kind in ("MEQ", "UPPER_BOUND")
            for cap in caps_of(session, party, story.bound["calculation"], kind)
        ]
        sources = tuple(binder.locations(party, market, "GEN"))
        used = added_up(submitted_records(story, session, party))
        sheet = CapSheet(party.name, story.bound["calculation"], tuple(caps), sources, build.max_mw, used)
        records = sheet.records(sheet.allowed(0.5))
        portfolio = nomination.NewPortfolio(
            portfolio_name=build.name(),
            market_name=market.name,
            participant_name=party.name,
            new_nominations=records,
        )
        send_as(story, session, expect, party, portfolio)


@when("everybody bids on paths of all kinds, and some offer a part of what they hold")
def everybody_bids(
    story: Story, session: Session, binder: Binder, build: PortfolioBuilder, expect: Expectation
) -> None:
    market, story.bound["sent"] = market_of(story, session, "auction"), []
    story.bound["market"], story.bound["crowd"] = market, holders(story, session)
    crowd = Crowd(market, nodes_of(story, binder), build)
    sellers = 0
    for owner in story.bound["crowd"]:
        send_as(story, session, expect, owner, crowd.portfolio(owner))
        held = next((each for each in offerable(session, owner, market) if each[0].mw > 0), None)
        if held is not None and sellers < SELLERS:
            sellers += 1
            send_as(story, session, expect, owner, build.offers(owner.name, market, build.offer(*held)))
    expect.that("those who offer", sellers, f"{SELLERS}", sellers == SELLERS)


@when("it is closed")
def close_it(story: Story, iso: Operator) -> None:
    iso.close_window(story.bound["market"].name)


@when("it is cleared and posted, and everybody reads what it was awarded")
def post_and_read(story: Story, session: Session, desk: MarketDesk, expect: Expectation) -> None:
    """What was awarded is a deed that the inventory must show."""
    from marketsim.verification.inventory import allocation, auction

    name = story.bound["market"].name
    desk.clear(name)
    desk.post(name)
    kinds = files(story)
    told = {party.name: ask(story, session, party, kinds.private)[1] for party in story.bound["crowd"]}
    rows = [row for each in told.values() for row in each]
    total = sum(row["MW"] for row in rows)
    expect.that("the MW awarded", total, "above 0", total > 0, answer=story.answer)
    deed = auction(rows) if kinds.side == "auction" else allocation(rows)
    story.bound["deeds"] = [*story.bound["deeds"], deed]
    story.bound["private results"] = told


@then("what is public of the results is what each was told in private")
def results_agree(story: Story, session: Session, expect: Expectation, attach: Attach) -> None:
    from marketsim.verification.views import judge_results

    _, public = ask(story, session, story.us, files(story).awards)
    sound(judge_results(public, story.bound["private results"]), "public-sum", expect, attach)
