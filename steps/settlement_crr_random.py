"""Sentences on CRRs and congestion at random, settled, and settled again otherwise."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from pytest_bdd import given, parsers, when

from fixtures.story import Story
from marketsim.settlement.crr import CrrPolicies, Holding
from marketsim.settlement.crr.files import read, write
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
