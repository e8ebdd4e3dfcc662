"""Sentences on the hour of one transfer resource: its tag, its dispatch, its five-minute values."""

from __future__ import annotations

from fractions import Fraction

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import hours_of
from marketsim.settlement.model import settle
from marketsim.settlement.number import total
from marketsim.settlement.policies import Policies
from marketsim.settlement.refusal import Refusal
from marketsim.settlement.rulesets import rule_set
from steps.settlement_ledger import INTERVALS, Ledger
from steps.settlement_texts import by_quarter, day, each, energy, number, numbers

THOUSANDTHS = 1000


@given(parsers.re(r"the policy (?P<name>\w+) is (?P<choice>\w+)"))
def policy(ledger: Ledger, name: str, choice: str) -> None:
    ledger.choices[name] = choice


@given(
    parsers.re(r"an ETSR from (?P<source>\w+) to (?P<sink>\w+) with an hourly tag of (?P<tag>[-\d.]+) MWh")
)
def tagged(ledger: Ledger, source: str, sink: str, tag: str) -> None:
    ledger.put("tag", ledger.add_etsr(source, sink), number(tag))


@given(parsers.re(r"its dispatch is (?P<power>[-\d., and]+) MW by quarter of the hour"))
def dispatched(ledger: Ledger, power: str) -> None:
    ledger.put("dispatch", ledger.etsr, by_quarter(numbers(power)))


@given(parsers.re(r"its dispatch is (?P<power>[\d.]+) MW in the last five minutes of the hour alone"))
def dispatched_once(ledger: Ledger, power: str) -> None:
    ledger.put("dispatch", ledger.etsr, (Fraction(0),) * (INTERVALS - 1) + (number(power),))


@when(parsers.re(r"the (?:hour|interval) is (?:shaped|settled)"))
def settled(ledger: Ledger, expect: Expectation) -> None:
    ledger.settle(expect)


@when("it is shaped again with the dispatch as energy of five minutes")
def shaped_in_energy(ledger: Ledger, expect: Expectation) -> None:
    power = ledger.rows["dispatch"][ledger.etsr]
    ledger.put("dispatch", ledger.etsr, tuple(value / INTERVALS for value in power))
    ledger.settle(expect)


@then(parsers.re(r"its five-minute values are (?P<values>[-\d., and]+) MWh by quarter, to three decimals"))
def values_by_quarter(ledger: Ledger, expect: Expectation, values: str) -> None:
    rounded = ledger.values(ledger.calculate(quantity_decimals="3"))
    expect.equal("the five-minute values in MWh", each(rounded), each(by_quarter(numbers(values))))


@then(parsers.re(r"its values in thousandths of a MWh are (?P<values>[-\d, ]+)"))
def values_in_thousandths(ledger: Ledger, expect: Expectation, values: str) -> None:
    rounded = ledger.values(ledger.calculate(quantity_decimals="3"))
    found = tuple(value * THOUSANDTHS for value in rounded)
    expect.equal("the five-minute values in thousandths of a MWh", each(found), each(numbers(values)))


@then(parsers.re(r"they add up to (?P<wanted>[-\d.]+) MWh exactly"))
def add_up(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    expect.equal("the energy of the hour", energy(total(ledger.values())), energy(number(wanted)))


@then(
    parsers.re(
        r"divided by the mean of the dispatch they would add up to (?P<wanted>[\d.]+) MWh, not to that"
    )
)
def divided_by_mean(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    wrong = total(ledger.values(ledger.calculate(also=["mean-divisor"])))
    expect.equal("the energy of the hour with the known mistake", energy(wrong), energy(number(wanted)))
    right = total(ledger.values())
    expect.that("the energy of the hour", energy(right), f"not {energy(wrong)}", right != wrong)


@then("no five-minute value differs from the dispatch")
def as_dispatched(ledger: Ledger, expect: Expectation) -> None:
    power = ledger.rows["dispatch"][ledger.etsr]
    apart = tuple(value - at / INTERVALS for value, at in zip(ledger.values(), power, strict=True))
    expect.equal("deviations from the dispatch in MWh", each(apart), each((Fraction(0),) * INTERVALS))


@then("any two of them stand to each other as the dispatch does")
def same_ratios(ledger: Ledger, expect: Expectation) -> None:
    """By products, so that an interval without dispatch needs no division."""
    power, values = ledger.rows["dispatch"][ledger.etsr], ledger.values()
    first, top = values[0], power[0]
    expected = each(tuple(first * at for at in power))
    expect.equal("the products with the dispatch", each(tuple(value * top for value in values)), expected)


@then("both have the same five-minute values")
def same_values(ledger: Ledger, expect: Expectation) -> None:
    first, second = (ledger.values(results) for results in ledger.settled[-2:])
    expect.equal("the five-minute values in MWh", each(second), each(first))


@then(parsers.re(r"the hour is not shaped, and the policy (?P<name>\w+) is named"))
def refused(ledger: Ledger, expect: Expectation, name: str) -> None:
    try:
        values = each(ledger.values(ledger.calculate()))
    except Refusal as refusal:
        told = str(refusal)
        expect.that("the refusal", told, f"a text that names {name}", name in told.split("policy ")[-1])
    else:
        expect.fail("the hour", f"shaped: {values} MWh", f"refused by the policy {name}")


@given(
    parsers.re(
        r"an ETSR from (?P<source>\w+) to (?P<sink>\w+), tagged on (?P<date>\d+ \w+ \d+) in each hour with as many "
        r"MWh as the hour's number"
    )
)
def tagged_by_hour(ledger: Ledger, source: str, sink: str, date: str) -> None:
    ledger.add_etsr(source, sink)
    ledger.bound["hours"] = hours_of(day(date))


@when("every hour of the day is settled, dispatched at 60 MW")
def day_settled(ledger: Ledger) -> None:
    hours, name = ledger.bound["hours"], ledger.etsr
    inputs = Inputs[Fraction](
        areas=ledger.areas,
        etsrs=ledger.etsrs,
        tag={(name, hour): Fraction(hour.hour) for hour in hours},
        dispatch={(name, hour): (Fraction(60),) * INTERVALS for hour in hours},
    )
    ledger.settled.append(settle(inputs, rule_set("prr-1185"), Policies.default(), ledger.mistakes))


@then(parsers.re(r"the day has (?P<count>\d+) hours of twelve five-minute values"))
def hours_of_day(ledger: Ledger, expect: Expectation, count: str) -> None:
    found = [len(supplied.values) for supplied in ledger.results.settled.values()]
    expected = [INTERVALS] * int(count)
    expect.equal("values of each hour", ", ".join(map(str, found)), ", ".join(map(str, expected)))


@then("every hour adds up to its own tag")
def own_tags(ledger: Ledger, expect: Expectation) -> None:
    hours = ledger.bound["hours"]
    found = [energy(total(ledger.results.settled[ledger.etsr, hour].values)) for hour in hours]
    expected = [energy(Fraction(hour.hour)) for hour in hours]
    expect.equal("the energy of each hour", ", ".join(found), ", ".join(expected))
