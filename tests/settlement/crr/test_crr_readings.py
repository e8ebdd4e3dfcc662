"""What is our reading of the rules, policy by policy, and what is refused or noted for want of inputs."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from worked_month import DAY, FIRST, MONTH, amounts, held, month

from marketsim.settlement.crr import At, Binding, CrrPolicies, check, settle, with_made_prices
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.refusal import MissingInput, Refusal


def test_before_2019_everybody_is_paid_in_full_and_demand_bears_what_is_short() -> None:
    """450 $ are paid of 440 $; 10 $ are charged to demand."""
    results = settle(month(), "crr-before-2019")
    assert amounts(results) == {"A": "-300.00", "B": "-150.00"}
    assert results.to_demand == {MONTH: -10}
    assert sum(results.demand_amounts.values()) == 10
    assert results.months == {}


def test_a_counter_flow_is_charged_in_full_and_bears_no_shortfall() -> None:
    """B, turned, is charged 100 $ in the first hour: A gets what was collected and what B pays."""
    turned = held("B", 5, "T", "S")
    results = settle(month(held("A", 10), turned, revenues=(60, 0)), "crr-track-1b")
    assert amounts(results) == {"A": "-210.00", "B": "150.00"}
    assert sum(results.amounts.values()) == -60


def test_by_policy_the_counter_flow_of_an_owner_lessens_the_share_of_its_other_crrs() -> None:
    """A and B of one owner, net 5 MW, against C with 5 MW of another: half of the cut each, not two thirds."""
    holdings = (held("A", 10, owner="X"), held("B", 5, "T", "S", owner="X"), held("C", 5, owner="Y"))
    by_crr = settle(month(*holdings, revenues=(140, 100)), "crr-track-1b")
    policies = CrrPolicies.of({"counter_flow": "net_of_owner"})
    by_owner = settle(month(*holdings, revenues=(140, 100)), "crr-track-1b", policies)
    cut = {key.crr: value for (key, at), value in by_crr.cuts.items() if at.hour == FIRST}
    assert cut == {"A": 40, "C": 20}
    assert {key.crr: value for (key, at), value in by_owner.cuts.items() if at.hour == FIRST} == {
        "A": 30,
        "C": 30,
    }


def test_by_policy_a_surplus_is_shared_by_the_flows_of_its_own_hour() -> None:
    """What B, full already, may not take goes to demand although A is still short."""
    late = replace(held("B", 5), tou="OFF")
    night = TradeHour(DAY, 1)
    inputs = month(held("A", 10), late)
    inputs = with_made_prices(
        replace(
            inputs,
            constraints={
                At("K1", FIRST): Binding(Fraction(20), Fraction(100)),
                At("K1", night): Binding(Fraction(10), Fraction(70)),
            },
        )
    )
    shared = settle(inputs, "crr-track-1b")
    assert (amounts(shared), shared.to_demand[MONTH]) == ({"A": "-120.00", "B": "-50.00"}, 0)
    by_flow = settle(inputs, "crr-track-1b", CrrPolicies.of({"surplus_shares": "by_flow"}))
    assert (amounts(by_flow), by_flow.to_demand[MONTH]) == ({"A": "-100.00", "B": "-50.00"}, 20)
    assert not check(inputs, by_flow)


def test_what_the_inputs_do_not_tell_is_noted() -> None:
    """Hours without prices, no measured demand, another rule's trade dates."""
    notes = settle(month(revenues=(240, 250), demand=False), "crr-before-2019").notes
    told = " | ".join(notes)
    assert "2 of 743 hours have prices" in told
    assert "no measured demand" in told
    assert "crr-before-2019 is not" in told


def test_what_the_rules_need_and_the_inputs_lack_is_refused() -> None:
    """Prices, what binds, a price of one hour, a factor; other rules and mistakes than there are."""
    whole = month()
    lacks = [
        replace(whole, prices={}),
        replace(whole, constraints={}),
        replace(whole, prices={key: each for key, each in whole.prices.items() if key[1] == FIRST}),
        replace(whole, prices={key: each for key, each in whole.prices.items() if key != ("T", FIRST)}),
        replace(whole, factors={("K1", "S"): Fraction(1)}),
    ]
    for inputs in lacks:
        with pytest.raises(MissingInput):
            settle(inputs, "crr-track-1b")
    for rules, mistakes in (("crr-track-1a", ()), ("crr-track-1b", ("no-such-mistake",))):
        with pytest.raises(Refusal):
            settle(whole, rules, mistakes=mistakes)
    with pytest.raises(Refusal):
        Binding(Fraction(-1), Fraction(0))
