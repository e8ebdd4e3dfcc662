"""What holds of every month: money is conserved, nobody gets more than the target, splitting changes nothing."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import plain_crr
from hypothesis import given, settings
from hypothesis import strategies as st

from marketsim.settlement.crr import CrrInputs, CrrPolicies, CrrResults, Holding, check, settle
from marketsim.settlement.crr.holding import SECOND
from marketsim.settlement.crr.policies import CRR_POLICIES
from marketsim.settlement.crr.random_month import midnight, random_month
from marketsim.settlement.interval import PACIFIC

RULES = "crr-track-1b"
DAYS = 4
seeds = st.integers(0, 10**6)
few = settings(max_examples=20)
choices = st.fixed_dictionaries(
    {name: st.sampled_from(sorted(each.choices)) for name, each in CRR_POLICIES.items()}
)
firsts = st.sampled_from([date(2026, 1, 1), date(2026, 3, 6), date(2026, 5, 23), date(2026, 10, 30)])


def by_owner(results: CrrResults) -> dict[tuple[str, str], Fraction]:
    """Exact payments by owner and month."""
    found: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for (key, month), value in results.paid.items():
        found[key.owner, month] += value
    return dict(found)


@few
@given(seeds, firsts, choices)
def test_every_identity_holds_under_every_policy(seed: int, first: date, chosen: dict[str, str]) -> None:
    """Conservation, cap, own constraint, options never charged, cents, over clock changes too."""
    inputs = random_month(seed, first, DAYS)
    for rules in (RULES, "crr-before-2019"):
        results = settle(inputs, rules, CrrPolicies.of(chosen))
        assert check(inputs, results) == ()
        collected = sum(each.revenue for each in inputs.constraints.values())
        assert sum(results.paid.values()) + sum(results.to_demand.values()) == collected


@few
@given(seeds, firsts)
def test_a_plain_computation_comes_to_the_same(seed: int, first: date) -> None:
    """Straight from the words of the rules, with clocks and holidays of its own; one month at a time."""
    inputs = random_month(seed, first, 2 if first.month == 10 else DAYS)
    held = [
        (
            each.crr, each.source, each.sink, each.tou, each.hedge,
            each.start.astimezone(PACIFIC).date(), each.end.astimezone(PACIFIC).date(), each.mw,
        )
        for each in inputs.holdings
    ]  # fmt: skip
    prices = {(where, hour.day, hour.hour - 1): each for (where, hour), each in inputs.prices.items()}
    binding = {
        (at.constraint, at.hour.day, at.hour.hour - 1): (each.shadow_price, each.revenue)
        for at, each in inputs.constraints.items()
    }
    paid, left = plain_crr.track_1b(held, prices, binding, inputs.factors)
    results = settle(inputs, RULES)
    assert {key.crr: value for (key, _), value in results.paid.items()} == {
        crr: value for crr, value in paid.items() if crr in {key.crr for key, _ in results.paid}
    }
    assert {name: each.to_demand for (name, _), each in results.months.items()} == left
    worth = {(key.crr, hour.day, hour.hour - 1): value for (key, hour), value in results.hourly.items()}
    assert worth == plain_crr.hourly(held, prices)


@few
@given(seeds)
def test_turning_source_and_sink_turns_the_sign_of_an_obligation(seed: int) -> None:
    """And of an option and its reverse at most one is worth something in an hour."""
    inputs = random_month(seed, date(2026, 3, 6), DAYS)
    turned = replace(
        inputs, holdings=tuple(replace(each, source=each.sink, sink=each.source) for each in inputs.holdings)
    )
    there, back = settle(inputs, RULES).hourly, settle(turned, RULES).hourly
    options = {each.key for each in inputs.holdings if each.option}
    for (key, hour), value in there.items():
        assert value * back[key, hour] == 0 if key in options else value == -back[key, hour]


@few
@given(seeds, st.fractions(0, 1, max_denominator=1000), st.integers(1, DAYS - 1))
def test_splitting_crrs_by_mw_or_by_days_changes_no_total(seed: int, part: Fraction, days: int) -> None:
    """Neither what an owner is paid in a month, nor what is left for demand on a constraint."""
    inputs = random_month(seed, date(2026, 3, 6), DAYS)
    at = midnight(date(2026, 3, 6) + timedelta(days=days))

    def by_mw(each: Holding) -> tuple[Holding, ...]:
        return replace(each, crr=f"{each.crr}a", mw=each.mw * part), replace(each, mw=each.mw * (1 - part))

    def by_days(each: Holding) -> tuple[Holding, ...]:
        if not each.start < at <= each.end:
            return (each,)
        return replace(each, end=at - SECOND), replace(each, crr=f"{each.crr}a", start=at)

    whole = settle(inputs, RULES)
    for split in (by_mw, by_days):
        parts = settle(
            replace(inputs, holdings=tuple(new for each in inputs.holdings for new in split(each))), RULES
        )
        assert by_owner(parts) == by_owner(whole)
        assert parts.to_demand == whole.to_demand


@few
@given(seeds)
def test_what_another_constraint_collects_changes_nothing_on_this_one(seed: int) -> None:
    """A surplus stays on its constraint: with ten times its revenue, the others pay the same."""
    inputs = random_month(seed, date(2026, 3, 6), DAYS)
    name = min(inputs.constraints).constraint
    richer: CrrInputs = replace(
        inputs,
        constraints={
            at: replace(each, revenue=each.revenue * 10) if at.constraint == name else each
            for at, each in inputs.constraints.items()
        },
    )
    before, after = settle(inputs, RULES).months, settle(richer, RULES).months
    assert {key: each for key, each in before.items() if key[0] != name} == {
        key: each for key, each in after.items() if key[0] != name
    }
