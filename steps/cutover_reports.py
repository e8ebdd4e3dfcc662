"""Sentences on the mapping reports of a cutover, as the ISO and the participants are told them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.old_world import lives, new_owner
from fixtures.story import Story
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.market_folder import MarketFolder
from marketsim.target.mui import Screens
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.cutover import extract_of, rows_in
from steps.inventories import everybodys
from steps.months import holders

REPORT = "(?P<report>[A-Z_]+)"
MIGRATION = "LOAD_MIGRATION_"
Row = tuple[tuple[str, str], ...]


@when(parsers.re(f"everybody fetches the report {REPORT} in CSV and in JSON"))
def fetch(story: Story, session: Session, screens: Screens, report: str) -> None:
    story.bound["report"] = report
    story.bound["told"] = {
        party.name: {each: _file(story, screens, party, report, each) for each in ("CSV", "JSON")}
        for party in holders(story, session)
    }


def _file(story: Story, screens: Screens, party: Party, report: str, file_format: str) -> bytes:
    answer = story.heard(screens.cutover_report(party, report, file_format))
    (content,) = MarketFolder.of_zip(answer.value).files.values()
    return content


def _rows(content: bytes) -> Counter[Row]:
    return Counter(tuple(sorted(row.items())) for row in rows_in(content))


@then("both formats tell each of us the same")
def same_rows(story: Story, expect: Expectation) -> None:
    for name, files in story.bound["told"].items():
        found = [
            {key: float(value) if isinstance(value, int | float) else value for key, value in row.items()}
            for row in json.loads(files["JSON"])
        ]
        wanted = [{key: _value(value, row) for key, value in row.items()} for row in rows_in(files["CSV"])]
        expect.equal(f"what {name} is told", found, wanted)


def _value(text: str, _row: object) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


@then("each of us is told its own rows of it alone, and the ISO is told all")
def own_rows(story: Story, cutting: CutoverDesk, expect: Expectation) -> None:
    """Whose a row is, the extract says; who acts for two participants is told of both."""
    whole = rows_in(cutting.report(story.bound["report"]))
    expect.that("the rows", len(whole), "one or more", bool(whole))
    told: Counter[str] = Counter()
    for name, files in story.bound["told"].items():
        acting = _acting(story, name)
        wanted = Counter(tuple(sorted(row.items())) for row in whole if _owner(story, row) in acting)
        expect.equal(f"what {name} is told", _rows(files["CSV"]), wanted)
        told[name] = wanted.total()
    expect.that("those who are told anything", len(+told), "one or more", bool(+told))


def _owner(story: Story, row: Mapping[str, str]) -> str:
    extract = extract_of(story)
    if "SaleId" in row:
        old = next(each.participant for each in extract.sales if str(each.sale_id) == row["SaleId"])
    else:
        old = next(x.participant for x in extract.migrations if str(x.old_crr_id) == row["OldCrrId"])
    return new_owner(extract, old)


def _acting(story: Story, name: str) -> set[str]:
    """The participants for which the person acts whose screens show what ``name`` is told."""
    extract = extract_of(story)
    persons = {x.person for x in extract.roles if new_owner(extract, x.participant) == name}
    return {new_owner(extract, x.participant) for x in extract.roles if x.person in persons}


@then("everybody is told all of it, every load migration market by its month")
def everybody_told(story: Story, cutting: CutoverDesk, expect: Expectation) -> None:
    whole = cutting.report(story.bound["report"])
    other = sorted(name for name, files in story.bound["told"].items() if _rows(files["CSV"]) != _rows(whole))
    expect.equal("those who are told something else", other, [])
    markets = [each for each in extract_of(story).markets if each.kind == "LOAD_MIGRATION"]
    found = {row["OldMarket"]: row["NewMarket"] for row in rows_in(whole)}
    expect.equal("the markets", found, {each.old_market: f"{MIGRATION}{each.period}" for each in markets})


@then(
    parsers.re(
        "it maps every (?P<thing>migrated CRR|sell offer) of the old system that still counts to what .+"
    )
)
def maps_all(story: Story, session: Session, cutting: CutoverDesk, expect: Expectation, thing: str) -> None:
    extract, rows = extract_of(story), rows_in(cutting.report(story.bound["report"]))
    if thing == "migrated CRR":
        became = {int(x["oldCrrId"]): x["crrId"] for x in cutting.origins() if x["origin"] == "MIGRATION"}
        counts = [x.old_crr_id for x in extract.migrations if x.end >= lives(extract)]
        found = {int(row["OldCrrId"]): int(row["NewCrrId"]) for row in rows}
        expect.equal(f"every {thing}", found, {old_id: became.get(old_id) for old_id in counts})
        return
    held = {row["CrrId"]: row for row in everybodys(story, session)}
    sales = {each.sale_id: each for each in extract.sales if each.end >= lives(extract)}
    expect.equal(f"every {thing}", sorted(int(row["SaleId"]) for row in rows), sorted(sales))
    for row in rows:
        sale, crr = sales[int(row["SaleId"])], held[int(row["NewCrrId"])]
        told = (crr["OfferType"], crr["AssetOwner"], crr["StartDate"], crr["EndDate"], crr["MarketName"])
        wanted = ("SELLER", new_owner(extract, sale.participant), sale.start, sale.end, row["NewMarket"])
        expect.equal(f"what sale {sale.sale_id} became", told, wanted)
