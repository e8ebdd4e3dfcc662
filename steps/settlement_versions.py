"""Sentences on rules in two times: trade dates, and the days on which statements are run."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from pytest_bdd import parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.versions import guides, statements
from marketsim.settlement.versions.choice import rule_set
from marketsim.settlement.versions.rerun import CLOSING, deltas
from steps.settlement_ledger import AMOUNTS, Ledger
from steps.settlement_texts import by_area, day, dollars, names, of_areas

REQUEST = "PRR 1185"
NAMES = {"PC Real Time Energy Quantity": "PC RTEQ"}
LAST = date(2020, 12, 31)


@when(parsers.re(r"a statement of trade date (?P<trade>[\d-]+) is run on (?P<run>[\d-]+)"))
def run(ledger: Ledger, expect: Expectation, trade: str, run: str) -> None:
    """Whatever is given is of that trade date."""
    ledger.hour = TradeHour(date.fromisoformat(trade), ledger.hour.hour)
    ledger.settle(expect, rule_set(ledger.hour.day, date.fromisoformat(run)).rule_set)


@then(parsers.re(r"it is calculated by the rule set (?P<rules>[\w-]+)"))
def calculated_by(ledger: Ledger, expect: Expectation, rules: str) -> None:
    expect.equal("the rule set", ledger.results.run.rules.id, rules)


@then(parsers.re(r"its statement (?P<kind>T\+\d+[BM]) is due on (?P<due>[\d-]+)"))
def due(ledger: Ledger, expect: Expectation, kind: str, due: str) -> None:
    expect.equal(f"the day of {kind}", str(statements.due(kind, ledger.hour.day)), due)


@then(
    parsers.re(
        r"the first statement of trade date (?P<trade>[\d-]+) by the rule set (?P<rules>[\w-]+) is "
        r"(?P<kind>T\+\d+[BM]), due on (?P<due>[\d-]+)"
    )
)
def first_statement(expect: Expectation, trade: str, rules: str, kind: str, due: str) -> None:
    found = statements.first_with(date.fromisoformat(trade), rules=rules)
    said = f"{found.kind.id}, due on {found.due}" if found else "none"
    expect.equal(f"the first statement by {rules}", said, f"{kind}, due on {due}")


@then(parsers.re(r"the rerun changes the credits of the hour by (?P<wanted>.+)"))
def credits_changed(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expected, changed = of_areas(wanted), dict.fromkeys(of_areas(wanted), Fraction(0))
    before, after = ledger.settled[-2:]
    for each in deltas(before, after, set(AMOUNTS)).deltas:
        for area, change in each.changes.items():
            changed[area] = changed.get(area, Fraction(0)) + change
    expect.equal("the change of the credits", by_area(changed, dollars), by_area(expected, dollars))


@then("what it changes adds up to nothing over the areas, in every five minutes")
def closes(ledger: Ledger, expect: Expectation) -> None:
    before, after = ledger.settled[-2:]
    found = deltas(before, after, CLOSING)
    moved = {each.determinant for each in found.deltas}
    expect.present("the determinants that the rerun changes", "area_rtieo", moved)
    left = [str(each) for each in found.leftovers]
    expect.equal("what is left over", "; ".join(left[:3]) or "nothing", "nothing")


@then(parsers.re(r"the request brings (?:version|versions) (?P<versions>[\d., and]+) of (?P<guide>.+)"))
def brings(expect: Expectation, versions: str, guide: str) -> None:
    found = guides.load().brought_by(REQUEST)[NAMES.get(guide, guide)]
    expect.equal(f"the versions of {guide}", ", ".join(found), ", ".join(names(versions)))


@then(parsers.re(r"on every trade date from (?P<first>\d+ \w+ \d+) on exactly one of them rules"))
def one_rules(expect: Expectation, first: str) -> None:
    """Days until the end of 2020; which of the two it is on a day in between is assumed."""
    brought = [
        each for each in guides.load().of("PC RTEQ") if each.request == REQUEST and each.in_production_from
    ]
    begin = day(first)
    days = [begin + timedelta(days=at) for at in range((LAST - begin).days + 1)]
    wrong = [str(each) for each in days if sum(guide.holds(each) for guide in brought) != 1]
    expect.equal(f"days until {LAST} with none or both", ", ".join(wrong[:5]) or "none", "none")
    ever = sorted({guide.version for each in days for guide in brought if guide.holds(each)})
    expect.equal("versions that rule on some of the days", ", ".join(ever), "5.19, 5.20")
