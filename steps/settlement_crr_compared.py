"""Sentences on what settlements of CRRs have in common, with each other and with what went into them."""

from __future__ import annotations

from fractions import Fraction

from pytest_bdd import then

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.settlement.crr import CrrResults, check
from marketsim.settlement.crr.files import crr_determinants
from steps.settlement_crr_random import CENT
from steps.settlement_crr_sheet import settlements


@then("both settlements have the same values, each with a determinant that is listed")
def same_values(story: Story, expect: Expectation) -> None:
    one, other = ({row.key: row.value for row in results.rows()} for _, results in settlements(story)[:2])
    expect.that("the values of one settlement", len(one), "one or more", len(one) > 0)
    apart = [str(key) for key in one.keys() | other.keys() if one.get(key) != other.get(key)]
    expect.equal("values that differ", apart[:10], [])
    expect.equal(
        "determinants that are not listed", sorted({key[0] for key in one} - set(crr_determinants())), []
    )


@then("payments and what is left for demand are what was collected in each")
def conserved(story: Story, expect: Expectation) -> None:
    for inputs, results in settlements(story):
        collected = sum((each.revenue for each in inputs.constraints.values()), Fraction(0))
        spent = -sum((*results.amounts.values(), *results.demand_amounts.values()), Fraction(0))
        whole = sum((*results.paid.values(), *results.to_demand.values()), Fraction(0))
        expect.equal("paid and left, exactly", str(whole), str(collected))
        near = abs(spent - collected) <= CENT
        expect.that("paid and left in cents", float(spent), f"{float(collected)} to a cent", near)


@then("the exchanged obligations are worth the opposite in every hour")
def opposite(story: Story, expect: Expectation) -> None:
    (inputs, results), *_ = settlements(story)
    exchanged = story.bound["crr again"]["source and sink exchanged"].hourly
    obligations = {each.key for each in inputs.holdings if not each.option}
    there = {which: value for which, value in results.hourly.items() if which[0] in obligations}
    expect.that("values apart from 0", sum(map(bool, there.values())), "one or more", any(there.values()))
    apart = [str(which) for which, value in there.items() if exchanged[which] != -value]
    expect.equal("values that are not opposite", apart[:10], [])


@then("no owner is paid otherwise for CRRs that are split, and demand gets the same")
def split_alike(story: Story, expect: Expectation) -> None:
    whole = settlements(story)[0][1]
    for how in ("CRR split by MW", "CRR split by days"):
        parts = story.bound["crr again"][how]
        expect.equal(f"what owners are paid, {how}", _by_owner(parts), _by_owner(whole))
        expect.equal(f"left for demand, {how}", *map(_demand, (parts, whole)))


def _by_owner(results: CrrResults) -> dict[str, str]:
    owners = sorted({key.owner for key, _ in results.paid})
    return {
        owner: str(sum((each for (key, _), each in results.paid.items() if key.owner == owner), Fraction(0)))
        for owner in owners
    }


def _demand(results: CrrResults) -> dict[str, str]:
    return {month: str(value) for month, value in results.to_demand.items()}


@then("the identity C1 is broken there, by a cent for each MW, and no other identity")
def told_with_amount(story: Story, expect: Expectation) -> None:
    """The obligations that begin or end there are told with MW times a cent; an option may, or stay worth nothing."""
    location, hour = story.bound["crr spoiled"]
    inputs, results = settlements(story)[0]
    broken = {each.where: each for each in check(inputs, results)}
    expect.equal("the identities broken", sorted({each.identity for each in broken.values()}), ["C1"])
    expect.equal("the hours of which", sorted({each.split(", ")[1] for each in broken}), [str(hour)])
    wanted = {
        f"{each.key}, {hour}": str(each.mw * CENT * ((each.source == location) - (each.sink == location)))
        for each in inputs.holdings
        if not each.option and location in (each.source, each.sink) and (each.key, hour) in results.hourly
    }
    found = {where: str(broken[where].amount) if where in broken else "nothing" for where in wanted}
    expect.that("obligations of that location and hour", len(wanted), "one or more", len(wanted) > 0)
    expect.equal("the amounts told", found, wanted)
