"""Sentences on the greenhouse-gas credit: prices, quantities, amounts, and what is left over."""

from __future__ import annotations

from fractions import Fraction

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.determinants import REGISTER, determinant
from marketsim.settlement.identities import check
from marketsim.settlement.rulesets import rule_set
from steps.settlement_areas import attribute, put_prices, submit
from steps.settlement_ledger import AMOUNTS, INTERVALS, Ledger
from steps.settlement_texts import (
    by_area,
    by_quarter,
    dollars,
    each,
    energy,
    leftover,
    names,
    number,
    numbers,
    of_areas,
    throughout,
)

QUARTERS = 4
PRICES = {"BAA15MFMMGHGPrice": "fmm_price", "BAARTDGHGPrice": "rtd_price"}


@given(
    parsers.re(r"the fifteen-minute greenhouse-gas price of (?P<area>\w+) is (?P<values>[\d., and]+) \$/MWh")
)
def fmm_price(ledger: Ledger, area: str, values: str) -> None:
    ledger.add_area(area)
    ledger.put("fmm_ghg_price", area, numbers(values))


@given(parsers.re(r"the five-minute greenhouse-gas price of (?P<area>\w+) is (?P<values>[\d., and]+) \$/MWh"))
def rtd_price(ledger: Ledger, area: str, values: str) -> None:
    ledger.put("rtd_ghg_price", area, numbers(values))


@then(
    parsers.re(
        r"(?P<name>BAA15MFMMGHGPrice|BAARTDGHGPrice) of (?P<area>\w+) is (?P<values>[\d., and]+) \$/MWh"
    )
)
def price_is(ledger: Ledger, expect: Expectation, name: str, area: str, values: str) -> None:
    found = ledger.row(PRICES[name], area)
    expect.equal(f"{name} of {area} in $/MWh", each(found), each(numbers(values)))


@then(
    parsers.re(
        r"the register describes (?P<name>\w+) as (?P<says>the area's marginal greenhouse-gas price .+)"
    )
)
def described(expect: Expectation, name: str, says: str) -> None:
    found = determinant(name).says
    expect.that(f"what {name} is", found, f"{says} ...", found.startswith(says))


@then(parsers.re(r"(?P<name>\w+) is the only price between inputs and amounts, made of (?P<source>\w+)"))
def only_price(expect: Expectation, name: str, source: str) -> None:
    found = [
        f"{each.name} made of {each.formula}"
        for each in REGISTER.values()
        if each.unit == "$/MWh" and each.role != "input"
    ]
    held = len(found) == 1 and found[0].startswith(f"{name} made of {source} ")
    expect.that("prices that are calculated", ", ".join(found), f"{name} made of {source}, alone", held)


@given(
    parsers.re(
        r"the credit quantity of (?P<area>\w+) is (?P<quantity>[-\d.]+) MWh in the fifteen-minute market, at a "
        r"greenhouse-gas price of (?P<price>[\d.]+) \$/MWh"
    )
)
def fmm_quantity(ledger: Ledger, area: str, quantity: str, price: str) -> None:
    """By a transfer with nothing attributed: what enters the area is a negative quantity."""
    name = ledger.add_etsr("IPCO", area)
    ledger.put("fmm", name, (-number(quantity) * INTERVALS,) * QUARTERS)
    for market, count in (("fmm_attribution", QUARTERS), ("rtd_attribution", INTERVALS)):
        attribute(ledger, market, area, (Fraction(0),) * count)
    ledger.bound["fmm"] = number(quantity), number(price)


@given(
    parsers.re(
        r"it is (?P<quantity>[-\d.]+) MWh in the five-minute market, at a greenhouse-gas price of "
        r"(?P<price>[\d.]+) \$/MWh"
    )
)
def rtd_quantity(ledger: Ledger, quantity: str, price: str) -> None:
    """By what was carried beyond the schedule."""
    first, fmm = ledger.bound["fmm"]
    submit(ledger, ledger.etsr, (-first - number(quantity),) * INTERVALS)
    for area in ledger.areas:
        put_prices(ledger, area, (fmm,) * QUARTERS, (number(price),) * QUARTERS)


@then(
    parsers.re(
        r"(?P<name>BAAFMMGHGCreditAmount|BAARTDGHGCreditAmount) of (?P<area>\w+) is (?P<amount>[-\d.]+) \$ in every "
        r"five minutes"
    )
)
def amount_is(ledger: Ledger, expect: Expectation, name: str, area: str, amount: str) -> None:
    found = ledger.row(AMOUNTS[name], area)
    expect.equal(f"{name} of {area}", throughout(found, dollars), dollars(number(amount)))


@then(parsers.re(r"the credit quantities are (?P<wanted>.+) in the fifteen-minute market"))
def quantities(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expected = of_areas(wanted)
    found = ", ".join(
        f"{area} {throughout(ledger.row('fmm_quantity', area), energy)}" for area in sorted(expected)
    )
    expect.equal("the credit quantities", found, by_area(expected, energy))


@then(parsers.re(r"every credit (?P<what>quantity|amount) is 0 (?P<unit>MWh|\$)"))
def no_credit(ledger: Ledger, expect: Expectation, what: str, unit: str) -> None:
    rows = {area: (ledger.row(f"fmm_{what}", area), ledger.row(f"rtd_{what}", area)) for area in ledger.areas}
    found = {area: [each(row) for row in pair] for area, pair in rows.items()}
    nothing = each((Fraction(0),) * INTERVALS)
    expected = {area: [nothing, nothing] for area in ledger.areas}
    expect.equal(f"every credit {what} in {unit}, of the two markets", str(found), str(expected))


@then("every credit amount of the five-minute market is 0.00 $")
def no_rtd_credit(ledger: Ledger, expect: Expectation) -> None:
    found = {area: throughout(ledger.row("rtd_amount", area), dollars) for area in ledger.areas}
    expect.equal("the credits", str(found), str(dict.fromkeys(ledger.areas, dollars(Fraction(0)))))


@given(
    parsers.re(
        r"the averaged greenhouse-gas price of (?P<area>\w+) is (?P<less>[\d.]+) \$/MWh below its own in "
        r"the fifteen-minute market"
    )
)
def averaged(ledger: Ledger, area: str, less: str) -> None:
    """All other averages are the areas' own prices."""
    for name, own in ledger.rows["fmm_ghg_price"].items():
        below = number(less) if name == area else Fraction(0)
        ledger.put("fmm_ghg_average", name, by_quarter([value - below for value in own]))
        ledger.put("rtd_ghg_average", name, ledger.rows["rtd_ghg_price"][name])


@when(parsers.re(r"the (?:hour|interval) is settled by the rule set (?P<rules>[\w-]+)"))
def settled_by(ledger: Ledger, expect: Expectation, rules: str) -> None:
    ledger.settle(expect, rules)


@then(
    parsers.re(
        r"(?P<amount>[\d.]+) \$ are left over in (?P<span>every five minutes|the hour), which identity "
        r"(?P<identity>N\d) finds, with (?P<areas>.+) behind it"
    )
)
def left_over(ledger: Ledger, expect: Expectation, amount: str, span: str, identity: str, areas: str) -> None:
    results = ledger.results
    found = [one for one in check(ledger.inputs(), results, results.run.rules) if one.identity == identity]
    left = sum((one.amount for one in found), Fraction(0))
    share = left / INTERVALS if span == "every five minutes" else left
    behind = sorted({area for one in found for area in one.areas})
    said = f"{dollars(abs(share))} in {span}, {len(found)} intervals, {' and '.join(behind) or 'no area'}"
    wanted = (
        f"{dollars(number(amount))} in {span}, {INTERVALS} intervals, {' and '.join(sorted(names(areas)))}"
    )
    expect.equal(f"what {identity} finds", said, wanted)


@then("nothing is left over")
def nothing_left(ledger: Ledger, expect: Expectation) -> None:
    rules = rule_set("prr-1185")
    broken = check(ledger.inputs(), ledger.results, rules)
    said = "; ".join(map(leftover, broken[:3]))
    expect.equal("what the identities find", said or "nothing", "nothing")


@then(parsers.re(r"the credits of the hour are (?P<wanted>.+)"))
def credits_of_the_hour(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expected = of_areas(wanted)
    found = {area: ledger.credit_of(area) for area in expected}
    expect.equal("the credits of the hour", by_area(found, dollars), by_area(expected, dollars))
