"""Sentences on the tiers of an allocation, one after the other: what each leaves, elects and takes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.cap_sheet import CapSheet, Place, place
from fixtures.expectation import Expectation
from fixtures.portfolio_builder import PortfolioBuilder
from fixtures.story import Story
from marketsim.target.binding import Binder
from marketsim.target.caps import CapKind
from marketsim.target.download_rows import rows_of
from marketsim.target.holdings import MIGRATED_GROUPS, held_crrs
from marketsim.target.market_desk import MarketDesk
from marketsim.target.mui import MuiProblem, Screens
from marketsim.target.operator import Operator
from marketsim.target.session import Session
from steps.caps import caps_there
from steps.cuts import model_file
from steps.results import ask, files, holdings

LONG_TERM_YEARS = 9  # after the first, whose right the award of T1 is (recalled: ten in all)
AFTER_POSTING = 2.0  # minutes; what was posted after a window closed does not load that market
RIGHTS = ("LSE", "OBAALSE", "LSE_LMT")
Key = tuple[Any, ...]


@when(parsers.re("the ISO opens the tier (?P<tier>LT|T2|T3), with nomination caps"))
def open_tier(
    story: Story,
    session: Session,
    binder: Binder,
    build: PortfolioBuilder,
    iso: Operator,
    desk: MarketDesk,
    tier: str,
) -> None:
    keep_awards(story, session)
    iso.let_minutes_pass(AFTER_POSTING)
    name = f"{story.bound['market'].name.rpartition('_')[0]}_{tier}"
    desk.work_out_caps(f"CAPS_{name}", name)
    desk.post_caps(f"CAPS_{name}")
    iso.open_window(name)
    story.bound["former caps"] = story.bound["caps"]
    story.bound["market"] = session.client(story.us).market_status.get_market_info(market_name=name).value
    story.bound["caps"] = caps_there(story, session, binder, build, story.us)


def keep_awards(story: Story, session: Session) -> None:
    """Remember what the story's market awarded us, and everybody."""
    tier = story.bound["market"].name.rpartition("_")[2]
    own, public = (
        ask(story, session, story.us, kind)[1] for kind in (files(story).private, files(story).awards)
    )
    story.bound.setdefault("tiers", {})[tier] = own, public
    story.bound.setdefault("markets", {})[tier] = story.bound["market"]


@when("we elect half of each award in the screens")
def elect_half(story: Story, screens: Screens, build: PortfolioBuilder, expect: Expectation) -> None:
    """Half of each award, and no more than half of what the caps allow where that is less."""
    sheet: CapSheet = story.bound["caps"]
    allowed, elected = sheet.allowed(0.5), {}
    for row in story.bound["tiers"]["T1"][0]:
        key = row["Source"], (row["Sink"], row["Period"], row["TOU"])
        if row["CrrId"] and allowed.get(key):
            elected[row["CrrId"]] = min(allowed[key], round(row["MW"] * 500)) / 1000
    story.bound["elected"] = elected
    told = screens.elect_long_term(story.us, story.bound["market"].name, build.name(), elected)
    found = told["status"], told["records"]
    expect.equal("what the screens say", found, ("SUBMITTED", len(elected)), subject="state")


@then("the screens take no election of more than was awarded")
def election_refused(story: Story, screens: Screens, build: PortfolioBuilder, expect: Expectation) -> None:
    award = next(row for row in story.bound["tiers"]["T1"][0] if row["CrrId"])
    market, more = story.bound["market"].name, round(award["MW"] + 0.001, 3)
    try:
        told = str(screens.elect_long_term(story.us, market, build.name(), {award["CrrId"]: more}))
    except MuiProblem as problem:
        told = str(problem)
    refused = str(award["CrrId"]) in told and "400" in told
    expect.that("what the screens say", told, f"no election of CRR {award['CrrId']}", refused)


@then("what we elected is held for nine years after the first")
def held_for_years(story: Story, session: Session, expect: Expectation) -> None:
    """A CRR a season of each year, on the pair and of the MW of its award."""
    answer, awards = ask(story, session, story.us, files(story).private)
    expect.equal("the number of awards", len(awards), len(story.bound["elected"]), answer=answer)
    wanted = Counter(
        (
            f"{int(row['Period'][:4]) + ahead}{row['Period'][4:]}",
            row["Source"],
            row["Sink"],
            row["TOU"],
            row["MW"],
        )
        for row in awards
        for ahead in range(1, LONG_TERM_YEARS + 1)
    )
    answer = story.heard(holdings(session, story.us, files(story)))
    market = story.bound["market"].name
    held = [row for row in rows_of(answer) if row["MarketName"] == market]
    found = Counter((row["Period"], row["Source"], row["Sink"], row["TOU"], row["MW"]) for row in held)
    expect.that("the CRRs of the long term", len(held), "one or more", bool(held), answer=answer)
    expect.equal("their years, pairs and MW", found, wanted, answer=answer)


@then("we are awarded something, and nowhere more than we nominated")
def awarded_within(story: Story, session: Session, expect: Expectation) -> None:
    answer, rows = ask(story, session, story.us, files(story).private)
    total = sum(row["MW"] for row in rows)
    expect.that("the MW awarded to us", total, "above 0", total > 0, answer=answer)
    above = [row for row in rows if row["MW"] > row["NominatedMW"] and row["CrrType"] != "LSE_THCNT"]
    expect.equal("awards above their nomination", above, [], answer=answer)


@then(parsers.re("(?P<kind>MEQ|UPPER_BOUND) is what the tiers before have left(?P<most>, two thirds of it)?"))
def caps_left(story: Story, session: Session, expect: Expectation, kind: CapKind, most: str | None) -> None:
    """SEQ less all rights that sink there, or the former MEQ less what T1 awarded; cut to 0.001 MW."""
    sheet: CapSheet = story.bound["caps"]
    awarded = _at_sinks(row for own, _ in story.bound["tiers"].values() for row in own)
    for cap in sheet.of(kind):
        before = {place(each): each.mw for each in story.bound["former caps"].caps if each.kind == kind}
        if kind == "MEQ":
            left = round(before[place(cap)] * 1000) - awarded[place(cap)]
        else:
            left = seq_at(sheet, place(cap)) - held_at(story, session, place(cap))
        wanted = left * 2 // 3 if most else left
        found = round(cap.mw * 1000)
        expect.that(f"{kind} at {place(cap)}", found, f"{wanted} (0.001 MW)", abs(found - wanted) <= 1)
    expect.that(f"caps of kind {kind}", len(sheet.of(kind)), "one or more", bool(sheet.of(kind)))


def _at_sinks(rows: Iterable[Any]) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for row in rows:
        found[row["Sink"], row["Period"], row["TOU"]] += round(row["MW"] * 1000)
    return found


def seq_at(sheet: CapSheet, at: Place) -> int:
    """The SEQ at a sink, period and time of use, in thousandths of a MW."""
    return sum(round(cap.mw * 1000) for cap in sheet.caps if cap.kind == "SEQ" and place(cap) == at)


def held_at(story: Story, session: Session, at: Place) -> int:
    """The allocated rights of ours that sink there then, net of load migration, in thousandths of a MW."""
    sink, name, tou = at
    period = next(each.period for each in story.bound["market"].products if each.period.name == name)
    held = [
        crr
        for crr in held_crrs(session, story.us, "ALLOCATION", *MIGRATED_GROUPS)
        if crr.tou == tou and crr.start <= period.end_date and period.start_date <= crr.end
    ]
    counterflow = [crr.mw for crr in held if (crr.crr_type, crr.source) == ("LMT_CNT", sink)]
    return round(
        1000
        * (
            sum(crr.mw for crr in held if (crr.sink, crr.crr_type in RIGHTS) == (sink, True))
            - sum(counterflow)
        )
    )


@then("our awards of all tiers and what we held before are nowhere above the SEQ")
def within_seq(story: Story, session: Session, expect: Expectation) -> None:
    """At every sink, period and time of use; and somewhere they come up to it."""
    sheet: CapSheet = story.bound["caps"]
    places = [place(cap) for cap in sheet.of("SEQ")]
    for at in places:
        most, found = seq_at(sheet, at), held_at(story, session, at)
        expect.that(f"what we hold at {at}", found, f"at most {most} (0.001 MW)", found <= most)


@then(parsers.re("the base loading holds what everybody was awarded in (?P<tiers>[T1-3 and,]+)"))
def base_loading_holds(story: Story, session: Session, expect: Expectation, tiers: str) -> None:
    """Path by path, the MW of the base loading are those of the first tier's and what was awarded since."""
    awarded: Counter[Key] = Counter()
    for tier in re.findall(r"T\d", tiers):
        for row in story.bound["tiers"][tier][1]:
            awarded[_path(row)] += round(row["MW"] * 1000)
    before, now = story.bound["base loading"], _loaded(story, session)
    expect.that("paths awarded before", len(awarded), "one or more", bool(awarded))
    found = {path: now[path] - before[path] for path in awarded}
    expect.equal("the MW that came to the base loading, by path", found, dict(awarded))


def _path(row: Any) -> Key:
    return tuple(row[name] for name in ("Period", "TOU", "Source", "Sink", "HedgeType"))


def _loaded(story: Story, session: Session) -> Counter[Key]:
    rows = model_file(story, session, "GROUPED_BASE_LOADING")
    return Counter({_path(row): round(row["MW"] * 1000) for row in rows})


@given("what its base loading was before")
def base_loading_before(story: Story, session: Session) -> None:
    story.bound["base loading"] = _loaded(story, session)


@when("we turn to the auction of the same year")
def turn_to_auction(story: Story, session: Session, binder: Binder, iso: Operator) -> None:
    keep_awards(story, session)
    iso.let_minutes_pass(AFTER_POSTING)
    year = story.bound["market"].name.split("_")[2]
    name = f"AUC_AN_{year}"
    story.bound["market"] = session.client(story.us).market_status.get_market_info(market_name=name).value
    story.bound["pair"] = binder.pair(story.us, story.bound["market"])
