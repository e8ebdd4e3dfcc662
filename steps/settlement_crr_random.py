"""Sentences on CRRs and congestion at random, settled, settled again otherwise, and compared."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from fixtures.story import Story
from marketsim.settlement.crr import CrrPolicies, CrrResults, Holding, check
from marketsim.settlement.crr.files import crr_determinants, read, write
from marketsim.settlement.crr.random_month import random_month
from steps.settlement_crr_sheet import SECOND, midnight, settled, settlements

FIRST_DAYS = (date(2026, 3, 5), date(2026, 5, 22), date(2026, 10, 29), date(2026, 12, 24))
CENT = Fraction(1, 100)
OF_WEEK = 7


@given(
    parsers.re(r"(?P<count>\d+) random weeks of CRRs, those of clock changes among them"),
    converters={"count": int},
)
def random_weeks(story: Story, chance: random.Random, count: int) -> None:
    firsts = [FIRST_DAYS[at % len(FIRST_DAYS)] for at in range(count)]
    story.bound["crr inputs"] = [random_month(chance.randint(0, 10**9), first, OF_WEEK) for first in firsts]


@given("a random week of CRRs")
def random_week(story: Story, chance: random.Random) -> None:
    story.bound["crr inputs"] = [random_month(chance.randint(0, 10**9), FIRST_DAYS[0], OF_WEEK)]


@given("the price at the sink of one of its CRRs is a cent too high in one hour")
def spoiled_price(story: Story, chance: random.Random) -> None:
    (inputs,) = story.bound["crr inputs"]
    now = CrrPolicies.default().hours.time_of_use
    crr, hour = chance.choice(
        [
            (each, hour)
            for each in inputs.holdings
            for hour in inputs.hours()
            if not each.option and each.covers(hour) and each.tou == now(hour)
        ]
    )
    where = crr.sink, hour
    story.bound["crr spoiled"] = where
    story.bound["crr inputs"] = [
        replace(inputs, prices={**inputs.prices, where: inputs.prices[where] + CENT})
    ]


@when(parsers.re(r"(?:each of them|it) is settled by (?P<rules>crr-[a-z0-9-]+)"))
def settle_each(story: Story, settlement_mistakes: tuple[str, ...], rules: str) -> None:
    settlements(story).extend(settled(each, rules, settlement_mistakes) for each in story.bound["crr inputs"])


@when(
    parsers.re(
        "it is settled again with every (?P<how>source and sink exchanged|CRR split by MW|CRR split by days)"
    )
)
def settle_again(story: Story, settlement_mistakes: tuple[str, ...], how: str) -> None:
    (inputs, results), *_ = settlements(story)
    holdings = tuple(part for each in inputs.holdings for part in _CHANGES[how](each))
    again = replace(inputs, holdings=holdings)
    story.bound.setdefault("crr again", {})[how] = settled(again, results.rules, settlement_mistakes)[1]


def _exchanged(each: Holding) -> tuple[Holding, ...]:
    return (replace(each, source=each.sink, sink=each.source),)


def _split_by_mw(each: Holding) -> tuple[Holding, ...]:
    return replace(each, mw=each.mw / 3), replace(each, crr=f"{each.crr} rest", mw=each.mw * 2 / 3)


def _split_by_days(each: Holding) -> tuple[Holding, ...]:
    at = midnight(FIRST_DAYS[0] + timedelta(days=OF_WEEK // 2))
    if not each.start < at <= each.end:
        return (each,)
    return replace(each, end=at - SECOND), replace(each, crr=f"{each.crr} rest", start=at)


_CHANGES = {
    "source and sink exchanged": _exchanged,
    "CRR split by MW": _split_by_mw,
    "CRR split by days": _split_by_days,
}


@when("it is settled again from files that it was written to")
def settle_from_files(story: Story, settlement_mistakes: tuple[str, ...], tmp_path: Path) -> None:
    (inputs, results), *_ = settlements(story)
    write(inputs, tmp_path)
    settlements(story).append(settled(read(tmp_path), results.rules, settlement_mistakes))


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
