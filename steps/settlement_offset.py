"""Sentences on offsets: what an area's comes to, and who bears it."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.etsr import CISO
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.results import Results
from marketsim.settlement.versions.choice import rule_set
from steps.settlement_areas import entities
from steps.settlement_ledger import INTERVALS, Ledger, Row, entity
from steps.settlement_texts import by_area, day, dollars, each, number, numbers, of_areas, throughout

LATE = date(2020, 12, 1)
"""A run long after everything of the request is in production."""
MORE = 500  # dollars, that an area's own amounts are changed by
CENT = Fraction(1, 100)


@given(parsers.re(r"the trade date is (?P<date>\d+ \w+ \d+)"))
def trade_date(ledger: Ledger, date: str) -> None:
    ledger.hour = TradeHour(day(date), ledger.hour.hour)


@given(parsers.re(r"the offset of (?P<area>\w+) is (?P<amount>[-\d.,]+) \$ in five minutes"))
def offset_given(ledger: Ledger, area: str, amount: str) -> None:
    """By imbalance amounts alone; areas that no sentence names have none."""
    for each_area in ledger.areas:
        if each_area not in ledger.rows.get("imbalance", {}):
            ledger.put_amount(each_area, "IIE", (Fraction(0),) * INTERVALS)
    ledger.put_amount(area, "IIE", (-number(amount),) * INTERVALS)


@when("the offsets are settled by the rules of the trade date")
def offsets_settled(ledger: Ledger, expect: Expectation) -> None:
    ledger.settle(expect, rule_set(ledger.hour.day, LATE).rule_set)


@then(parsers.re(r"charge code 64770 of (?P<area>\w+) is (?P<amount>[-\d.]+) \$"))
def charged_64770(ledger: Ledger, expect: Expectation, area: str, amount: str) -> None:
    found = throughout(ledger.row("amounts_64770", entity(area)), dollars)
    expect.equal(f"charge code 64770 of {area} in five minutes", found, dollars(number(amount)))


@then("no change of an area's own amounts changes another area's offset")
def no_other_offset(ledger: Ledger, expect: Expectation) -> None:
    rules = ledger.results.run.rules.id
    for changed in ledger.areas:
        others = [area for area in ledger.areas if area != changed]
        before = {area: each(ledger.row("offset", area)) for area in others}
        own: Row = ledger.rows["imbalance"][changed]["IIE"]
        ledger.put_amount(changed, "IIE", tuple(value + MORE for value in own))
        after = {area: each(ledger.row("offset", area, ledger.calculate(rules))) for area in others}
        ledger.put_amount(changed, "IIE", own)
        expect.equal(f"the other offsets, with {MORE} $ more in {changed}", str(after), str(before))


@then(parsers.re(r"charge code 6477 is (?P<amounts>[\d., and]+) \$ of the three"))
def charged_6477(ledger: Ledger, expect: Expectation, amounts: str) -> None:
    names = [f"SC{place}" for place in range(1, 4)]
    found = ", ".join(f"{name} {throughout(ledger.row('amounts_6477', name), dollars)}" for name in names)
    expected = dict(zip(names, numbers(amounts), strict=True))
    expect.equal("charge code 6477 in five minutes", found, by_area(expected, dollars))


@then("charge code 6477 is 0.00 $ of the exempt one")
def exempt_6477(ledger: Ledger, expect: Expectation) -> None:
    found = throughout(ledger.row("amounts_6477", ledger.exempt[0]), dollars)
    expect.equal("charge code 6477 of the exempt coordinator", found, dollars(Fraction(0)))


@then(parsers.re(r"charge code 6477 adds up to (?P<amount>[\d.]+) \$ to the cent"))
def sum_6477(ledger: Ledger, expect: Expectation, amount: str) -> None:
    rows = ledger.results.amounts_6477.values()
    found = tuple(sum(values, Fraction(0)) for values in zip(*rows, strict=True))
    expect.equal("the sum of charge code 6477", throughout(found, dollars), dollars(number(amount)))


@then("charge code 64770 is the whole offset of every other area, to its EIM entity")
def to_entities(ledger: Ledger, expect: Expectation) -> None:
    given = ledger.rows["imbalance"]
    expected = {name: dollars(-given[area]["IIE"][0]) for area, name in entities(ledger).items()}
    found = {name: throughout(ledger.row("amounts_64770", name), dollars) for name in expected}
    expect.equal("charge code 64770 in five minutes", str(found), str(expected))


@then("the offset of every area is 0.00 $")
def no_offset(ledger: Ledger, expect: Expectation) -> None:
    found = {area: throughout(ledger.row("offset", area), dollars) for area in ledger.areas}
    expect.equal("the offsets", str(found), str(dict.fromkeys(ledger.areas, dollars(Fraction(0)))))


@then(parsers.re(r"without the credit the offset is (?P<wanted>.+)"))
def without_credit(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expected = of_areas(wanted)
    results = ledger.calculate(also=["no-credit"])
    rows = {area: throughout(ledger.row("offset", area, results), dollars) for area in sorted(expected)}
    found = ", ".join(f"{area} {amount}" for area, amount in rows.items())
    expect.equal("the offsets without the credit", found, by_area(expected, dollars))


@then(parsers.re(r"the credit changes the offset of CISO by (?P<amount>[\d.]+) \$ in the hour"))
def credit_in_offset(ledger: Ledger, expect: Expectation, amount: str) -> None:
    before, after = (ledger.row("offset", CISO, results) for results in _without_and_with(ledger))
    change = _total(after) - _total(before)
    expect.equal("the change of CISO's offset", dollars(change), dollars(number(amount)))


@then("charge code 6477 by that alone, to the cent in every five minutes")
def credit_in_6477(ledger: Ledger, expect: Expectation) -> None:
    """Either sum is rounded to the cent: half a cent each may lie between them and the credit."""
    without, results = _without_and_with(ledger)
    legs = [ledger.row(name, CISO) or () for name in ("fmm_amount", "rtd_amount")]
    changes = [_sum_6477(results, k) - _sum_6477(without, k) for k in range(INTERVALS)]
    for k, (change, pair) in enumerate(zip(changes, zip(*legs, strict=True), strict=True), 1):
        credit = sum(pair, Fraction(0))
        wanted = f"{float(credit):.4f} $ within a cent"
        held = abs(change - credit) <= CENT
        expect.that(f"the change of charge code 6477, interval {k}", dollars(change), wanted, held)


def _sum_6477(results: Results[Fraction], k: int) -> Fraction:
    return sum((row[k] for row in results.amounts_6477.values()), Fraction(0))


def _without_and_with(ledger: Ledger) -> tuple[Results[Fraction], Results[Fraction]]:
    return ledger.calculate(also=["no-credit"]), ledger.results


def _total(row: Row | None) -> Fraction:
    return sum(row or (), Fraction(0))


@then(parsers.re(r"the value of the transfer is (?P<wanted>.+) in the hour"))
def transfer_value(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expected = of_areas(wanted)
    found = {area: _total(ledger.row("value", area)) for area in expected}
    expect.equal("the value of the transfer", by_area(found, dollars), by_area(expected, dollars))


@then("all that is charged and paid adds up to 0.00 $ in the hour")
def neutral(ledger: Ledger, expect: Expectation) -> None:
    """Imbalance amounts, what is paid out of congestion and losses, charge codes 6477 and 64770."""
    amounts = [row for parts in ledger.rows["imbalance"].values() for row in parts.values()]
    for paid in ("congestion_paid", "losses_paid"):
        amounts += ledger.rows.get(paid, {}).values()
    amounts += [*ledger.results.amounts_6477.values(), *ledger.results.amounts_64770.values()]
    expect.equal("the sum", dollars(sum(map(_total, amounts), Fraction(0))), dollars(Fraction(0)))
