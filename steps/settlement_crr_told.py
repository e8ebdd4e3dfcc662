"""Sentences on what a settlement of CRRs comes to."""

from __future__ import annotations

from fractions import Fraction

from pytest_bdd import parsers, then

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.settlement.crr import check
from marketsim.settlement.number import exact
from steps.settlement_crr_sheet import latest, lines, money, settlements


@then("the amounts of the month are")
def amounts_are(story: Story, expect: Expectation, datatable: list[list[str]]) -> None:
    found = {key.crr: money(value) for (key, _), value in latest(story).amounts.items()}
    expect.equal(
        "the amounts by CRR", found, {line["CRR"]: money(exact(line["amount"])) for line in lines(datatable)}
    )


@then(parsers.re(r"measured demand gets (?P<left>-?[\d.]+) \$"))
def demand_gets(story: Story, expect: Expectation, left: str) -> None:
    results = latest(story)
    expect.equal("left for measured demand", money(sum(results.to_demand.values(), Fraction(0))), left)
    shared = -sum(results.demand_amounts.values(), Fraction(0))
    expect.equal("all amounts of measured demand, turned", money(shared), left)


@then("the amounts of measured demand are")
def demand_amounts_are(story: Story, expect: Expectation, datatable: list[list[str]]) -> None:
    found = {name: money(value) for (name, _), value in latest(story).demand_amounts.items()}
    wanted = {line["coordinator"]: line["amount"] for line in lines(datatable)}
    expect.equal("the amounts by coordinator", found, wanted)


@then("notional values and offsets are")
def offsets_are(story: Story, expect: Expectation, datatable: list[list[str]]) -> None:
    results = latest(story)
    notional = {
        at: sum((value for (_, own), value in results.notional.items() if own == at), Fraction(0))
        for at in results.offsets
    }
    found = [
        (at.constraint, at.hour.hour, notional[at], offset) for at, offset in sorted(results.offsets.items())
    ]
    wanted = [
        (line["constraint"], int(line["hour"]), exact(line["notional"]), exact(line["offset"]))
        for line in lines(datatable)
    ]
    told, asked = ([(*each[:2], money(each[2]), money(each[3])) for each in rows] for rows in (found, wanted))
    expect.equal("notional value and offset by constraint and hour", told, asked)


@then("every CRR is paid its target")
def paid_target(story: Story, expect: Expectation) -> None:
    shares = [
        (key, share)
        for each in latest(story).months.values()
        for key, share in each.shares.items()
        if share.target
    ]
    expect.that("CRRs with a target", len(shares), "one or more", len(shares) > 0)
    found = {str(key): money(share.paid) for key, share in shares}
    expect.equal("what is paid by CRR", found, {str(key): money(share.target) for key, share in shares})


@then(parsers.re("what is (?P<which>paid|left) by constraint is"))
def by_constraint(story: Story, expect: Expectation, datatable: list[list[str]], which: str) -> None:
    found = {
        name: money(each.paid if which == "paid" else each.to_demand)
        for (name, _), each in latest(story).months.items()
    }
    wanted = {line["constraint"]: money(exact(line[which])) for line in lines(datatable)}
    expect.equal(f"what is {which} by constraint", found, wanted)


@then("the hourly amounts are")
def hourly_amounts_are(story: Story, expect: Expectation, datatable: list[list[str]]) -> None:
    found = {
        f"{key.crr}, hour {hour.hour}": money(value)
        for (key, hour), value in latest(story).hourly_amounts.items()
    }
    wanted = {}
    for line in lines(datatable):
        crr = line.pop("CRR")
        wanted |= {f"{crr}, hour {hour}": amount for hour, amount in line.items()}
    expect.equal("the hourly amounts", found, wanted)


@then(parsers.re(r"only the CRR of (?P<tou>ON|OFF) is paid, (?P<amount>[\d.]+) \$"))
def only_paid(story: Story, expect: Expectation, tou: str, amount: str) -> None:
    found = {key.crr: money(-value) for (key, _), value in latest(story).hourly_amounts.items()}
    expect.equal("what is paid by CRR", found, {tou: amount})


@then(parsers.re(r"the CRR is settled in (?P<hours>\d+) hours"), converters={"hours": int})
def settled_hours(story: Story, expect: Expectation, hours: int) -> None:
    expect.equal("the hours settled", len(latest(story).hourly), hours)


@then(parsers.re(r"the rules were (?P<rules>crr-[a-z0-9-]+)"))
def rules_were(story: Story, expect: Expectation, rules: str) -> None:
    expect.equal("the rules", latest(story).rules, rules)


@then(
    parsers.re(
        "every identity of CRR settlement holds(?P<each> in each)?(?P<rounded> to the rounding of prices and factors)?"
    )
)
def identities_hold(story: Story, expect: Expectation, rounded: str) -> None:
    tolerance = story.bound["crr rounding"] if rounded else Fraction(0)
    looked = 0
    for inputs, results in settlements(story):
        looked += len(results.hourly)
        expect.equal(
            "the identities broken", [str(each) for each in check(inputs, results, tolerance)][:10], []
        )
    expect.that("hourly values that were looked at", looked, "one or more", looked > 0)
