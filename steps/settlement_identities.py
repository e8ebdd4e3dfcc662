"""Sentences on what must add up, in systems of chance and in what is supplied."""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

from pytest_bdd import given, parsers, then, when

from fixtures.expectation import Expectation
from marketsim.settlement.identities import check, checkable
from marketsim.settlement.inputs import Inputs
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.model import settle
from marketsim.settlement.random_system import random_system
from marketsim.settlement.results import Results
from marketsim.settlement.rulesets import rule_set
from steps.settlement_ledger import INTERVALS, Ledger
from steps.settlement_texts import dollars, leftover, names

RULES = rule_set("prr-1185")
SIZES = tuple(range(3, 9))
MOST_SEED = 10**6
Settled = list[tuple[int, Inputs[Fraction], Results[Fraction]]]


def keep_systems(ledger: Ledger, chance: random.Random, sizes: tuple[int, ...], zones: int = 1) -> None:
    """Systems of these sizes, each from a seed of its own."""
    seeds = [chance.randrange(MOST_SEED) for _ in sizes]
    systems = [
        (seed, random_system(seed, size, zones=zones)) for seed, size in zip(seeds, sizes, strict=True)
    ]
    ledger.bound["systems"] = systems


@given(parsers.re(r"(?P<count>\d+) random systems of (?P<size>\d) areas"))
def systems_of(ledger: Ledger, chance: random.Random, count: str, size: str) -> None:
    keep_systems(ledger, chance, (int(size),) * int(count))


@given(parsers.re(r"(?P<count>\d+) random systems of 3 to 8 areas"))
def systems(ledger: Ledger, chance: random.Random, count: str) -> None:
    keep_systems(ledger, chance, tuple(SIZES[at % len(SIZES)] for at in range(int(count))))


@given(parsers.re(r"(?P<count>\d+) random systems whose areas lie in two greenhouse-gas zones"))
def zoned_systems(ledger: Ledger, chance: random.Random, count: str) -> None:
    keep_systems(ledger, chance, tuple(SIZES[at % len(SIZES)] for at in range(int(count))), zones=2)


@when("their hours are settled")
def settled(ledger: Ledger) -> None:
    ledger.bound["settled"] = [
        (seed, inputs, settle(inputs, RULES, None, ledger.mistakes))
        for seed, inputs in ledger.bound["systems"]
    ]


@then(parsers.re(r"the (?:identity|identities) (?P<wanted>N\d(?:(?:, | and )N\d)*) holds? exactly"))
def hold(ledger: Ledger, expect: Expectation, wanted: str) -> None:
    for identity in names(wanted):
        judge(ledger.bound["settled"], expect, identity)


def judge(settled: Settled, expect: Expectation, identity: str) -> None:
    """Demand that an identity holds in every hour of every system, and that there was something to hold it on."""
    rules = replace(RULES, identities=(identity,))
    checked = sum(checkable(inputs, results, rules)[identity] for _, inputs, results in settled)
    broken = [
        f"{leftover(each)}, seed {seed}, {len(inputs.areas)} areas"
        for seed, inputs, results in settled
        for each in check(inputs, results, rules)
    ]
    said = f"{checked} of {len(settled)} hours checked, "
    said += f"{len(broken)} leftovers: {broken[0]}" if broken else "nothing left over"
    wanted = f"{len(settled)} of {len(settled)} hours checked, nothing left over"
    expect.equal(f"identity {identity}", said, wanted)


@then("identity N4 is broken by what the credits of the areas add up to, with the areas behind it")
def leftovers_told(ledger: Ledger, expect: Expectation) -> None:
    """Added up here once more: what is reported is neither more nor less than what is left over."""
    rules = replace(RULES, identities=("N4",))
    total = 0
    for seed, inputs, results in ledger.bound["settled"]:
        reported = {
            (each.hour, each.k, each.leg): (dollars(each.amount), sorted(each.areas))
            for each in check(inputs, results, rules)
        }
        expected = left_over(inputs, results)
        total += len(expected)
        expect.equal(f"leftovers of the system of seed {seed}", str(reported), str(expected))
    expect.that("leftovers in all", total, "one or more", total > 0)


def left_over(
    inputs: Inputs[Fraction], results: Results[Fraction]
) -> dict[tuple[TradeHour, int, str], tuple[str, list[str]]]:
    """By hour, interval and leg: what the credits add up to where that is not zero, and who has one."""
    found = {}
    for hour in inputs.hours():
        for leg in results.legs():
            for k in range(INTERVALS):
                amounts = {area: row[k] for area in inputs.areas if (row := leg.amount.get((area, hour)))}
                left = sum(amounts.values(), Fraction(0))
                if left:
                    behind = sorted(area for area, amount in amounts.items() if amount)
                    found[hour, k + 1, leg.name] = dollars(left), behind
    return found
