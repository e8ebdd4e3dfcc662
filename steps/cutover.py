"""Sentences on the cutover: from an extract of the old system to the new one, and what is held then."""

from __future__ import annotations

import csv
import io
import json
import random
import tempfile
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pytest_bdd import given, parsers, then, when

from fixtures.attachment import Attach
from fixtures.expectation import Expectation
from fixtures.old_world import (
    lives,
    netted,
    new_owner,
    old_world,
    old_world_before_may,
    participants,
    with_unknown_market,
)
from fixtures.story import Story
from marketsim.legacy.extract import Extract
from marketsim.legacy.writing import extract_files, zip_extract
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.market_folder import MarketFolder
from marketsim.target.session import Session
from steps.inventories import Inventory, everybodys

REPORTS = ("LOAD_MIGRATION_MARKET_MAPPING", "LOAD_MIGRATION_CRR_MAPPING", "AWARDED_SELL_OFFER_MAPPING")
BESIDE = {"names": "CUTOVER_NAMES", "roles": "CUTOVER_ROLES"}


@given(
    parsers.re(
        r"an extract of the old system with (?P<count>\d+) participants"
        r"(?P<early>, taken before anything began for the month of go-live)?"
    ),
    converters={"count": int},
)
def an_extract(story: Story, session: Session, chance: random.Random, count: int, early: str | None) -> None:
    extract = old_world_before_may(chance, count) if early else old_world(chance, count)
    story.bound["extract"], story.bound["participants"] = extract, participants(extract)
    story.bound["month"] = f"{extract.head.go_live:%Y_M%m}"
    story.party = story.party or session.party("CRRH")


def extract_of(story: Story) -> Extract:
    """The extract that a Given has bound."""
    extract: Extract = story.bound["extract"]
    return extract


@given("what is held before the cutover")
def held_before(story: Story, session: Session) -> None:
    story.bound["before"] = everybodys(story, session)


@given("one market of it has a name that no rule of names knows")
def unknown_name(story: Story) -> None:
    story.bound["extract"], story.bound["odd name"] = with_unknown_market(extract_of(story))


@when("the ISO cuts over")
@given("the ISO has cut over")
def cut_over(story: Story, session: Session, cutting: CutoverDesk) -> None:
    story.bound["cutover"] = cutting.cut_over(zip_extract(extract_of(story)))
    story.bound["inventory"], story.bound["deeds"] = everybodys(story, session), []
    story.bound["market time"] = extract_of(story).head.taken_at


@when("the ISO rehearses the cutover")
def rehearse(story: Story, cutting: CutoverDesk) -> None:
    story.bound["rehearsal"] = cutting.cut_over(zip_extract(extract_of(story)), dry_run=True)


@when("the ISO tries to cut over")
def try_it(story: Story, cutting: CutoverDesk) -> None:
    story.bound["refusal"] = cutting.refusal(zip_extract(extract_of(story)))


@when(parsers.re("the cutover breaks off after the step (?P<step>[a-z]+)"))
def break_off(story: Story, cutting: CutoverDesk, step: str) -> None:
    story.bound["refusal"] = cutting.refusal(zip_extract(extract_of(story)), fail_at=step)


@when("the ISO rolls the cutover back")
def roll_back(story: Story, cutting: CutoverDesk) -> None:
    story.bound["refusal"] = cutting.roll_back()


@then("the cutover is refused, and the refusal names it")
def refused_by_name(story: Story, expect: Expectation) -> None:
    refusal, name = story.bound["refusal"], story.bound["odd name"]
    held = refusal is not None and name in refusal
    expect.that("the refusal", refusal, f"one that names {name}", held, subject="state")


@then("it is refused, and everything is as it was before")
def nothing_changed(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    refusal = story.bound["refusal"]
    expect.that("the refusal", refusal, "one that says why", refusal is not None, subject="state")
    as_before(story, session, cutting, expect)


@then("everything is as it was before")
def as_before(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    expect.equal("the state", cutting.state()["state"], "NOT_CUT_OVER", subject="state")
    expect.equal("what is held", everybodys(story, session), story.bound["before"], subject="state")


@then("the rollback is refused")
def rollback_refused(story: Story, cutting: CutoverDesk, expect: Expectation) -> None:
    refusal = story.bound["refusal"]
    expect.that("the refusal", refusal, "one that says why", refusal is not None, subject="state")
    expect.equal("the state", cutting.state()["state"], "CUT_OVER", subject="state")


@then("the rollback is carried out")
def rolled_back(story: Story, expect: Expectation) -> None:
    expect.equal("the refusal", story.bound["refusal"], None, subject="state")


def new_side(story: Story, session: Session, cutting: CutoverDesk) -> MarketFolder:
    """What the new system tells: the public inventory, and the reports on the cutover, as CSV."""
    answer = session.client(story.us).market_data.get_public_general_data(
        public_general_download_type="PUBLIC_EXISTING_CRR", file_format="CSV"
    )
    (inventory,) = MarketFolder.of_zip(story.heard(answer).value).files.values()
    files = {f"{name}.csv": cutting.report(name) for name in REPORTS}
    files |= {f"{file}.csv": cutting.report(name) for file, name in BESIDE.items()}
    return MarketFolder({"EXISTING_CRRS.csv": inventory, **files})


@then("the reconciliation of both systems finds nothing")
def reconciled(
    story: Story, session: Session, cutting: CutoverDesk, expect: Expectation, attach: Attach
) -> None:
    """Everything is there, or its absence explained; all by an oracle that shares nothing with the cutover."""
    from marketsim.verification.reconciliation import reconcile

    new = new_side(story, session, cutting)
    with tempfile.TemporaryDirectory(prefix="marketsim-reconcile-") as name:
        sides = Path(name) / "old", Path(name) / "new"
        for side, files in zip(sides, (dict(extract_files(extract_of(story))), new.files), strict=True):
            for file, content in files.items():
                (side / file).parent.mkdir(parents=True, exist_ok=True)
                (side / file).write_bytes(content)
        verdict = reconcile(*sides)
    told = {
        "findings": [asdict(each) for each in verdict.findings],
        "explained": [asdict(each) for each in verdict.explained],
        "not_checkable": list(verdict.not_checkable),
        "judged": dict(verdict.judged),
    }
    attach(
        "What reconciliation found, explained and could not check",
        json.dumps(told, indent=2),
        "application/json",
    )
    found = [f"{each.check}: {each.what} {each.owner} {each.path} {each.days}" for each in verdict.findings]
    expect.equal("what reconciliation found", found, [])
    looked = {check: verdict.judged.get(check, 0) for check in ("mw", "netting", "roles", "mapping-reports")}
    expect.that("what it looked at", looked, "one thing or more of each", all(looked.values()))


def rows_in(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV, as text."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@then("several old CRRs of load migration have become one, of the MW that they had together")
def lm_netted(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    """By the mapping report, season by season and time of use; on the last day, when all of them are in force."""
    extract, rows = extract_of(story), rows_in(cutting.report(REPORTS[1]))
    mapped = {int(row["OldCrrId"]): int(row["NewCrrId"]) for row in rows}
    held = {row["CrrId"]: row for row in sorted(everybodys(story, session), key=lambda each: each["EndDate"])}
    old = {each.old_crr_id: each for each in extract.migrations}
    groups = netted(extract)
    expect.that("those that belong together", len(groups), "one group or more", bool(groups))
    for ids in groups:
        became = {mapped.get(each) for each in ids}
        expect.equal(f"what {ids} became", len(became), 1)
        (crr_id,) = became
        row, parts = held[crr_id], [old[each] for each in ids]
        wanted = (
            sum(each.mw for each in parts), parts[0].tou, parts[0].crr_type, new_owner(extract, parts[0].participant),
        )  # fmt: skip
        found = (round(row["MW"] * 1000), row["TOU"], row["CrrType"], row["AssetOwner"])
        expect.equal(f"CRR {crr_id}, of {ids}", found, wanted)


@then("nothing is held that ends before go-live, and all else that was held is there")
def no_expired(story: Story, session: Session, expect: Expectation) -> None:
    """MW of each owner and time of use on the last day of the month of go-live, counted from both inventories."""
    extract, rows = extract_of(story), everybodys(story, session)
    late = [row["CrrId"] for row in rows if row["EndDate"] < lives(extract)]
    expect.equal("what has expired", late, [], subject="absence")
    moment = lives(extract)
    wanted: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in extract.holdings:
        if each.start <= moment <= each.end:
            wanted[new_owner(extract, each.participant), each.tou] += each.mw
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row["OfferType"] == "OWNER" and row["StartDate"] <= moment <= row["EndDate"]:
            found[row["AssetOwner"], row["TOU"]] += round(row["MW"] * 1000)
    expect.equal("the MW held at go-live", _some(found), _some(wanted))


@then("each is named by where it came from: a market, a trade, the ISO or load migration")
def market_names(story: Story, session: Session, expect: Expectation) -> None:
    """By category; a CRR that no market awarded, and nothing else, is of the market OTHER."""
    rows, named = everybodys(story, session), defaultdict(set)
    for row in rows:
        named[row["Category"]].add(_kind_of(row))
    wanted = {
        "ALLOCATION": {"a market", "OTHER"},
        "AUCTION": {"a market", "OTHER"},
        "SECONDARY_MARKET": {"SECONDARY_MARKET"},
        "SYSTEM": {"SYSTEM"},
        "LOAD_MIGRATION": {"LOAD_MIGRATION"},
    }
    odd = {category: sorted(kinds - wanted[category]) for category, kinds in named.items()}
    expect.equal("names that are not theirs", {x: y for x, y in odd.items() if y}, {})
    expect.equal("the categories", sorted(named), sorted(wanted))
    offers = {row["OfferType"] for row in rows}
    expect.equal("the offer types", offers, {"OWNER", "SELLER"})


def _kind_of(row: Any) -> str:
    name = row["MarketName"]
    begins = {"ALLOCATION": "ALLOC_", "AUCTION": "AUC_"}.get(row["Category"])
    return "a market" if begins is not None and name.startswith(begins) else str(name)


@then("what was sold by auction is there as the seller's, in the market of the sale")
def sold_rows(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation) -> None:
    extract = extract_of(story)
    sales = {each.sale_id: each for each in extract.sales if each.end >= lives(extract)}
    rows = rows_in(cutting.report(REPORTS[2]))
    expect.equal("the sales told", sorted(int(row["SaleId"]) for row in rows), sorted(sales))
    held: Inventory = everybodys(story, session)
    sold: defaultdict[int, int] = defaultdict(int)
    for row in rows:
        sold[int(row["NewCrrId"])] += sales[int(row["SaleId"])].mw
    found = {row["CrrId"]: round(row["MW"] * 1000) for row in held if row["OfferType"] == "SELLER"}
    expect.that("the rows of sellers", len(found), "one or more", bool(found))
    expect.equal("their MW", found, dict(sold))


def _some(mw: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Without those of nothing."""
    return {key: each for key, each in mw.items() if each}
