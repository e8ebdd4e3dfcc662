"""Two CRRs on one constraint in two hours, worked by hand: what is cut, what comes back, what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from marketsim.settlement.crr import (
    At,
    Binding,
    CrrInputs,
    CrrPolicies,
    CrrResults,
    Holding,
    check,
    settle,
    with_made_prices,
)
from marketsim.settlement.crr.holding import SECOND
from marketsim.settlement.crr.random_month import midnight
from marketsim.settlement.interval import TradeHour
from marketsim.settlement.refusal import MissingInput, Refusal

DAY = date(2026, 3, 3)
FIRST, SECOND_HOUR = TradeHour(DAY, 9), TradeHour(DAY, 10)
MONTH = "2026-03"


def held(
    crr: str, mw: int, source: str = "S", sink: str = "T", hedge: str = "OBL", owner: str = ""
) -> Holding:
    """An ON CRR of one day."""
    return Holding(
        crr=crr,
        owner=owner or f"OWNER_{crr}",
        source=source,
        sink=sink,
        tou="ON",
        hedge=hedge,  # type: ignore[arg-type]
        start=midnight(DAY),
        end=midnight(date(2026, 3, 4)) - SECOND,
        mw=Fraction(mw),
    )


def month(*holdings: Holding, revenues: tuple[int, int] = (240, 200), demand: bool = True) -> CrrInputs:
    """K1 at 20 $ in one hour and at 10 $ in the next; a MW from S to T is a MW on it."""
    return with_made_prices(
        CrrInputs(
            holdings=holdings or (held("A", 10), held("B", 5)),
            prices={},
            constraints={
                At("K1", FIRST): Binding(Fraction(20), Fraction(revenues[0])),
                At("K1", SECOND_HOUR): Binding(Fraction(10), Fraction(revenues[1])),
            },
            factors={("K1", "S"): Fraction(1), ("K1", "T"): Fraction(0)},
            demand={("SC1", MONTH): Fraction(2), ("SC2", MONTH): Fraction(1)} if demand else {},
        )
    )


def amounts(results: CrrResults) -> dict[str, str]:
    """Cents by CRR."""
    return {key.crr: f"{float(value):.2f}" for (key, _), value in results.amounts.items()}


def test_a_shortfall_is_made_up_by_surplus_of_another_hour_as_far_as_it_goes() -> None:
    """60 $ are short in the first hour, 50 $ over in the second: 10 $ stay cut, 2 to 1."""
    results = settle(month(), "crr-track-1b")
    assert amounts(results) == {"A": "-293.33", "B": "-146.67"}
    assert sum(results.amounts.values()) == -440
    assert results.to_demand == {MONTH: 0}
    shares = results.months["K1", MONTH].shares
    assert [each.cut for each in shares.values()] == [40, 20]
    assert [each.returned for each in shares.values()] == [Fraction(100, 3), Fraction(50, 3)]


def test_nobody_is_paid_more_than_the_full_target_and_the_rest_is_for_demand() -> None:
    """With 50 $ more both get their 300 $ and 150 $; 40 $ go to demand, in cents that add up."""
    results = settle(month(revenues=(240, 250)), "crr-track-1b")
    assert amounts(results) == {"A": "-300.00", "B": "-150.00"}
    assert results.to_demand == {MONTH: 40}
    assert results.demand_amounts == {
        ("SC1", MONTH): Fraction(-2667, 100),
        ("SC2", MONTH): Fraction(-1333, 100),
    }


def test_what_an_hour_is_short_of_is_told_by_crr_and_by_constraint() -> None:
    """Notional 300 $ against 240 $, 150 $ against 200 $."""
    results = settle(month(), "crr-track-1b")
    assert results.offsets == {At("K1", FIRST): -60, At("K1", SECOND_HOUR): 50}
    assert [value for (key, at), value in results.notional.items() if at.hour == FIRST] == [200, 100]
    rows = {(row.determinant, row.crr, row.hour): row.value for row in results.rows()}
    assert rows["CRROffset", "A", FIRST] == -40
    assert rows["CRRHourlyAmount", "A", FIRST] == -200
    assert rows["ConstraintShortfall", "", None] == 10


def test_a_shortfall_that_no_surplus_makes_up_stays_with_the_crrs_and_is_told() -> None:
    """Half of the revenue: everybody gets half, conservation holds, nothing is left."""
    results = settle(month(revenues=(150, 75)), "crr-track-1b")
    assert amounts(results) == {"A": "-150.00", "B": "-75.00"}
    assert results.months["K1", MONTH].short == 225


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
