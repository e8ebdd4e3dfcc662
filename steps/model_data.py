"""Sentences on what a market finds occupied: base loading and set-asides, worked out a second time."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction

from pytest_bdd import given, then, when

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.offer_builder import PACIFIC
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.download_rows import inventory_of, rows_of
from marketsim.target.market_desk import MarketDesk
from marketsim.target.operator import ActingOperator, Operator
from marketsim.target.session import Session
from marketsim.target.workings import Workings
from steps.downloads import download_for
from steps.inventories import everybodys, sound

SHARE = "setaside.intertie"


def _download(story: Story, session: Session, binder: Binder, *kinds: str) -> None:
    for kind in kinds:
        answer = story.heard(download_for(story, session, binder, kind).ask(session, story.us))
        story.bound[kind] = (inventory_of if "EXISTING_CRR" in kind else rows_of)(answer)


@given("CRRs that are held in its periods")
def held_then(story: Story, session: Session, binder: Binder, iso: Operator) -> None:
    """Where nobody holds any yet, as of a season whose months are all ahead, the ISO lets us hold one."""
    market = story.bound["market"]
    periods = [each.period for each in market.products]
    rows = everybodys(story, session)
    if any(
        row["StartDate"] <= each.end_date and each.start_date <= row["EndDate"]
        for row in rows
        for each in periods
    ):
        return
    source, sink = binder.pair(story.us, market)
    first = min(each.start_date for each in periods).astimezone(PACIFIC)
    terms = {"source": source, "sink": sink, "tou": "ON", "hedgeType": "OBL", "crrType": "AUC", "mw": 1.0}
    terms |= {"category": "AUCTION", "marketName": f"AUC_AN_{first.year}"}
    iso.add_holding(story.us.name, {**terms, "period": f"{first.year}_S{(first.month + 2) // 3:02}"})


@when("we download its base loading, everybody's CRRs and what is replaced")
def download_loading(story: Story, session: Session, binder: Binder) -> None:
    kinds = ("PUBLIC_EXISTING_CRR", "SOURCE_SINK_REPLACEMENT", "GROUPED_BASE_LOADING")
    _download(story, session, binder, *kinds)


@then("each path is loaded with the most that is held there on any day of its period")
def loading_is_grouped(story: Story, iso: Operator, expect: Expectation, attach: Attach) -> None:
    from marketsim.verification.model_data import judge_base_loading

    now = iso.now() if isinstance(iso, ActingOperator) else datetime.now(UTC)
    judgement = judge_base_loading(
        story.bound["GROUPED_BASE_LOADING"],
        story.bound["PUBLIC_EXISTING_CRR"],
        story.bound["SOURCE_SINK_REPLACEMENT"],
        sorted({product.period.name for product in story.bound["market"].products}),
        today=now.astimezone(PACIFIC).date(),
    )
    for law in ("one-row", "grouped"):
        sound(judgement, law, expect, attach)


@when("we download its set-asides and its base loading")
def download_set_asides(story: Story, session: Session, binder: Binder) -> None:
    _download(story, session, binder, "SET_ASIDE", "GROUPED_BASE_LOADING")


@when("we ask for its set-asides")
def ask_set_asides(story: Story, session: Session, binder: Binder) -> None:
    story.heard(download_for(story, session, binder, "SET_ASIDE").ask(session, story.us))


@then("every intertie has its share set aside in each product")
def shares_are_set_aside(
    story: Story, desk: MarketDesk, workings: Workings, expect: Expectation, attach: Attach
) -> None:
    from marketsim.verification.model_data import judge_set_asides

    market, rows = story.bound["market"], story.bound["SET_ASIDE"]
    judgement = judge_set_asides(
        rows,
        story.bound["GROUPED_BASE_LOADING"],
        desk.folder(market.name).rows("interfaces.csv"),
        Fraction(str(workings.setting(SHARE))),
    )
    for law in ("one-row", "share"):
        sound(judgement, law, expect, attach)
    found = {(row["Period"], row["TOU"]) for row in rows}
    wanted = {(product.period.name, product.tou) for product in market.products}
    expect.equal("the products of which something is set aside", found, wanted)
