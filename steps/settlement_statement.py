"""Sentences on a statement that was supplied: its inputs settled by the reference model, and the two compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from pytest_bdd import given, then, when

from fixtures.expectation import Expectation
from fixtures.settlement import SettlementFiles
from marketsim.settlement.comparison.differences import Difference, Differences
from marketsim.settlement.comparison.ruling import BY_DATE, Rules, rules_of
from marketsim.settlement.comparison.statement import Statement, by_element
from marketsim.settlement.files.fault import Unreadable
from marketsim.settlement.files.given import read_inputs
from marketsim.settlement.files.reader import STATEMENT, read_table
from marketsim.settlement.identities import Broken, check, checkable
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.model import settle
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import RULE_SETS
from marketsim.settlement.versions.run_date import run_date_of
from marketsim.target.embedded import SetUpProblem
from marketsim.target.halt import omitted
from steps.settlement_ledger import Ledger
from steps.settlement_texts import NONE, leftover, plain

Day = tuple[Inputs[Fraction], Results[Fraction]]


def ruling(files: SettlementFiles) -> Rules:
    """The rules by trade date; omitted for a statement of something else than PRR 1185, such as CRRs."""
    if files.rules not in (*RULE_SETS, BY_DATE):
        raise omitted("data", f"the statement supplied is settled by {files.rules}, not by PRR 1185")
    return rules_of(files.rules, run_date_of(files.run_date))


@given("the inputs of a statement were supplied")
@given("a statement was supplied with its inputs")
def supplied(ledger: Ledger, supplied_statement: SettlementFiles) -> None:
    ledger.bound["rules"] = ruling(supplied_statement)
    try:
        ledger.bound["inputs"] = read_inputs(supplied_statement.inputs)
        ledger.bound["statement"] = Statement(read_table(supplied_statement.statement, STATEMENT))
    except Unreadable as unreadable:
        raise SetUpProblem(str(unreadable)) from None


def days(ledger: Ledger) -> Iterator[Day]:
    """The inputs and results of one trade day after the other, so that a month needs no more room than a day."""
    whole: Inputs[Fraction] = ledger.bound["inputs"]
    rules: Rules = ledger.bound["rules"]
    for day, hours in groupby(whole.hours(), key=lambda hour: hour.day):
        try:
            inputs = whole.only(hours)
            yield inputs, settle(inputs, rules(day).rules, None, ledger.mistakes)
        except Refusal as refusal:
            raise SetUpProblem(str(refusal)) from None


@when("every trade day of them is settled")
def settled(ledger: Ledger) -> None:
    differences = Differences(ledger.bound["statement"])
    broken: list[Broken] = []
    checked: Counter[str] = Counter()
    for inputs, results in days(ledger):
        broken += check(inputs, results, results.run.rules)
        checked.update(checkable(inputs, results, results.run.rules))
        differences.take(by_element(results.values()))
    ledger.bound |= {
        "broken": broken,
        "checked": checked,
        "outside": differences.close(),
        "differences": differences,
    }


@then("every identity that can be checked holds")
def identities_hold(ledger: Ledger, expect: Expectation) -> None:
    checked: Counter[str] = ledger.bound["checked"]
    for identity, hours in checked.items():
        broken = [each for each in ledger.bound["broken"] if each.identity == identity]
        said = "nothing left over" if not broken else f"{len(broken)} leftovers, as {leftover(broken[0])}"
        expect.equal(f"{identity} in {hours} hours that allow for it", said, "nothing left over")
    expect.that("identities checked in any hour", checked.total(), "one or more", checked.total() > 0)


@then("no value of the statement differs from the model's")
def agrees(ledger: Ledger, expect: Expectation) -> None:
    differences: Differences = ledger.bound["differences"]
    compared, differing = differences.compared.total(), differences.differing.total()
    largest = [each for name in differences.differing for each in differences.largest(name)]
    said = f"{differing} of {compared} values differ"
    if largest:
        said += f", as {_difference(max(largest, key=lambda each: abs(each.amount)))}"
    expect.equal("the comparison", said, f"0 of {compared} values differ")
    beyond = ledger.bound["outside"].total()
    told = f"{compared}, and {beyond} in hours without inputs that nothing is said of"
    expect.that("values compared", told, "one or more", compared > 0)


def _difference(each: Difference) -> str:
    calculated = NONE if each.calculated is None else plain(each.calculated)
    interval = f", interval {each.interval}" if each.interval else ""
    element = each.element
    place = f"{element.determinant} of {element.whose}, {element.hour}{interval}"
    return f"{place}: stated {plain(each.stated)}, calculated {calculated}"
