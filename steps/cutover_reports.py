"""Sentences on the mapping reports of a cutover, as the ISO and the participants are told them."""

from __future__ import annotations

import json
from collections import Counter

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from fixtures.old_world import lives
from fixtures.story import Story
from marketsim.target.cutover_desk import CutoverDesk
from marketsim.target.market_folder import MarketFolder
from marketsim.target.mui import Screens
from marketsim.target.party import Party
from marketsim.target.session import Session
from steps.cutover import extract_of, rows_in
from steps.months import holders

REPORT = "(?P<report>[A-Z_]+)"
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


@then(
    parsers.re(
        "what all of us are told is what the ISO is told, each row (?P<to>to everyone|to its owner alone)"
    )
)
def told_to(story: Story, cutting: CutoverDesk, expect: Expectation, to: str) -> None:
    whole = _rows(cutting.report(story.bound["report"]))
    told = {name: _rows(files["CSV"]) for name, files in story.bound["told"].items()}
    expect.that("the rows", whole.total(), "one or more", bool(whole))
    if to == "to everyone":
        other = sorted(name for name, rows in told.items() if rows != whole)
        expect.equal("those who are told something else", other, [])
        return
    together: Counter[Row] = Counter()
    for name, rows in told.items():
        mine = {dict(row)["Participant"] for row in rows if "Participant" in dict(row)}
        expect.equal(f"whose rows {name} is told", mine - _acting(story, name), set(), subject="absence")
        together |= rows  # who acts for two participants is told of both
    expect.equal("what all are told", together, whole)


def _acting(story: Story, name: str) -> set[str]:
    """The participants for which the person acts whose screens show what ``name`` is told."""
    extract = extract_of(story)
    new = {each.participant: each.new_name or each.participant for each in extract.participants}
    persons = {each.person for each in extract.roles if new[each.participant] == name}
    return {new[each.participant] for each in extract.roles if each.person in persons}


@then(
    parsers.re("it maps every (?P<thing>market|migrated CRR|sell offer) of the old system that still counts")
)
def maps_all(story: Story, cutting: CutoverDesk, expect: Expectation, thing: str) -> None:
    extract, rows = extract_of(story), rows_in(cutting.report(story.bound["report"]))
    wanted: dict[str, tuple[str, set[str]]] = {
        "market": ("OldMarket", {x.old_market for x in extract.markets if x.kind == "LOAD_MIGRATION"}),
        "migrated CRR": (
            "OldCrrId", {str(x.old_crr_id) for x in extract.migrations if x.end >= lives(extract)},
        ),
        "sell offer": ("SaleId", {str(x.sale_id) for x in extract.sales if x.end >= lives(extract)}),
    }  # fmt: skip
    column, known = wanted[thing]
    expect.equal(f"every {thing}", {row[column] for row in rows}, known)
