"""Sentences on conversions that load the auctions that follow, and on others that do not."""

from __future__ import annotations

import msgspec
from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from fixtures.tor_builder import ConversionBuilder
from marketsim.client.answer import Answer
from marketsim.target.binding import Binder, missing
from marketsim.target.download_rows import rows_of
from marketsim.target.session import Session
from steps.tor_approvals import decide
from steps.tor_conversion import conversion
from steps.tor_requests import approvals_of, post_requests


@given("a conversion window for the month of an auction that takes bids")
def a_window_of_an_auction(story: Story, session: Session, binder: Binder) -> None:
    market = binder.market(story.us, "auction", "OPEN", "MONTHLY")
    months = {each.period.name for each in market.products}
    windows = conversion(story, session).get_new_conversion_window_for_request().value
    window = next((each for each in windows if each.period.name in months), None)
    if window is None:
        raise missing(f"an active conversion window for {' or '.join(sorted(months))}")
    story.bound["market"], story.bound["window"] = market, window.name


@given("how its path is loaded in that auction")
def loaded_before(story: Story, session: Session) -> None:
    story.bound["load before"], _ = _loads(story, session)


def _loads(story: Story, session: Session) -> tuple[dict[str, float], Answer[bytes]]:
    """MW of options on the story's path by time of use, in the base loading of its auction."""
    answer = session.client(story.us).market_data.get_public_market_data(
        market_name=story.bound["market"].name,
        public_market_download_type="GROUPED_BASE_LOADING",
        file_format="JSON",
    )
    path, found = story.bound["path"], {"ON": 0.0, "OFF": 0.0}
    for row in rows_of(story.heard(answer)):
        if (row["Source"], row["Sink"], row["HedgeType"]) == (path.source, path.sink, "OPT"):
            found[row["TOU"]] += row["MW"]
    return found, answer


@when("we request a conversion that is modelled, and another that is not")
def request_both(story: Story, session: Session, converter: ConversionBuilder) -> None:
    path, name = story.bound["path"], story.bound["transferee"].name
    sent = [converter.request(path, name, modeled=flag) for flag in ("Y", "N")]
    story.bound["modelled"] = sent[0].mw
    post_requests(story, session, converter, sent)


@when("the transferee approves all that is new there")
def approve_new(story: Story, session: Session, converter: ConversionBuilder) -> None:
    before = {each.conversion_approval_id for each in story.bound["records before"].value}
    listed = approvals_of(story, session, story.bound["transferee"]).value
    new = [each for each in listed if each.conversion_approval_id not in before]
    story.bound["records"] = [msgspec.structs.replace(each, approval_status="APPROVED") for each in new]
    decide(story, session, converter, story.bound["transferee"], story.bound["records"])


@then("the auction is loaded with what is modelled, and with nothing else of it")
def loaded_after(story: Story, session: Session, expect: Expectation) -> None:
    found, answer = _loads(story, session)
    wanted = {tou: round(mw + story.bound["modelled"], 3) for tou, mw in story.bound["load before"].items()}
    rounded = {tou: round(mw, 3) for tou, mw in found.items()}
    expect.equal("MW of options on the path", rounded, wanted, answer=answer)
