"""Sentences on the request itself: its page with its traps, and the record of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.request.page import parse
from marketsim.settlement.request.record import PageRecord
from marketsim.settlement.request.request import Request, load
from steps.settlement_ledger import Ledger

FOLDER = Path("features") / "settlement"
ITEMS = ("a", "b", "c", "b1", "b2", "b3", "c1")
FIRST_ONES = frozenset(f"MS-SET-{number:02}" for number in range(1, 16))
TRAPS = {
    "a date with the wrong year": "date-of-no-announcement",
    "an action against its own text": "issued-with-additions",
}


@pytest.fixture
def prr_1185(request: pytest.FixtureRequest) -> Request:
    """The request as we keep it."""
    return load(request.config.rootpath / FOLDER / "prr-1185.yaml")


@when("a page with the traps of PRR 1185 is read")
def read(request: pytest.FixtureRequest, ledger: Ledger) -> None:
    page = request.config.rootpath / FOLDER / "prr-1185-page.txt"
    ledger.bound["page"] = parse(page.read_bytes())


@given("the record of PRR 1185")
def recorded(ledger: Ledger, prr_1185: Request) -> None:
    ledger.bound["record"] = prr_1185


def page_of(ledger: Ledger) -> PageRecord:
    """The page that was read."""
    page: PageRecord = ledger.bound["page"]
    return page


@then(parsers.re(r"its versions are (?P<versions>.+)"))
def versions(ledger: Ledger, expect: Expectation, versions: str) -> None:
    found = "; ".join(f"{each.version} of {each.guide}" for each in page_of(ledger).facts.guides)
    expect.equal("the versions", found, versions)


@then(
    parsers.re(
        r"neither (?P<first>[\d.]+) nor (?P<second>[\d.]+), where a footnote mark follows, is a version"
    )
)
def no_marks(ledger: Ledger, expect: Expectation, first: str, second: str) -> None:
    page = page_of(ledger)
    told = {each for remark in page.facts.remarks for each in remark.guides} | set(page.facts.guides)
    for version in (first, second):
        expect.absent("the versions of the page", version, {each.version for each in told})
        marks = {each.raw for each in page.anomalies if each.id == "footnote-mark"}
        expect.present("the footnote marks that were told", version, marks)


@then("its status is Closed, with no appeals")
def closed(ledger: Ledger, expect: Expectation) -> None:
    facts = page_of(ledger).facts
    counts = (facts.appeals.in_progress, facts.appeals.closed, facts.appeals.abandoned)
    said = f"{facts.status}; {', '.join(map(str, counts))} appeals in progress, closed, abandoned"
    expect.equal("the status", said, "Closed; 0, 0, 0 appeals in progress, closed, abandoned")


@then(parsers.re(r'its anomalies name (?P<trap>a date .+|an action .+), "(?P<raw>.+)"'))
def anomaly(ledger: Ledger, expect: Expectation, trap: str, raw: str) -> None:
    found = [each.raw for each in page_of(ledger).anomalies if each.id == TRAPS[trap]]
    expect.equal(f"anomalies of {trap}", "; ".join(found) or "none", raw)


@then("every change item is proved by one of the first fifteen scenarios")
def proved(request: pytest.FixtureRequest, expect: Expectation, prr_1185: Request) -> None:
    expect.equal("the change items", ", ".join(each.id for each in prr_1185.items), ", ".join(ITEMS))
    folder = request.config.rootpath / FOLDER
    written = "\n".join(each.read_text("utf-8") for each in sorted(folder.glob("*.feature")))
    there = FIRST_ONES & set(re.findall(r"@(MS-SET-\d+)", written))
    for item in prr_1185.items:
        shown = sorted(there & {each.scenario for each in item.shown_by})
        expect.that(f"what proves item {item.id}", ", ".join(shown) or "none", "one or more", bool(shown))


@then(parsers.re(r"(?P<what>the answer on five-minute submissions) is (?P<status>unresolved)"))
def unresolved(ledger: Ledger, expect: Expectation, what: str, status: str) -> None:
    found = [each.id for each in ledger.bound["record"].unresolved]
    expect.equal("points that were promised and never settled", ", ".join(found), "directions")
    expect.equal(f"the status of {what}", ledger.bound["record"].point("directions").status, status)


@then("the payloads of ETSR and RTSI are untestable, because they cannot be reached")
def untestable(ledger: Ledger, expect: Expectation) -> None:
    point = ledger.bound["record"].point("directions")
    held = point.untestable.startswith("not reachable") and not point.shown_by
    expect.that("why no scenario shows the payloads", point.untestable, "not reachable: ...", held)
