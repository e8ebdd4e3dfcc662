"""Sentences on the network model of a market, which lies in the market user interface for those who signed for it."""

from __future__ import annotations

import csv
import io
import json

from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.target.binding import Binder, first
from marketsim.target.market_desk import MarketDesk
from marketsim.target.mui import Screens
from marketsim.target.outages import Outages, branches_of
from marketsim.target.session import Session

MONITORED, REFUSED = "monitored.csv", 403
MODEL = {"case.m", "contingencies.csv", "interfaces.csv", MONITORED}
"""The files by the names of the embedded system; what the ISO calls them is not known."""


@given("the ISO takes the branches at a scheduling point out of service there")
def outage_there(story: Story, binder: Binder, outages: Outages, desk: MarketDesk) -> None:
    market = story.bound["market"]
    point = first(binder.locations(story.us, market, "SP"), f"a scheduling point in {market.name}")
    whole = desk.folder(market.name)  # an islanded location is told at the bus that stands in for its own
    buses = {row["Bus"] for row in whole.rows("locations.csv") if row["Location"] == point}
    story.bound["out"] = sorted(name for name, ends in branches_of(whole) if buses & set(ends))
    outages.cut_off(market.name, point)


@when("we ask for the network model of the market")
def ask_model(story: Story, screens: Screens, expect: Expectation) -> None:
    market = story.bound["market"].name
    answer = story.heard(screens.model(story.us, market))
    expect.accepted(answer)
    story.bound["told"] = {each["name"]: each["bytes"] for each in json.loads(answer.value)["files"]}
    story.bound["files"] = {}
    for name in story.bound["told"]:
        expect.accepted(story.heard(screens.model(story.us, market, name)))
        story.bound["files"][name] = story.answer.value


@then("there are the power-flow case, contingencies, monitored elements and interfaces")
def files_are_there(story: Story, expect: Expectation) -> None:
    expect.equal("files that are not there", sorted(MODEL - story.bound["told"].keys()), [])


@then("each file is as long as it is said to be, and is what the market would be cleared with")
def files_are_true(story: Story, desk: MarketDesk, expect: Expectation) -> None:
    folder, files = desk.folder(story.bound["market"].name).files, story.bound["files"]
    expect.equal("the bytes of each file", {name: len(files[name]) for name in files}, story.bound["told"])
    others = {name: content for name, content in files.items() if name != MONITORED}
    differing = [name for name, content in others.items() if content != folder.get(name)]
    expect.equal("files that are other than the ISO's", differing, [])


@then("no branch that is out of service is monitored")
def out_is_not_monitored(story: Story, expect: Expectation) -> None:
    text = story.bound["files"][MONITORED].decode()
    monitored = {row["Branch"] for row in csv.DictReader(io.StringIO(text))}
    expect.that("the branches monitored", len(monitored), "one or more", bool(monitored))
    out = story.bound["out"]
    expect.that("the branches out of service", len(out), "one or more", bool(out))
    expect.equal("those of them that are monitored", sorted(monitored & set(out)), [])


@when("we ask for the network model of the market, and for each file that it may have")
def ask_each(story: Story, session: Session, screens: Screens) -> None:
    for name in (None, *sorted(MODEL)):
        story.heard(screens.model(story.us, story.bound["market"].name, name))


@then("each request is refused to us, and nothing of the model is told")
def all_refused(story: Story, expect: Expectation) -> None:
    asked = story.answers[-1 - len(MODEL) :]
    for answer in asked:
        expect.equal(
            "the status", answer.status, REFUSED, answer=answer, subject="status", cause="authorisation"
        )
        told = json.loads(answer.exchange.response_body)
        expect.equal("what is told", sorted(told), ["error"], answer=answer, cause="authorisation")
