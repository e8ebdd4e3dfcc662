"""Sentences on where CRRs came from: out of the old system, or by something that happened since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pytest_bdd import then

from fixtures.expectation import Expectation
from fixtures.offer_builder import pacific_midnight
from fixtures.story import Story
from marketsim.target.calendar_desk import CalendarDesk
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.session import Session
from steps.cutover import extract_of
from steps.inventories import everybodys

MADE_BY = {"AWARD": "awards", "TRADE": "trades", "CONVERSION": "conversions", "MIGRATION": "migrations"}
BEFORE, LATER = 32, 7  # days: of the model before its month, and how much later that of the first month is


def old_ids(story: Story) -> dict[str, set[int]]:
    """The CRRs that the history of the old system tells of, by what made them."""
    extract = extract_of(story)
    return {
        "AWARD": {each.old_crr_id for each in extract.awards},
        "TRADE": {each.new_old_crr_id for each in extract.trades},
        "CONVERSION": {each.old_crr_id for each in extract.conversions},
        "MIGRATION": {each.old_crr_id for each in extract.migrations},
        "SALE": {each.old_crr_id for each in extract.sales},
    }


@then("every CRR tells where it came from")
def every_origin(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    """By the ISO's table of origins, held against the extract; what is newer, by a posted market or a trade."""
    known, told = old_ids(story), dict[int, list[tuple[str, int]]]()
    for each in cutting.origins():
        told.setdefault(each["crrId"], []).append((each["origin"], int(each["oldCrrId"])))
    strays = [
        f"CRR {crr_id}: {origin} {old_id}"
        for crr_id, origins in told.items()
        for origin, old_id in origins
        if old_id not in known[origin]
    ]
    expect.equal("origins that the old system does not tell", strays, [])
    rows = everybodys(story, session)
    month = story.bound["month"]
    unexplained = [
        row["CrrId"] for row in rows if row["CrrId"] not in told and not _of_month(row, rows, month)
    ]
    expect.equal("CRRs that nothing explains", unexplained, [])
    expect.that("the CRRs held", len(rows), "many", len(rows) > 1)


def _of_month(row: Any, rows: list[Any], month: str) -> bool:
    """Whether a CRR is of a market of the month, of a conversion, or comes of another one that is held."""
    if row["MarketName"].endswith((month, f"{month}_T1", f"{month}_T2")) or row["MarketName"] == "SYSTEM":
        return True
    return row["ParentCrrId"] in {each["CrrId"] for each in rows}


@then("the model of the first month is out a week later than that of others")
def may_rule(story: Story, session: Session, scheduling: CalendarDesk, expect: Expectation) -> None:
    """The May rule: by what the market is announced with, and by the calendar of the month that follows."""
    month = story.bound["month"]
    market = session.client(story.us).market_status.get_market_info(market_name=_first_tier(month)).value
    begins = market.products[0].period.start_date
    wanted = pacific_midnight(begins, LATER - BEFORE)
    expect.equal("the model of the first month", market.data_publish_date, wanted)
    following = f"{month[:-2]}{int(month[-2:]) + 1:02d}"
    later = scheduling.schedule(following, [])["model"].dates["opens"]
    next_begins = pacific_midnight(begins + timedelta(days=31))
    expect.equal("the model of the month that follows", later, pacific_midnight(next_begins, -BEFORE))


def _first_tier(month: str) -> str:
    return f"ALLOC_MN_{month}_T1"
