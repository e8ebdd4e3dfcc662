"""Sentences on the versions of a source and sink list, and on locations that are replaced."""

from __future__ import annotations

import base64
from collections import defaultdict
from datetime import UTC, datetime, timedelta

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.client.answer import Answer
from marketsim.contract.messages.messages import Message
from marketsim.target.binding import Binder, is_yes, missing
from marketsim.target.download_rows import rows_of
from marketsim.target.market_desk import MarketDesk
from marketsim.target.session import Session
from steps.downloads import download_for

BOTH = ["OFF", "ON"]


def _listed(story: Story, session: Session, binder: Binder) -> tuple[Answer[bytes], set[str]]:
    """The locations on the list that is in force; none where none is out."""
    story.bound["market"] = (
        session.client(story.us).market_status.get_market_info(market_name=story.bound["name"]).value
    )
    answer = story.heard(download_for(story, session, binder, "SOURCE_SINK").ask(session, story.us))
    return answer, {str(row["SourceSink"]) for row in rows_of(answer, "SourceSink")}


@then("no source and sink list of it is out")
def no_list(story: Story, session: Session, binder: Binder, desk: MarketDesk, expect: Expectation) -> None:
    answer, found = _listed(story, session, binder)
    expect.refused(answer, "DWL0005")
    expect.equal("the locations listed", found, set(), answer=answer)
    expect.equal("the list in force, as the ISO has it", desk.lists(story.bound["name"])["inForce"], None)


@when("the ISO publishes its data")
def publish_data(story: Story, desk: MarketDesk) -> None:
    desk.publish_data(story.bound["name"])


@then(parsers.re("the list (?P<version>v0) is in force, and every location of it is listed"))
def first_list(
    story: Story, session: Session, binder: Binder, desk: MarketDesk, expect: Expectation, version: str
) -> None:
    answer, found = _listed(story, session, binder)
    told = _in_force(story, desk, expect, version)
    expect.equal("the number of locations listed", len(found), told["locations"], answer=answer)
    story.bound["v0"], story.bound["withdrawn"] = found, []


@then(parsers.re("the list (?P<version>v1) is in force, with the locations of v0"))
@then(parsers.re(r"the list (?P<version>v\d) is in force, with the locations of v0 but for that one"))
def later_list(
    story: Story, session: Session, binder: Binder, desk: MarketDesk, expect: Expectation, version: str
) -> None:
    answer, found = _listed(story, session, binder)
    gone = story.bound["withdrawn"][-1:]
    told = _in_force(story, desk, expect, version)
    expect.equal("what is withdrawn since v0, as the ISO has it", told["withdrawn"], gone)
    expect.equal(
        "locations of v0 that are not listed", sorted(story.bound["v0"] - found), gone, answer=answer
    )
    expect.equal("locations that v0 did not have", sorted(found - story.bound["v0"]), [], answer=answer)


def _in_force(story: Story, desk: MarketDesk, expect: Expectation, version: str) -> dict[str, object]:
    told = desk.lists(story.bound["name"])
    expect.equal("the list in force, as the ISO has it", told["inForce"], version)
    return next(each for each in told["lists"] if each["version"] == version)


@when(parsers.re("the ISO withdraws (?:a|another) location from its list(?: instead)?"))
def withdraw_one(story: Story, desk: MarketDesk) -> None:
    """One that was not withdrawn before; an earlier one is on the list again."""
    gone = next(each for each in sorted(story.bound["v0"]) if each not in story.bound["withdrawn"])
    story.bound["withdrawn"].append(gone)
    desk.withdraw(story.bound["name"], [gone])


def _told(story: Story, session: Session) -> list[tuple[Answer[object], list[Message]]]:
    """The public messages of the last day on the story's market, as we and the other participant read them."""
    found = []
    for party in (story.us, story.bound["partner"]):
        since = datetime.now(UTC) - timedelta(days=1)
        answer = story.heard(session.client(party).messages.public_messages(from_date=since))
        listed = [] if answer.codes == ("SER0007",) else answer.value
        found.append((answer, [each for each in listed if story.bound["name"] in each.message]))
    return found


@then("both of us are told when the lists v0 and v1 come out")
def told_of_first(story: Story, session: Session, expect: Expectation) -> None:
    for answer, found in _told(story, session):
        telling = [each for each in found if "v0" in each.message and "v1" in each.message]
        expect.equal("messages on v0 and v1", len(telling), 1, answer=answer)


@then(parsers.re(r"both of us are told of (?P<version>v\d), and its attachment names that location"))
def told_of_later(story: Story, session: Session, expect: Expectation, version: str) -> None:
    for answer, found in _told(story, session):
        telling = [each for each in found if version in each.message]
        expect.equal(f"messages on {version}", len(telling), 1, answer=answer)
        lines = base64.b64decode(telling[0].attachment or "").decode().splitlines()
        named = sorted(set(lines) & story.bound["v0"])
        expect.equal("the locations named", named, story.bound["withdrawn"][-1:], answer=answer)


@given("locations that are replaced in its periods")
def replaced(story: Story, session: Session, binder: Binder) -> None:
    answer = story.heard(
        download_for(story, session, binder, "SOURCE_SINK_REPLACEMENT").ask(session, story.us)
    )
    periods = {product.period.name for product in story.bound["market"].products}
    rows = [row for row in rows_of(answer, "Period", "SourceSink", "Replacement") if row["Period"] in periods]
    if not rows:
        raise missing(f"a location that is replaced in {', '.join(sorted(periods))}")
    story.bound["instead"] = {str(row["SourceSink"]): str(row["Replacement"]) for row in rows}


@then("no location that is replaced is listed")
def replaced_is_off(story: Story, expect: Expectation) -> None:
    listed = {str(row["SourceSink"]) for row in rows_of(story.answer, "SourceSink")}
    for gone in story.bound["instead"]:
        expect.absent("the list", gone, listed, answer=story.answer)


@then("each replacement may be bid in either time of use, and is replaced by none")
def replacement_is_on(story: Story, expect: Expectation) -> None:
    biddable: dict[str, set[str]] = defaultdict(set)
    for row in rows_of(story.answer, "SourceSink", "TOU", "BiddableFlag"):
        if is_yes(row["BiddableFlag"]):
            biddable[str(row["SourceSink"])].add(str(row["TOU"]))
    instead = story.bound["instead"]
    for new in sorted(set(instead.values())):
        expect.equal(f"when {new} may be bid", sorted(biddable[new]), BOTH, answer=story.answer)
        expect.absent("what is replaced", new, instead, answer=story.answer)
