"""Every known mistake shows: in an identity that breaks, or in amounts that differ; and identities see false inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from marketsim.settlement.crr import CRR_MISTAKES, CRR_POLICIES, CRR_RULE_SETS, check, crr_rules_on, settle
from marketsim.settlement.crr.policies import CrrPolicies
from marketsim.settlement.crr.random_month import random_month
from marketsim.settlement.refusal import Refusal

RULES = "crr-track-1b"
BREAKS = {
    "option-not-floored": "C5",
    "ends-swapped": "C1",
    "sign-turned-crr": "C6",
    "cross-constraint-surplus": "C4",
    "uncapped": "C3",
}


@pytest.mark.parametrize("mistake", CRR_MISTAKES)
def test_a_mistake_changes_what_somebody_is_paid(mistake: str) -> None:
    """In a month with a holiday and a clock change, over some seeds."""
    found = [
        settle(inputs, RULES).hourly_amounts != settle(inputs, RULES, mistakes=[mistake]).hourly_amounts
        or settle(inputs, RULES).amounts != settle(inputs, RULES, mistakes=[mistake]).amounts
        for inputs in (random_month(seed, date(2026, 5, 20), 10) for seed in range(3))
    ]
    assert any(found)


@pytest.mark.parametrize(("mistake", "identity"), BREAKS.items())
def test_a_mistake_in_the_sums_breaks_an_identity(mistake: str, identity: str) -> None:
    """Those that leave the inputs alone and the sums wrong."""
    months = [random_month(seed, date(2026, 5, 20), 10) for seed in range(3)]
    broken = {
        each.identity
        for inputs in months
        for each in check(inputs, settle(inputs, RULES, mistakes=[mistake]))
    }
    assert identity in broken


def test_prices_that_are_not_those_of_the_shadow_prices_are_told_with_the_amount() -> None:
    """A cent at one location in one hour: the CRRs that begin or end there, MW times a cent."""
    inputs = random_month(5, date(2026, 5, 20), 3)
    results = settle(inputs, RULES)
    key, hour = next((key, hour) for (key, hour), value in results.hourly.items() if value > 1)
    its = next(each for each in inputs.holdings if each.key == key)
    off = {**inputs.prices, (its.sink, hour): inputs.prices[its.sink, hour] + Fraction(1, 100)}
    spoiled = replace(inputs, prices=off)
    broken = check(spoiled, settle(spoiled, RULES))
    assert {each.identity for each in broken} == {"C1"}
    assert f"{key}, {hour}" in {each.where: each for each in broken}
    assert next(each.amount for each in broken if each.where == f"{key}, {hour}") == -its.mw / 100
    assert check(spoiled, settle(spoiled, RULES), max(each.mw for each in inputs.holdings) / 100) == ()


def test_rules_follow_the_trade_date() -> None:
    """2019 begins with the new ones."""
    assert crr_rules_on(date(2018, 12, 31)).id == "crr-before-2019"
    assert crr_rules_on(date(2019, 1, 1)).id == RULES
    assert set(CRR_RULE_SETS) == {"crr-before-2019", RULES}


def test_a_policy_has_its_choices_and_no_other() -> None:
    """Every default is among the choices; another name or choice is refused."""
    assert CrrPolicies.default().chosen() == {name: each.default for name, each in CRR_POLICIES.items()}
    for wrong in ({"calendar": "solar"}, {"weather": "fair"}):
        with pytest.raises(Refusal):
            CrrPolicies.of(wrong)
